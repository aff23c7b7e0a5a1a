# SPDX-License-Identifier: EUPL-1.2
"""The cockpit as a page shows it: opening, lead, tiles, map; kept for a minute or until something new comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import access, cockpit_drawing, cockpit_layout, cockpit_opening
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.cockpit_drawing import Line
from mittendrin.apps.stadtdaten.services.cockpit_layout import TOPICS, Layout, Topic
from mittendrin.apps.stadtdaten.services.cockpit_map import TownMap, town_map
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State, readings
from mittendrin.apps.stadtdaten.services.cockpit_sentences import sentence, state_line
from mittendrin.apps.stadtdaten.services.cockpit_words import (
    amount,
    clock,
    decimals_of,
    figure,
    freshness,
    property_of,
    state_word,
    unit_of,
    weekday,
)
from mittendrin.core import instants
from mittendrin.core.instants import HOUR, MINUTE
from mittendrin.web.charts import draw

PAST, AHEAD = 24 * HOUR, 12 * HOUR
WIDE, NARROW = 440, 340


@dataclass(frozen=True)
class Tile:
    """One tile. title: what it is about; note: the rest of it. small: curve; wide, narrow: chart of the lead."""

    number: int
    title: str
    note: str
    value: str
    unit: str
    state: State
    word: str
    line: str
    sentence: str
    fresh: str
    simulated: bool
    begin: str
    now: str
    end: str
    small: SafeString
    wide: SafeString | str = ""
    narrow: SafeString | str = ""

    @property
    def css(self) -> str:
        """Return the class of the state."""
        return f"m-tile--{self.state}"


@dataclass(frozen=True)
class Group:
    """Tiles of one topic. text: what the town says about it."""

    title: str
    tiles: Sequence[Tile]
    text: str = ""


@dataclass(frozen=True)
class Cockpit:
    """The whole page. version: changes with every new value and every minute."""

    version: str
    head: str
    opening: str
    lead: Tile | None
    groups: Sequence[Group]
    map: TownMap | None
    simulated: bool
    forecasts: bool
    empty: bool

    @property
    def tiles(self) -> list[Tile]:
        """Return the tiles of all groups, one after the other."""
        return [one for group in self.groups for one in group.tiles]


def version(viewer: Viewer, now: int | None = None) -> str:
    """Return what tells two states of the cockpit apart, from one small query."""
    moment = now or instants.now()
    found = access.datastreams(viewer).aggregate(
        stored=Max("state__stored_at"), n=Count("pk"), made=Max("forecast__made_at")
    )
    made = (found["made"] or 0) // MINUTE % 65536
    return f"{found['stored'] or 0:x}-{found['n']:x}-{made:x}-{moment // MINUTE:x}-{cockpit_layout.stamp()}"


def cockpit(viewer: Viewer, language: str, now: int | None = None) -> Cockpit:
    """Return the cockpit of ``viewer`` in the active language, made once for each version."""
    moment = now or instants.now()
    current = version(viewer, moment)
    key = f"stadtdaten-cockpit-{language}-{hash(viewer)}-{current}"
    found = cache.get(key)
    if isinstance(found, Cockpit):
        return found
    made = _make(viewer, moment, current, cockpit_layout.published())
    cache.set(key, made, 120)
    return made


def preview(layout: Layout, now: int | None = None) -> Cockpit:
    """Return the public cockpit as it would look with ``layout``."""
    return _make(access.PUBLIC, now or instants.now(), "", layout)


def _make(viewer: Viewer, now: int, current: str, layout: Layout) -> Cockpit:
    found = readings(viewer, now)
    if not viewer.internal:
        found = [reading for reading in found if not _hidden(reading, layout)]
    ranked = cockpit_opening.ranked(found, now)
    wanted = next((reading for reading in found if reading.stream.pk == layout.lead), None)
    speaking = next((reading for reading in ranked if reading.state not in {State.SILENT, State.UNKNOWN}), None)
    lead = wanted or speaking
    rest = [reading for reading in found if reading is not lead]
    return Cockpit(
        current,
        _("%(day)s, %(time)s") % {"day": weekday(now), "time": clock(now)},
        cockpit_opening.opening(found, now),
        tile(lead, now, large=True) if lead else None,
        [
            Group(title, [tile(reading, now) for reading in members], topic.text)
            for topic, title, members in grouped(rest, layout)
        ],
        town_map(found),
        any(reading.simulated for reading in found),
        any(reading.bands for reading in found),
        not found,
    )


def _hidden(reading: Reading, layout: Layout) -> bool:
    topics = {topic.key for topic in layout.topics if topic.hidden}
    return reading.stream.pk in layout.hidden or topic_of(reading) in topics


def topic_of(reading: Reading) -> str:
    """Return the group in which a tile stands."""
    return reading.kind.topic if reading.kind.topic in TOPICS else "other"


def grouped(found: Sequence[Reading], layout: Layout) -> list[tuple[Topic, str, list[Reading]]]:
    """Return the groups that have tiles, with title and readings, in the order of the town.

    Where nobody arranged anything, silent ones stand last.
    """
    names, groups = cockpit_layout.topic_names(), []
    for topic in layout.topics:
        members = [reading for reading in found if topic_of(reading) == topic.key]
        members.sort(key=lambda reading: (layout.place(reading.stream.pk), reading.state is State.SILENT))
        if members:
            groups.append((topic, topic.title or names[topic.key], members))
    return groups


def tile(reading: Reading, now: int, *, large: bool = False) -> Tile:
    """Return what a tile shows; ``large``: with the chart of the lead."""
    line = line_of(reading, now)
    said = sentence(reading, now)
    title, note = titles(reading)
    silent = reading.state in {State.SILENT, State.UNKNOWN}
    finding = f"{title}, {note}: {amount(reading, reading.value)}. {said}"
    return Tile(
        number=reading.stream.pk,
        title=title,
        note=note,
        value="–" if silent else figure(reading.value, decimals_of(reading)),
        unit="" if silent else tile_unit(reading),
        state=reading.state,
        word=state_word(reading.state),
        line=state_line(reading, now),
        sentence=said,
        fresh=freshness(reading, now),
        simulated=reading.simulated,
        begin=_("gestern %(hour)s") % {"hour": clock(now - PAST)},
        now=_("jetzt"),
        end=clock(line.end) if line.bands else "",
        small=draw.inline(cockpit_drawing.spark(line), finding),
        wide=draw.inline(cockpit_drawing.chart(line, WIDE, 390), finding) if large else "",
        narrow=draw.inline(cockpit_drawing.chart(line, NARROW, 260), finding) if large else "",
    )


def titles(reading: Reading) -> tuple[str, str]:
    """Return name and second name of a tile: the thing where it says what it is, else the property and its place."""
    thing, what = reading.stream.thing.name, property_of(reading)
    if reading.kind.key in {"water_level", "parking_free", "charging_free", "bikes_free"}:
        return thing, reading.place
    return what, reading.place or thing


def tile_unit(reading: Reading) -> str:
    """Return what stands behind the value: unit, "von 14 frei", "seit 0 Uhr"."""
    unit = unit_of(reading)
    if reading.kind.today:
        return _("%(unit)s seit 0 Uhr") % {"unit": unit}
    if reading.capacity is not None and reading.kind.worse == "low":
        return _("von %(all)s frei") % {"all": figure(reading.capacity, 0)}
    return unit


def line_of(reading: Reading, now: int) -> Line:
    """Return what the small curve shows: a day back, half a day ahead."""
    points = [(start + HOUR // 2, mean) for start, mean in reading.hours if start >= now - PAST - HOUR]
    if points and reading.newest is not None and reading.at is not None and not reading.kind.today:
        points = [point for point in points if point[0] < reading.at - HOUR // 4]
        points.append((reading.at, reading.newest))
    bands = [band for band in reading.bands if now < band.start <= now + AHEAD]
    usual = None if reading.kind.today or reading.usual is None else (reading.usual.low, reading.usual.high)
    return Line(
        points,
        now - PAST,
        now + (AHEAD if bands else 0),
        now,
        bands,
        [(limit.value, f"{_(limit.name)}: {amount(reading, limit.value)}") for limit in reading.limits],
        usual,
        max(3 * HOUR, 4 * reading.step),
        reading.state is State.SILENT,
        decimals_of(reading),
        reading.kind.today or reading.capacity is not None,
        _("jetzt"),
    )
