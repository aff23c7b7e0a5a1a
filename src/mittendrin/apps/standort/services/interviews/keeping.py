# SPDX-License-Identifier: EUPL-1.2
"""Transcripts: who brought them, who may see them, until when they stay."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mittendrin.apps.standort.models import Interview
from mittendrin.apps.standort.services.rounds import NotYours
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.contracts.app import Repeated
from mittendrin.contracts.document import Document, from_text
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.decisions.models import Decision
from mittendrin.townhall.decisions.services import chain

KIND = "interview"
log = logging.getLogger(__name__)


class NoSuchPerson(MittendrinError):
    """Nobody with an active account has this user name."""


def listing(person: Person) -> list[Interview]:
    """Return the transcripts that a person may see."""
    return list(_visible(person))


def find(person: Person, uuid: UUID) -> Interview:
    """Return a transcript; raises NotYours when there is none or the person may not see it."""
    found = _visible(person).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def _visible(person: Person) -> QuerySet[Interview]:
    return Interview.objects.filter(Q(owner=person) | Q(coders=person)).distinct()


@transaction.atomic
def create(title: str, data: bytes, delete_on: date, owner: Person) -> Interview:
    """Return the stored transcript. Raises ProblemsFound."""
    made = Interview.objects.create(
        title=title, text=interview_scheme.read_text(data), delete_on=delete_on, owner=owner
    )
    made.coders.add(owner)
    log.info("standort.interview_stored id=%s", made.pk)
    return made


def sentences(interview: Interview) -> list[str]:
    """Return the sentences in order; their numbers begin at 1."""
    return interview_scheme.sentences(interview.text)


def let_in(interview: Interview, username: str) -> Person:
    """Let a colleague see and code a transcript. Raises NoSuchPerson."""
    person = Person.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if person is None:
        raise NoSuchPerson
    interview.coders.add(person)
    log.info("standort.interview_shared id=%s", interview.pk)
    return person


@transaction.atomic
def delete(interview: Interview, by: Person | None = None) -> None:
    """Delete a transcript with all codes, and what the record of decisions holds of its sentences."""
    for subject in Decision.objects.filter(subject__startswith=f"{KIND}:{interview.uuid}/").values_list(
        "subject", flat=True
    ):
        chain.erase(subject, by)
    log.info("standort.interview_deleted id=%s", interview.pk)
    ledger.note(KIND, str(interview.uuid))
    interview.delete()


def delete_again(identities: Sequence[str]) -> Repeated:
    """Delete the transcripts that an old backup brought back."""
    found = list(Interview.objects.filter(uuid__in=identities))
    for one in found:
        delete(one)
    return Repeated(len(found))


def delete_due(today: date | None = None) -> int:
    """Delete the transcripts whose day has come; return how many."""
    due = list(Interview.objects.filter(delete_on__lte=today or timezone.localdate()))
    for one in due:
        delete(one)
    return len(due)


def subject_of(interview: Interview, number: int) -> str:
    """Return how decisions refer to a sentence."""
    return f"{KIND}:{interview.uuid}/{number}"


def document(subject: str) -> Document | None:
    """Return the sentence that a decision was about; None when it is gone."""
    name, _slash, number = subject.removeprefix(f"{KIND}:").partition("/")
    try:
        interview = Interview.objects.filter(uuid=UUID(name)).first()
    except ValueError:
        return None
    found = sentences(interview) if interview else []
    return from_text(found[int(number) - 1]) if number.isdecimal() and 0 < int(number) <= len(found) else None
