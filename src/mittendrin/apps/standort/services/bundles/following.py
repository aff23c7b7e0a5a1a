# SPDX-License-Identifier: EUPL-1.2
"""Towns that are followed: their bundles are fetched, trusted once a person compared the key, and taken in."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import FollowedTown, TakenRecord
from mittendrin.apps.standort.services.bundles import keys, taking
from mittendrin.apps.standort.sources import bundle, bundle_file
from mittendrin.apps.standort.sources.bundle import Bundle
from mittendrin.core.errors import MittendrinError, Problem, ProblemsFound
from mittendrin.core.fetch import BadStatus, FetchError, Wish, fetch
from mittendrin.core.signing import same_fingerprint
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.errors import Refused
from mittendrin.townhall.cases.services.making import create

KIND = "bundle"
EVERY = timedelta(hours=24)
LONGEST_PAUSE = timedelta(days=7)
HOLD = timedelta(hours=1)
SECONDS, FIRST_SECONDS = 60.0, 15.0
MOST_TOWNS = 200
log = logging.getLogger(__name__)


class Unknown(MittendrinError):
    """There is no such town or record."""


class WrongFingerprint(MittendrinError):
    """What was typed is not the fingerprint of the key that signed."""


class NothingWaits(MittendrinError):
    """No bundle waits for a confirmation."""


class KeyTaken(MittendrinError):
    """Another town that is followed has this key."""


@dataclass(frozen=True)
class Outcome:
    """What came of a bundle. state: ``taken``, ``unchanged`` or ``waiting`` (for a person to compare the key)."""

    town: FollowedTown
    state: str
    counts: Counter[str]


def listing() -> list[FollowedTown]:
    """Return all towns that are followed."""
    return list(FollowedTown.objects.all())


def find(uuid: UUID) -> FollowedTown:
    """Return a town. Raises Unknown."""
    found = FollowedTown.objects.filter(uuid=uuid).first()
    if found is None:
        raise Unknown
    return found


def waiting(town: FollowedTown) -> Bundle | None:
    """Return the bundle that waits for its key to be compared."""
    return bundle.read(bytes(town.waiting)) if town.waiting else None


# A bundle comes -------------------------------------------------------------------------------------------------------
def follow(url: str) -> FollowedTown:
    """Return a town whose bundles are at ``url``; the first waits for a person. Raises FetchError, ProblemsFound."""
    if known := FollowedTown.objects.filter(url=url).first():
        return known
    if FollowedTown.objects.count() >= MOST_TOWNS:
        raise ProblemsFound([Problem("", "bundle-too-many", str(MOST_TOWNS))])
    answer = fetch(url, Wish(seconds=FIRST_SECONDS, most=bundle_file.MOST_BYTES, hosts=_own_hosts()))
    found = _foreign(answer.body)
    town = _town_of(found) or FollowedTown(name=found.name)
    town.url, town.etag, town.last_modified = url, answer.etag, answer.last_modified
    town.asked_at, town.due_at = timezone.now(), timezone.now() + EVERY
    town.save()
    return receive(answer.body, town).town


def receive(data: bytes, town: FollowedTown | None = None) -> Outcome:
    """Take in a bundle from a file or an address. town: who is meant to have sent it, if that is known.

    Raises ProblemsFound: changed, wrong, older than what is known, signed by ourselves.
    """
    found = _foreign(data)
    with transaction.atomic():
        if town is None:
            town = _town_of(found) or FollowedTown.objects.create(name=found.name)
        town = FollowedTown.objects.select_for_update().get(pk=town.pk)
        if town.key != found.key.hex():
            return _wait(town, found, data)
        return _newer(town, found)


def _foreign(data: bytes) -> Bundle:
    found = bundle.read(data)
    if keys.path().exists() and found.key == keys.signer().public:
        raise ProblemsFound([Problem("", "bundle-own")])
    return found


def _town_of(found: Bundle) -> FollowedTown | None:
    """Return the town with this key, else the one with this name: its key has changed then, or is not confirmed yet."""
    known = FollowedTown.objects.filter(key=found.key.hex()).first()
    return known or FollowedTown.objects.filter(name__iexact=found.name).first()


def _wait(town: FollowedTown, found: Bundle, data: bytes) -> Outcome:
    held = waiting(town)
    if held and held.key == found.key and held.issue > found.issue:
        raise ProblemsFound([Problem("", "bundle-old", f"{found.issue}|{held.issue}")])
    town.waiting = data
    town.save(update_fields=["waiting"])
    log.warning("standort.bundle_waits town=%s new_key=%s", town.pk, bool(town.key))
    if town.key:
        _ask_about_key(town, found)
    return Outcome(town, "waiting", Counter())


def _ask_about_key(town: FollowedTown, found: Bundle) -> None:
    """Make a case of whoever confirmed the old key; one for each new key. Without that person the page tells it."""
    person = town.confirmed_by
    if person is None or person.unit is None:
        return
    title = _("Schlüssel geändert: Paket von %(town)s prüfen") % {"town": town.name}
    source = f"{KIND}:{town.uuid}"
    try:
        create(
            kind=KIND,
            title=title,
            unit=person.unit,
            person=person if person.is_active else None,
            source=source,
            once=f"{source}:{found.key.hex()}",
        )
    except Refused as error:
        log.warning("standort.bundle_case_failed town=%s error=%s", town.pk, type(error).__name__)


def _newer(town: FollowedTown, found: Bundle) -> Outcome:
    """Take in a bundle of a trusted key unless it is an old one that somebody plays again."""
    if found.digest == town.digest:
        return Outcome(town, "unchanged", Counter())
    if found.issue < town.issue:
        raise ProblemsFound([Problem("", "bundle-old", f"{found.issue}|{town.issue}")])
    if found.issue == town.issue:
        raise ProblemsFound([Problem("", "bundle-same-number", str(found.issue))])
    return Outcome(town, "taken", taking.take_in(town, found))


# A person decides ----------------------------------------------------------------------------------------------------
@transaction.atomic
def confirm(uuid: UUID, typed: str, person: Person | None) -> Outcome:
    """Trust the key of the waiting bundle after a person typed the fingerprint the town told them, and take it in.

    Raises Unknown, NothingWaits, WrongFingerprint, KeyTaken, ProblemsFound.
    """
    town = FollowedTown.objects.select_for_update().filter(uuid=uuid).first()
    if town is None:
        raise Unknown
    found = waiting(town)
    if found is None:
        raise NothingWaits
    if not same_fingerprint(typed, found.key):
        raise WrongFingerprint
    if FollowedTown.objects.filter(key=found.key.hex()).exclude(pk=town.pk).exists():
        raise KeyTaken
    town.key, town.waiting, town.issue, town.digest = found.key.hex(), b"", 0, ""
    town.confirmed_at, town.confirmed_by, town.problem = timezone.now(), person, ""
    town.save()
    log.info("standort.bundle_key_confirmed town=%s", town.pk)
    return _newer(town, found)


def refuse(uuid: UUID) -> None:
    """Throw a waiting bundle away; a town that was never trusted goes with it. Raises Unknown."""
    town = find(uuid)
    if not town.key:
        town.delete()
    else:
        town.waiting = b""
        town.save(update_fields=["waiting"])


def stop(uuid: UUID) -> None:
    """Ask a town no longer; what it brought stays in the Atlas. Raises Unknown."""
    town = find(uuid)
    if not town.records.exists() and not town.key:
        town.delete()
        return
    town.active = False
    town.save(update_fields=["active"])


def resume(uuid: UUID) -> None:
    """Ask a town again. Raises Unknown."""
    town = find(uuid)
    town.active, town.due_at = True, None
    town.save(update_fields=["active", "due_at"])


@transaction.atomic
def settle(uuid: UUID, pk: int, theirs: bool, person: Person) -> None:
    """End a conflict: take the other town's state or keep ours until theirs changes again. Raises Unknown."""
    record = TakenRecord.objects.select_for_update().filter(town__uuid=uuid, pk=pk, conflict__isnull=False).first()
    if record is None or record.conflict is None:
        raise Unknown
    data, digest = record.conflict["data"], record.conflict["digest"]
    ask = offers.knowledge("settle_bundle_record")
    if theirs and ask:
        comment = _("Stand der anderen Stadt übernommen: %(town)s") % {"town": record.town.name}
        ask(record.kind, record.key, data, comment, person)
    record.digest, record.conflict = digest, None
    record.save(update_fields=["digest", "conflict"])


# Again and again -----------------------------------------------------------------------------------------------------
def ask_due() -> int:
    """Fetch the bundles of towns whose time has come; return how many were asked."""
    asked = 0
    for pk in FollowedTown.objects.filter(_due()).order_by("due_at").values_list("pk", flat=True)[:50]:
        taken = FollowedTown.objects.filter(_due(), pk=pk).update(due_at=timezone.now() + HOLD)
        if taken:
            ask_now(FollowedTown.objects.get(pk=pk))
            asked += 1
    return asked


def _due() -> Q:
    return Q(active=True) & ~Q(url="") & (Q(due_at__isnull=True) | Q(due_at__lte=timezone.now()))


def ask_now(town: FollowedTown) -> Outcome | None:
    """Fetch a town's bundle; None when nothing came or it was refused, the town's ``problem`` says why."""
    wish = Wish(SECONDS, bundle_file.MOST_BYTES, town.etag, town.last_modified, hosts=_own_hosts())
    try:
        answer = fetch(town.url, wish)
        outcome = Outcome(town, "unchanged", Counter()) if answer.unchanged else receive(answer.body, town)
    except FetchError as error:
        _failed(town, error.kind, error.retry_after if isinstance(error, BadStatus) else None)
        return None
    except ProblemsFound as error:
        first = error.problems[0]
        _failed(town, f"{first.kind}|{first.where}|{first.detail}", None)
        return None
    now = timezone.now()
    fields = {"asked_at": now, "due_at": now + EVERY, "failures": 0, "problem": ""}
    if not answer.unchanged:
        fields |= {"etag": answer.etag, "last_modified": answer.last_modified}
    FollowedTown.objects.filter(pk=town.pk).update(**fields)
    return outcome


def _own_hosts() -> frozenset[str]:
    """Return the servers of the own network that the administrator lets us ask."""
    return frozenset(host.lower() for host in settings.BUNDLE_HOSTS)


def _failed(town: FollowedTown, problem: str, retry_after: float | None) -> None:
    pause = min(EVERY * 2 ** min(town.failures, 5), LONGEST_PAUSE)
    if retry_after is not None:
        pause = max(pause, min(timedelta(seconds=retry_after), LONGEST_PAUSE))
    now = timezone.now()
    FollowedTown.objects.filter(pk=town.pk).update(
        asked_at=now, due_at=now + pause, failures=town.failures + 1, problem=problem[:300]
    )
    log.warning("standort.bundle_failed town=%s failures=%s", town.pk, town.failures + 1)


def is_address(text: str) -> bool:
    """Return whether a text can be the address of a bundle."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
