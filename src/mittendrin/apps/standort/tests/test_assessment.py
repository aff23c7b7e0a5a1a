# SPDX-License-Identifier: EUPL-1.2
"""Scores are monotone and stable; cards, groups and steps follow their rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.standort.services import clusters, next_steps, readiness, report
from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.services.clusters import Certainty, Facts
from mittendrin.apps.standort.services.readiness import Origin, value_of
from mittendrin.apps.standort.sources import knowledge
from mittendrin.apps.standort.sources.answers import Answer, Answers, TownFacts
from mittendrin.apps.standort.sources.questionnaire import Item, shipped
from mittendrin.apps.standort.tests.makers import answers, assessed, best, worst
from mittendrin.contracts.app import Seen

QUESTIONS = shipped()
LITTLE = 1e-9


def a_value(item: Item) -> st.SearchStrategy[Any]:
    if item.kind == "number":
        return st.none() | st.floats(0, item.most)
    keys = [choice.key for choice in item.choices]
    if item.kind == "multiple":
        return st.none() | st.frozensets(st.sampled_from(keys))
    return st.none() | st.sampled_from(keys)


TOWNS = st.builds(
    lambda people, values: Answers(
        TownFacts("N", population=people), {item: Answer(value) for item, value in values.items()}
    ),
    st.none() | st.integers(1, 3_000_000),
    st.fixed_dictionaries({item.id: a_value(item) for item in QUESTIONS.items}),
)


@given(TOWNS, st.data())
def test_more_fulfilled_never_scores_lower_and_one_answer_moves_it_by_its_weight_at_most(
    town: Answers, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(QUESTIONS.items))
    new = data.draw(a_value(item))
    changed = Answers(town.town, {**town.answers, item.id: Answer(new)})
    before, after = readiness.standings(QUESTIONS, town), readiness.standings(QUESTIONS, changed)
    share = readiness.by_item(before)[item.id].share
    old_value = readiness.values(before)[item.id] or 0.0
    new_value = readiness.values(after)[item.id] or 0.0
    for one, other in zip(before, after, strict=True):
        assert abs(one.score - other.score) <= (share + LITTLE if one.field.id == item.field else 0)
        if new_value >= old_value:
            assert other.score >= one.score - LITTLE
        assert 0 <= other.score <= other.high + LITTLE <= 1 + 2 * LITTLE


@given(TOWNS)
def test_every_town_gets_a_whole_result(town: Answers) -> None:
    found = assess(QUESTIONS, town)
    data = report.as_data(found)
    assert len(data["fields"]) == len(QUESTIONS.fields)
    assert data["headline"] and data["kind_of_town"]["sentence"]
    assert 1 <= data["profile_card"]["points"] <= data["profile_card"]["possible"] <= 3
    names = [step["step"] for step in data["next_steps"]] + [step["step"] for step in data["waiting"]]
    assert len(names) == len(set(names))


def test_nothing_answered_is_nothing_proved_and_everything_possible() -> None:
    found = assessed()
    assert all(one.score == 0 and one.high == pytest.approx(1) for one in found.standings)
    with translation.override("de"):
        assert found.headline == "Noch ist keine Frage beantwortet."
    assert found.kind.best is None


def test_the_best_answers_fill_every_field_and_leave_no_step() -> None:
    found = assessed({item.id: best(item) for item in QUESTIONS.items})
    assert all(one.score == pytest.approx(1) for one in found.standings)
    assert (found.plan.ready, found.plan.waiting, found.doubts) == ((), (), ())
    assert (found.card.points, found.card.fulfilled) == (3, 8)


def test_the_worst_answers_are_at_the_beginning_everywhere() -> None:
    found = assessed({item.id: worst(item) for item in QUESTIONS.items})
    assert all(one.score == one.high == 0 for one in found.standings)
    assert found.card.points == 1
    assert "chatbot" in {one.step.id for one in found.plan.waiting}


def test_staff_counts_for_the_size_of_the_town() -> None:
    item = QUESTIONS.by_id["organisation-staff"]
    assert value_of(item, 2.0, 20_000) == pytest.approx(1)
    assert value_of(item, 2.0, 200_000) == pytest.approx(0.25)
    assert value_of(item, 2.0, None) == pytest.approx(0.75)
    assert value_of(item, 0.0, 20_000) == 0


def test_evidence_fills_open_items_and_an_own_answer_stays() -> None:
    seen = {"ai_register": Seen(3, "3 Einträge", "/ki-register/"), "letters_handled": Seen(40, "40 Briefe")}
    found = assess(QUESTIONS, answers({"process-mail": "paper"}), seen)
    register, mail = found.readings["law-register"], found.readings["process-mail"]
    assert (register.answer, register.origin, register.value) == ("public", Origin.SEEN, 1)
    assert (mail.answer, mail.origin, mail.differs) == ("paper", Origin.OWN, True)
    assert found.count(Origin.SEEN) == 1


def test_evidence_below_its_first_number_says_nothing() -> None:
    found = assess(QUESTIONS, answers(), {"letters_handled": Seen(0, "0 Briefe")})
    assert found.readings["process-mail"].origin is Origin.OPEN


def test_contradictions_are_asked_about_and_open_answers_contradict_nothing() -> None:
    said = {"strategy-agenda": "adopted", "organisation-staff": 0}
    assert [doubt.rule.id for doubt in assessed(said).doubts] == ["adopted-without-people"]
    assert assessed({"strategy-agenda": "adopted"}).doubts == ()
    citizens = {"participation-process": "none", "cooperation-partners": ["citizens"]}
    assert [doubt.rule.id for doubt in assessed(citizens).doubts] == ["citizens-without-participation"]


# Next steps ----------------------------------------------------------------------------------------------------------
def names(found: Assessment) -> list[str]:
    return [proposal.step.id for proposal in found.plan.ready]


def test_no_chatbot_before_the_knowledge_and_no_ai_before_the_data() -> None:
    found = assessed(
        {"ai-knowledge": "none", "ai-use": "none", "data-inventory": "none", "law-data-protection": "always"}
    )
    waiting = {one.step.id: one for one in found.plan.waiting}
    assert {"chatbot", "first-ai-trial"} <= set(waiting)
    assert found.plan.ready[waiting["first-ai-trial"].freed_by - 1].step.id == "data-list"
    ready = assessed(
        {"ai-knowledge": "central", "law-ai-rules": "written", "ai-use": "none", "data-inventory": "most",
         "law-data-protection": "always"}
    )  # fmt: skip
    assert {"chatbot", "first-ai-trial"} <= set(names(ready))


def test_a_waiting_step_is_free_when_the_last_of_what_it_needs_is_there() -> None:
    said = {item.id: worst(item) for item in QUESTIONS.items}
    plan = assessed(said).plan
    chatbot = next(one for one in plan.waiting if one.step.id == "chatbot")
    ranks = [plan.ready.index(one) + 1 for one in plan.ready if one.step.id in {"ai-rules", "collect-knowledge"}]
    assert [need.condition.item for need in chatbot.missing] == ["ai-knowledge", "law-ai-rules"]
    assert chatbot.freed_by == max(ranks)


def test_steps_keep_their_order_by_nature() -> None:
    found = names(assessed({item.id: worst(item) for item in QUESTIONS.items}))
    for step in knowledge.steps():
        for before in step.after:
            if step.id in found and before in found:
                assert found.index(before) < found.index(step.id)


def test_sliders_change_what_counts() -> None:
    said = answers({item.id: worst(item) for item in QUESTIONS.items})
    by_effect = assess(QUESTIONS, said, sliders=next_steps.Sliders(effect=2, effort=0)).plan.ready
    by_effort = assess(QUESTIONS, said, sliders=next_steps.Sliders(effect=0, effort=2)).plan.ready
    assert by_effect[0].effect >= max(one.effect for one in by_effort[:3])
    assert by_effort[0].step.effort == "small"


def test_what_is_known_to_be_missing_comes_before_guesses() -> None:
    plan = assessed({"technology-backup": "none"}).plan
    guesses = [proposal.rests_on_open for proposal in plan.ready]
    assert plan.ready[0].step.id == "practise-restore"
    assert guesses == sorted(guesses)


# Kind of town --------------------------------------------------------------------------------------------------------
def kind(**facts: Any) -> clusters.Kind:
    return clusters.kind_of_town(knowledge.cluster_rules(), Facts(**facts))


@pytest.mark.parametrize(
    ("facts", "cluster"),
    [
        ({"population": 250_000, "stage": "running", "challenges": frozenset({"integration", "mobility"})},
         "ambitionierte-grosskommunen"),
        ({"population": 9_000, "stage": "planned",
          "challenges": frozenset({"transport_infrastructure", "digital_infrastructure"})}, "digitale-follower"),
        ({"population": 9_000, "stage": "running", "state": "BY", "challenges": frozenset({"health", "demography"})},
         "kleine-digitale-vorreiter"),
        ({"population": 41_000, "stage": "none", "challenges": frozenset({"demography", "rural_exodus", "money"})},
         "digitale-nachzuegler"),
        ({"population": 41_000, "stage": "none", "challenges": frozenset({"money"}), "mean": 0.05},
         "digitale-verweigerer"),
    ],
)  # fmt: skip
def test_typical_towns_fall_into_their_group(facts: dict[str, Any], cluster: str) -> None:
    found = kind(**facts)
    assert found.best is not None
    assert found.best.rule.id == cluster
    assert found.certainty is Certainty.FAIRLY


def test_a_town_between_the_groups_is_told_so() -> None:
    found = kind(population=41_000, stage="running", challenges=frozenset({"money"}))
    assert found.certainty is Certainty.UNSURE
    with translation.override("de"):
        assert "nicht sicher" in kind(population=41_000, stage="running").sentence


def test_without_size_or_stage_there_is_no_answer() -> None:
    assert kind(stage="running").best is None
    assert kind(population=41_000).best is None


def test_every_attribute_has_a_reason_and_a_basis() -> None:
    for match in kind(population=41_000, stage="none", state="RP").matches:
        assert all(attribute.reason and attribute.basis in {"printed", "ours"} for attribute in match.attributes)


# Money ---------------------------------------------------------------------------------------------------------------
def test_costs_are_added_up_over_five_years() -> None:
    measures = [
        {"title": "A", "one_off": 1000, "yearly": 200, "posts": 0.5},
        {"title": "B", "one_off": "2.000 €"},
        {"title": "C", "one_off": 9000, "yearly": 9000, "status": "stopped"},
    ]
    costs = assessed(measures=measures).costs
    assert (costs.one_off, costs.yearly, costs.over_years, costs.posts, costs.open) == (3000, 200, 4000, 0.5, 1)


def test_no_headline_says_what_the_main_answer_denies() -> None:
    said = {"money-budget": "none", "money-follow-up": "all", "money-funding": "granted"}
    others = {item.id: worst(item) for item in QUESTIONS.items if item.field != "money"}
    with translation.override("de"):
        assert "geplantes geld" not in assessed({**said, **others}).headline.lower()
        assert "geplantes geld" in assessed({**said, **others, "money-budget": "multi_year"}).headline.lower()
