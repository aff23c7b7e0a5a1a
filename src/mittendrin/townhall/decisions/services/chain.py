# SPDX-License-Identifier: EUPL-1.2
"""The chain of entries: append, erase personal content, verify. See docs/adr/0010-chain-with-erasable-content.md."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import Content, Decision, Entry, Head, HeldCase, Kind

GENESIS = "0" * 64
MACHINE = "machine"


@dataclass(frozen=True)
class Link:
    """What shall be appended. body: never personal. content: what may be erased later, None when there is nothing."""

    what: Kind
    who: str
    body: Mapping[str, Any]
    decision: Decision | None = None
    content: Mapping[str, Any] | None = None


def name_of(person: Person | None) -> str:
    """Return how the chain names who did something."""
    return MACHINE if person is None else f"person:{person.pk}"


def canonical(value: Any) -> str:
    """Return the one JSON text of ``value``. Raises ValueError for numbers that JSON lacks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_digest(salt: str, text: str) -> str:
    """Return the digest by which the chain knows a content."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def link_hash(entry: Entry) -> str:
    """Return the hash that ``entry`` must have."""
    fields = {
        "sequence": entry.sequence,
        "at": _stamp(entry.at),
        "who": entry.who,
        "what": entry.what,
        "body": entry.body,
        "content": entry.content,
    }
    return hashlib.sha256((entry.previous + canonical(fields)).encode()).hexdigest()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@transaction.atomic
def append(links: Sequence[Link]) -> list[Entry]:
    """Return the new entries at the end of the chain, in order.

    Others who append wait until the transaction around this call ends: do nothing slow after it. SQLite transactions
    are IMMEDIATE here and PostgreSQL locks the row of the head, so no two entries get the same number.
    """
    Head.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    head = Head.objects.select_for_update().get(pk=1)
    entries: list[Entry] = []
    contents: list[Content] = []
    for link in links:
        entry = _entry(link, head)
        if link.content is not None:
            salt, text = secrets.token_hex(16), canonical(link.content)
            entry.content = content_digest(salt, text)
            contents.append(Content(entry=entry, salt=salt, text=text))
        entry.hash = link_hash(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    Content.objects.bulk_create(contents)
    head.save(update_fields=["sequence", "hash"])
    return entries


def _entry(link: Link, head: Head) -> Entry:
    body = {**link.body, "decision": str(link.decision.uuid)} if link.decision else dict(link.body)
    return Entry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        who=link.who,
        what=link.what,
        decision=link.decision,
        body=canonical(body),
        previous=head.hash,
    )


@transaction.atomic
def erase(subject: str, by: Person | None = None) -> int:
    """Erase what the chain holds on people for a subject (``letter:<uuid>``); return the number of erased contents.

    The links stay and can be verified; statistics stay without reference to the subject.
    """
    decisions = list(Decision.objects.filter(subject=subject).exclude(subject=""))
    found = Content.objects.filter(entry__decision__in=decisions, erased_by=None)
    numbers = sorted(found.values_list("entry_id", flat=True))
    if not numbers:
        return 0
    entry = append([Link(Kind.ERASED, name_of(by), {"entries": numbers})])[0]
    Content.objects.filter(entry_id__in=numbers).update(salt="", text="", erased_by=entry.sequence)
    HeldCase.objects.filter(decision__in=decisions).update(predicted="")
    Decision.objects.filter(pk__in=[one.pk for one in decisions]).update(subject="", input_digest="")
    return len(numbers)
