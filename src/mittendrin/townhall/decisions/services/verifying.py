# SPDX-License-Identifier: EUPL-1.2
"""Walk the chain of entries and name the first broken link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from mittendrin.townhall.decisions.models import Content, Decision, Entry, Head, Kind
from mittendrin.townhall.decisions.services.chain import GENESIS, content_digest, link_hash

CHUNK = 500


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found.

    entries, erased: links seen, and contents that were erased as the chain says. broken: sequence of the first broken
    link, None when all is sound; fault: what is wrong with it (a key of ``FAULTS``). end: hash of the last link.
    """

    entries: int
    erased: int
    broken: int | None
    fault: str
    end: str

    @property
    def sound(self) -> bool:
        """Return whether nothing is broken."""
        return self.broken is None


FAULTS = frozenset(
    {"missing", "previous", "changed", "decision", "content-missing", "content-changed", "erased-unsaid", "end", "row"}
)


def verify() -> Verdict:
    """Return what a walk along the whole chain finds; memory does not grow with its length. The head keeps it."""
    with transaction.atomic():
        head, _made = Head.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    verdict = _walk(head)
    if verdict.sound:
        verdict = _rows(verdict, head.sequence)
    Head.objects.filter(pk=1).update(
        checked_at=timezone.now(), checked_sequence=verdict.entries, broken_at=verdict.broken
    )
    return verdict


def _chunks(last: int) -> Iterator[list[Entry]]:
    """Yield the links up to ``last``; what is appended meanwhile waits for the next walk."""
    at = 0
    while chunk := list(
        Entry.objects.filter(sequence__gt=at, sequence__lte=last)
        .select_related("decision", "personal")
        .order_by("sequence")[:CHUNK]
    ):
        yield chunk
        at = chunk[-1].sequence


def _walk(head: Head) -> Verdict:
    entries = erased = 0
    previous = GENESIS
    for chunk in _chunks(head.sequence):
        told = _told_erasures(chunk)
        for entry in chunk:
            fault = _fault(entry, entries + 1, previous) or _content_fault(entry, told)
            if fault:
                return Verdict(entries, erased, entries + 1 if fault == "missing" else entry.sequence, fault, previous)
            entries += 1
            erased += entry.sequence in told
            previous = entry.hash
    if (entries, previous) != (head.sequence, head.hash):
        return Verdict(entries, erased, entries + 1, "end", previous)
    behind_the_end = Subquery(Head.objects.filter(pk=1).values("sequence"))
    if Entry.objects.filter(sequence__lte=0).exists() or Entry.objects.filter(sequence__gt=behind_the_end).exists():
        return Verdict(entries, erased, entries + 1, "end", previous)
    return Verdict(entries, erased, None, "", previous)


def _fault(entry: Entry, expected: int, previous: str) -> str:
    if entry.sequence != expected:
        return "missing"
    if entry.previous != previous:
        return "previous"
    if entry.hash != link_hash(entry):
        return "changed"
    named = str(entry.decision.uuid) if entry.decision else ""
    return "" if named == entry.data.get("decision", "") else "decision"


def _content_fault(entry: Entry, told: frozenset[int]) -> str:
    personal = getattr(entry, "personal", None)
    if not entry.content:
        return "content-changed" if personal else ""
    if personal is None:
        return "content-missing"
    if personal.erased_by is not None:
        return "" if entry.sequence in told else "erased-unsaid"
    return "" if content_digest(personal.salt, personal.text) == entry.content else "content-changed"


def _told_erasures(chunk: list[Entry]) -> frozenset[int]:
    """Return the links of ``chunk`` whose content was erased and that an entry names as erased."""
    numbers = [entry.sequence for entry in chunk]
    erased = dict(
        Content.objects.filter(entry_id__in=numbers, erased_by__isnull=False, text="").values_list(
            "entry_id", "erased_by"
        )
    )
    saying = Entry.objects.filter(sequence__in=set(erased.values()), what=Kind.ERASED)
    said = {entry.sequence: frozenset(entry.data.get("entries", ())) for entry in saying}
    return frozenset(number for number, by in erased.items() if number in said.get(by or 0, frozenset()))


_COMPARED = ("outcome", "looked", "right", "final")
_PROPOSED = ("block", "part", "confidence", "abstained", "way", "sampled", "label", "unit", "kind")


def _rows(verdict: Verdict, last: int) -> Verdict:
    """Compare the rows that pages show with what the chain says of them."""
    at = 0
    while chunk := list(Decision.objects.filter(pk__gt=at, last_entry__lte=last).order_by("pk")[:CHUNK]):
        links: dict[int, Entry] = Entry.objects.in_bulk([row.last_entry for row in chunk])
        proposals = Entry.objects.filter(decision__in=chunk, what=Kind.PROPOSED)
        first = {entry.decision_id: entry for entry in proposals}
        for row in chunk:
            sound = _fits(row, links.get(row.last_entry), _COMPARED) and _fits(row, first.get(row.pk), _PROPOSED)
            if not sound and Decision.objects.filter(pk=row.pk, last_entry=row.last_entry).exists():
                return Verdict(verdict.entries, verdict.erased, row.last_entry, "row", verdict.end)
        at = chunk[-1].pk
    return verdict


def _fits(row: Decision, entry: Entry | None, names: tuple[str, ...]) -> bool:
    if entry is None or entry.decision_id != row.pk:
        return False
    data = entry.data
    return all(getattr(row, name) == data.get(name) for name in names)


def last_walk() -> Head | None:
    """Return the head with the result of the last walk; None when nobody has walked yet."""
    return Head.objects.filter(checked_at__isnull=False).first()


def unbroken() -> bool:
    """Return whether the last walk along the chain found nothing broken."""
    return not Head.objects.filter(broken_at__isnull=False).exists()
