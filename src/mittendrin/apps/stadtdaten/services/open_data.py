# SPDX-License-Identifier: EUPL-1.2
"""What Stadtdaten offers as open data: one dataset for each observed property, of public and coarse series only.

Real and simulated series never share a dataset.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from statistics import median

from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import Datastream, Flag, Grade, ObservationExtra, ObservedProperty
from mittendrin.apps.stadtdaten.services import pages
from mittendrin.apps.stadtdaten.services.access import PUBLIC, datastreams, exact_locations
from mittendrin.apps.stadtdaten.services.cockpit_kinds import kind_of
from mittendrin.contracts.dataset import Api, Column, Example, OpenDataset, Row, Words
from mittendrin.core import instants
from mittendrin.core.geometry import blurred, from_geojson
from mittendrin.core.instants import DAY, HOUR, MINUTE
from mittendrin.townhall.wording import both

Point = tuple[float, float]
Group = list[Datastream]
STA = "/sta/v1.1"
STANDARD = "http://www.opengis.net/doc/is/sensorthings/1.1"
CHUNK = 2000
THEMES = {
    "air": ("ENVI", "HEAL"),
    "weather": ("ENVI",),
    "water": ("ENVI",),
    "traffic": ("TRAN",),
    "buildings": ("ENER",),
}
OTHER = ("REGI",)
# Longest usual gap between two values for each code of the EU's table.
FREQUENCIES = ((30 * MINUTE, "UPDATE_CONT"), (2 * HOUR, "HOURLY"), (36 * HOUR, "DAILY"), (10 * DAY, "WEEKLY"))


def datasets() -> Sequence[OpenDataset]:
    """Return the datasets of what the public may see and what has values."""
    rows = (
        datastreams(PUBLIC).select_related("thing", "observed_property", "state").prefetch_related("thing__locations")
    )
    rows = rows.filter(state__first_start__isnull=False).order_by("pk")
    numbers = _numbers()
    groups: dict[tuple[int, bool], Group] = defaultdict(list)
    for stream in rows:
        if _period(stream):
            groups[numbers[stream.observed_property_id], stream.simulated or stream.thing.simulated].append(stream)
    exact = set(exact_locations(PUBLIC).values_list("pk", flat=True))
    found = []
    for (number, simulated), group in sorted(groups.items()):
        points = {one.pk: point for one in group if (point := _point(one, exact)) is not None}
        found.append(_dataset(number, group, points, simulated=simulated))
    return found


def _numbers() -> dict[int, int]:
    """Return for each ObservedProperty the smallest number of those with its definition: sources make their own."""
    first: dict[str, int] = {}
    found = {}
    for pk, definition in ObservedProperty.objects.order_by("pk").values_list("pk", "definition"):
        found[pk] = first.setdefault(definition, pk)
    return found


def _period(stream: Datastream) -> tuple[int, int] | None:
    """Return begin and end of what the public sees of a series; None while nothing of it is due."""
    start, end = stream.state.first_start, stream.state.last_end or stream.state.first_start
    if start is None or end is None:
        return None
    if stream.open_grade == Grade.COARSE:
        due = (instants.now() - stream.coarse_delay * MINUTE) // HOUR * HOUR
        start, end = start // HOUR * HOUR, min(-(-end // HOUR) * HOUR, due)
    return (start, end) if start < end or (start == end and stream.open_grade != Grade.COARSE) else None


def _point(stream: Datastream, exact: set[int]) -> Point | None:
    """Return where the Thing stands, on the coarse grid when the public may not see it exactly."""
    place = next(iter(stream.thing.locations.all()), None)
    if place is None:
        return None
    sharp = place.pk in exact and stream.open_grade == Grade.PUBLIC
    geometry = from_geojson(place.location if sharp else blurred(place.location))
    if geometry is None or geometry.is_empty:
        return None
    return geometry.centroid.x, geometry.centroid.y


def _dataset(number: int, group: Group, points: Mapping[int, Point], *, simulated: bool) -> OpenDataset:
    periods = [period for one in group if (period := _period(one))]
    start, end = min(begin for begin, _end in periods), max(until for _begin, until in periods)
    observed = group[0].observed_property.name
    name = both(lambda: _(observed))
    key = f"messwerte-{number}-simulation" if simulated else f"messwerte-{number}"
    return OpenDataset(
        key=key,
        title=_title(name, simulated=simulated),
        description=both(lambda: _description(group, simulated=simulated)),
        columns=columns(),
        rows=partial(_rows, [one.pk for one in group], dict(points)),
        themes=THEMES.get(kind_of(group[0]).topic, OTHER),
        keywords=_keywords(name, simulated=simulated),
        frequency=_frequency(group),
        issued=_moment(start),
        modified=_moment(min(end, instants.now())),
        start=_moment(start),
        end=_moment(end),
        box=_box(list(points.values())),
        simulated=simulated,
        api=_api(group),
    )


def _title(name: Words, *, simulated: bool) -> Words:
    if not simulated:
        return both(lambda: _("Messwerte: %(name)s") % {"name": _(name.de)})
    return both(lambda: _("Simulation: %(name)s") % {"name": _(name.de)})


def _description(group: Group, *, simulated: bool) -> str:
    observed = group[0].observed_property
    places = sorted({one.thing.name for one in group})
    words = {"name": _(observed.name), "places": ", ".join(places[:5]), "more": len(places) - 5}
    text = _("%(name)s, gemessen hier: %(places)s") % words
    text += _(" und an %(more)s weiteren Stellen.") % words if len(places) > 5 else "."
    coarse = sum(one.open_grade == Grade.COARSE for one in group)
    parts = [text, observed.description.strip()]
    if coarse == len(group):
        parts.append(_("Es sind Mittel jeder Stunde, später und mit ungefährem Ort."))
    elif coarse:
        parts.append(_("Ein Teil sind Mittel jeder Stunde, später und mit ungefährem Ort."))
    if simulated:
        parts.append(_("Die Werte sind erfunden: sie stammen aus der Simulation von Mittendrin."))
    return " ".join(part for part in parts if part)


def _keywords(name: Words, *, simulated: bool) -> list[Words]:
    found = [name, both(lambda: _("Messwerte")), both(lambda: _("Sensoren"))]
    return [*found, both(lambda: _("Simulation"))] if simulated else found


def _frequency(group: Group) -> str:
    """Return the code of the usual gap between two values of a series."""
    gaps = [HOUR if one.open_grade == Grade.COARSE else _gap(one) for one in group]
    usual = median(gaps)
    return next((code for most, code in FREQUENCIES if usual <= most), "IRREG")


def _gap(stream: Datastream) -> int:
    state = stream.state
    if state.count < 2 or state.first_start is None or state.latest_start is None:
        return 100 * DAY
    return int((state.latest_start - state.first_start) / (state.count - 1))


def _moment(micros: int) -> datetime:
    return instants.to_datetime(micros).replace(microsecond=0)


def _box(points: Sequence[Point]) -> tuple[float, float, float, float] | None:
    if not points:
        return None
    east, north = [x for x, _y in points], [y for _x, y in points]
    return min(east), min(north), max(east), max(north)


def _api(group: Group) -> Api:
    ids = sorted({one.observed_property_id for one in group})
    where = " or ".join(f"ObservedProperty/id eq {one}" for one in ids)
    listed = f"{STA}/Datastreams?$filter={where}".replace(" ", "%20")
    first = group[0].pk
    examples = (
        Example(both(lambda: _("Messreihen mit Ort")), f"{listed}&$expand=Thing/Locations"),
        Example(
            both(lambda: _("Die zehn neuesten Werte einer Messreihe")),
            f"{STA}/Datastreams({first})/Observations?$orderby=phenomenonTime%20desc&$top=10",
        ),
        Example(
            both(lambda: _("Dieselben als CSV")),
            f"{STA}/Datastreams({first})/Observations?$orderby=phenomenonTime%20desc&$top=10&$resultFormat=CSV",
        ),
    )
    return Api(both(lambda: "OGC SensorThings API 1.1"), STA, listed, STA, STANDARD, examples)


def columns() -> list[Column]:
    """Return the columns of all tables of measured values."""
    return [
        Column("datastream_id", both(lambda: _("Nummer der Messreihe")), "integer"),
        Column("datastream", both(lambda: _("Messreihe"))),
        Column("thing", both(lambda: _("Messstelle"))),
        Column("longitude", both(lambda: _("Länge")), "number"),
        Column("latitude", both(lambda: _("Breite")), "number"),
        Column("start", both(lambda: _("Beginn")), "time"),
        Column("end", both(lambda: _("Ende")), "time"),
        Column("value", both(lambda: _("Wert")), "number"),
        Column("text", both(lambda: _("Wert, wenn er keine Zahl ist"))),
        Column("unit", both(lambda: _("Einheit"))),
        Column("quality", both(lambda: _("Güte: 0 unbekannt, 1 gut, 2 zweifelhaft, 3 schlecht")), "integer"),
    ]


def _rows(numbers: Sequence[int], points: Mapping[int, Point]) -> Iterator[Row]:
    """Yield the values series by series, each by time. Who may see what is asked anew."""
    for stream in datastreams(PUBLIC).filter(pk__in=numbers).select_related("thing").order_by("pk"):
        x, y = points.get(stream.pk, (None, None))
        before = (stream.pk, stream.name, stream.thing.name, x, y)
        for start, duration, result, flags, text in _values(stream):
            end = _exact(start + duration) if duration else None
            yield (*before, _exact(start), end, result, text, stream.unit_symbol, flags & Flag.QUALITY)


def _exact(micros: int) -> datetime:
    return instants.to_datetime(micros)


def _values(stream: Datastream) -> Iterator[tuple[int, int, float | None, int, str | None]]:
    shelf = pages.Shelf([stream.pk], coarse=stream.open_grade == Grade.COARSE)
    after: pages.Key = ()
    while True:
        part = pages.in_stream(shelf, stream.pk, CHUNK, after=after)
        extra = pages.extras([row[0] for row in part if row[7] & Flag.EXTRA])
        for pk, _stream, start, duration, result, _time, _feature, flags in part:
            yield start, duration, result, flags, _text(extra.get(pk))
        if len(part) < CHUNK:
            return
        after = part[-1][2:4]


def _text(extra: ObservationExtra | None) -> str | None:
    if extra is None or (extra.text is None and extra.data is None):
        return None
    return extra.text if extra.text is not None else json.dumps(extra.data, ensure_ascii=False)
