# SPDX-License-Identifier: EUPL-1.2
"""Every field, value and problem has words in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import translation

import mittendrin
from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services import field_labels, problem_words
from mittendrin.apps.atlas.services.fields import Field, tree
from mittendrin.apps.atlas.sources.schemas import SCHEMA_DIR
from mittendrin.core.errors import Problem

PACKAGE = Path(mittendrin.__file__).parent
SAME_IN_GERMAN = {"name"}


def all_fields(field: Field) -> Iterator[Field]:
    for child in field.children:
        yield child
        yield from all_fields(child)


FIELDS = [field for kind in Kind.values for field in all_fields(tree(kind))]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_field_has_a_label(language: str) -> None:
    with translation.override(language):
        missing = [
            f.path for f in FIELDS if field_labels.field_label(f.path) == f.name and f.name not in SAME_IN_GERMAN
        ]
    assert missing == []


def test_every_value_has_a_word() -> None:
    german = re.compile(r"[A-ZÄÖÜ]")  # the ten fields of action are German words themselves
    with translation.override("de"):
        missing = [
            f"{field.path}: {value}"
            for field in FIELDS
            for value in field.values
            if field_labels.value_label(value, field.path) == value and not german.match(value)
        ]
    assert missing == []


def test_every_kind_has_names() -> None:
    with translation.override("de"):
        assert [kind for kind in Kind.values if field_labels.kind_label(kind) == kind] == []
        assert field_labels.kind_label("project", many=True) == "Projekte"
    assert field_labels.kind_label("unknown") == "unknown"


def test_the_longest_path_wins() -> None:
    with translation.override("de"):
        assert field_labels.field_label("profile.agenda.state") == "Stand der Agenda"
        assert field_labels.field_label("municipality.state") == "Land"
        assert field_labels.value_label("NW", "municipality.state") == "Nordrhein-Westfalen"


def used_kinds() -> set[str]:
    """Return the kinds of problems that the code of core and Atlas raises; core/letters reads only what is shipped."""
    found: set[str] = set()
    for folder in ("core", "apps/atlas"):
        for path in (PACKAGE / folder).rglob("*.py"):
            if not {"tests", "letters"} & set(path.parts) and "register" not in path.as_posix():
                found |= set(
                    re.findall(r'Problem\([^"]*?(?:f?"[^"]*")?[^"]*?, "([a-zA-Z-]+)"', path.read_text("utf-8"))
                )
    return found


def schema_words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from schema_words(part)
    elif isinstance(value, list):
        for part in value:
            yield from schema_words(part)


def test_every_problem_has_words() -> None:
    validators = {"type", "minLength", "maxLength", "minimum", "maximum", "minItems", "uniqueItems"}
    in_schemas = {w for p in SCHEMA_DIR.glob("*.yaml") for w in schema_words(yaml.safe_load(p.read_text("utf-8")))}
    used = used_kinds() | (validators & in_schemas)
    assert len(used) > 20
    assert used - problem_words.kinds() == set()


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_can_be_built_for_every_problem(language: str) -> None:
    with translation.override(language):
        for kind in problem_words.kinds():
            words = problem_words.describe(Problem("projects.csv:3:title", kind, "100 % (a, b)\x1fc"))
            assert "projects.csv" in words.where and "3" in words.where
            assert words.what and "%(" not in str(words)


def test_places_of_fields_in_words() -> None:
    with translation.override("de"):
        assert problem_words.field_place("profile", "milestones.1.date") == "Meilensteine 2: Datum"
        unknown = problem_words.describe(Problem("x.csv:1:titel", "unknown-field", "titel\x1ftitle"))
    assert str(unknown).startswith("x.csv, Zeile 1, Spalte „titel“: Das Feld „titel“ gibt es nicht.")
    assert str(unknown).endswith("Meinten Sie „title“?")
