# SPDX-License-Identifier: EUPL-1.2
"""The watched folder of a scanner: whole files are taken, then moved aside; nothing is touched before it is stored."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.utils import timezone

from mittendrin.apps.posteingang.ingest import arriving, intake_state
from mittendrin.apps.posteingang.ingest.arriving import Changed, Offer
from mittendrin.apps.posteingang.ingest.store import StoreFull
from mittendrin.apps.posteingang.models import Arrival, Channel
from mittendrin.core.text import sentence as shown

DONE = "eingelesen"
SETTLE_SECONDS = 2.0
# Scanners that stall leave files without their end: those get longer.
UNFINISHED_SECONDS = 60.0
STUCK_SECONDS = 60.0
KEEP_DAYS = 30
DEEPEST = 5
_DRAFTS = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".lock")
_NOISE = frozenset({"thumbs.db", "desktop.ini"})
_TAIL = 2048

GONE = shown("Der Ordner ist nicht erreichbar.")
FULL = shown("Kein Platz mehr in der Ablage. Die Dateien bleiben im Ordner und werden später gelesen.")
STUCK = shown("%(count)s Dateien ließen sich nicht verschieben. Sie sind gelesen; bitte die Rechte am Ordner prüfen.")
UNREADABLE = shown("%(count)s Dateien ließen sich nicht öffnen. Bitte die Rechte am Ordner prüfen.")


@dataclass(frozen=True)
class Seen:
    """A file of the folder as it is now. signature: digest of the relative path, time, size."""

    path: Path
    signature: str
    size: int
    changed: int


@dataclass
class Look:
    """What one look at the folder brought: numbers of files. waiting: perhaps still being written."""

    taken: int = 0
    again: int = 0
    waiting: int = 0
    stuck: int = 0
    unreadable: int = 0
    problem: str = ""


@dataclass
class WatchedFolder:
    """One watched folder. after: ``move`` puts taken files into its sub-folder ``eingelesen``, ``delete`` removes them.

    settle: seconds that a file must not have changed. clock: seconds that only grow.
    """

    path: Path
    after: str = "move"
    settle: float = SETTLE_SECONDS
    clock: Callable[[], float] = time.monotonic
    _since: dict[str, float] = field(default_factory=dict)
    _stuck: dict[str, float] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Return how the folder is named on its arrivals."""
        return str(self.path)[-250:]

    def look(self) -> Look:
        """Take every whole file and return what there was; problems are noted for the pages."""
        look = Look()
        if not self.path.is_dir():
            look.problem = GONE
            intake_state.went_wrong(Channel.FOLDER, self.source, GONE)
            return look
        self._finish_clearing()
        present = list(files(self.path))
        self._since = {one.signature: self._since.get(one.signature, self.clock()) for one in present}
        try:
            for one in present:
                self._one(one, look)
        except StoreFull:
            look.problem = FULL
        self._note(look)
        return look

    def _one(self, one: Seen, look: Look) -> None:
        known = arriving.known_by_signature(self.source, one.signature)
        if known:
            look.stuck += not self._let_go(one, known)
            return
        if not self._settled(one):
            look.waiting += 1
            return
        try:
            with open_plain(one) as file:
                taken = arriving.take(self._offer(one), file)
        except (Changed, FileNotFoundError):
            look.waiting += 1
            return
        except PermissionError:
            look.unreadable += 1
            return
        look.taken += taken.new
        look.again += not taken.new
        look.stuck += not self._let_go(one, taken.arrival)

    def _offer(self, one: Seen) -> Offer:
        return Offer(
            Channel.FOLDER, self.source, one.signature, one.path.name, recurs=True, still_there=one.path.exists
        )

    def _settled(self, one: Seen) -> bool:
        quiet = self.clock() - self._since[one.signature]
        if quiet < self.settle:
            return False
        return quiet >= UNFINISHED_SECONDS or (one.size > 0 and has_end(one.path))

    def _let_go(self, one: Seen, arrival: Arrival) -> bool:
        if self.clock() - self._stuck.get(one.signature, -STUCK_SECONDS) < STUCK_SECONDS:
            return False
        arriving.begin_clearing(arrival)
        try:
            if self.after == "delete":
                one.path.unlink()
            else:
                move_aside(one.path, self.path / DONE / f"{timezone.localdate()}")
        except FileNotFoundError:
            pass
        except OSError:
            arriving.not_cleared(arrival)
            self._stuck[one.signature] = self.clock()
            return False
        arriving.clear(arrival)
        return True

    def _finish_clearing(self) -> None:
        """Clear what was moved just before a kill: it was being let go of and is no longer there."""
        begun = Arrival.objects.filter(source=self.source, channel=Channel.FOLDER, letting_go=True, cleared_at=None)
        if not begun.exists():
            return
        present = {one.signature for one in files(self.path)}
        for arrival in begun:
            if arrival.signature not in present:
                arriving.clear(arrival)

    def _note(self, look: Look) -> None:
        if look.problem:
            intake_state.went_wrong(Channel.FOLDER, self.source, look.problem)
        elif look.unreadable:
            intake_state.went_wrong(Channel.FOLDER, self.source, UNREADABLE, count=str(look.unreadable))
        elif look.stuck:
            intake_state.went_wrong(Channel.FOLDER, self.source, STUCK, count=str(look.stuck))
        else:
            intake_state.went_well(Channel.FOLDER, self.source, look.taken)

    def forget_old(self) -> int:
        """Delete files that were moved aside more than KEEP_DAYS days ago and return how many."""
        count, limit = 0, time.time() - KEEP_DAYS * 86_400
        for folder in (self.path / DONE).glob("????-??-??"):
            for path in folder.iterdir():
                if path.is_file() and path.lstat().st_ctime < limit:
                    path.unlink(missing_ok=True)
                    count += 1
            with suppress(OSError):
                folder.rmdir()
        return count


def files(folder: Path, depth: int = 0) -> Iterator[Seen]:
    """Yield the plain files in ``folder`` and below that are no drafts, oldest name first; links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, PermissionError):
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or (depth == 0 and entry.name == DONE):
            continue
        try:
            if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
                yield from files(Path(entry.path), depth + 1)
            elif entry.is_file(follow_symlinks=False) and not _draft(entry.name):
                yield _seen(folder, depth, entry)
        except FileNotFoundError:
            continue


def _draft(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(_DRAFTS) or lower in _NOISE


def _seen(folder: Path, depth: int, entry: os.DirEntry[str]) -> Seen:
    facts = entry.stat(follow_symlinks=False)
    inner = "/".join([*folder.parts[len(folder.parts) - depth :], entry.name])
    # A digest only: the row stays when the letter is destroyed, and names of files name people.
    place = hashlib.sha256(inner.encode("utf-8", "backslashreplace")).hexdigest()
    signature = f"{place}|{facts.st_mtime_ns}|{facts.st_size}"
    return Seen(Path(entry.path), signature, facts.st_size, facts.st_mtime_ns)


def open_plain(one: Seen) -> IO[bytes]:
    """Return the open file. Raises Changed when it is no longer the plain file that was seen, OSError."""
    try:
        handle = os.open(one.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        if isinstance(error, PermissionError):
            raise
        raise Changed(one.path.name) from error
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or (facts.st_mtime_ns, facts.st_size) != (one.changed, one.size):
        os.close(handle)
        raise Changed(one.path.name)
    return os.fdopen(handle, "rb")


def has_end(path: Path) -> bool:
    """Return whether a PDF, JPEG or PNG has its end; other kinds are taken to be whole."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            file.seek(max(file.seek(0, os.SEEK_END) - _TAIL, 0))
            tail = file.read()
    except OSError:
        return True
    if head.startswith(b"%PDF"):
        return b"%%EOF" in tail
    if head.startswith(b"\xff\xd8\xff"):
        return b"\xff\xd9" in tail
    if head.startswith(b"\x89PNG"):
        return b"IEND" in tail
    return True


def move_aside(path: Path, folder: Path) -> Path:
    """Move ``path`` into ``folder`` and return its new place; a name that is taken there gets a number. Raises OSError.

    A link is made first and the old name taken away then: unlike renaming, this never replaces another file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        target = folder / name
        try:
            os.link(path, target, follow_symlinks=False)
        except FileExistsError:
            if target.lstat().st_ino == path.lstat().st_ino:  # a kill came between the two steps
                path.unlink()
                return target
            continue
        except FileNotFoundError:
            raise
        except OSError:
            if target.exists():
                continue
            path.rename(target)
            return target
        path.unlink()
        return target
    raise FileExistsError(path.name)
