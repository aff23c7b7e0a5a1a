# SPDX-License-Identifier: EUPL-1.2
"""A weighing is made, gets its links, is closed; its result goes into the roadmap at a press."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mittendrin.apps.standort.models import Ballot, VoteLink, WeighedOption, Weighing
from mittendrin.apps.standort.services import measures
from mittendrin.apps.standort.sources.knowledge import steps
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
MOST_LINKS_AT_ONCE, MOST_LINKS = 1000, 10_000
LEAST_POINTS, MOST_POINTS = 3, 100
TOKEN_BYTES = 16
log = logging.getLogger(__name__)


class Unknown(MittendrinError):
    """There is no such weighing."""


class TooManyLinks(MittendrinError):
    """More links than one weighing may have."""


class IsClosed(MittendrinError):
    """The weighing is over."""


class StillOpen(MittendrinError):
    """The weighing is not over yet."""


@dataclass(frozen=True)
class Counts:
    """How many links there are, and how many were used."""

    links: int
    votes: int


@dataclass(frozen=True)
class Wanted:
    """What a new weighing asks. steps: ids of next steps. own: titles of other proposals."""

    title: str
    text: str
    points: int
    closes_on: date
    steps: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def listing() -> list[Weighing]:
    """Return all weighings, the youngest first."""
    return list(Weighing.objects.all())


def find(uuid: UUID) -> Weighing:
    """Return a weighing. Raises Unknown."""
    found = Weighing.objects.filter(uuid=uuid).prefetch_related("options").first()
    if found is None:
        raise Unknown
    return found


def is_open(weighing: Weighing) -> bool:
    """Return whether votes count now; the closing day itself counts."""
    return not weighing.closed and timezone.localdate() <= weighing.closes_on


@transaction.atomic
def create(wanted: Wanted, person: Person) -> Weighing:
    """Return the new weighing with its options."""
    made = Weighing.objects.create(
        title=wanted.title, text=wanted.text, points=wanted.points, closes_on=wanted.closes_on, made_by=person
    )
    known = {step.id: step for step in steps()}
    rows = [(known[name].title["de"], known[name].title["en"], name) for name in wanted.steps if name in known]
    rows += [(title, "", "") for title in wanted.own]
    WeighedOption.objects.bulk_create(
        WeighedOption(weighing=made, order=order, title=title[:200], title_en=english[:200], step=step)
        for order, (title, english, step) in enumerate(rows)
    )
    log.info("standort.weighing_made id=%s options=%s", made.pk, len(rows))
    return made


@transaction.atomic
def make_links(weighing: Weighing, count: int) -> list[str]:
    """Return ``count`` new tokens, each for one vote. They are told once: only their hashes are kept.

    Raises IsClosed, TooManyLinks.
    """
    if not is_open(weighing):
        raise IsClosed
    if not 0 < count <= MOST_LINKS_AT_ONCE or weighing.links.count() + count > MOST_LINKS:
        raise TooManyLinks
    tokens = [secrets.token_urlsafe(TOKEN_BYTES) for _number in range(count)]
    VoteLink.objects.bulk_create(VoteLink(weighing=weighing, digest=digest(token)) for token in sorted(tokens))
    log.info("standort.weighing_links id=%s count=%s", weighing.pk, count)
    return tokens


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(b"standort.weighing" + token.encode()).hexdigest()


def counts(weighing: Weighing) -> Counts:
    """Return how many links were handed out and how many votes came."""
    return Counts(weighing.links.count(), Ballot.objects.filter(weighing=weighing).count())


def close(weighing: Weighing) -> None:
    """End a weighing before its day."""
    weighing.closed = True
    weighing.save(update_fields=["closed"])
    log.info("standort.weighing_closed id=%s", weighing.pk)


def delete(weighing: Weighing) -> None:
    """Delete a weighing with its links and votes; what went into the roadmap stays."""
    log.info("standort.weighing_deleted id=%s", weighing.pk)
    weighing.delete()


@transaction.atomic
def to_roadmap(weighing: Weighing, chosen: Collection[int]) -> int:
    """Put the chosen options into the roadmap as ideas; return how many are new there. Raises StillOpen.

    A step that is a measure already, and an option that went before, is not put there twice.
    """
    if is_open(weighing):
        raise StillOpen
    taken = {one.step for one in measures.listing() if one.step}
    made = 0
    for option in _chosen(weighing, chosen):
        if option.measure or (option.step and option.step in taken):
            continue
        stored = measures.save({"title": option.title, "step": option.step, "state": "idea"}, (), None, 0)
        option.measure = stored.uuid
        option.save(update_fields=["measure"])
        made += 1
    return made


def _chosen(weighing: Weighing, chosen: Collection[int]) -> Sequence[WeighedOption]:
    return list(WeighedOption.objects.select_for_update().filter(weighing=weighing, pk__in=list(chosen)))
