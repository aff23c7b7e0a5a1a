# SPDX-License-Identifier: EUPL-1.2
"""The file with a town's answers, read with all mistakes named at once: docs/reference/standort.md."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mittendrin.apps.standort.sources import answer_values, measures
from mittendrin.apps.standort.sources.answer_values import Value, Wrong
from mittendrin.apps.standort.sources.knowledge import cluster_rules
from mittendrin.apps.standort.sources.measures import Measure
from mittendrin.apps.standort.sources.questionnaire import Questionnaire
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

MAX_COMMENT = 2000
MAX_NAME = 120
MOST_PEOPLE = 4_000_000
MOST_AREA = 40_000
TOP = {
    "questionnaire": "questionnaire",
    "fragebogen": "questionnaire",
    "date": "date",
    "datum": "date",
    "town": "town",
    "stadt": "town",
    "answers": "answers",
    "antworten": "answers",
    "measures": "measures",
    "massnahmen": "measures",
    "maßnahmen": "measures",
}
TOWN = {
    "name": "name",
    "state": "state",
    "land": "state",
    "population": "population",
    "einwohner": "population",
    "area_km2": "area_km2",
    "flaeche_km2": "area_km2",
    "fläche_km2": "area_km2",
    "role": "role",
    "rolle": "role",
    "ags": "ags",
    "challenges": "challenges",
    "herausforderungen": "challenges",
}
ROLES = {
    "independent_city": "independent_city",
    "kreisfrei": "independent_city",
    "kreisfreie stadt": "independent_city",
    "district_member": "district_member",
    "kreisangehörig": "district_member",
    "kreisangehoerig": "district_member",
    "district": "district",
    "landkreis": "district",
    "kreis": "district",
}
STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
_OTHER_STATES = {"NRW": "NW", "RLP": "RP", "SAN": "ST", "MECKPOM": "MV"}
_TOWN_TEXTS = ("name", "state", "role", "ags")


@dataclass(frozen=True)
class Answer:
    """What a town says on one item. value None: nobody knows, or nobody has answered yet."""

    value: Value | None = None
    comment: str = ""


@dataclass(frozen=True)
class TownFacts:
    """What counts about the town itself; None and empty where nobody said it."""

    name: str = ""
    state: str = ""
    population: int | None = None
    area_km2: float | None = None
    role: str = ""
    ags: str = ""
    challenges: frozenset[str] | None = None


@dataclass(frozen=True)
class Answers:
    """All that a town says in one round."""

    town: TownFacts
    answers: Mapping[str, Answer] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    on: date | None = None

    def value(self, item: str) -> Value | None:
        """Return the answer to an item, None when it is open."""
        return self.answers.get(item, Answer()).value


class _Reader:
    """Collects problems while it reads."""

    def __init__(self, where: str) -> None:
        self.where, self.problems = where, list[Problem]()

    def wrong(self, place: str, kind: str, detail: str = "") -> None:
        self.problems.append(Problem(f"{self.where}: {place}" if place else self.where, kind, detail))

    def mapping(self, value: Any, place: str) -> dict[Any, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(place, "not-a-mapping")
            return {}
        return value

    def named(self, value: Any, place: str, names: Mapping[str, str]) -> dict[str, Any]:
        """Return the entries by their English names; unknown ones are problems, with the nearest name that exists."""
        found: dict[str, Any] = {}
        for key, entry in self.mapping(value, place).items():
            name = names.get(str(key).strip().lower())
            if name is None:
                near, allowed = nearest(str(key), names), ", ".join(dict.fromkeys(names.values()))
                self.wrong(f"{place}.{key}" if place else str(key), "unknown-key", near or f"|{allowed}")
            elif name in found:
                self.wrong(f"{place}.{key}" if place else str(key), "key-twice", name)
            else:
                found[name] = entry
        return found


def read(path: Path, questions: Questionnaire) -> Answers:
    """Return the answers in ``path``; raises ProblemsFound with all that is wrong, OSError when it cannot be read."""
    return parse(yaml_strict.read(path, floats=False), path.name, questions)


def parse(data: Any, where: str, questions: Questionnaire) -> Answers:
    """Return the answers in ``data``; raises ProblemsFound with all that is wrong."""
    reader = _Reader(where)
    if not isinstance(data, dict):
        raise ProblemsFound([Problem(where, "not-answers")])
    top = reader.named(data, "", TOP)
    _check_version(reader, top.get("questionnaire"), questions)
    found = Answers(
        town=_town(reader, top.get("town")),
        answers=_answers(reader, top.get("answers"), questions),
        measures=_measures(reader, top.get("measures")),
        on=_day(reader, top.get("date")),
    )
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return found


def nearest(name: str, known: Mapping[str, Any]) -> str:
    """Return the known name most like ``name``, empty when none is."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def _check_version(reader: _Reader, named: Any, questions: Questionnaire) -> None:
    if named is None or str(named).strip() in {questions.name, questions.version, questions.id}:
        return
    reader.wrong("questionnaire", "other-questionnaire", f"{named}|{questions.name}")


def _day(reader: _Reader, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return answer_values.day(value)
    except Wrong as wrong:
        reader.wrong("date", wrong.kind, wrong.detail)
        return None


def _town(reader: _Reader, value: Any) -> TownFacts:
    entries = reader.named(value, "town", TOWN)
    texts = {name: _text(reader, f"town.{name}", entries.get(name), MAX_NAME) for name in _TOWN_TEXTS}
    if not texts["name"] and answer_values.is_open(entries.get("name")):
        reader.wrong("town.name", "missing-name")
    people = _number(reader, "town.population", entries.get("population"), MOST_PEOPLE, whole=True)
    return TownFacts(
        name=texts["name"],
        state=_state(reader, texts["state"], texts["ags"]),
        population=None if people is None else round(people),
        area_km2=_number(reader, "town.area_km2", entries.get("area_km2"), MOST_AREA),
        role=_role(reader, texts["role"]),
        ags=texts["ags"],
        challenges=_challenges(reader, entries.get("challenges")),
    )


def _text(reader: _Reader, place: str, value: Any, most: int) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        reader.wrong(place, "not-a-text")
        return ""
    text = answer_values.clean(str(value))
    if len(text) > most:
        reader.wrong(place, "too-long", str(most))
    return text


def _number(reader: _Reader, place: str, value: Any, most: float, *, whole: bool = False) -> float | None:
    if answer_values.is_open(value):
        return None
    try:
        found = answer_values.number(value, most, whole=whole)
    except Wrong as wrong:
        reader.wrong(place, wrong.kind, wrong.detail)
        return None
    if found == 0:
        reader.wrong(place, "not-positive")
        return None
    return found


def _state(reader: _Reader, text: str, ags: str) -> str:
    key = text.upper().removeprefix("DE-")
    key = _OTHER_STATES.get(key, key)
    by_name = {name.lower(): short for short, name in STATES.items()}
    found = key if key in STATES else by_name.get(text.lower(), "")
    if text and not found and not answer_values.is_open(text):
        reader.wrong("town.state", "unknown-state", f"{text}|{', '.join(STATES)}")
    return found or _state_of(ags)


def _state_of(ags: str) -> str:
    order = ("SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH")
    number = int(ags[:2]) if ags[:2].isdecimal() else 0
    return order[number - 1] if 1 <= number <= len(order) else ""


def _role(reader: _Reader, text: str) -> str:
    if answer_values.is_open(text):
        return ""
    found = ROLES.get(text.lower(), "")
    if not found:
        reader.wrong("town.role", "unknown-choice", f"{text}|independent_city, district_member, district")
    return found


def _challenges(reader: _Reader, value: Any) -> frozenset[str] | None:
    if answer_values.is_open(value):
        return None
    try:
        return frozenset(answer_values.several(value, {one.key: one for one in cluster_rules().challenges}))
    except Wrong as wrong:
        reader.wrong("town.challenges", wrong.kind, wrong.detail)
        return None


def _answers(reader: _Reader, value: Any, questions: Questionnaire) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for key, entry in reader.mapping(value, "answers").items():
        place = f"answers.{key}"
        item = questions.by_id.get(str(key))
        if item is None:
            reader.wrong(place, "unknown-item", nearest(str(key), questions.by_id))
            continue
        comment, said = "", entry
        if isinstance(entry, dict):
            parts = reader.named(entry, place, {"value": "value", "wert": "value", "comment": "comment"} | _COMMENT)
            said, comment = parts.get("value"), _text(reader, place, parts.get("comment"), MAX_COMMENT)
        try:
            found[item.id] = Answer(answer_values.value(item, said), comment)
        except Wrong as wrong:
            reader.wrong(place, wrong.kind, wrong.detail)
    return found


_COMMENT = {"kommentar": "comment", "bemerkung": "comment"}


def _measures(reader: _Reader, value: Any) -> tuple[Measure, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        reader.wrong("measures", "not-a-list")
        return ()
    found = []
    for number, entry in enumerate(value, start=1):
        place = f"measures[{number}]"
        if not isinstance(entry, dict):
            reader.wrong(place, "not-a-mapping")
            continue
        entries = reader.named(entry, place, measures.NAMES)
        measure, wrongs = measures.parse(entries)
        for name, wrong in wrongs:
            shown = "status" if name == "state" else name  # as people write it
            reader.wrong(f"{place}.{shown}", wrong.kind, wrong.detail)
        found.append(measure)
    return tuple(found)
