# SPDX-License-Identifier: EUPL-1.2
"""The checks that every record passes, wherever it comes from: forms, proposals, imports, content files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services.fields import CHOICE_TYPES, Field, Path, Type, at_path, tree, walk
from mittendrin.apps.atlas.sources import locators, schemas
from mittendrin.apps.atlas.sources.content import MAX_SUMMARY_WORDS, long_summaries
from mittendrin.core.errors import Problem

MAX_TEXT = 5_000
MAX_NUMBER = 1e12
OWN_STATEMENT = "own-statement"
RESERVED_KEYS = frozenset({"neu"})  # names of pages
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_PATTERN_KINDS = {"id": "key", "ags": "ags", "url": "url"}

Known = Callable[[str, str], bool]


def is_stored(kind: str, key: str) -> bool:
    """Return whether a published record has this kind and key."""
    return "\x00" not in key and Record.objects.filter(kind=kind, key=key).exists()


def check(kind: str, data: Any, known: Known = is_stored) -> list[Problem]:
    """Return what is wrong with the record ``data``; ``where`` of each problem is the path of its field.

    ``known`` tells which references lead somewhere.
    """
    problems = [problem for found in schemas.check_record(kind, data, "") for problem in _at_field(found)]
    if isinstance(data, dict):
        problems += _beyond_schema(kind, data, known)
    numbers = {problem.where for problem in problems if problem.kind == "not-a-number"}
    problems = [problem for problem in problems if problem.kind != "type" or problem.where not in numbers]
    return sorted(set(problems), key=lambda problem: problem.where)


def _at_field(problem: Problem) -> Iterator[Problem]:
    """Move a schema problem to the field that a person has to mend."""
    path = problem.where.removeprefix(": ").removeprefix(":")
    if problem.kind in {"missing-field", "unknown-field"}:
        for name in problem.detail.split(", "):
            yield Problem(f"{path}.{name}" if path else name, problem.kind, name)
    elif problem.kind == "pattern":
        yield Problem(path, f"{_PATTERN_KINDS.get(path.rsplit('.', 1)[-1], 'date')}-pattern", problem.detail)
    else:
        yield Problem(path, problem.kind, problem.detail)


def _beyond_schema(kind: str, data: dict[str, Any], known: Known) -> Iterator[Problem]:
    if str(data.get("id")) in RESERVED_KEYS:
        yield Problem("id", "reserved-key", str(data["id"]))
    for key, count in long_summaries(data):
        yield Problem(key, "summary-too-long", f"{count} > {MAX_SUMMARY_WORDS}")
    for field, path, value in walk(tree(kind), data):
        where = ".".join(map(str, path))
        yield from _texts(field, value, where)
        yield from _references(field, value, where, known)
        yield from _locators(field, value, path, known)


def _texts(field: Field, value: Any, where: str) -> Iterator[Problem]:
    if field.type in {Type.INTEGER, Type.NUMBER} and isinstance(value, str):
        yield Problem(where, "not-a-number", value[:40])
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:  # also NaN
        yield Problem(where, "maximum", f"{MAX_NUMBER:.0f}")
    if field.type in CHOICE_TYPES:
        return
    for text in value if field.type is Type.NAMES and isinstance(value, list) else [value]:
        if not isinstance(text, str):
            continue
        if len(text) > MAX_TEXT:
            yield Problem(where, "too-long", str(MAX_TEXT))
        if _CONTROL.search(text):
            yield Problem(where, "control-sign")


def _references(field: Field, value: Any, where: str, known: Known) -> Iterator[Problem]:
    if field.type not in {Type.REFERENCE, Type.REFERENCES}:
        return
    for key in value if isinstance(value, list) else [value]:
        if isinstance(key, str) and not known(field.target, key):
            yield Problem(where, "unknown-reference", key)


def _locators(field: Field, value: Any, path: Path, known: Known) -> Iterator[Problem]:
    rows = list(enumerate(value)) if field.type is Type.ROWS and isinstance(value, list) else [(None, value)]
    for number, row in rows:
        if not isinstance(row, dict) or field.type not in {Type.OBJECT, Type.ROWS}:
            continue
        source, locator = row.get("source"), row.get("locator")
        at = path if number is None else (*path, number)
        if not isinstance(source, str) or not isinstance(locator, str):
            continue
        place = "".join(f"{part}." for part in at)
        if not locators.is_notation(source, locator):
            yield Problem(f"{place}locator", "locator-notation", locator[:100])
        if source != OWN_STATEMENT and not known("sources", source):
            yield Problem(f"{place}source", "unknown-reference", source)


def points_to(kind: str, where: str, target: str) -> bool:
    """Return whether the field at ``where`` of a record of ``kind`` refers to records of kind ``target``."""
    field = at_path(tree(kind), where)
    return field is not None and (field.target or "sources") == target


def tidy(text: str) -> str:
    """Return ``text`` as it is stored: composed letters, plain line ends, no control signs, no spaces around."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unicodedata.normalize("NFC", plain)).strip()
