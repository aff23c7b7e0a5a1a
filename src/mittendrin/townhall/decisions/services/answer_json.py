# SPDX-License-Identifier: EUPL-1.2
"""Answers of blocks as JSON values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mittendrin.contracts.block import Alternative, Answer, Reason
from mittendrin.contracts.document import Mark


def to_json(answer: Answer[Any]) -> dict[str, Any]:
    """Return ``answer`` as JSON values: value, confidence, abstained, unlike, reasons, alternatives."""
    return {
        "value": answer.value,
        "confidence": answer.confidence,
        "abstained": answer.abstained,
        "unlike": answer.unlike,
        "reasons": [_reason(reason) for reason in answer.reasons],
        "alternatives": [
            {
                "value": other.value,
                "confidence": other.confidence,
                "reasons": [_reason(reason) for reason in other.reasons],
            }
            for other in answer.alternatives
        ],
    }


def from_json(data: Mapping[str, Any]) -> Answer[Any]:
    """Return the answer that ``to_json`` wrote; an erased one abstains."""
    others = tuple(
        Alternative(other["value"], other["confidence"], _reasons(other)) for other in data.get("alternatives", ())
    )
    return Answer(
        data.get("value"),
        data.get("confidence", 0.0),
        _reasons(data),
        data.get("abstained", True),
        others,
        unlike=data.get("unlike", False),
    )


def _reason(reason: Reason) -> dict[str, Any]:
    marks = [asdict(mark) for mark in reason.marks]
    return {
        "code": reason.code,
        "text": reason.text,
        "values": dict(reason.values),
        "marks": marks,
        "weight": reason.weight,
    }


def _reasons(data: Mapping[str, Any]) -> tuple[Reason, ...]:
    return tuple(
        Reason(one["code"], one["text"], one["values"], tuple(Mark(**mark) for mark in one["marks"]), one["weight"])
        for one in data.get("reasons", ())
    )
