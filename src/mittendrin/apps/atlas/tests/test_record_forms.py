# SPDX-License-Identifier: EUPL-1.2
"""Forms made from schemas: what a person does not touch stays as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from mittendrin.apps.atlas.forms.reading import read_record, shown_number
from mittendrin.apps.atlas.forms.record_form import Node, RecordForm
from mittendrin.apps.atlas.forms.submission import read_submission
from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import checks, editing
from mittendrin.apps.atlas.tests import factories
from mittendrin.apps.atlas.tests.forms_in_tests import sent_by_browser
from mittendrin.core.errors import Problem

Data = dict[str, Any]


def unchanged(kind: str, data: Data) -> bool:
    return read_record(kind, sent_by_browser(kind, data, is_new=True), data) == data


@pytest.fixture
def quick_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the titles of a kind once."""
    monkeypatch.setattr(editing, "titles", cache(editing.titles))


@pytest.mark.parametrize("kind", Kind.values)
def test_an_untouched_form_changes_nothing(atlas_content: None, quick_titles: None, kind: str) -> None:
    with translation.override("de"):
        rows = list(Record.objects.of(kind).values_list("data", flat=True))[:12]
        assert [row["id"] for row in rows if not unchanged(kind, row)] == []


@pytest.mark.slow
def test_no_record_of_the_atlas_changes_in_its_form(atlas_content: None, quick_titles: None) -> None:
    for language in ("de", "en"):
        with translation.override(language):
            changed = [str(r) for r in Record.objects.all() if not unchanged(r.kind, r.data)]
            assert changed == []


@pytest.mark.django_db
def test_values_that_a_form_cannot_show_stay() -> None:
    place = factories.municipality(area_km2=[], population=[{"value": 1, "year": None, "source": "zensus-2022"}])
    assert unchanged("municipality", place)
    assert unchanged("project", factories.project(period={}, partners=[]))


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "47514", 47514),
        ("de", "85,81", 85.81),
        ("de", "85,0", 85.0),
        ("de", "47.514", "47.514"),  # thousands or decimals: a person must say
        ("de", "1.047.514,5", 1047514.5),
        ("en", "85.81", 85.81),
        ("en", "47,514", "47,514"),
        ("de", "viele", "viele"),
        ("de", "9" * 60, "9" * 60),
        ("de", "-3", -3),
    ],
)
def test_numbers_as_people_write_them(language: str, text: str, value: Any) -> None:
    post = QueryDict(mutable=True)
    post["population.0.value"] = text
    with translation.override(language):
        read = read_record("municipality", post)["population"][0]["value"]
        assert (read, type(read)) == (value, type(value))
        if not isinstance(value, str):
            assert read_number(shown_number(value)) == value


def read_number(text: str) -> Any:
    post = QueryDict(mutable=True)
    post["area_km2.0.value"] = text
    return read_record("municipality", post)["area_km2"][0]["value"]


def test_hostile_names_of_fields_do_no_harm() -> None:
    post = QueryDict(mutable=True)
    for name in ("milestones.99999999999.de", "milestones.-1.de", "agenda.state.x", "__class__", "milestones..de", "."):
        post[name] = "x"
    post.setlist("stakeholders", ["citizens", "citizens", "<b>"])
    data = read_record("profile", post)
    assert data.get("milestones") is None
    assert data["stakeholders"] == ["citizens", "<b>"]
    assert {problem.where for problem in checks.check("profile", data, lambda kind, key: True)} >= {"stakeholders.1"}


@pytest.mark.django_db
def test_rows_can_be_added_and_removed_without_a_script() -> None:
    project = factories.project(notes=[{"de": "eins", "en": "one"}, {"de": "zwei", "en": "two"}])
    post = sent_by_browser("project", project)
    post["_add"] = "notes"
    sent = read_submission("project", post, key=project["id"], base=project)
    assert (sent.action, sent.focus, len(sent.data["notes"])) == ("rows", "notes.2", 3)
    post = sent_by_browser("project", project)
    post["_remove"] = "notes.0"
    sent = read_submission("project", post, key=project["id"], base=project)
    assert (sent.action, sent.focus, [note["de"] for note in sent.data["notes"]]) == ("rows", "notes", ["zwei"])
    post = sent_by_browser("project", project)
    post["_add"] = "quatsch.tief"
    assert read_submission("project", post, key=project["id"], base=project).data == project


@pytest.mark.django_db
def test_an_added_row_is_shown_with_the_focus_in_it() -> None:
    form = RecordForm("project", factories.project(notes=[{}]), focus="notes.0")
    notes = next(node for node in form.main if node.name == "notes")
    assert notes.rows[0].children[0].focus


@pytest.mark.django_db
def test_errors_stand_at_the_field_and_in_the_list() -> None:
    problems = [
        Problem("notes.0.en", "missing-field", "en"),
        Problem("municipalities", "unknown-reference", "x"),
        Problem("partners.1", "type", "string"),
    ]
    with translation.override("de"):
        form = RecordForm("project", factories.project(notes=[{"de": "nur deutsch"}], partners=["a", "b"]), problems)
        english = find(form, "notes.0.en")
        assert english.errors[0].what == "Die Angabe fehlt."
        assert find(form, "municipalities").errors and find(form, "partners").errors
        assert [entry.target for entry in form.entries] == ["f-notes-0-en", "f-municipalities", "f-partners"]
        assert form.entries[0].words.where == "Anmerkungen 1: Englisch"


def find(form: RecordForm, name: str) -> Node:
    def walk(nodes: list[Node]) -> Node | None:
        for node in nodes:
            inner = [*node.children, *(child for row in node.rows for child in row.children)]
            found = node if node.name == name else walk(inner)
            if found:
                return found
        return None

    found = walk([*form.main, *form.more])
    assert found, name
    return found


@pytest.mark.django_db
def test_a_new_record_gets_a_key_from_its_title() -> None:
    assert editing.new_key("project", {"title": "Straßen & Plätze prüfen"}) == "strassen-plaetze-pruefen"
    assert editing.new_key("profile", {"municipality": "soest", "study": "rlp-ten"}) == "rlp-ten-soest"
    assert editing.new_key("project", {"title": "Neu"}) == "neu-2"
    assert editing.new_key("project", {}) == ""
    assert editing.new_key("project", {"title": "!!!"}) == ""
