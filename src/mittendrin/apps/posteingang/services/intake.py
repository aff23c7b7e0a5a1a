# SPDX-License-Identifier: EUPL-1.2
"""The ways in: watched folders and mailbox as the settings name them, files of people, files of programs."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.ingest import arriving, mailbox
from mittendrin.apps.posteingang.ingest.arriving import Changed, Offer, Taken
from mittendrin.apps.posteingang.ingest.folder import SETTLE_SECONDS, WatchedFolder
from mittendrin.apps.posteingang.ingest.store import StoreFull
from mittendrin.apps.posteingang.models import ApiSender, Arrival, Channel, IntakeState
from mittendrin.apps.posteingang.services import access
from mittendrin.apps.posteingang.services.errors import Refused
from mittendrin.core.errors import MittendrinError
from mittendrin.core.text import sentence as shown
from mittendrin.townhall.accounts.models import Person

MOST_FILES = 500
SETTLE = SETTLE_SECONDS
log = logging.getLogger(__name__)


class KeyReused(MittendrinError):
    """The idempotency key was used for another file before."""


@dataclass(frozen=True)
class Upload:
    """A file that a person hands in. once: the same text for the same file when it is sent again."""

    name: str
    content: IO[bytes]
    once: str = ""


@dataclass(frozen=True)
class FileResult:
    """What became of one file. sentence: for people; letter_uuid: empty when it was not taken."""

    name: str
    ok: bool
    sentence: str
    letter_number: str = ""
    letter_uuid: str = ""


def take(person: Person, uploads: Iterable[Upload]) -> list[FileResult]:
    """Return what became of each file that ``person`` hands in; one that fails does not stop the others.

    Raises NotAllowed.
    """
    access.demand(person.is_active)
    return [_one(person, upload) for upload in list(uploads)[:MOST_FILES]]


def _one(person: Person, upload: Upload) -> FileResult:
    signature = upload.once[:200] or secrets.token_hex(16)
    offer = Offer(Channel.UPLOAD, f"person:{person.pk}", signature, upload.name)
    try:
        taken = arriving.take(offer, upload.content)
    except StoreFull:
        return FileResult(upload.name, ok=False, sentence=_("Kein Platz mehr in der Ablage. Bitte später noch einmal."))
    except (Changed, OSError):
        return FileResult(upload.name, ok=False, sentence=_("Die Datei kam nicht ganz an. Bitte noch einmal."))
    if taken.letter is None:
        return FileResult(upload.name, ok=True, sentence=_("Die Datei war schon da und ist inzwischen gelöscht."))
    sentence = _("Angenommen als Brief %(number)s.") if taken.new else _("War schon da als Brief %(number)s.")
    number = taken.letter.number
    return FileResult(upload.name, True, sentence % {"number": number}, number, str(taken.letter.uuid))


def take_from_sender(sender: ApiSender, name: str, content: IO[bytes], once: str = "") -> Taken:
    """Return the arrival of a file that a program hands in. Raises StoreFull, Changed, KeyReused."""
    source = f"sender:{sender.uuid}"
    signature = hashlib.sha256(once.encode()).hexdigest() if once else uuid4().hex
    known = Arrival.objects.filter(source=source, signature=signature).first()
    if known and known.sha256 != arriving.digest_of(content):
        raise KeyReused
    content.seek(0)
    taken = arriving.take(Offer(Channel.REST, source, signature, name), content)
    ApiSender.objects.filter(pk=sender.pk).update(last_used_at=timezone.now())
    return taken


def handed_in(sender: ApiSender, uuid: UUID) -> list[dict[str, str]]:
    """Return number and state of the letters that came of a file of ``sender``; ``uuid`` is that of one of them."""
    arrival = Arrival.objects.filter(source=f"sender:{sender.uuid}", letters__uuid=uuid).first()
    letters = arrival.letters.order_by("part") if arrival else []
    return [{"id": str(one.uuid), "number": one.number, "state": one.state} for one in letters]


def sender_with(token: str) -> ApiSender | None:
    """Return the active sender with this token."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return ApiSender.objects.filter(token_digest=digest, active=True).first() if token else None


def new_sender(name: str) -> tuple[ApiSender, str]:
    """Return a new sender and its token, which is shown this once only. Raises SenderExists."""
    token = secrets.token_urlsafe(32)
    if ApiSender.objects.filter(name=name).exists():
        raise SenderExists(name=name)
    return ApiSender.objects.create(name=name, token_digest=hashlib.sha256(token.encode()).hexdigest()), token


class SenderExists(Refused):
    """A sender of this name is there."""

    sentence = shown("Einen Absender namens „%(name)s“ gibt es schon.")

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return _(str(self.sentence)) % self.values


@cache
def _folder(path: str, after: str) -> WatchedFolder:
    return WatchedFolder(Path(path), after)


def folders() -> list[WatchedFolder]:
    """Return the watched folders that the settings name; each remembers what it saw."""
    return [_folder(path, settings.LETTER_FOLDER_AFTER) for path in settings.LETTER_FOLDERS if path]


def look_at_folders() -> int:
    """Take what lies in the watched folders and return how many letters came."""
    return sum(folder.look().taken for folder in folders())


def account() -> mailbox.Account | None:
    """Return the mailbox that the settings name, if any."""
    return mailbox.Account(**settings.IMAP) if settings.IMAP["host"] else None


def look_into_mailbox() -> int:
    """Take what came into the mailbox and return how many letters came; a mailbox out of reach is noted only."""
    found = account()
    if found is None:
        return 0
    try:
        return mailbox.fetch(found)
    except mailbox.MailboxProblem:
        return 0


def forget_old() -> int:
    """Delete files in watched folders that were moved aside long ago; return how many."""
    return sum(folder.forget_old() for folder in folders())


@dataclass(frozen=True)
class IntakeWords:
    """How a way in did last, in words."""

    channel: str
    source: str
    sentence: str
    ok: bool


def states() -> list[IntakeWords]:
    """Return how each folder and mailbox did last, in the language of the page."""
    return [_words(state) for state in IntakeState.objects.order_by("channel", "source")]


def _words(state: IntakeState) -> IntakeWords:
    name = Channel(state.channel).label
    if state.problem:
        since = timezone.localtime(state.failing_since) if state.failing_since else None
        when = _(" Seit %(time)s.") % {"time": f"{since:%d.%m.%Y %H:%M}"} if since else ""
        return IntakeWords(state.channel, state.source, f"{name}: {_(state.problem) % state.values}{when}", ok=False)
    if state.took_at is None:
        return IntakeWords(state.channel, state.source, _("%(name)s: noch keine Briefe.") % {"name": name}, ok=True)
    took = timezone.localtime(state.took_at)
    pattern = "%H:%M" if took.date() == timezone.localdate() else "%d.%m.%Y %H:%M"
    words = {"name": name, "time": took.strftime(pattern)}
    return IntakeWords(state.channel, state.source, _("%(name)s: zuletzt ein Brief um %(time)s.") % words, ok=True)
