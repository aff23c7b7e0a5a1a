# SPDX-License-Identifier: EUPL-1.2
"""Words of people on proposals: confirm, correct, undo. The latest word counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import BlockState, Content, Decision, Entry, HeldCase, Kind, Outcome
from mittendrin.townhall.decisions.services import meter, recording
from mittendrin.townhall.decisions.services.chain import Link, append, name_of

LABEL_LENGTH = recording.LABEL_LENGTH


class NothingProposed(MittendrinError):
    """Refused: the block abstained; a value must be given instead."""


class ContentErased(MittendrinError):
    """Refused: what the decision was about has been erased."""


class NothingToUndo(MittendrinError):
    """Refused: no person has said a word that still holds."""


@dataclass(frozen=True)
class _Word:
    what: Kind
    value: Any
    reason: str = ""
    looked: bool = True


def confirm(decision: Decision, by: Person, looked: bool = True) -> Decision:
    """Return the decision, confirmed. looked: False when it was confirmed in a stack without looking at this very one.

    A fact that was not found can be confirmed as missing. Raises NothingProposed.
    """
    return confirm_all([decision], by, looked)[0]


def confirm_all(decisions: Sequence[Decision], by: Person, looked: bool = True) -> list[Decision]:
    """Return the decisions, all confirmed or none. Raises NothingProposed."""
    with transaction.atomic():
        rows = _locked(decisions)
        answers = recording.answers_of(rows)
        if any(not row.part and answers[row.pk].value is None for row in rows):
            raise NothingProposed
        words = [_Word(Kind.CONFIRMED, answers[row.pk].value, looked=looked) for row in rows]
        return _say(list(zip(rows, words, strict=True)), by)


def correct(decision: Decision, value: str | None, by: Person, reason: str = "") -> Decision:
    """Return the decision with the value that the person gave; None says that the letter does not hold the fact.

    The same value as proposed confirms it.
    """
    with transaction.atomic():
        row = _locked([decision])[0]
        same = recording.answer_of(row).value == value and not row.abstained
        return _say([(row, _Word(Kind.CONFIRMED if same else Kind.CORRECTED, value, reason))], by)[0]


def undo(decision: Decision, by: Person) -> Decision:
    """Return the decision as it was before the latest word that still holds. Raises NothingToUndo."""
    with transaction.atomic():
        row = _locked([decision])[0]
        standing = _standing_words(row)
        if not standing:
            raise NothingToUndo
        before = standing[-2] if len(standing) > 1 else None
        _set(row, before)
        body = {**_body(row), "undoes": standing[-1].sequence}
        _store([row], append([Link(Kind.UNDONE, name_of(by), body, row)]))
        if before and row.looked:
            _judge_held(row, before.personal.data.get("value"))
        return row


def _locked(decisions: Iterable[Decision]) -> list[Decision]:
    wanted = [decision.pk for decision in decisions]
    found = {row.pk: row for row in Decision.objects.select_for_update(of=("self",)).filter(pk__in=wanted)}
    if any(not row.subject for row in found.values()):
        raise ContentErased
    return [found[pk] for pk in wanted]


def _standing_words(row: Decision) -> list[Entry]:
    """Return the words on a decision that were not taken back, oldest first."""
    words: list[Entry] = []
    for entry in row.entries.filter(what__in=[Kind.CONFIRMED, Kind.CORRECTED, Kind.UNDONE]).order_by("sequence"):
        if entry.what == Kind.UNDONE:
            words.pop()
        else:
            words.append(entry)
    return words


def _set(row: Decision, word: Entry | None) -> None:
    """Give the row the state that an earlier word left, or the open state."""
    left = {"outcome": Outcome.OPEN, "looked": False, "right": None, "final": row.label}
    for name, value in left.items():
        setattr(row, name, word.data[name] if word else value)
    row.decided_at = word.at if word else None


def _say(words: Sequence[tuple[Decision, _Word]], by: Person) -> list[Decision]:
    links = []
    for row, word in words:
        row.outcome = Outcome.CONFIRMED if word.what == Kind.CONFIRMED else Outcome.CORRECTED
        row.looked = word.looked
        row.right = None if not word.looked else word.what == Kind.CONFIRMED
        label = isinstance(word.value, str) and not row.part and len(word.value) <= LABEL_LENGTH
        row.final = word.value if label else ""
        row.decided_at = timezone.now()
        links.append(
            Link(word.what, name_of(by), _body(row), row, {"value": word.value, "reason": word.reason.strip()[:2000]})
        )
    rows = [row for row, _word in words]
    _store(rows, append(links))
    for row, word in words:
        if word.looked:
            _judge_held(row, word.value)
    for block in sorted({row.block for row in rows}):
        meter.fall_back_if_due(block)
    return rows


def _body(row: Decision) -> dict[str, Any]:
    return {
        "block": row.block,
        "part": row.part,
        "outcome": row.outcome,
        "looked": row.looked,
        "right": row.right,
        "final": row.final,
    }


def _store(rows: Sequence[Decision], entries: Sequence[Entry]) -> None:
    for row, entry in zip(rows, entries, strict=True):
        row.last_entry = entry.sequence
    Decision.objects.bulk_update(rows, ["outcome", "looked", "right", "final", "decided_at", "last_entry"])
    last = {row.block: entry.hash for row, entry in zip(rows, entries, strict=True)}
    for block, position in last.items():
        count = sum(row.block == block for row in rows)
        BlockState.objects.filter(block=block).update(
            position=position, words_since_learning=F("words_since_learning") + count
        )


def _judge_held(row: Decision, value: Any) -> None:
    """Judge anew what versions said about this case when they were tried on it."""
    for case in HeldCase.objects.filter(decision=row).exclude(predicted=""):
        HeldCase.objects.filter(pk=case.pk).update(right=json.loads(case.predicted) == value)


def value_of(decision: Decision) -> Any:
    """Return what holds now: the latest word of a person, else the proposal; None when erased or not found."""
    standing = _standing_words(decision)
    if not standing:
        return recording.answer_of(decision).value
    content = Content.objects.filter(entry=standing[-1]).first()
    return content.data.get("value") if content else None


def values_of(decisions: Sequence[Decision]) -> dict[int, Any]:
    """Return what people said last on each decision, by its id; open and erased ones are left out."""
    wanted = [Kind.CONFIRMED, Kind.CORRECTED, Kind.UNDONE]
    entries = Entry.objects.filter(decision__in=decisions, what__in=wanted).order_by("sequence")
    stacks: dict[int, list[Entry]] = {}
    for entry in entries.select_related("personal"):
        stack = stacks.setdefault(entry.decision_id or 0, [])
        if entry.what == Kind.UNDONE:
            stack.pop()
        else:
            stack.append(entry)
    tops = {pk: stack[-1] for pk, stack in stacks.items() if stack}
    return {pk: top.personal.data["value"] for pk, top in tops.items() if top.personal.text}


def history(decision: Decision) -> list[Entry]:
    """Return all entries on a decision, oldest first."""
    return list(decision.entries.order_by("sequence").select_related("personal"))
