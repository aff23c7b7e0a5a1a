# SPDX-License-Identifier: EUPL-1.2
"""The queue of the desk: what to look at, what is sure in stacks, what is in quarantine or parked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.models import Letter, LetterState, Proposal
from mittendrin.apps.posteingang.services import access, intake, words
from mittendrin.townhall.accounts.models import Person

MOST = 500
_OPEN = (LetterState.WAITING, LetterState.SURE)


@dataclass(frozen=True)
class Item:
    """One letter in a list. certainty: of its office; ``sure``, ``fairly``, ``unsure`` or empty."""

    uuid: UUID
    number: str
    sender: str
    subject: str
    received_at: datetime
    unit: str
    certainty: str
    certainty_word: str
    urgent: bool
    deadline: date | None
    overdue: bool
    special: bool
    kind: str
    state: str
    reason: str
    duplicate: bool
    version: int


@dataclass(frozen=True)
class Stack:
    """Sure letters of one kind."""

    kind: str
    items: list[Item]

    @property
    def count(self) -> int:
        """Return how many letters lie in the stack."""
        return len(self.items)


@dataclass(frozen=True)
class Queue:
    """Everything that waits for a person. in_work: still being read. hidden_special: need a grant to be seen.

    post_room: the person works there.
    """

    waiting: list[Item] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    quarantine: list[Item] = field(default_factory=list)
    parked: list[Item] = field(default_factory=list)
    in_work: int = 0
    hidden_special: int = 0
    intake: list[intake.IntakeWords] = field(default_factory=list)
    post_room: bool = False

    @property
    def sure(self) -> int:
        """Return how many letters lie in stacks."""
        return sum(stack.count for stack in self.stacks)


def queue(person: Person) -> Queue:
    """Return what waits for ``person``: urgent letters first, then by deadline and time of arrival."""
    seen, post_room = _waiting(person), access.is_post_room(person)
    rows = items(seen.exclude(state__in=[LetterState.RECEIVED, LetterState.READING])[:MOST])
    by_state: dict[str, list[Item]] = defaultdict(list)
    for row in rows:
        by_state[row.state].append(row)
    stacks: dict[str, list[Item]] = defaultdict(list)
    for row in by_state[LetterState.SURE]:
        stacks[row.kind].append(row)
    return Queue(
        waiting=by_state[LetterState.WAITING],
        stacks=[Stack(kind, stacks[kind]) for kind in sorted(stacks)],
        quarantine=by_state[LetterState.QUARANTINE],
        parked=by_state[LetterState.PARKED],
        in_work=seen.filter(state__in=[LetterState.RECEIVED, LetterState.READING]).count(),
        hidden_special=access.hidden_special(person),
        intake=intake.states() if post_room else [],
        post_room=post_room,
    )


def _waiting(person: Person) -> QuerySet[Letter]:
    """Return the letters not yet done that are not put off to a later day."""
    today = timezone.localdate()
    here = Q(wiedervorlage_on=None) | Q(wiedervorlage_on__lte=today)
    found = access.may_see(person).filter(here).exclude(state=LetterState.DONE)
    return found.order_by("-urgent", "deadline", "received_at", "pk")


def put_off(person: Person) -> list[Item]:
    """Return the letters that come back on a later day."""
    later = access.may_see(person).filter(wiedervorlage_on__gt=timezone.localdate())
    return items(later.order_by("wiedervorlage_on", "pk")[:MOST])


def done_lately(person: Person) -> list[Item]:
    """Return the letters that were done last."""
    return items(access.may_see(person).filter(state=LetterState.DONE).order_by("-confirmed_at", "-pk")[:100])


def stack(person: Person, kind: str) -> list[Item]:
    """Return the sure letters of one kind."""
    return items(_waiting(person).filter(state=LetterState.SURE, kind=kind)[:MOST])


def items(letters: Iterable[Letter]) -> list[Item]:
    """Return letters as lists show them."""
    rows = list(letters)
    found = Proposal.objects.filter(letter__in=rows, name="unit").values_list("letter_id", "output", "state")
    units = {letter_id: (output, state) for letter_id, output, state in found}
    return [_item(letter, units.get(letter.pk)) for letter in rows]


def item(letter: Letter) -> Item:
    """Return one letter as lists show it."""
    return items([letter])[0]


def _item(letter: Letter, unit: tuple[Mapping[str, object], str] | None) -> Item:
    level = ""
    if unit and letter.unit:
        output, state = unit
        level = words.certainty(float(str(output.get("confidence") or 0))) if state == "open" else "sure"
    return Item(
        uuid=letter.uuid,
        number=letter.number,
        sender=letter.sender or _("Absender unbekannt"),
        subject=letter.subject or letter.arrival.name,
        received_at=letter.received_at,
        unit=letter.unit.name if letter.unit else "",
        certainty=level,
        certainty_word=words.certainty_word(level),
        urgent=letter.urgent,
        deadline=letter.deadline,
        overdue=letter.deadline is not None and letter.deadline < timezone.localdate(),
        special=letter.special,
        kind=letter.kind,
        state=letter.state,
        reason=_(letter.reason) % letter.reason_values if letter.reason else "",
        duplicate=bool(letter.duplicate_of_id or letter.near_duplicate_of_id),
        version=letter.version,
    )


def next_after(person: Person, uuid: UUID | str) -> Item | None:
    """Return the letter to look at after this one: the one behind it in the list, else the first."""
    return _neighbour(person, uuid, 1)


def previous_before(person: Person, uuid: UUID | str) -> Item | None:
    """Return the letter to look at before this one, if there is one."""
    return _neighbour(person, uuid, -1)


def _neighbour(person: Person, uuid: UUID | str, step: int) -> Item | None:
    order = list(_waiting(person).filter(state=LetterState.WAITING).values_list("uuid", flat=True)[:MOST])
    here = order.index(UUID(str(uuid))) if UUID(str(uuid)) in order else None
    if here is None:
        wanted = order[0] if order and step > 0 else None
    else:
        at = here + step
        wanted = order[at] if 0 <= at < len(order) else (order[0] if step > 0 and len(order) > 1 else None)
    if wanted is None:
        return None
    return item(Letter.objects.select_related("unit", "second_unit", "arrival").get(uuid=wanted))
