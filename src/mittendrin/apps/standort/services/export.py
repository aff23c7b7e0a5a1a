# SPDX-License-Identifier: EUPL-1.2
"""Answers of a round as the data of an answer file."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.standort.sources.answers import Answer, Answers
from mittendrin.apps.standort.sources.measures import Measure
from mittendrin.apps.standort.sources.questionnaire import UNKNOWN, Questionnaire


def answer_data(questions: Questionnaire, found: Answers) -> dict[str, Any]:
    """Return what an answer file holds; every item of the questionnaire stands in it."""
    town = found.town
    return {
        "questionnaire": questions.name,
        "date": found.on.isoformat() if found.on else None,
        "town": {
            "name": town.name,
            "state": town.state or None,
            "population": town.population,
            "area_km2": town.area_km2,
            "role": town.role or None,
            "challenges": UNKNOWN if town.challenges is None else sorted(town.challenges),
        },
        "answers": {item.id: _answer(found.answers.get(item.id)) for item in questions.items},
        "measures": [_measure(measure) for measure in found.measures],
    }


def _answer(answer: Answer | None) -> Any:
    if answer is None or answer.value is None:
        said: Any = UNKNOWN
    else:
        said = sorted(answer.value) if isinstance(answer.value, frozenset) else answer.value
    return {"value": said, "comment": answer.comment} if answer and answer.comment else said


def _measure(measure: Measure) -> dict[str, Any]:
    data = {
        "title": measure.title,
        "step": measure.step,
        "owner": measure.owner,
        "start": measure.start.isoformat() if measure.start else None,
        "end": measure.end.isoformat() if measure.end else None,
        "one_off": measure.one_off,
        "yearly": measure.yearly,
        "posts": measure.posts,
        "funding": measure.funding,
        "status": measure.state,
        "risks": measure.risks,
        "milestones": [{"date": one.on.isoformat(), "title": one.title} for one in measure.milestones],
    }
    return {name: value for name, value in data.items() if value not in (None, "", [])}
