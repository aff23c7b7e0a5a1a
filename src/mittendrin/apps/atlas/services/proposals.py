# SPDX-License-Identifier: EUPL-1.2
"""Proposals of staff and of towns without an account, and what editors decide about them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Origin, Proposal, ProposalCount, ProposalState, Record
from mittendrin.apps.atlas.services import checks, editing, field_labels
from mittendrin.core.errors import MittendrinError, Problem, ProblemsFound
from mittendrin.townhall.accounts.models import Person

Data = dict[str, Any]
MAX_BYTES = 60_000
MAX_COMMENT = 2_000
MAX_TOWN = 120
MAX_OPEN = 500  # unread proposals of visitors; above it the form closes
ENGLISH_ENDS = ("_en", ".en")


class Decided(MittendrinError):
    """Somebody else decided on the proposal before."""


class MailFailed(MittendrinError):
    """The reply could not be sent; nothing was decided."""


@dataclass(frozen=True)
class Sender:
    """Who proposes: a person who is logged in, or a visitor who names a town. ``address`` is never stored."""

    person: Person | None = None
    town: str = ""
    email: str = ""
    address: str = ""


def problems_of(kind: str, data: Data) -> list[Problem]:
    """Return what keeps ``data`` from being proposed: all checks, but editors add missing English texts."""
    return [
        problem
        for problem in checks.check(kind, data)
        if not (problem.kind == "missing-field" and problem.where.endswith(ENGLISH_ENDS))
    ]


def submit(kind: str, key: str, data: Data, *, comment: str, base_revision: int, sender: Sender) -> Proposal:
    """Store a proposal that waits for an editor.

    Raises ProblemsFound when data or contact are wrong, nothing is proposed, or too much came from one address.
    """
    problems = _contact_problems(sender) if sender.person is None else []
    published = Record.objects.filter(kind=kind, key=key).first()
    changed = published is None or published.data != data
    if not changed and not comment.strip():
        problems.append(Problem("comment", "comment-missing"))
    if len(comment) > MAX_COMMENT:
        problems.append(Problem("comment", "maxLength", str(MAX_COMMENT)))
    if len(json.dumps(data)) > MAX_BYTES:
        problems.append(Problem("", "too-large", f"{MAX_BYTES // 1000} kB"))
    problems += problems_of(kind, data) if changed else []
    if problems:
        raise ProblemsFound(problems)
    with transaction.atomic():
        if sender.person is None:
            _throttle(sender.address)
        return Proposal.objects.create(
            kind=kind,
            key=key,
            data=data,
            base_revision=base_revision,
            comment=comment.strip(),
            person=sender.person,
            visitor_town=sender.town.strip(),
            visitor_email=sender.email.strip(),
        )


def _contact_problems(sender: Sender) -> list[Problem]:
    problems = []
    if not sender.town.strip():
        problems.append(Problem("town", "contact-missing"))
    if len(sender.town) > MAX_TOWN:
        problems.append(Problem("town", "maxLength", str(MAX_TOWN)))
    try:
        if sender.email.strip():
            validate_email(sender.email.strip())
    except ValidationError:
        problems.append(Problem("email", "email"))
    return problems


def _throttle(address: str) -> None:
    """Count one proposal of ``address`` today; only a keyed hash is kept, and only until tomorrow."""
    today = timezone.localdate()
    limit = settings.PROPOSALS_PER_DAY
    forget_counts()
    row, _created = ProposalCount.objects.get_or_create(day=today, digest=_digest(address, today))
    if row.count >= limit:
        raise ProblemsFound([Problem("", "too-many-proposals", str(limit))])
    if Proposal.objects.filter(state=ProposalState.OPEN, person=None).count() >= MAX_OPEN:
        raise ProblemsFound([Problem("", "queue-full")])
    ProposalCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def forget_counts() -> int:
    """Delete the counts of earlier days; return how many."""
    return ProposalCount.objects.exclude(day=timezone.localdate()).delete()[0]


def _digest(address: str, day: date) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{day}|{address}".encode(), sha256).hexdigest()


def get(number: int) -> Proposal | None:
    """Return one proposal, or None."""
    found = Proposal.objects.select_related("person", "decided_by")
    return found.filter(pk=number).first() if number < 2**31 else None


def open_proposals() -> list[Proposal]:
    """Return the proposals that wait, the oldest first."""
    waiting = Proposal.objects.filter(state=ProposalState.OPEN).select_related("person")
    return list(waiting.order_by("created_at")[:MAX_OPEN])


def decided_proposals(limit: int = 50) -> list[Proposal]:
    """Return the proposals decided last."""
    done = Proposal.objects.exclude(state=ProposalState.OPEN).select_related("person", "decided_by")
    return list(done.order_by("-decided_at")[:limit])


def open_count() -> int:
    """Return how many proposals wait."""
    return Proposal.objects.filter(state=ProposalState.OPEN).count()


def is_hint(proposal: Proposal) -> bool:
    """Return whether the proposal changes nothing and only says something in its comment."""
    base = editing.revision(proposal.kind, proposal.key, proposal.base_revision)
    return base is not None and base.data == proposal.data


def name_of(proposal: Proposal) -> str:
    """Return the title of the proposed record with its kind."""
    return names_of([proposal])[0]


def names_of(found: Sequence[Proposal]) -> list[str]:
    """Return the same for many proposals, with one question for all of them."""
    titles = editing.shown_titles([(one.kind, one.data) for one in found])
    return [f"{field_labels.kind_label(one.kind)} „{title}“" for one, title in zip(found, titles, strict=True)]


@transaction.atomic
def accept(
    proposal: Proposal,
    *,
    person: Person,
    data: Data | None = None,
    reply: str = "",
    base_revision: int | None = None,
    send: bool = True,
) -> Record:
    """Publish a proposal, or ``data`` that an editor made of it, and tell the sender.

    Raises Decided, ProblemsFound, Outdated (the record changed since ``base_revision``) or MailFailed.
    """
    current = _lock(proposal)
    published = Record.objects.filter(kind=current.kind, key=current.key).first()
    if published and data is None and is_hint(current):
        _close(current, ProposalState.ACCEPTED, person, reply, send)
        return published
    base = current.base_revision if base_revision is None else base_revision
    comment = _("Vorschlag %(number)s von %(sender)s") % {"number": current.pk, "sender": sender_name(current)}
    record = editing.publish(
        current.kind,
        data or current.data,
        person=person,
        comment=comment,
        base_revision=base,
        origin=Origin.PROPOSAL,
    )
    _close(current, ProposalState.ACCEPTED, person, reply, send)
    return record


@transaction.atomic
def decline(proposal: Proposal, *, person: Person, reply: str, send: bool = True) -> None:
    """Decline a proposal and tell the sender. Raises Decided or MailFailed."""
    _close(_lock(proposal), ProposalState.DECLINED, person, reply, send)


def _lock(proposal: Proposal) -> Proposal:
    current = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if current.state != ProposalState.OPEN:
        raise Decided
    return current


def _close(proposal: Proposal, state: str, person: Person, reply: str, send: bool) -> None:
    address = proposal.visitor_email
    proposal.state, proposal.reply = state, reply.strip()[:500]
    proposal.decided_by, proposal.decided_at = person, timezone.now()
    proposal.visitor_email = ""  # not needed any more
    proposal.save()
    if address and send:
        _send_reply(proposal, address)


def _send_reply(proposal: Proposal, address: str) -> None:
    accepted = proposal.state == ProposalState.ACCEPTED
    name = name_of(proposal)
    subject = _("Ihr Vorschlag für den Atlas: %(name)s") % {"name": name}
    first = (
        _("Ihr Vorschlag zu %(name)s ist übernommen. Vielen Dank.")
        if accepted
        else _("Ihr Vorschlag zu %(name)s ist nicht übernommen.")
    ) % {"name": name}
    last = _("Ihre E-Mail-Adresse ist jetzt bei uns gelöscht.")
    body = "\n\n".join(part for part in (first, proposal.reply, last) if part)
    try:
        send_mail(" ".join(subject.split()), body, None, [address])
    except OSError as error:
        raise MailFailed from error


def sender_name(proposal: Proposal) -> str:
    """Return who proposed, in words."""
    if proposal.person:
        return proposal.person.get_full_name() or proposal.person.get_username()
    return proposal.visitor_town or _("unbekannt")
