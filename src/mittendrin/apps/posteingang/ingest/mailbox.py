# SPDX-License-Identifier: EUPL-1.2
"""A mailbox over IMAP (RFC 3501, RFC 6851): each message is stored first, then marked or moved there."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from mittendrin.apps.posteingang.ingest import arriving, intake_state
from mittendrin.apps.posteingang.ingest.arriving import Offer
from mittendrin.apps.posteingang.ingest.store import StoreFull, room
from mittendrin.apps.posteingang.models import Arrival, Channel
from mittendrin.core.errors import MittendrinError
from mittendrin.core.text import sentence as shown

SECONDS = 30.0
PIECE = 1024 * 1024
MOST_BYTES = 300 * 1024 * 1024
MOST_AT_ONCE = 500
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
log = logging.getLogger(__name__)

UNREACHABLE = shown("Der Mailserver ist nicht erreichbar.")
REFUSED_LOGIN = shown("Der Mailserver nimmt Name und Passwort nicht an.")
NO_TRUST = shown("Dem Zertifikat des Mailservers wird nicht vertraut.")
NO_FOLDER = shown("Den Ordner „%(folder)s“ gibt es im Postfach nicht.")
BROKEN = shown("Der Mailserver hat etwas Unverständliches geantwortet.")
FULL = shown("Kein Platz mehr in der Ablage. Die Nachrichten bleiben im Postfach und werden später gelesen.")


class MailboxProblem(MittendrinError):
    """The mailbox could not be read; ``sentence`` with ``values`` says why."""

    def __init__(self, sentence: str, **values: str) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence)


@dataclass(frozen=True)
class Account:
    """Where the mailbox is. security: ``tls``, ``starttls`` or ``plain``. done_folder: empty marks messages as seen."""

    host: str
    user: str
    password: str
    port: int = 0
    security: str = "tls"
    folder: str = "INBOX"
    done_folder: str = ""
    ca_file: str = ""
    seconds: float = SECONDS

    @property
    def source(self) -> str:
        """Return how the mailbox is named on its arrivals."""
        return f"{self.user}@{self.host}/{self.folder}"[-250:]


def fetch(account: Account) -> int:
    """Take every new message and return how many came; problems are noted for the pages and raised.

    Raises MailboxProblem.
    """
    try:
        with _open(account) as server:
            taken = _Visit(account, server).take_all()
    except MailboxProblem as problem:
        intake_state.went_wrong(Channel.IMAP, account.source, problem.sentence, **problem.values)
        raise
    intake_state.went_well(Channel.IMAP, account.source, taken)
    return taken


@contextmanager
def _open(account: Account) -> Iterator[imaplib.IMAP4]:
    """Yield a session that is logged in; what goes wrong inside becomes a MailboxProblem."""
    server: imaplib.IMAP4 | None = None
    try:
        server = _connect(account)
        try:
            server.login(account.user, account.password)
        except imaplib.IMAP4.error as error:
            raise MailboxProblem(REFUSED_LOGIN) from error
        yield server
    except StoreFull as error:
        raise MailboxProblem(FULL) from error
    except ssl.SSLCertVerificationError as error:
        raise MailboxProblem(NO_TRUST) from error
    except imaplib.IMAP4.abort as error:
        raise MailboxProblem(UNREACHABLE) from error
    except (imaplib.IMAP4.error, ValueError, IndexError) as error:
        raise MailboxProblem(BROKEN) from error
    except OSError as error:
        raise MailboxProblem(UNREACHABLE) from error
    finally:
        if server is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()


def _connect(account: Account) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=account.ca_file or None)
    if account.security == "tls":
        return imaplib.IMAP4_SSL(account.host, account.port or 993, ssl_context=context, timeout=account.seconds)
    server = imaplib.IMAP4(account.host, account.port or 143, timeout=account.seconds)
    if account.security == "starttls":
        server.starttls(context)
    return server


class _Visit:
    """One session in one folder of the mailbox."""

    def __init__(self, account: Account, server: imaplib.IMAP4) -> None:
        self._account, self._server = account, server
        state, _data = server.select(_quoted(account.folder))
        if state != "OK":
            raise MailboxProblem(NO_FOLDER, folder=account.folder)
        validity = server.response("UIDVALIDITY")[1]
        self._validity = int(validity[0]) if validity and validity[0] else 0

    def take_all(self) -> int:
        """Take every new message and return how many were not here before."""
        return sum(self._one(uid) for uid in self._new()[:MOST_AT_ONCE])

    def _new(self) -> list[int]:
        """Return the UIDs to look at: unread ones and, without a folder for done ones, those after the last taken."""
        if self._account.done_folder:
            return self._found("UNDELETED")
        signatures = Arrival.objects.filter(source=self._account.source, signature__startswith=f"{self._validity}:")
        last = max((int(one.partition(":")[2]) for one in signatures.values_list("signature", flat=True)), default=0)
        found = set(self._found("UNSEEN", "UNDELETED"))
        if last:
            # "n:*" always names the last message as well, even when its UID is below n.
            found |= {uid for uid in self._found("UID", f"{last + 1}:*") if uid > last}
        return sorted(found)

    def _found(self, *criteria: str) -> list[int]:
        _state, data = self._server.uid("SEARCH", *criteria)
        return sorted(int(one) for one in (data[0] or b"").split())

    def _one(self, uid: int) -> bool:
        signature = f"{self._validity}:{uid}"
        known = Arrival.objects.filter(source=self._account.source, signature=signature).first()
        if known is None:
            with tempfile.SpooledTemporaryFile(max_size=8 * PIECE) as spool, room():
                if not self._download(uid, spool):
                    return False
                spool.seek(0)
                known, new = self._take(uid, signature, spool)
        else:
            new = False
        self._let_go(uid)
        arriving.clear(known)
        return new

    def _take(self, uid: int, signature: str, spool: IO[bytes]) -> tuple[Arrival, bool]:
        moved = self._renumbered(arriving.digest_of(spool), signature)
        if moved:
            return moved, False
        spool.seek(0)
        offer = Offer(Channel.IMAP, self._account.source, signature, f"Nachricht {uid}.eml")
        taken = arriving.take(offer, spool)
        return taken.arrival, taken.new

    def _renumbered(self, digest: str, signature: str) -> Arrival | None:
        """Return the same message stored under an older UIDVALIDITY, but not yet let go of there."""
        found = Arrival.objects.filter(source=self._account.source, sha256=digest, cleared_at=None)
        arrival = found.exclude(signature__startswith=f"{self._validity}:").first()
        if arrival:
            Arrival.objects.filter(pk=arrival.pk).update(signature=signature)
        return arrival

    def _download(self, uid: int, spool: IO[bytes]) -> bool:
        """Write a message to ``spool`` piece by piece; return False when it is gone."""
        size = self._size(uid)
        if size is None:
            return False
        at = 0
        while at < min(size, MOST_BYTES):
            _state, data = self._server.uid("FETCH", str(uid), f"(BODY.PEEK[]<{at}.{PIECE}>)")
            piece = next((one[1] for one in data if isinstance(one, tuple)), b"")
            if not piece:
                break
            spool.write(piece)
            at += len(piece)
        return at > 0

    def _size(self, uid: int) -> int | None:
        _state, data = self._server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        for one in data or []:
            text = one[0] if isinstance(one, tuple) else one
            if text and (found := _SIZE.search(text)):
                return int(found.group(1))
        return None

    def _let_go(self, uid: int) -> None:
        """Mark the message as seen, or move it to the folder for done ones, which is made if it is missing."""
        if not self._account.done_folder:
            self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
            return
        target = _quoted(self._account.done_folder)
        command = "MOVE" if "MOVE" in self._server.capabilities else "COPY"
        state, _data = self._server.uid(command, str(uid), target)
        if state != "OK":
            self._server.create(target)
            state, _data = self._server.uid(command, str(uid), target)
        if state != "OK":
            raise MailboxProblem(NO_FOLDER, folder=self._account.done_folder)
        if command == "COPY":
            self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)")
            if "UIDPLUS" in self._server.capabilities:
                self._server.uid("EXPUNGE", str(uid))


def _quoted(folder: str) -> str:
    """Return a folder's name for IMAP: modified UTF-7 (RFC 3501, 5.1.3) in quotes."""
    parts = re.split(r"([^\x20-\x7e]+)", folder.replace("&", "&-"))
    coded = [part if at % 2 == 0 else f"&{_utf7(part)}-" for at, part in enumerate(parts)]
    return '"' + "".join(coded).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(text: str) -> str:
    return text.encode("utf-7").decode("ascii").removeprefix("+").removesuffix("-").replace("/", ",")
