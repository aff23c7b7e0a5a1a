# SPDX-License-Identifier: EUPL-1.2
"""Put proposals on record: each one that reaches a person, with the way it goes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from mittendrin.contracts.block import Answer
from mittendrin.contracts.document import Document
from mittendrin.townhall.decisions.models import BlockState, Content, Decision, Kind, Mode, ModelVersion, Way
from mittendrin.townhall.decisions.services import answer_json, blocks, promises, traits
from mittendrin.townhall.decisions.services.chain import MACHINE, Link, append

LABEL_LENGTH = 120


@dataclass(frozen=True)
class Proposal:
    """What a block proposes for a subject (``letter:<uuid>``).

    part: name of the fact of an extractor. unit, kind: where the override meter counts it. document: what the block
    read, for the digest of the input and the drift watch. version: which version answered, the live one when None.
    """

    block: str
    subject: str
    answer: Answer[Any]
    part: str = ""
    unit: str = ""
    kind: str = ""
    document: Document | None = None
    version: ModelVersion | None = None


def propose(proposal: Proposal) -> list[Decision]:
    """Return the decision of a proposal, on record; an extractor's answer without ``part`` gives one for each fact.

    Raises BlockOff.
    """
    return propose_all([proposal])


def propose_all(proposals: Sequence[Proposal]) -> list[Decision]:
    """Return the decisions of several proposals, recorded together and in order. Raises BlockOff."""
    rows = [
        _row(single, version, state)
        for proposal in proposals
        for version, state in [_checked(proposal)]
        for single in _parts(proposal)
    ]
    with transaction.atomic():
        Decision.objects.bulk_create([row for row, _output in rows])
        decisions = [row for row, _output in rows]
        links = [
            Link(Kind.PROPOSED, MACHINE, _body(row), row, {**output, "subject": row.subject, "input": row.input_digest})
            for row, output in rows
        ]
        for row, entry in zip(decisions, append(links), strict=True):
            row.last_entry = entry.sequence
        Decision.objects.bulk_update(decisions, ["last_entry"])
    return decisions


def _checked(proposal: Proposal) -> tuple[ModelVersion, BlockState]:
    state = blocks.state(proposal.block)
    if state.mode == Mode.OFF:
        raise blocks.BlockOff(proposal.block)
    return proposal.version or blocks.live_version(proposal.block), state


def _parts(proposal: Proposal) -> list[Proposal]:
    value = proposal.answer.value
    if proposal.part or not isinstance(value, Mapping):
        return [proposal]
    return [replace(proposal, part=name, answer=answer) for name, answer in value.items()]


def _row(proposal: Proposal, version: ModelVersion, state: BlockState) -> tuple[Decision, dict[str, Any]]:
    answer = proposal.answer
    value = answer.value
    label = value if isinstance(value, str) and not proposal.part and len(value) <= LABEL_LENGTH else ""
    row = Decision(
        block=proposal.block,
        part=proposal.part,
        version=version,
        subject=proposal.subject,
        unit=proposal.unit[:LABEL_LENGTH],
        kind=proposal.kind[:60],
        input_digest=_digest(proposal.document),
        confidence=float(answer.confidence),
        abstained=answer.abstained,
        label=label,
        final=label,
        way=Way.SUGGESTED if state.mode == Mode.SUGGEST else Way.ASKED,
        traits=traits.of(proposal.document, version) if proposal.document and not proposal.part else {},
        proposed_at=timezone.now(),
    )
    if answer.unlike:
        row.traits = {**row.traits, promises.UNLIKE: True}
    elif not answer.abstained and promises.allows(state, version, row.confidence, row.part):
        row.sampled = _drawn(row, state.sampled)
        row.way = Way.ASKED if row.sampled else Way.HANDLED
    return row, answer_json.to_json(answer)


def _digest(document: Document | None) -> str:
    return hashlib.sha256(document.text.encode()).hexdigest() if document else ""


def _drawn(row: Decision, share: float) -> bool:
    """Return whether a sure answer is asked all the same; the random id draws."""
    return row.uuid.int % 1_000_000 < share * 1_000_000


def _body(row: Decision) -> dict[str, Any]:
    return {
        "block": row.block,
        "part": row.part,
        "version": row.version.number,
        "confidence": row.confidence,
        "abstained": row.abstained,
        "way": row.way,
        "sampled": row.sampled,
        "label": row.label,
        "unit": row.unit,
        "kind": row.kind,
        "outcome": row.outcome,
        "looked": row.looked,
        "right": row.right,
        "final": row.final,
    }


def answer_of(decision: Decision) -> Answer[Any]:
    """Return what was proposed; an answer that abstains when it was erased."""
    content = Content.objects.filter(entry__decision=decision, entry__what=Kind.PROPOSED).first()
    return answer_json.from_json(content.data if content else {})


def answers_of(decisions: Sequence[Decision]) -> dict[int, Answer[Any]]:
    """Return what was proposed for each decision, by its id."""
    found = Content.objects.filter(entry__decision__in=decisions, entry__what=Kind.PROPOSED).select_related("entry")
    known = {one.entry.decision_id: answer_json.from_json(one.data) for one in found}
    return {decision.pk: known.get(decision.pk, answer_json.from_json({})) for decision in decisions}


def of_subject(subject: str) -> list[Decision]:
    """Return all decisions on a subject, oldest first."""
    return list(Decision.objects.filter(subject=subject).select_related("version") if subject else [])
