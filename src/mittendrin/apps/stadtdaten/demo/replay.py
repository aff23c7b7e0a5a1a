# SPDX-License-Identifier: EUPL-1.2
"""Lets the simulated town run faster than the clock for a presenter, with a flood at wish, and tidies up after it.

Values of the town's own time are stored at the time of the clock, so that open pages show them at once. Sums of an hour
(counts, energy) stay as they are: an hour cannot be counted in a minute.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from mittendrin.apps.stadtdaten.demo.plan import PlannedSeries, plan
from mittendrin.apps.stadtdaten.ingest import store_observations
from mittendrin.apps.stadtdaten.ingest.removing import delete_observations
from mittendrin.apps.stadtdaten.models import Datastream, Observation, Thing
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.core.instants import DAY, HOUR, MINUTE

FLOOD = 11 * DAY + 14 * HOUR
"""So long before the town was made its flood begins to rise, fourteen hours before its top: see ``curves.river``."""
LOOK_BACK = 2 * HOUR
_PAUSE = 120.0
log = logging.getLogger(__name__)


class NoDemo(MittendrinError):
    """There is no simulated town here."""


def _marker() -> Path:
    return Path(settings.TOWN_DIR) / "demo-replay"


def running() -> bool:
    """Return whether a replay is running; the town does not go on by itself meanwhile."""
    try:
        return time.time() - _marker().stat().st_mtime < _PAUSE
    except FileNotFoundError:
        return False


@dataclass
class Replay:
    """The town at ``speed`` times the clock. began: when, by the clock; stored: ids of what it stored."""

    speed: float
    began: int
    shift: int = 0
    stored: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        found = Datastream.objects.filter(simulated=True, thing__simulated=True).select_related("thing")
        planned = {one.key: one for thing in plan() for one in thing.series if not one.interval}
        self.streams: list[tuple[Datastream, PlannedSeries]] = [
            (stream, planned[key]) for stream in found if (key := str(stream.properties.get("demo", ""))) in planned
        ]
        if not self.streams:
            raise NoDemo
        self.anchor = int(self.streams[0][0].thing.properties["demo_anchor"])
        self.base = self.began
        self.last: dict[int, int] = {}

    def town_time(self, now: int) -> int:
        """Return what time it is in the town."""
        return self.base + self.shift + round((now - self.base) * self.speed)

    def flood(self, now: int) -> None:
        """Let the flood begin."""
        self.base, self.shift = now, self.anchor - FLOOD - now
        self.last.clear()
        log.info("demo.flood at=%s", now)

    def step(self, now: int) -> int:
        """Store what the town measured since the last step; return how many values."""
        _marker().touch()
        here, rows = self.town_time(now), []
        for stream, series in self.streams:
            times, values = series.values(here - LOOK_BACK, here, self.anchor)
            if len(times) and int(times[-1]) != self.last.get(stream.pk):
                self.last[stream.pk] = int(times[-1])
                rows.append((stream.pk, now, float(values[-1])))
        store_observations(rows, now=now)
        found = Observation.objects.filter(datastream_id__in=[row[0] for row in rows], phenomenon_start=now)
        self.stored.update(found.values_list("pk", flat=True))
        return len(rows)

    def tidy(self) -> int:
        """Take away what was stored; return how many values. The town then goes on as if nothing had been."""
        _marker().unlink(missing_ok=True)
        gone = delete_observations(self.stored)
        self.stored.clear()
        log.info("demo.tidied values=%s", gone)
        return gone


def started(speed: float, now: int | None = None) -> Replay:
    """Return a replay that begins now. Raises NoDemo."""
    if not Thing.objects.filter(simulated=True).exists():
        raise NoDemo
    return Replay(speed, now or instants.now())


def town_clock(replay: Replay, now: int) -> str:
    """Return the time in the town to the minute, for the line of the presenter."""
    return instants.to_iso(replay.town_time(now) // MINUTE * MINUTE)[:16].replace("T", " ")
