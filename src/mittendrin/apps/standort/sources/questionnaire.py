# SPDX-License-Identifier: EUPL-1.2
"""The questionnaire as data: read, checked against its schema and in itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

APP = Path(__file__).parent.parent
CONTENT = APP / "content"
SHIPPED = CONTENT / "questionnaire.yaml"
SCHEMA = APP / "schemas" / "standort.schema.yaml"
UNKNOWN = "unknown"
YES, NO = "yes", "no"

Text = Mapping[str, str]
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Citation:
    """Where something stands: source, place in it, and the number of a question or the like."""

    source: str
    locator: str
    detail: str = ""


@dataclass(frozen=True)
class Deed:
    """What another town did."""

    place: str
    name: str
    text: Text
    citation: Citation


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. value: how far the town is with it, 0 to 1; None when several add up."""

    key: str
    label: Text
    value: float | None = None


@dataclass(frozen=True)
class Scale:
    """How a number becomes a value: between the points in straight lines.

    per_population: the number is first taken per so many people; without_population: the points when nobody knows
    how many there are.
    """

    points: Points
    per_population: float = 0
    without_population: Points = ()


@dataclass(frozen=True)
class Sight:
    """What the running program sees of an item: name of the evidence, and the choice from which number on.

    Without ``steps`` the number itself is the answer.
    """

    name: str
    steps: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Item:
    """One question with everything that a person wants to know before answering it."""

    id: str
    field: str
    kind: str
    weight: float
    weight_reason: Text
    question: Text
    why: Text
    help: Text
    sources: tuple[Citation, ...]
    choices: tuple[Choice, ...] = ()
    criterion: str = ""
    evidence: Sight | None = None
    enough: int = 1
    unit: Text = dataclasses.field(default_factory=dict)
    most: float = 0
    scale: Scale | None = None
    example: Deed | None = None

    @cached_property
    def by_key(self) -> dict[str, Choice]:
        """Return the choices by key."""
        return {choice.key: choice for choice in self.choices}


@dataclass(frozen=True)
class Field:
    """One of the fields that items belong to, with the words of the headline."""

    id: str
    name: Text
    strong: Text
    weak: Text
    missing: Text


@dataclass(frozen=True)
class Condition:
    """A condition on the value of an item, or on one choice of several."""

    item: str
    at_least: float | None = None
    at_most: float | None = None
    has: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Answers that hardly go together, and the question to ask back."""

    id: str
    when: tuple[Condition, ...]
    text: Text


@dataclass(frozen=True)
class Questionnaire:
    """A version of the questions."""

    id: str
    version: str
    title: Text
    fields: tuple[Field, ...]
    items: tuple[Item, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def name(self) -> str:
        """Return id and version, as answers name it."""
        return f"{self.id}/{self.version}"

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Return the items by id."""
        return {item.id: item for item in self.items}

    def of_field(self, field_id: str) -> tuple[Item, ...]:
        """Return the items of a field in their order."""
        return tuple(item for item in self.items if item.field == field_id)


@cache
def shipped() -> Questionnaire:
    """Return the questionnaire that comes with the program."""
    return load(SHIPPED)


def load(path: Path) -> Questionnaire:
    """Return the questionnaire in ``path``; raises ProblemsFound with every place that is wrong."""
    data = yaml_strict.read(path)
    problems = list(check("questionnaire", data, path.name)) or list(_inner_problems(data, path.name))
    if problems:
        raise ProblemsFound(problems)
    return Questionnaire(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        fields=tuple(Field(**entry) for entry in data["fields"]),
        items=tuple(_item(entry) for entry in data["items"]),
        contradictions=tuple(_contradiction(entry) for entry in data.get("contradictions", [])),
    )


def _item(entry: Mapping[str, Any]) -> Item:
    known = dict(entry)
    scale = known.pop("scale", None)
    example = known.pop("example", None)
    sight = known.pop("evidence", None)
    choices = [Choice(one["key"], label(one), one.get("value")) for one in known.pop("choices", [])]
    if known["kind"] == "yes_no":
        choices = [Choice(YES, {"de": "ja", "en": "yes"}, 1.0), Choice(NO, {"de": "nein", "en": "no"}, 0.0)]
    return Item(
        **{**known, "sources": tuple(Citation(**one) for one in known["sources"])},
        choices=tuple(choices),
        scale=_scale(scale) if scale else None,
        example=deed(example) if example else None,
        evidence=Sight(sight["name"], tuple((n, key) for n, key in sight.get("steps", []))) if sight else None,
    )


def _scale(entry: Mapping[str, Any]) -> Scale:
    points = tuple((float(x), float(y)) for x, y in entry["points"])
    alone = tuple((float(x), float(y)) for x, y in entry.get("without_population", []))
    return Scale(points, float(entry.get("per_population", 0)), alone)


def _contradiction(entry: Mapping[str, Any]) -> Contradiction:
    return Contradiction(entry["id"], tuple(Condition(**one) for one in entry["when"]), label(entry))


def label(entry: Mapping[str, Any]) -> Text:
    """Return the German and English text of an entry that holds more than its text."""
    return {"de": entry["de"], "en": entry["en"]}


def deed(entry: Mapping[str, Any]) -> Deed:
    """Return what another town did."""
    return Deed(entry["place"], entry["name"], label(entry), Citation(entry["source"], entry["locator"]))


@cache
def _schema() -> dict[str, Any]:
    data: dict[str, Any] = yaml_strict.read(SCHEMA)
    return data


def check(kind: str, data: Any, where: str) -> Iterator[Problem]:
    """Yield what does not fit the schema of ``kind``: ``questionnaire`` or ``steps``."""
    validator = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": _schema()["$defs"]})
    for error in validator.iter_errors(data):
        deepest: ValidationError = best_match([error]) or error
        path = ".".join(str(part) for part in deepest.absolute_path)
        yield Problem(f"{where}: {path}" if path else where, "content", deepest.message[:300])


def _inner_problems(data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Yield what a schema cannot see: names that nobody knows, names twice, scales that fall."""
    fields = [entry["id"] for entry in data["fields"]]
    items = {entry["id"]: entry for entry in data["items"]}
    for name in _twice([*fields, *(entry["id"] for entry in data["items"])]):
        yield Problem(where, "content", f"{name}: twice")
    for entry in data["items"]:
        if entry["field"] not in fields:
            yield Problem(f"{where}: {entry['id']}", "content", f"field {entry['field']}: unknown")
        yield from (Problem(f"{where}: {entry['id']}", "content", text) for text in _item_problems(entry))
    for entry in data.get("contradictions", []):
        for condition in entry["when"]:
            if condition["item"] not in items:
                yield Problem(f"{where}: {entry['id']}", "content", f"item {condition['item']}: unknown")
    for name in fields:
        if not any(entry["field"] == name for entry in data["items"]):
            yield Problem(f"{where}: {name}", "content", "field without items")


def _item_problems(entry: Mapping[str, Any]) -> Iterator[str]:
    keys = [choice["key"] for choice in entry.get("choices", [])]
    yield from (f"choice {key}: twice" for key in _twice(keys))
    seen = entry.get("evidence", {}).get("steps", [])
    yield from (f"evidence: choice {key}: unknown" for _number, key in seen if key not in keys)
    if UNKNOWN in keys:
        yield f"choice {UNKNOWN}: means that nobody knows"
    if entry["kind"] == "multiple" and entry["enough"] > len(keys):
        yield "enough: more than there are choices"
    for name in ("points", "without_population"):
        points = entry.get("scale", {}).get(name, [])
        if any(later[0] <= point[0] or later[1] < point[1] for point, later in pairwise(points)):
            yield f"{name}: not rising"
        if any(value > 1 for _number, value in points):
            yield f"{name}: more than 1"


def _twice(names: Sequence[str]) -> Iterator[str]:
    yield from sorted({name for name in names if names.count(name) > 1})
