# SPDX-License-Identifier: EUPL-1.2
"""Examples to learn from: what people confirmed or corrected, one by one; the latest word counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mittendrin.contracts.block import Answer, Example
from mittendrin.contracts.document import Document
from mittendrin.townhall import offers
from mittendrin.townhall.decisions.models import Decision, Outcome
from mittendrin.townhall.decisions.services import words

CHUNK = 200


@dataclass(frozen=True)
class Known:
    """One example with the decisions it comes from: one, or one for each fact."""

    decisions: tuple[Decision, ...]
    example: Example[Any]

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the values by the name of the fact; a classifier's single value has the name ``""``."""
        value = self.example.value
        return {name: one.value for name, one in value.items()} if isinstance(value, Mapping) else {"": value}


def examples(block_id: str) -> list[Example[Any]]:
    """Return what a block may learn from, oldest first: looked at by a person one by one, document still there."""
    return [known.example for known in known_examples(block_id)]


def known_examples(block_id: str) -> list[Known]:
    """Return the same with the decisions it comes from. The latest decision on a subject counts."""
    found: dict[tuple[str, str], Decision] = {}
    looked = Decision.objects.filter(Q(looked=True), block=block_id).exclude(outcome=Outcome.OPEN).exclude(subject="")
    for row in looked.order_by("proposed_at", "pk"):
        found[row.subject, row.part] = row
    grouped: dict[str, list[Decision]] = {}
    for row in found.values():
        grouped.setdefault(row.subject, []).append(row)
    ordered = sorted(grouped.values(), key=lambda rows: (rows[0].proposed_at, rows[0].pk))
    return list(_loaded(ordered))


def _loaded(groups: Sequence[list[Decision]]) -> Iterator[Known]:
    for start in range(0, len(groups), CHUNK):
        chunk = groups[start : start + CHUNK]
        values = words.values_of([row for rows in chunk for row in rows])
        for rows in chunk:
            kept = [row for row in rows if row.pk in values]
            document = offers.document(rows[0].subject) if kept else None
            if document is not None:
                yield Known(tuple(kept), _example(document, kept, values))


def _example(document: Document, rows: Sequence[Decision], values: Mapping[int, Any]) -> Example[Any]:
    day = timezone.localdate(rows[0].proposed_at).isoformat()
    if rows[0].part:
        facts = {row.part: Answer(values[row.pk], 1.0, abstained=values[row.pk] is None) for row in rows}
        return Example(document, facts, day)
    return Example(document, values[rows[0].pk], day)
