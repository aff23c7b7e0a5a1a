# SPDX-License-Identifier: EUPL-1.2
"""In which order steps are proposed: carrying and quick ones mixed, foundations first, never against nature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from mittendrin.apps.standort.services import next_steps, step_words
from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.services.next_steps import Plan, Sliders
from mittendrin.apps.standort.services.proposals import Place
from mittendrin.apps.standort.services.step_order import IN_A_ROW
from mittendrin.apps.standort.sources import knowledge
from mittendrin.apps.standort.sources.answers import Answers
from mittendrin.apps.standort.tests.makers import answers, assessed, best, worst
from mittendrin.apps.standort.tests.test_assessment import QUESTIONS, TOWNS

WEIGHTS = st.builds(Sliders, st.sampled_from((0.5, 1.0, 1.5, 2.0)), st.sampled_from((0.0, 0.5, 1.0, 1.5, 2.0)))


def town(strong: Collection[str] = (), weak: Collection[str] = (), answered: int = 1) -> Assessment:
    """Return a town that does its best in the ``strong`` fields and, when they are named, in all but ``weak`` items."""
    found = {}
    for number, item in enumerate(QUESTIONS.items):
        good = item.field in strong or (bool(weak) and item.id not in weak)
        if number % answered == 0:
            found[item.id] = best(item) if good else worst(item)
    return assessed(found)


def middling() -> Assessment:
    """Return a town that is half way everywhere."""
    found = {}
    for item in QUESTIONS.items:
        ranked = sorted(item.choices, key=lambda choice: choice.value or 0)
        half = ranked[len(ranked) // 2].key if ranked else 1
        found[item.id] = [item.choices[0].key] if item.kind == "multiple" else half
    return assessed(found)


def first(found: Assessment, count: int = IN_A_ROW) -> list[str]:
    return [one.step.id for one in found.plan.ready[:count]]


TYPICAL = [
    # At the beginning: somebody in charge, rules and a network that cost little; taking stock before any strategy.
    (town(), ["name-a-person", "ai-rules", "fixed-network", "practise-restore", "take-stock", "data-list"]),
    # Organised, but without technology: rules and backups at once, the data list carries.
    (town(strong={"strategy", "organisation", "money", "participation", "cooperation"}),
     ["ai-rules", "practise-restore", "data-list", "data-protection-routine", "collect-knowledge", "open-standards"]),
    # Strong in technology, nobody in charge.
    (town(strong={"technology", "data", "process"}),
     ["data-protection-routine", "name-a-person", "fixed-network", "take-stock", "ai-rules", "take-people-along"]),
    # Half way everywhere: nobody checks the AI that is in use, then posts shared with neighbours.
    (middling(), ["measure-ai", "share-experts", "follow-up-costs"]),
    # Nearly finished: the gaps that are left, biggest first.
    (town(weak={"law-data-protection", "technology-backup", "money-follow-up"}),
     ["follow-up-costs", "data-protection-routine", "practise-restore"]),
    # Half of the answers open: what is known comes first.
    (town(answered=2), ["fixed-network", "ai-rules", "name-a-person", "take-stock", "data-list"]),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), TYPICAL)
def test_typical_towns_begin_as_an_officer_would_defend(found: Assessment, expected: list[str]) -> None:
    assert first(found, len(expected)) == expected


@given(TOWNS, WEIGHTS)
def test_nothing_comes_before_what_it_builds_on(said: Answers, sliders: Sliders) -> None:
    plan = assess(QUESTIONS, said, sliders=sliders).plan
    ranks = {one.step.id: number for number, one in enumerate(plan.ready, start=1)}
    assert len(ranks) == len(plan.ready)
    for one in plan.ready:
        assert not one.missing
        assert all(ranks[name] < ranks[one.step.id] for name in one.step.after if name in ranks)
    assert all(one.missing for one in plan.waiting)


@given(TOWNS, WEIGHTS, st.data())
def test_a_step_that_adds_more_never_comes_later(said: Answers, sliders: Sliders, data: st.DataObject) -> None:
    found = assess(QUESTIONS, said, sliders=sliders)
    assume(found.plan.ready)
    chosen = data.draw(st.sampled_from([one.step for one in found.plan.ready]))
    item = data.draw(st.sampled_from([name for name, one in found.readings.items() if one.value is not None] or ["?"]))
    target = data.draw(st.floats(0, 1))
    more = replace(chosen, closes={**chosen.closes, item: max(chosen.closes.get(item, 0.0), target)})
    changed = next_steps.plan(
        [more if step.id == chosen.id else step for step in knowledge.steps()], found.readings, sliders
    )
    assert _rank(changed, chosen.id) <= _rank(found.plan, chosen.id)


def _rank(plan: Plan, step: str) -> int:
    return next(number for number, one in enumerate(plan.ready) if one.step.id == step)


@given(TOWNS)
def test_guesses_come_last_unless_something_known_builds_on_them(said: Answers) -> None:
    ready = assess(QUESTIONS, said).plan.ready
    known = [number for number, one in enumerate(ready) if not one.rests_on_open]
    for number, one in enumerate(ready):
        if one.rests_on_open and known and number < known[-1]:
            assert one.place is Place.FIRST


def test_the_first_three_hold_a_quick_one_and_one_that_carries() -> None:
    for found, _expected in TYPICAL[:4]:
        assert {one.carries for one in found.plan.ready[:IN_A_ROW]} == {True, False}


def test_sliders_at_their_ends_give_the_quick_or_the_big_ones() -> None:
    said = answers({item.id: worst(item) for item in QUESTIONS.items})
    quick = assess(QUESTIONS, said, sliders=Sliders(effort=2)).plan.ready
    big = assess(QUESTIONS, said, sliders=Sliders(effect=2, effort=0)).plan.ready
    assert sum(one.carries for one in quick[:6]) < sum(one.carries for one in big[:6])


def test_a_step_says_why_it_stands_there() -> None:
    found = town()
    with translation.override("de"):
        said = {one.step.id: " ".join(step_words.reasons(one, found)) for one in found.plan.ready}
    assert said["name-a-person"].startswith("Hebt Organisation")
    assert "Danach wird möglich oder leichter: „Strategie" in said["name-a-person"]
    assert "chatbot" not in said
