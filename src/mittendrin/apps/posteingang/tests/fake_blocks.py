# SPDX-License-Identifier: EUPL-1.2
"""Blocks that answer alike to all, for the tests of batches."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.posteingang.services import proposing
from mittendrin.apps.posteingang.services.proposing import Proposer
from mittendrin.contracts.block import Alternative, Answer, Reason
from mittendrin.contracts.document import Document


class Fake:
    """A block that answers alike to all and remembers what it learned."""

    def __init__(self, answer: Answer[Any]) -> None:
        self.answer, self.learned = answer, []  # type: ignore[var-annotated]
        self.manifest = type("Manifest", (), {"id": "fake"})

    def predict(self, item: Document) -> Answer[Any]:
        if "explode" in item.text:
            raise RuntimeError("boom")
        return self.answer

    def learn(self, examples: Any, seed: int = 0) -> None:
        self.learned = [(example.item.text, example.value) for example in examples]


FACTS = {
    "sender": Answer("=cmd|'/c calc'!A1", 0.9),
    "amount": Answer("120.50", 0.8),
    "deadline": Answer[str](None, 0.0),
    "deadline_computed": Answer("2026-12-03", 0.7, (Reason("rule", "ein Monat ab %(day)s", {"day": "3.11."}),)),
}
UNIT = Answer(
    "Steueramt",
    0.91,
    (Reason("plan", "im Plan steht „%(word)s“", {"word": "Hundesteuer"}), Reason("x", "100% sicher")),
    alternatives=(Alternative("Stadtkasse", 0.05), Alternative("Ordnungsamt", 0.02), Alternative("Bauamt", 0.01)),
)


def proposer() -> Proposer:
    """Return a proposer of fakes."""
    answers: dict[str, Answer[Any]] = {
        proposing.UNIT: UNIT,
        proposing.KIND: Answer("Antrag", 0.8),
        proposing.FACTS: Answer(FACTS, 0.9),
        proposing.URGENCY: Answer("true", 0.6),
        proposing.SPECIAL: Answer("false", 0.6),
    }
    return Proposer({question: Fake(answer) for question, answer in answers.items()})  # type: ignore[misc]
