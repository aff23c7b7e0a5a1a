# SPDX-License-Identifier: EUPL-1.2
"""One funding programme as people write it down: German or English names of fields, amounts and shares as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from mittendrin.apps.standort.sources import answer_values
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.apps.standort.sources.answers import MOST_PEOPLE, STATES
from mittendrin.apps.standort.sources.measures import MOST_EUROS
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.core.text import fold

STATE_WORDS = {
    "open": "open",
    "offen": "open",
    "announced": "announced",
    "angekündigt": "announced",
    "closed": "closed",
    "beendet": "closed",
    "geschlossen": "closed",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "programm"),
    "giver": ("geber", "giver"),
    "who": ("antragsberechtigt", "who"),
    "states": ("länder", "laender", "states"),
    "people_from": ("einwohner ab", "people_from"),
    "people_to": ("einwohner bis", "people_to"),
    "topics": ("themen", "topics"),
    "keywords": ("stichworte", "keywords"),
    "share": ("anteil", "share"),
    "most": ("höchstbetrag", "hoechstbetrag", "most"),
    "deadline": ("frist", "deadline"),
    "state": ("stand", "state"),
    "link": ("link",),
    "note": ("notiz", "note"),
    "checked_on": ("geprüft am", "geprueft am", "checked_on"),
}
NEEDED = ("name", "giver")
_SHORT, _WHO, _NOTE, _LINK, _MANY = 200, 500, 1000, 300, 20
_SHARE = re.compile(
    r"(?:bis(?: zu)?|max\.?|maximal|up to)?\s*(\d{1,3}(?:[.,]\d+)?)\s*(%|prozent|percent)?", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_EVERYWHERE = frozenset({"alle", "all", "bund", "bundesweit", "deutschland"})


@dataclass(frozen=True)
class Programme:
    """One programme. None and empty where nothing was written down."""

    name: str
    giver: str
    who: str = ""
    states: tuple[str, ...] = ()
    people_from: int | None = None
    people_to: int | None = None
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    share: float | None = None
    most: int | None = None
    deadline: date | None = None
    state: str = "open"
    link: str = ""
    note: str = ""
    checked_on: date | None = None

    @property
    def key(self) -> str:
        """Return what two lists have in common when they mean the same programme."""
        return slugify(fold(f"{self.giver} {self.name}"))[:160]


Wrongs = list[tuple[str, Wrong]]


def parse(entries: Mapping[str, Any], today: date) -> tuple[Programme, Wrongs]:
    """Return a programme and what is wrong with its entries, by name of the field."""
    wrongs: Wrongs = []
    values: dict[str, Any] = {}
    for name, reader in _READERS.items():
        said = entries.get(name)
        try:
            values[name] = reader(None if answer_values.is_open(said) else said)
        except Wrong as wrong:
            wrongs.append((name, wrong))
            values[name] = reader(None)
    wrongs += [(name, Wrong("missing")) for name in NEEDED if not values[name] and name not in dict(wrongs)]
    found = Programme(**values)
    if found.deadline and found.deadline < today and found.state != "closed":
        wrongs.append(("deadline", Wrong("deadline-past", f"{found.deadline:%d.%m.%Y}")))
    if found.people_from and found.people_to and found.people_from > found.people_to:
        wrongs.append(("people_to", Wrong("people-order")))
    return found, wrongs


def _text(most: int) -> Callable[[Any], str]:
    def read(said: Any) -> str:
        if isinstance(said, dict | list):
            raise Wrong("not-a-text")
        text = "" if said is None else " ".join(answer_values.clean(str(said)).split())
        if len(text) > most:
            raise Wrong("too-long", str(most))
        return text

    return read


def _parts(said: Any) -> list[str]:
    if said is None:
        return []
    parts = said if isinstance(said, list) else re.split(r"[,;|]", str(said))
    found = [" ".join(answer_values.clean(str(part)).split()) for part in parts]
    found = list(dict.fromkeys(part for part in found if part))
    if len(found) > _MANY or any(len(part) > _SHORT for part in found):
        raise Wrong("too-many", str(_MANY))
    return found


def _states(said: Any) -> tuple[str, ...]:
    parts = _parts(said)
    if any(part.casefold() in _EVERYWHERE for part in parts):
        return ()
    names = {name.casefold(): code for code, name in STATES.items()} | {code.casefold(): code for code in STATES}
    for part in parts:
        if part.casefold() not in names:
            raise Wrong("unknown-state", f"{part[:60]}|{', '.join(STATES)}")
    return tuple(sorted({names[part.casefold()] for part in parts}))


def _topics(said: Any) -> tuple[str, ...]:
    # The names of some fields hold commas themselves ("Daten, Plattform"): each of their words is enough.
    words = [(field.id, word) for field in shipped().fields for text in field.name.values() for word in text.split(",")]
    names = {word.strip().casefold(): name for name, word in words} | {field.id: field.id for field in shipped().fields}
    found = _parts(said)
    for part in found:
        if part.casefold() not in names:
            raise Wrong("unknown-topic", f"{part[:60]}|{', '.join(field.id for field in shipped().fields)}")
    return tuple(sorted({names[part.casefold()] for part in found}))


def _keywords(said: Any) -> tuple[str, ...]:
    return tuple(_parts(said))


def _share(said: Any) -> float | None:
    """Return percent; "80", "80 %" and "bis zu 80 %" are fine, "achtzig" and 0,8 are asked back."""
    if said is None:
        return None
    match = _SHARE.fullmatch(str(said).strip())
    if isinstance(said, bool) or match is None:
        raise Wrong("share-text", str(said)[:60])
    percent = float(match[1].replace(",", "."))
    if 0 < percent < 1 and not match[2]:
        raise Wrong("share-fraction", f"{percent * 100:g}")
    if percent > 100:
        raise Wrong("share-range", f"{percent:g}")
    return percent


def _whole(most: int) -> Callable[[Any], int | None]:
    def read(said: Any) -> int | None:
        if said is None:
            return None
        text = re.sub(r"(?i)€|euro?\b", "", said).strip() if isinstance(said, str) else said
        return round(answer_values.number(text, most, whole=True))

    return read


def _day(said: Any) -> date | None:
    return None if said is None else answer_values.day(said)


def _state(said: Any) -> str:
    if said is None:
        return "open"
    if (found := STATE_WORDS.get(str(said).strip().casefold())) is None:
        raise Wrong("unknown-programme-state", str(said)[:60])
    return found


def _link(said: Any) -> str:
    text = "" if said is None else str(said).strip()
    if text and (len(text) > _LINK or not _ADDRESS.fullmatch(text)):
        raise Wrong("not-a-link", text[:60])
    return text


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": _text(_SHORT),
    "giver": _text(_SHORT),
    "who": _text(_WHO),
    "states": _states,
    "people_from": _whole(MOST_PEOPLE),
    "people_to": _whole(MOST_PEOPLE),
    "topics": _topics,
    "keywords": _keywords,
    "share": _share,
    "most": _whole(MOST_EUROS),
    "deadline": _day,
    "state": _state,
    "link": _link,
    "note": _text(_NOTE),
    "checked_on": _day,
}
