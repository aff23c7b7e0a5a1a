# SPDX-License-Identifier: EUPL-1.2
"""The blocks are asked about a letter; their answers become proposals on record, and the letter sorts itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.posteingang.ingest import document_store, leases
from mittendrin.apps.posteingang.models import Letter, LetterEvent, LetterState, Proposal, Step
from mittendrin.apps.posteingang.services import access, applying, proposing, rules, words
from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer
from mittendrin.contracts.document import Document
from mittendrin.townhall.decisions import services as decisions
from mittendrin.townhall.decisions.models import Decision, ModelVersion, Way
from mittendrin.townhall.decisions.services import answer_json
from mittendrin.townhall.plan import town_plan

PREFIX = "letter."
_NAMES = {"urgency": "urgent", "special": "special_data"}
_TRUE = frozenset({"true", "yes", "ja", "1", "eilig", "urgent", "special"})
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What one block answered. name: of the fact; empty for an extractor, which answers several."""

    block: str
    name: str
    answer: Answer[Any]
    version: ModelVersion


def subject_of(letter: Letter) -> str:
    """Return how decisions refer to a letter."""
    return f"letter:{letter.uuid}"


def propose(letter: Letter) -> None:
    """Ask all blocks about ``letter``, which is leased and read, and keep what they say. Raises LeaseLost, KeyMissing.

    A block that is switched off or breaks leaves its facts empty: a person fills them in.
    """
    document = document_store.unpack(letter.reading)
    asked = list(_ask(document))
    with leases.kept(letter) as current:
        decisions.erase(subject_of(current))
        current.proposals.all().delete()
        rows = _record(current, document, asked)
        for row, _way in rows:
            applying.put(current, row.name, row.value)
        current.state = LetterState.SURE if _sure(current, rows) else LetterState.WAITING
        current.version += 1
        leases.goes_on(current, Step.NONE)
        LetterEvent.objects.create(letter=current, what="proposed", values={"state": current.state})
    log.info("letter.proposed letter=%s state=%s", letter.uuid, current.state)


def _ask(document: Document) -> Iterator[Asked]:
    plan = town_plan(rules.active())
    for question, block_id in proposing.answering().items():
        try:
            block, version = decisions.working(block_id, plan)
            answer = block.predict(document)
        except decisions.BlockOff:
            continue
        except Exception as error:  # noqa: BLE001 - a broken block must not stop the post; the log names it
            log.error("block.failed block=%s error=%s", block_id, type(error).__name__)
            continue
        name = question.removeprefix(PREFIX)
        extractor = registry.manifest(block_id).contract == "extractor"
        yield Asked(block_id, "" if extractor else _NAMES.get(name, name), answer, version)


def _record(letter: Letter, document: Document, asked: Sequence[Asked]) -> list[tuple[Proposal, str]]:
    """Write decisions and proposals; return the proposals with the way each goes."""
    told = {one.name: one.answer.value for one in asked if one.name and not one.answer.abstained}
    found = [
        decisions.Proposal(
            block=one.block,
            subject=subject_of(letter),
            answer=one.answer,
            unit=str(told.get("unit") or ""),
            kind=str(told.get("kind") or ""),
            document=document,
            version=one.version,
        )
        for one in asked
    ]
    made = decisions.propose_all(found)
    names = {one.block: one.name for one in asked}
    answers = _answers(asked)
    rows = [_row(letter, decision, names, answers) for decision in made if decision.part or names[decision.block]]
    Proposal.objects.bulk_create([row for row, _way in rows])
    return rows


def _answers(asked: Sequence[Asked]) -> Mapping[tuple[str, str], Answer[Any]]:
    answers: dict[tuple[str, str], Answer[Any]] = {}
    for one in asked:
        if not one.name and isinstance(one.answer.value, Mapping):
            answers.update(((one.block, name), answer) for name, answer in one.answer.value.items())
        else:
            answers[one.block, ""] = one.answer
    return answers


def _row(
    letter: Letter, decision: Decision, names: Mapping[str, str], answers: Mapping[tuple[str, str], Answer[Any]]
) -> tuple[Proposal, str]:
    answer = answers[decision.block, decision.part]
    name = decision.part or names[decision.block]
    row = Proposal(
        letter=letter,
        name=name,
        block=decision.block,
        decision=decision.uuid,
        output=answer_json.to_json(answer),
        value=value_text(name, answer)[:500],
    )
    return row, decision.way


def value_text(name: str, answer: Answer[Any]) -> str:
    """Return the value of an answer as it is kept: empty when the block abstained or found nothing."""
    if answer.abstained or answer.value in (None, ""):
        return ""
    kind = words.BY_NAME.get(name)
    if kind and kind.input == "bool":
        return words.YES if str(answer.value).lower() in _TRUE else words.NO
    return str(answer.value)


def answer_of(row: Proposal) -> Answer[Any]:
    """Return what a block answered; an answer that abstains when none was asked."""
    return answer_json.from_json(row.output)


def learned_value(name: str, value: str) -> str | None:
    """Return a person's value as blocks learn it: None for a fact that the letter does not hold."""
    return value if value or name == "second_unit" else None


def _sure(letter: Letter, rows: Sequence[tuple[Proposal, str]]) -> bool:
    """Return whether nobody needs to look at this letter singly: its office is sure, nothing is special about it."""
    ways = {row.name: way for row, way in rows}
    if ways.get("unit") != Way.HANDLED or letter.unit is None or not letter.kind:
        return False
    copy = letter.duplicate_of or letter.near_duplicate_of
    plain = not (letter.special or letter.urgent or letter.second_unit or copy)
    return plain and not letter.reading.proposed_cuts and not letter.reading.poor_pages


def labels() -> dict[str, tuple[str, ...]]:
    """Return all values of the facts that have a fixed set of them."""
    units = tuple(unit.name for unit in access.units())
    return {"unit": units, "second_unit": units, "kind": _labels("kind") or tuple(words.KINDS)}


def _labels(name: str) -> tuple[str, ...]:
    try:
        block, _version = decisions.working(registry.answering(f"{PREFIX}{name}"), town_plan(rules.active()))
    except (registry.UnknownBlock, decisions.BlockOff):
        return ()
    return tuple(getattr(block, "labels", ()))
