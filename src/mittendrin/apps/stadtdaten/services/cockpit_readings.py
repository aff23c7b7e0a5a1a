# SPDX-License-Identifier: EUPL-1.2
"""How each visible series stands right now, without words: newest value, freshness, course, usual range, limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import median

from django.utils import timezone

from mittendrin.apps.stadtdaten.models import Datastream, HourSummary, Location, StreamForecast
from mittendrin.apps.stadtdaten.services import access
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.cockpit_kinds import Kind, Limit, capacity_of, kind_of, limits_of
from mittendrin.apps.stadtdaten.services.cockpit_usual import Usual, totals, usual_hours, usual_totals
from mittendrin.core import instants
from mittendrin.core.geometry import blurred
from mittendrin.core.instants import HOUR, MINUTE, local_day

LOOK_BACK = 30 * HOUR
SILENT_STEPS = 3
SLOWEST = 25 * HOUR
"""After so long without a value even a series that nobody knows the step of is silent."""


class State(StrEnum):
    """How a series stands; each has a sign and a word."""

    OVER = "over"
    NEAR = "near"
    USUAL = "usual"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Band:
    """One forecast value with the limits of nine of ten."""

    start: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """How a value stands to the limit that matters: the worst broken one, else the next one."""

    limit: Limit
    value: float
    broken: bool
    near: bool


@dataclass(frozen=True)
class Reading:
    """One series now. at: begin of the newest value, until: its end. step: usual time between values, 0 unknown.

    value: what the page shows: newest value, sum since midnight, or mean of the hours that its limit is about.
    hours: means of the last 30 hours, by begin. change: over ``kind.trend_hours``, None when unknown.
    """

    stream: Datastream
    kind: Kind
    place: str
    lon: float | None
    lat: float | None
    coarse: bool
    at: int | None
    until: int | None
    newest: float | None
    value: float | None
    step: int
    state: State
    hours: tuple[tuple[int, float], ...] = ()
    usual: Usual | None = None
    standing: Standing | None = None
    limits: tuple[Limit, ...] = ()
    change: float | None = None
    bands: tuple[Band, ...] = ()
    capacity: float | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def simulated(self) -> bool:
        """Return whether the values are made up."""
        return self.stream.simulated or self.stream.thing.simulated

    @property
    def against_usual(self) -> int:
        """Return -1 for less than usual, 1 for more, 0 for usual or unknown."""
        if self.usual is None or self.value is None or self.state is State.SILENT:
            return 0
        return self.usual.place(self.value)

    @property
    def mean_hours(self) -> int:
        """Return over how many hours the value is a mean; 1 is the newest value."""
        return self.standing.limit.hours if self.standing and not self.kind.today else 1


def readings(viewer: Viewer, now: int | None = None, only: Sequence[int] | None = None) -> list[Reading]:
    """Return how the series stand that ``viewer`` may see and that ever had a value, by their order."""
    moment = now or instants.now()
    rows = access.datastreams(viewer).filter(state__latest_start__isnull=False)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    streams = list(rows.select_related("thing", "observed_property", "state", "forecast"))
    if only is None:
        streams = [stream for stream in streams if not _own(stream, "hidden")]
    return sorted(_Reader(viewer, streams, moment).all(), key=_order)


def _own(stream: Datastream, name: str) -> object:
    return stream.properties.get(name) if isinstance(stream.properties, dict) else None


def _order(reading: Reading) -> tuple[float, int, int]:
    order = _own(reading.stream, "order")
    first = float(order) if isinstance(order, int | float) else 1000.0
    return first, reading.kind.priority, reading.stream.pk


class _Reader:
    """Asks the store once for all series."""

    def __init__(self, viewer: Viewer, streams: Sequence[Datastream], now: int) -> None:
        self.viewer, self.streams, self.now = viewer, streams, now
        self.kinds = {stream.pk: kind_of(stream) for stream in streams}
        summed = [pk for pk, kind in self.kinds.items() if kind.today]
        self.hours = self._hours()
        plain = [pk for pk, kind in self.kinds.items() if not kind.today]
        midnight = local_day(now // HOUR * HOUR, timezone.get_default_timezone())
        ends = {stream.pk: self._counted_until(stream, midnight) for stream in streams if stream.pk in summed}
        # The hour that goes on holds nothing but what came until now: it counts whole.
        self.today = totals({pk: -(-end // HOUR) * HOUR for pk, end in ends.items()}, midnight)
        self.usual = {**usual_hours(plain, now), **usual_totals(ends, midnight)}
        self.places = self._places()

    def all(self) -> Iterable[Reading]:
        """Yield one reading for each series that has anything for this viewer."""
        for stream in self.streams:
            yield self._one(stream)

    def _hours(self) -> dict[int, list[tuple[int, float, int, float]]]:
        rows = HourSummary.objects.filter(
            datastream_id__in=[stream.pk for stream in self.streams],
            start__gte=self.now - LOOK_BACK, start__lte=self.now, numbers__gt=0,
        ).order_by("datastream_id", "start")  # fmt: skip
        found: dict[int, list[tuple[int, float, int, float]]] = {}
        for stream, start, total, numbers, last in rows.values_list(
            "datastream_id", "start", "total", "numbers", "last"
        ):
            found.setdefault(stream, []).append((start, total / numbers, numbers, last or 0.0))
        return found

    def _places(self) -> dict[int, tuple[str, float | None, float | None]]:
        things = [stream.thing_id for stream in self.streams]
        links = Location.things.through.objects.filter(thing__in=things).select_related("location").order_by("pk")
        exact = access.exact_locations(self.viewer).values_list("pk", flat=True)
        sharp = None if self.viewer.internal else set(exact)
        found: dict[int, tuple[str, float | None, float | None]] = {}
        for link in links:
            found.setdefault(link.thing_id, _placed(link.location, sharp is None or link.location_id in sharp))
        return found

    def _one(self, stream: Datastream) -> Reading:
        kind, state = self.kinds[stream.pk], stream.state
        coarse = access.is_coarse(self.viewer, stream.open_grade)
        hours, until = self._seen_hours(stream), self._known_until(stream)
        at, newest = state.latest_start, state.latest_result
        if coarse:
            at, newest = (hours[-1][0], hours[-1][1]) if hours else (None, None)
        step = _step(hours)
        silent = self._silent(stream, until, step, coarse)
        limits = tuple(limits_of(stream, kind))
        value = self.today.get(stream.pk, 0.0) if kind.today and not silent else newest
        standing = None if kind.today or value is None else _standing(limits, newest, hours, self.now)
        if standing is not None and standing.limit.hours > 1:
            value = standing.value
        name, lon, lat = self.places.get(stream.thing_id, ("", None, None))
        usual = None if standing and standing.limit.hours > 1 else self.usual.get(stream.pk)
        return Reading(
            stream, kind, name, lon, lat, coarse, at, until, newest, value, step,
            _state(silent, value, standing, kind, usual, capacity_of(stream)),
            tuple((start, mean) for start, mean, _numbers, _last in hours), usual, standing, limits,
            _change(hours, newest, kind.trend_hours, self.now), () if coarse else bands_of(stream, self.now),
            capacity_of(stream),
        )  # fmt: skip

    def _seen_hours(self, stream: Datastream) -> list[tuple[int, float, int, float]]:
        """Return the hours that this viewer may see: coarse ones when they are over for a while."""
        hours = self.hours.get(stream.pk, [])
        if access.is_coarse(self.viewer, stream.open_grade):
            return [row for row in hours if row[0] + HOUR + stream.coarse_delay * MINUTE <= self.now]
        return hours

    def _known_until(self, stream: Datastream) -> int | None:
        """Return the end of the newest value that this viewer may see."""
        if access.is_coarse(self.viewer, stream.open_grade):
            hours = self._seen_hours(stream)
            return hours[-1][0] + HOUR if hours else None
        end: int | None = stream.state.last_end
        return end

    def _counted_until(self, stream: Datastream, midnight: int) -> int:
        """Return until when a sum is known: a moment without an end stands for the time to the next one."""
        until, at = self._known_until(stream), stream.state.latest_start
        if until is not None and until == at:
            return int(until) + _step(self._seen_hours(stream))
        return midnight if until is None else until

    def _silent(self, stream: Datastream, until: int | None, step: int, coarse: bool) -> bool:
        if until is None:
            return True
        patience = max(SILENT_STEPS * step, 15 * MINUTE) if step else SLOWEST
        told = _own(stream, "step_minutes")
        if isinstance(told, int | float) and not isinstance(told, bool) and told > 0:
            patience = max(SILENT_STEPS * int(told * MINUTE), 15 * MINUTE)
        if coarse:
            patience += stream.coarse_delay * MINUTE + 2 * HOUR
        return self.now - until > patience


def _placed(place: Location, exact: bool) -> tuple[str, float | None, float | None]:
    if place.west is None or place.east is None or place.south is None or place.north is None:
        return place.name, None, None
    lon, lat = (place.west + place.east) / 2, (place.south + place.north) / 2
    if exact:
        return place.name, lon, lat
    coarse = blurred({"type": "Point", "coordinates": [lon, lat]})
    lon, lat = coarse["coordinates"][:2]
    return "", lon, lat


def _step(hours: Sequence[tuple[int, float, int, float]]) -> int:
    """Return the usual time between two values, 0 when there are too few to tell."""
    if len(hours) < 3:
        return 0
    inner = hours[1:-1]
    if max(numbers for _start, _mean, numbers, _last in inner) > 1:
        return HOUR // round(median(numbers for _start, _mean, numbers, _last in inner)) if inner else 0
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(hours)]
    return int(median(gaps))


def _standing(
    limits: Sequence[Limit], newest: float | None, hours: Sequence[tuple[int, float, int, float]], now: int
) -> Standing | None:
    found = []
    for limit in limits:
        value = newest if limit.hours == 1 else _mean(hours, limit.hours, now)
        if value is not None:
            found.append(Standing(limit, value, limit.broken(value), limit.close(value)))
    broken = [one for one in found if one.broken]
    if broken:
        return broken[-1]
    near = [one for one in found if one.near]
    return near[0] if near else next(iter(found), None)


def _mean(hours: Sequence[tuple[int, float, int, float]], wanted: int, now: int) -> float | None:
    """Return the mean of the last hours; None when more than a quarter of them is missing."""
    means = [mean for start, mean, _numbers, _last in hours if start >= now - (wanted + 1) * HOUR][-wanted:]
    return sum(means) / len(means) if len(means) >= 0.75 * wanted else None


def _state(
    silent: bool, value: float | None, standing: Standing | None, kind: Kind, usual: Usual | None, room: float | None
) -> State:
    if silent:
        return State.SILENT
    if value is None:
        return State.UNKNOWN
    if standing is not None and (standing.broken or standing.near):
        return State.OVER if standing.broken else State.NEAR
    if kind.worse == "low" and _scarce(value, usual, room):
        return State.NEAR
    return State.USUAL


def _scarce(value: float, usual: Usual | None, room: float | None) -> bool:
    """Return whether little is left: under a twentieth of all, or less than usual and not even a good third of all."""
    if room is not None and value > 0.35 * room:
        return False
    return (room is not None and value <= 0.05 * room) or (usual is not None and usual.place(value) < 0)


def _change(hours: Sequence[tuple[int, float, int, float]], newest: float | None, back: int, now: int) -> float | None:
    if newest is None:
        return None
    wanted = (now - back * HOUR) // HOUR * HOUR
    earlier = [last for start, _mean, _numbers, last in hours if abs(start - wanted) <= HOUR]
    return newest - earlier[0] if earlier else None


def bands_of(stream: Datastream, now: int) -> tuple[Band, ...]:
    """Return what is still ahead of the newest forecast; nothing when it is older than six hours."""
    try:
        forecast = stream.forecast
    except StreamForecast.DoesNotExist:
        return ()
    if now - forecast.made_at > 6 * HOUR:
        return ()
    return tuple(Band(int(row[0]), *map(float, row[1:4])) for row in forecast.bands if row[0] > now - HOUR)
