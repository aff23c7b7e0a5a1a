# SPDX-License-Identifier: EUPL-1.2
"""Answer files: what people write is understood; what is wrong is named, all of it, with the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.standort.services import answer_file, problem_words
from mittendrin.apps.standort.services.reading import read_answers
from mittendrin.apps.standort.sources import answers
from mittendrin.apps.standort.sources.answers import parse
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.apps.standort.tests import makers
from mittendrin.core import yaml_strict
from mittendrin.core.errors import ProblemsFound

N = {"town": {"name": "N"}}


def problems(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsFound) as refusal:
        parse(data, "a.yaml", shipped())
    with translation.override("de"):
        assert all(str(problem_words.describe(problem)) for problem in refusal.value.problems)
    return [(problem.where.removeprefix("a.yaml: "), problem.kind) for problem in refusal.value.problems]


def test_an_empty_file_of_ours_can_be_read_back_when_the_name_is_filled_in(tmp_path: Path) -> None:
    for language in ("de", "en"):
        with translation.override(language):
            text = answer_file.empty(shipped())
        path = tmp_path / "a.yaml"
        path.write_text(text.replace("  name:  #", "  name: Neustadt  #"), encoding="utf-8")
        found = read_answers(path, shipped())
        assert found.answers.town.name == "Neustadt"
        assert len(found.answers.answers) == len(shipped().items)
        assert all(answer.value is None for answer in found.answers.answers.values())


@pytest.mark.parametrize(
    ("item", "said", "value"),
    [
        ("strategy-agenda", "adopted", "adopted"),
        ("strategy-agenda", "Beschlossen", "adopted"),
        ("strategy-agenda", "being drawn up", "in_development"),
        ("strategy-milestones", False, "none"),
        ("organisation-officer", True, "yes"),
        ("organisation-officer", "ja", "yes"),
        ("organisation-officer", "Nein", "no"),
        ("organisation-staff", "1,5", 1.5),
        ("organisation-staff", 2, 2.0),
        ("data-open", "1.200", 1200.0),
        ("strategy-fields", ["mobility", "Bildung"], frozenset({"mobility", "education"})),
        ("strategy-fields", "mobility, education", frozenset({"mobility", "education"})),
        ("strategy-fields", [], frozenset()),
        ("strategy-fields", "none", frozenset()),
        ("strategy-agenda", "unknown", None),
        ("strategy-agenda", "weiß nicht", None),
        ("strategy-agenda", None, None),
        ("strategy-agenda", {"value": "planned", "comment": "seit Mai"}, "planned"),
        ("strategy-agenda", {"wert": "planned", "kommentar": "seit Mai"}, "planned"),
    ],
)
def test_what_people_write_is_understood(item: str, said: Any, value: Any) -> None:
    assert makers.answers({item: said}).value(item) == value


def test_the_town_in_german_words() -> None:
    data = {
        "stadt": {"name": "Neustadt", "land": "Rheinland-Pfalz", "einwohner": "41.200", "rolle": "kreisfrei"},
        "datum": "30.11.2026",
    }
    found = parse(data, "a.yaml", shipped())
    assert (found.town.state, found.town.population, found.town.role) == ("RP", 41200, "independent_city")
    assert found.on == date(2026, 11, 30)
    assert parse({"town": {"name": "N", "ags": "07313000"}}, "a.yaml", shipped()).town.state == "RP"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [("a.yaml", "not-answers")]),
        ([1, 2], [("a.yaml", "not-answers")]),
        ("text", [("a.yaml", "not-answers")]),
        ({}, [("town.name", "missing-name")]),
        ({"town": []}, [("town", "not-a-mapping"), ("town.name", "missing-name")]),
        ({"town": {"name": "N", "populaton": 3}}, [("town.populaton", "unknown-key")]),
        ({"town": {"name": "N", "population": "viele"}}, [("town.population", "not-a-number")]),
        ({"town": {"name": "N", "population": -5}}, [("town.population", "out-of-range")]),
        ({"town": {"name": "N", "population": 0}}, [("town.population", "not-positive")]),
        ({"town": {"name": "N", "population": True}}, [("town.population", "not-a-number")]),
        ({"town": {"name": "N", "population": float("nan")}}, [("town.population", "out-of-range")]),
        ({"town": {"name": "N", "state": "Tirol"}}, [("town.state", "unknown-state")]),
        ({"town": {"name": ["N"]}}, [("town.name", "not-a-text")]),
        ({"town": {"name": "N", "name_": "M", "einwohner": 1, "population": 2}},
         [("town.name_", "unknown-key"), ("town.population", "key-twice")]),
        ({"town": {"name": "N", "challenges": ["Drachen"]}}, [("town.challenges", "unknown-choice")]),
        ({**N, "answers": {"strategy-agneda": "none"}}, [("answers.strategy-agneda", "unknown-item")]),
        ({**N, "answers": {"strategy-agenda": "fast"}}, [("answers.strategy-agenda", "unknown-choice")]),
        ({**N, "answers": {"strategy-agenda": ["none"]}}, [("answers.strategy-agenda", "one-choice")]),
        ({**N, "answers": {"strategy-agenda": 3}}, [("answers.strategy-agenda", "unknown-choice")]),
        ({**N, "answers": {"organisation-officer": "vielleicht"}},
         [("answers.organisation-officer", "not-yes-no")]),
        ({**N, "answers": {"organisation-staff": "zwei"}},
         [("answers.organisation-staff", "not-a-number")]),
        ({**N, "answers": {"organisation-staff": 1e9}},
         [("answers.organisation-staff", "out-of-range")]),
        ({**N, "answers": {"strategy-fields": {"a": 1}}},
         [("answers.strategy-fields.a", "unknown-key")]),
        ({**N, "date": "gestern"}, [("date", "not-a-day")]),
        ({**N, "questionnaire": "other/1"}, [("questionnaire", "other-questionnaire")]),
        ({**N, "measures": {"title": "x"}}, [("measures", "not-a-list")]),
        ({**N, "measures": [{"title": "x", "one_off": "viel"}]},
         [("measures[1].one_off", "not-a-number")]),
        ({**N, "measures": [{"one_off": 5}]}, [("measures[1].title", "missing-title")]),
        ({**N, "measures": [{"title": "x", "start": "2027-05-01", "end": "2027-01-01"}]},
         [("measures[1].end", "ends-before-start")]),
        ({**N, "measures": [{"title": "x", "milestones": ["bald"]}]},
         [("measures[1].milestones", "milestone")]),
        ({**N, "measures": [{"title": "x", "status": "egal"}]}, [("measures[1].status", "unknown-choice")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(data: Any, expected: list[tuple[str, str]]) -> None:
    assert problems(data) == expected


def test_all_mistakes_are_named_at_once_with_the_nearest_name() -> None:
    data = {"town": {"nam": "N"}, "answers": {"strategy-agneda": "none", "organisation-staff": "zwei"}, "more": 1}
    assert len(problems(data)) == 5
    with pytest.raises(ProblemsFound) as refusal:
        parse(data, "a.yaml", shipped())
    with translation.override("de"):
        words = [str(problem_words.describe(problem)) for problem in refusal.value.problems]
    assert any("Meinten Sie „strategy-agenda“?" in line for line in words)


def test_numbers_in_a_file_mean_what_a_german_means(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "town: {name: N, population: 320.000, area_km2: 43.762}\n"
        "answers: {organisation-staff: 1.5, data-open: 1.200}\n"
        "measures: [{title: M, one_off: 40.000, yearly: '1.234,56', posts: 0.5}]\n",
        encoding="utf-8",
    )
    found = answers.read(path, shipped())
    assert (found.town.population, found.town.area_km2) == (320_000, 43.762)
    assert (found.value("organisation-staff"), found.value("data-open")) == (1.5, 1200)
    measure = found.measures[0]
    assert (measure.one_off, measure.yearly, measure.posts) == (40_000, 1234.56, 0.5)


def test_an_unknown_step_of_a_measure_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("town: {name: N}\nmeasures: [{step: fly}]\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as refusal:
        read_answers(path, shipped())
    assert [problem.kind for problem in refusal.value.problems] == ["unknown-step"]
    path.write_text("town: {name: N}\nmeasures: [{step: data-list}]\n", encoding="utf-8")
    assert read_answers(path, shipped()).answers.measures[0].title.startswith("Aufschreiben")


def test_broken_files_have_words(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for content in (b"town: [", b"town:\n\tname: x", b"name: \xff\xfe", b"a: 1\na: 2", b"a: &x 1\nb: *x", b""):
        path.write_bytes(content)
        with pytest.raises(ProblemsFound) as refusal:
            answers.read(path, shipped())
        assert {problem.kind for problem in refusal.value.problems} <= problem_words.kinds()


def test_control_characters_do_not_reach_papers() -> None:
    found = parse({"town": {"name": "Neu\x00stadt\x0b"}}, "a.yaml", shipped())
    assert found.town.name == "Neustadt"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ITEMS = [item.id for item in shipped().items]


@given(st.dictionaries(st.sampled_from(ITEMS) | st.text(max_size=9), VALUES, max_size=4), VALUES, VALUES)
def test_whatever_is_in_a_file_ends_in_an_answer_or_in_words(said: dict[str, Any], town: Any, measures: Any) -> None:
    try:
        parse({"town": town, "answers": said, "measures": measures}, "a.yaml", shipped())
    except ProblemsFound as refusal:
        assert all(str(problem_words.describe(problem)) for problem in refusal.problems)


def test_a_written_file_is_read_again() -> None:
    text = answer_file.write({"town": {"name": "Köln"}, "answers": {"strategy-agenda": "none"}})
    assert parse(yaml_strict.parse(text, "x"), "x", shipped()).value("strategy-agenda") == "none"


def test_an_unknown_entry_names_the_ones_that_exist() -> None:
    with pytest.raises(ProblemsFound) as caught:
        parse({"town": {"name": "N"}, "measures": [{"title": "A", "zzz": "B"}]}, "a.yaml", shipped())
    assert "Erlaubt sind: title, step, owner" in str(problem_words.describe(caught.value.problems[0]))
