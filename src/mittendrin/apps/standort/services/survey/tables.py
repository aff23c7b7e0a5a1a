# SPDX-License-Identifier: EUPL-1.2
"""A survey as tables: one for each question, and what changed since an earlier one."""

from __future__ import annotations

from typing import Any

import numpy as np

from mittendrin.apps.standort.services.survey import statistics
from mittendrin.apps.standort.services.survey.statistics import Share
from mittendrin.apps.standort.sources.survey import Question, Survey


def as_data(found: Survey, earlier: Survey | None = None) -> dict[str, Any]:
    """Return all tables as plain data; shares from 0 to 1, None under five cases."""
    return {
        "status": "counted",
        "rows": found.size,
        "simulated": found.codebook.simulated,
        "weighted": bool(found.codebook.weight),
        "effective_size": statistics.effective_size(found.weights),
        "confidence": statistics.CONFIDENCE,
        "questions": [_question(question, found, earlier) for question in found.codebook.questions],
    }


def _question(question: Question, found: Survey, earlier: Survey | None) -> dict[str, Any]:
    answers = found.answers[question.name]
    data: dict[str, Any] = {
        "question": question.name,
        "title": question.title,
        "kind": question.kind,
        "answered": sum(answer is not None for answer in answers),
        "missing": sum(answer is None for answer in answers),
    }
    if question.kind == "number":
        return {
            **data,
            **vars(_mean(question, found)),
            **({"earlier": vars(_mean(question, earlier))} if earlier else {}),
        }
    shares = shares_of(question, found)
    before = shares_of(question, earlier) if earlier else {}
    data["values"] = [
        {"code": code, "words": question.values.get(code, code), **vars(one), **_change(one, before.get(code))}
        for code, one in shares.items()
    ]
    return data


def _mean(question: Question, found: Survey) -> statistics.Mean:
    answers = found.answers[question.name]
    known = np.array([answer is not None for answer in answers], dtype=bool)
    values = np.array([answer for answer in answers if answer is not None], dtype=np.float64)
    return statistics.mean(values, found.weights[known])


def shares_of(question: Question, found: Survey) -> dict[str, Share]:
    """Return the share of each code among those who answered; every code of the codebook is there, also with none."""
    answers = found.answers[question.name]
    known = np.array([answer is not None for answer in answers], dtype=bool)
    said = [answer if isinstance(answer, frozenset) else {answer} for answer in answers if answer is not None]
    codes = dict.fromkeys([*question.values, *sorted({code for one in said for code in one})])
    weights = found.weights[known]
    return {
        code: statistics.share(np.array([code in one for one in said], dtype=np.float64), weights) for code in codes
    }


def _change(later: Share, earlier: Share | None) -> dict[str, Any]:
    if earlier is None:
        return {}
    change = statistics.difference(later, earlier)
    return {"earlier": vars(earlier), "change": vars(change) if change else None}
