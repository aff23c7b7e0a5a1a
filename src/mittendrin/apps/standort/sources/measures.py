# SPDX-License-Identifier: EUPL-1.2
"""Measures of a roadmap as people write them into the answer file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mittendrin.apps.standort.sources import answer_values
from mittendrin.apps.standort.sources.answer_values import Wrong

YEARS = 5
MOST_EUROS = 1_000_000_000
MOST_POSTS = 500
STATES = ("idea", "planned", "running", "done", "stopped")
_STATE_WORDS = {
    "idee": "idea",
    "geplant": "planned",
    "läuft": "running",
    "laeuft": "running",
    "fertig": "done",
    "erledigt": "done",
    "beendet": "stopped",
    "gestoppt": "stopped",
}
NAMES = {
    "title": "title",
    "titel": "title",
    "step": "step",
    "schritt": "step",
    "owner": "owner",
    "verantwortlich": "owner",
    "start": "start",
    "beginn": "start",
    "end": "end",
    "ende": "end",
    "one_off": "one_off",
    "einmalig": "one_off",
    "yearly": "yearly",
    "jährlich": "yearly",
    "jaehrlich": "yearly",
    "posts": "posts",
    "stellen": "posts",
    "funding": "funding",
    "förderung": "funding",
    "foerderung": "funding",
    "status": "state",
    "stand": "state",
    "risks": "risks",
    "risiken": "risks",
    "milestones": "milestones",
    "meilensteine": "milestones",
}
_LONG = 2000
_SHORT = 200


@dataclass(frozen=True)
class Milestone:
    """A day and what is reached by then."""

    on: date
    title: str


@dataclass(frozen=True)
class Measure:
    """One thing that the town does. Money is in euros; None means that nobody has filled it in."""

    title: str = ""
    step: str = ""
    owner: str = ""
    start: date | None = None
    end: date | None = None
    one_off: float | None = None
    yearly: float | None = None
    posts: float | None = None
    funding: str = ""
    state: str = "planned"
    risks: str = ""
    milestones: tuple[Milestone, ...] = ()

    @property
    def over_years(self) -> float | None:
        """Return what it costs over five years without posts; None while nothing is filled in."""
        if self.one_off is None and self.yearly is None:
            return None
        return (self.one_off or 0) + YEARS * (self.yearly or 0)

    @property
    def cost_open(self) -> bool:
        """Return whether one of the two costs is still to be filled in."""
        return self.one_off is None or self.yearly is None


Wrongs = list[tuple[str, Wrong]]


def parse(entries: Mapping[str, Any]) -> tuple[Measure, Wrongs]:
    """Return a measure and what is wrong with its entries, by name."""
    wrongs: Wrongs = []

    def take(name: str, kind: str) -> Any:
        try:
            return _READERS[kind](entries.get(name))
        except Wrong as wrong:
            wrongs.append((name, wrong))
            return _READERS[kind](None)

    measure = Measure(
        title=take("title", "short"),
        step=take("step", "short"),
        owner=take("owner", "short"),
        start=take("start", "day"),
        end=take("end", "day"),
        one_off=take("one_off", "money"),
        yearly=take("yearly", "money"),
        posts=take("posts", "posts"),
        funding=take("funding", "long"),
        state=take("state", "state"),
        risks=take("risks", "long"),
        milestones=take("milestones", "milestones"),
    )
    if not measure.title and not measure.step:
        wrongs.append(("title", Wrong("missing-title")))
    if measure.start and measure.end and measure.end < measure.start:
        wrongs.append(("end", Wrong("ends-before-start", f"{measure.start:%Y-%m-%d}")))
    return measure, wrongs


def _text(value: Any, most: int) -> str:
    if isinstance(value, dict | list):
        raise Wrong("not-a-text")
    text = "" if value is None else answer_values.clean(str(value))
    if len(text) > most:
        raise Wrong("too-long", str(most))
    return text


def _short(value: Any) -> str:
    return _text(value, _SHORT)


def _words(value: Any) -> str:
    return _text(value, _LONG)


def _day(value: Any) -> date | None:
    return None if answer_values.is_open(value) else answer_values.day(value)


def _money(value: Any) -> float | None:
    """Return euros; "15.000 €" and "EUR 15000" are fine, "etwa 15 Tsd." is not a number."""
    if isinstance(value, str):
        value = value.replace("€", "").replace("EUR", "").replace("Euro", "").strip()
    return None if answer_values.is_open(value) else answer_values.number(value, MOST_EUROS, whole=True)


def _posts(value: Any) -> float | None:
    return None if answer_values.is_open(value) else answer_values.number(value, MOST_POSTS)


def _state(value: Any) -> str:
    if answer_values.is_open(value):
        return "planned"
    text = str(value).strip().lower()
    found = text if text in STATES else _STATE_WORDS.get(text, "")
    if not found:
        raise Wrong("unknown-choice", f"{text[:80]}|{', '.join(STATES)}")
    return found


def _milestones(value: Any) -> tuple[Milestone, ...]:
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Wrong("not-a-list")
    return tuple(_milestone(entry) for entry in value)


def _milestone(entry: Any) -> Milestone:
    if not isinstance(entry, dict):
        raise Wrong("milestone")
    names = {"date": "date", "datum": "date", "title": "title", "titel": "title"}
    known = {names.get(str(key).lower(), ""): value for key, value in entry.items()}
    if set(known) != {"date", "title"}:
        raise Wrong("milestone")
    return Milestone(answer_values.day(known["date"]), _short(known["title"]))


_READERS: dict[str, Any] = {
    "short": _short,
    "long": _words,
    "day": _day,
    "money": _money,
    "posts": _posts,
    "state": _state,
    "milestones": _milestones,
}
