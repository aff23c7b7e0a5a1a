# SPDX-License-Identifier: EUPL-1.2
"""The shipped data is whole; a wrong one is refused with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from mittendrin.apps.standort.services import card
from mittendrin.apps.standort.sources import knowledge
from mittendrin.apps.standort.sources.questionnaire import SHIPPED, load, shipped
from mittendrin.core.errors import ProblemsFound


def test_at_most_forty_items_over_ten_fields() -> None:
    questions = shipped()
    assert len(questions.fields) == 10
    assert len(questions.items) <= 40
    assert min(Counter(item.field for item in questions.items).values()) >= 3


def test_every_item_says_what_a_person_needs() -> None:
    for item in shipped().items:
        assert item.example is not None, item.id
        assert item.sources, item.id
        for text in (item.question, item.why, item.help, item.weight_reason):
            assert text["de"].strip() and text["en"].strip() and text["de"] != text["en"], item.id


def test_all_criteria_of_the_study_are_asked() -> None:
    assert {item.criterion for item in shipped().items if item.criterion} == set(card.CRITERIA)


def test_choices_rise_from_nothing_to_all() -> None:
    for item in shipped().items:
        if item.kind == "level":
            values = [choice.value for choice in item.choices]
            assert values == sorted(values, key=lambda value: value or 0), item.id
            assert values[0] == 0 and values[-1] == 1, item.id


def test_steps_name_what_exists_and_close_every_item() -> None:
    questions, steps = shipped(), knowledge.steps()
    assert list(knowledge.step_problems(steps, questions)) == []
    closed = {item for step in steps for item in step.closes}
    assert {item.id for item in questions.items} - closed == {"strategy-fields"}  # breadth is no end in itself


def test_what_a_step_needs_can_be_reached_by_another() -> None:
    steps = knowledge.steps()
    for step in steps:
        for need in step.needs:
            makers = [
                other
                for other in steps
                if other is not step and other.closes.get(need.condition.item, 0) >= (need.condition.at_least or 0)
            ]
            assert makers or need.condition.item == "process-mail", f"{step.id}: {need.condition.item}"


def test_a_circle_of_steps_is_found() -> None:
    steps = list(knowledge.steps())
    first = steps[0]
    broken = knowledge.NextStep(**{**vars(first), "after": (first.id,)})
    assert [problem.detail for problem in knowledge.step_problems([broken], shipped())] == ["waits for itself"]


def mended(tmp_path: Path, change: Any) -> Path:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "own.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_region_can_add_its_own(tmp_path: Path) -> None:
    def shorter(data: dict[str, Any]) -> None:
        data["id"], data["items"], data["contradictions"] = "region", data["items"][:6], []
        data["fields"] = data["fields"][:2]

    own = load(mended(tmp_path, shorter))
    assert own.name == "region/2026.1"
    assert len(own.items) == 6


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["items"].append({**data["items"][0]}), "items|too long"),
        (lambda data: data["items"][0].update(weight=-1), "minimum"),
        (lambda data: data["items"][0].pop("why"), "'why' is a required property"),
        (lambda data: data["items"][0].update(field="nowhere"), "field nowhere: unknown"),
        (lambda data: data["items"][1].update(id=data["items"][0]["id"]), "twice"),
        (lambda data: data["items"][0]["choices"][0].update(key="unknown"), "means that nobody knows"),
        (lambda data: data["items"][0].pop("choices"), "'choices' is a required property"),
        (lambda data: data["items"][4].update(enough=99), "more than there are choices"),
        (lambda data: data["items"][7]["scale"].update(points=[[0, 1], [1, 0]]), "not rising"),
        (lambda data: data["contradictions"][0]["when"][0].update(item="nobody"), "item nobody: unknown"),
        (lambda data: data.update(more=1), "more"),
    ],
)
def test_a_wrong_one_is_refused(tmp_path: Path, change: Any, words: str) -> None:
    with pytest.raises(ProblemsFound) as refusal:
        load(mended(tmp_path, change))
    assert re.search(words, " ".join(map(str, refusal.value.problems)))
