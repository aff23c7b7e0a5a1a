# SPDX-License-Identifier: EUPL-1.2
"""The whole answer to "Where do we stand?": fields, card, kind of town, next steps, doubts, costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mittendrin.apps.standort.services import card as cards
from mittendrin.apps.standort.services import clusters, contradictions, headline, next_steps, readiness
from mittendrin.apps.standort.services.next_steps import Plan, Sliders
from mittendrin.apps.standort.services.readiness import Origin, Reading, Standing
from mittendrin.apps.standort.sources import knowledge
from mittendrin.apps.standort.sources.answers import Answers
from mittendrin.apps.standort.sources.measures import YEARS
from mittendrin.apps.standort.sources.questionnaire import Questionnaire
from mittendrin.contracts.app import Seen

STAGE_ITEM, AREAS_ITEM = "strategy-agenda", "strategy-fields"


@dataclass(frozen=True)
class Costs:
    """What all measures cost; ``open`` counts those of which a cost is still to be filled in."""

    one_off: float
    yearly: float
    posts: float
    open: int

    @property
    def over_years(self) -> float:
        """Return the sum over five years, without posts."""
        return self.one_off + YEARS * self.yearly


@dataclass(frozen=True)
class Assessment:
    """The answers of a town and all that follows from them; each part is made when it is first asked for."""

    questions: Questionnaire
    answers: Answers
    evidence: Mapping[str, Seen]
    sliders: Sliders

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Return all fields."""
        return readiness.standings(self.questions, self.answers, self.evidence)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Return all items by id."""
        return readiness.by_item(self.standings)

    @cached_property
    def card(self) -> cards.Card:
        """Return the card with one to three points."""
        return cards.card(self.readings)

    @cached_property
    def kind(self) -> clusters.Kind:
        """Return which kind of town it is."""
        stage, areas = (self.readings.get(name) for name in (STAGE_ITEM, AREAS_ITEM))
        facts = clusters.facts_of(
            self.answers.town,
            stage.answer if stage else None,
            areas.answer if areas else None,
            readiness.overall(self.standings),
        )
        return clusters.kind_of_town(knowledge.cluster_rules(), facts)

    @cached_property
    def plan(self) -> Plan:
        """Return what to do next."""
        return next_steps.plan(knowledge.steps(), self.readings, self.sliders)

    @cached_property
    def planned(self) -> frozenset[str]:
        """Return the steps that are a measure already."""
        return frozenset(one.step for one in self.answers.measures if one.step and one.state != "stopped")

    @cached_property
    def doubts(self) -> tuple[contradictions.Doubt, ...]:
        """Return answers that hardly go together."""
        return contradictions.doubts(self.questions, self.readings)

    @property
    def headline(self) -> str:
        """Return the sentence that comes first."""
        return headline.headline(self.standings)

    @property
    def lead(self) -> str:
        """Return the sentence after it."""
        return headline.lead(self.standings)

    @cached_property
    def costs(self) -> Costs:
        """Return what the measures cost that are not stopped."""
        counted = [measure for measure in self.answers.measures if measure.state != "stopped"]
        return Costs(
            sum(measure.one_off or 0 for measure in counted),
            sum(measure.yearly or 0 for measure in counted),
            sum(measure.posts or 0 for measure in counted),
            sum(measure.cost_open for measure in counted),
        )

    def count(self, origin: Origin) -> int:
        """Return how many items have their answer from ``origin``."""
        return sum(reading.origin is origin for reading in self.readings.values())


def assess(
    questions: Questionnaire,
    answers: Answers,
    evidence: Mapping[str, Seen] | None = None,
    sliders: Sliders | None = None,
) -> Assessment:
    """Return where a town stands."""
    return Assessment(questions, answers, evidence or {}, sliders or Sliders())
