# SPDX-License-Identifier: EUPL-1.2
"""What the building blocks propose for a letter; which block answers a question is the registry's business."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block, Example, no_answer
from mittendrin.contracts.document import Document
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.decisions.services.examples import examples

log = logging.getLogger(__name__)

UNIT, SECOND_UNIT, KIND = "letter.unit", "letter.second_unit", "letter.kind"
LANGUAGE, FACTS, URGENCY, SPECIAL = "letter.language", "letter.facts", "letter.urgency", "letter.special_data"
QUESTIONS = (UNIT, SECOND_UNIT, KIND, LANGUAGE, FACTS, URGENCY, SPECIAL)
LEARNED = (UNIT, KIND)

Proposals = Mapping[str, Answer[Any]]


@dataclass(frozen=True)
class Confirmed:
    """A letter with the unit and the kind that a person gave it; empty when not given."""

    document: Document
    unit: str = ""
    kind: str = ""


class Proposer:
    """The blocks of one town, ready to answer."""

    def __init__(self, by_question: Mapping[str, Block[Any]]) -> None:
        self.blocks = by_question

    def propose(self, document: Document) -> Proposals:
        """Return the answer to each question that a block is there for; a block that fails abstains."""
        return {question: _answer(block, document) for question, block in self.blocks.items()}

    def learn(self, confirmed: Sequence[Confirmed], seed: int = 0) -> None:
        """Learn units and kinds from ``confirmed``; what was learned of them before is replaced."""
        for question in LEARNED:
            block = self.blocks.get(question)
            if block is None:
                continue
            values = [(one, one.unit if question == UNIT else one.kind) for one in confirmed]
            if known := [Example(one.document, value) for one, value in values if value]:
                block.learn(known, seed)


def named_as_here(proposer: Proposer, question: str, value: str) -> tuple[str, bool]:
    """Return a unit or kind spelt as the block that answers ``question`` spells it, and whether the block knows it."""
    labels: Sequence[str] = getattr(proposer.blocks.get(question), "labels", ())
    found = next((one for one in labels if one.casefold() == " ".join(value.split()).casefold()), None)
    return (found, True) if found else (value, not value or not labels)


def _answer(block: Block[Any], document: Document) -> Answer[Any]:
    try:
        return block.predict(document)
    except Exception as error:  # noqa: BLE001 - third-party blocks: one that fails must not stop a letter
        log.error("block.failed block=%s error=%s", block.manifest.id, type(error).__name__)
        return no_answer("failed", "Dieser Baustein ist ausgefallen; bitte selbst entscheiden.")


def as_shipped(plan: TownPlan) -> Proposer:
    """Return the blocks as on the first day: nothing is learned yet."""
    return Proposer({question: registry.block_class(block)(plan) for question, block in answering().items()})


def in_operation(plan: TownPlan) -> Proposer:
    """Return the blocks as the town has them in operation; as shipped where there is no database yet."""
    found: dict[str, Block[Any]] = {}
    for question, block_id in answering().items():
        try:
            with transaction.atomic():
                found[question] = blocks.working(block_id, plan)[0]
        except blocks.BlockOff:
            continue
        except DatabaseError:
            found[question] = registry.block_class(block_id)(plan)
    return Proposer(found)


def confirmed_so_far() -> list[Confirmed]:
    """Return the letters whose unit or kind people of this town confirmed; none where there is no database yet."""
    ids = answering()
    try:
        with transaction.atomic():
            units = examples(ids[UNIT]) if UNIT in ids else []
            kinds = examples(ids[KIND]) if KIND in ids else []
    except DatabaseError:
        return []
    return [
        *(Confirmed(example.item, unit=example.value) for example in units if example.value),
        *(Confirmed(example.item, kind=example.value) for example in kinds if example.value),
    ]


def answering() -> dict[str, str]:
    """Return the id of the block for each question that one is installed for."""
    found: dict[str, str] = {}
    for question in QUESTIONS:
        try:
            found[question] = registry.answering(question)
        except registry.UnknownBlock:
            continue
    return found
