# SPDX-License-Identifier: EUPL-1.2
"""The way to a strategy: dated milestones of all profiles on one line, drawn and listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mittendrin.apps.atlas.services.citations import Reference, SourceList

WIDTH, LEFT, RIGHT = 640, 16, 48
DONE = "done"


@dataclass(frozen=True)
class Event:
    """One milestone; ``x`` is its place on the drawing, None when the source gives no date."""

    number: int
    text: dict[str, Any]
    when: str
    date: str
    done: bool
    references: list[Reference]
    position: float | None
    x: float | None = None


@dataclass(frozen=True)
class Timeline:
    """Milestones with the years of the axis; ``proved_to`` is where the full line ends."""

    events: list[Event]
    ticks: list[tuple[float, int]]
    proved_to: float
    width: int = WIDTH

    @property
    def end(self) -> float:
        """Return where the dashed line ends."""
        return self.width - LEFT

    @property
    def drawn(self) -> list[Event]:
        """Return the events that have a place on the drawing."""
        return [event for event in self.events if event.x is not None]


def timeline(profiles: list[dict[str, Any]], sources: SourceList) -> Timeline | None:
    """Return the milestones of ``profiles`` by date; undated ones stay behind the one before them in the source."""
    found: list[tuple[float, Event]] = []
    for profile in sorted(profiles, key=lambda profile: profile["as_of"]):
        last = 0.0
        for milestone in profile.get("milestones", []):
            position = _position(milestone["date"])
            last = last if position is None else position
            found.append((last, _event(milestone, position, sources.of(profile))))
    if not found:
        return None
    found.sort(key=lambda item: item[0])
    events = [replace(event, number=number) for number, (_, event) in enumerate(found, start=1)]
    return _place(events)


def _event(milestone: dict[str, Any], position: float | None, references: list[Reference]) -> Event:
    done = milestone["status"] == DONE
    return Event(0, milestone, milestone.get("when", ""), milestone["date"] or "", done, references, position)


def _position(date: str | None) -> float | None:
    """Return the date as a year with fraction; a plain year stands at its middle."""
    if not date:
        return None
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    return parts[0] + (parts[1] - 0.5) / 12 + (parts[2] / 365 if len(parts) == 3 else 0)


def _place(events: list[Event]) -> Timeline:
    dated = [event.position for event in events if event.position is not None]
    if not dated:
        return Timeline(events, [], LEFT)
    first, last = int(min(dated)), int(max(dated)) + 1
    scale = (WIDTH - LEFT - RIGHT) / (last - first)
    placed: list[Event] = []
    taken = -100.0
    for event in events:
        if event.position is None:
            placed.append(event)
            continue
        taken = max(LEFT + (event.position - first) * scale, taken + 22)
        placed.append(replace(event, x=round(taken, 1)))
    width = max(WIDTH, round(taken) + RIGHT)
    step = max(1, (last - first) // 8)
    ticks = [(round(LEFT + (year - first) * scale, 1), year) for year in range(first, last + 1, step)]
    proved = [event.x for event in placed if event.done and event.x is not None]
    return Timeline(placed, ticks, max(proved, default=LEFT), width)
