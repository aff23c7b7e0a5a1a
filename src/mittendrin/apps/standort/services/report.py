# SPDX-License-Identifier: EUPL-1.2
"""A result as plain data, for programs and for the answer of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mittendrin.apps.standort.services import card as cards
from mittendrin.apps.standort.services import step_words, wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.clusters import Match
from mittendrin.apps.standort.services.next_steps import Proposal
from mittendrin.apps.standort.services.readiness import Origin, Reading, Standing
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.knowledge import estimate
from mittendrin.apps.standort.sources.measures import YEARS, Measure
from mittendrin.apps.standort.sources.questionnaire import Citation, Deed

PERCENT = 100


def as_data(found: Assessment) -> dict[str, Any]:
    """Return all parts of a result; scores from 0 to 100, texts in the language of the page."""
    town = found.answers.town
    return {
        "status": "assessed",
        "questionnaire": found.questions.name,
        "date": found.answers.on.isoformat() if found.answers.on else None,
        "town": {
            "name": town.name,
            "state": town.state or None,
            "population": town.population,
            "area_km2": town.area_km2,
            "role": town.role or None,
            "challenges": None if town.challenges is None else sorted(town.challenges),
        },
        "headline": found.headline,
        "lead": found.lead,
        "answers": {
            "items": len(found.readings),
            "own": found.count(Origin.OWN),
            "seen": found.count(Origin.SEEN),
            "open": found.count(Origin.OPEN),
        },
        "fields": [_field(standing) for standing in found.standings],
        "profile_card": _card(found),
        "kind_of_town": _kind(found),
        "next_steps": [_step(number, proposal, found) for number, proposal in enumerate(found.plan.ready, start=1)],
        "waiting": [_waiting(proposal, found) for proposal in found.plan.waiting],
        "estimate": say(estimate()),
        "contradictions": [
            {"id": doubt.rule.id, "items": list(doubt.items), "question": say(doubt.rule.text)}
            for doubt in found.doubts
        ],
        "measures": [_measure(measure) for measure in found.answers.measures],
        "costs": {
            "one_off": found.costs.one_off,
            "yearly": found.costs.yearly,
            "posts": found.costs.posts,
            "years": YEARS,
            "over_years": found.costs.over_years,
            "measures_with_open_costs": found.costs.open,
        },
    }


def percent(value: float) -> float:
    """Return a share as a number from 0 to 100 with one digit."""
    return round(value * PERCENT, 1)


def _field(standing: Standing) -> dict[str, Any]:
    mean = standing.among_answered
    return {
        "field": standing.field.id,
        "name": say(standing.field.name),
        "score": percent(standing.score),
        "low": percent(standing.score),
        "high": percent(standing.high),
        "mean_of_answered": None if mean is None else percent(mean),
        "stage": wording.stages(standing.score, standing.high),
        "answered": standing.answered,
        "open": standing.open,
        "items": [_reading(reading) for reading in standing.readings],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    data: dict[str, Any] = {
        "item": reading.item.id,
        "question": say(reading.item.question),
        "answer": sorted(reading.answer) if isinstance(reading.answer, frozenset) else reading.answer,
        "words": wording.answer(reading.item, reading.answer),
        "origin": reading.origin.value,
        "value": None if reading.value is None else round(reading.value, 4),
        "weight": percent(reading.share),
        "adds": None if reading.value is None else percent(reading.share * reading.value),
        "could_add": percent(reading.share * (1 - reading.known)),
        "reason": say(reading.item.weight_reason),
        "sources": [wording.citation(source) for source in reading.item.sources],
    }
    if reading.comment:
        data["comment"] = reading.comment
    if reading.evidence:
        data["evidence"] = {"sentence": reading.evidence.sentence, "url": reading.evidence.url}
        data["differs_from_evidence"] = reading.differs
    return data


def _card(found: Assessment) -> dict[str, Any]:
    names = cards.names()
    return {
        "points": found.card.points,
        "possible": found.card.possible,
        "fulfilled": found.card.fulfilled,
        "criteria": [
            {"criterion": one.key, "name": names[one.key], "item": one.item, "fulfilled": one.fulfilled}
            for one in found.card.criteria
        ],
        "source": wording.citation(cards.SOURCE),
    }


def _kind(found: Assessment) -> dict[str, Any]:
    best = found.kind.best
    return {
        "cluster": best.rule.id if best else None,
        "name": say(best.rule.name) if best else None,
        "certainty": found.kind.certainty.value,
        "sentence": found.kind.sentence,
        "clusters": [_match(match) for match in found.kind.matches],
    }


def _match(match: Match) -> dict[str, Any]:
    return {
        "cluster": match.rule.id,
        "name": say(match.rule.name),
        "score": percent(match.score),
        "attributes": [
            {
                "attribute": one.name,
                "fits": one.sign,
                "fit": None if one.fit is None else round(one.fit, 3),
                "reason": one.reason,
                "basis": one.basis,
            }
            for one in match.attributes
        ],
    }


def _step(number: int, proposal: Proposal, found: Assessment) -> dict[str, Any]:
    data = _proposal(proposal, found)
    return {
        "rank": number,
        **data,
        "place": proposal.place.value,
        "opens": [step.id for step in proposal.opens],
        "reasons": step_words.reasons(proposal, found),
    }


def _waiting(proposal: Proposal, found: Assessment) -> dict[str, Any]:
    return {
        **_proposal(proposal, found),
        "missing": [{"item": need.condition.item, "what": say(need.text)} for need in proposal.missing],
        "freed_by_rank": proposal.freed_by or None,
    }


def _proposal(proposal: Proposal, found: Assessment) -> dict[str, Any]:
    step = proposal.step
    return {
        "step": step.id,
        "title": say(step.title),
        "why": say(step.why),
        "effect": percent(proposal.effect),
        "is_measure": step.id in found.planned,
        "rests_on_open_answers": proposal.rests_on_open,
        "closes": [
            {"item": gap.item, "field": gap.field, "gain": percent(gap.gain), "open": gap.open} for gap in proposal.gaps
        ],
        "effort": step.effort,
        "cost": {"kind": step.cost_kind, "words": say(step.cost)},
        "months": list(step.months),
        "who": say(step.who),
        "decides": say(step.decides),
        "law": say(step.law),
        "first_step": say(step.first),
        "done_by": _deed(step.done_by),
        "source": _citation(step.source),
        "recommendations": list(step.recommendations),
        "try": [{"page": one.url_name, "block": one.block, "words": say(one.text)} for one in step.offers],
    }


def _deed(deed: Deed) -> Mapping[str, Any]:
    return {"place": deed.place, "name": deed.name, "what": say(deed.text), "source": _citation(deed.citation)}


def _citation(source: Citation) -> str:
    return wording.citation(source)


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "title": measure.title,
        "step": measure.step or None,
        "owner": measure.owner or None,
        "start": measure.start.isoformat() if measure.start else None,
        "end": measure.end.isoformat() if measure.end else None,
        "one_off": measure.one_off,
        "yearly": measure.yearly,
        "over_years": measure.over_years,
        "posts": measure.posts,
        "state": measure.state,
    }
