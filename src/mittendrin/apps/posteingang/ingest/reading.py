# SPDX-License-Identifier: EUPL-1.2
"""What was read of an arrival is kept: its letters, their documents, what was made beside the original."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.db import transaction
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import arriving, copies, document_store, leases, store
from mittendrin.apps.posteingang.models import Arrival, FileRole, Letter, LetterEvent, LetterFile, LetterState, Step
from mittendrin.apps.posteingang.models import Reading as StoredReading
from mittendrin.apps.posteingang.sources import mail, msg
from mittendrin.apps.posteingang.sources.reader import Reader
from mittendrin.apps.posteingang.sources.reading import Letter as ReadLetter
from mittendrin.apps.posteingang.sources.reading import Reading, Remark, poor_pages
from mittendrin.apps.posteingang.sources.record import remark_data
from mittendrin.contracts.document import Document
from mittendrin.core.errors import MittendrinError

_TYPES = {
    "pdf": "application/pdf",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
}
_IMAGES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
}
# What may have had another cause than the file: tried again before it is given up.
CRASHES = 2
_PASSING = frozenset({"crashed", "took-too-long", "took-too-much", "office-stuck"})
_INCOMPLETE = frozenset({"ocr-failed", "office-stuck"})
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A file made beside the original: already stored, its row not yet written. part: of which letter."""

    part: int
    role: str
    name: str
    media_type: str
    path: str
    stored: store.Stored


class ReadingBroke(MittendrinError):
    """The reading process crashed or hung over a file; that may pass. ``remark`` says it in words."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.code)


@cache
def _reader() -> tuple[Reader, Lock]:
    reader = Reader(root=store.work_folder())
    atexit.register(reader.close)
    return reader, Lock()


def read_file(path: Path, name: str, folder: Path) -> Reading:
    """Return what stands in a file, read by a process on a leash that is kept for the next one. Raises Postponed."""
    reader, lock = _reader()
    with lock:
        return reader.read(path, name, folder)


def original_of(arrival: Arrival) -> LetterFile:
    """Return the original of an arrival."""
    return LetterFile.objects.get(arrival=arrival, role=FileRole.ORIGINAL)


def read_arrival(letter: Letter) -> None:
    """Read the arrival of ``letter``, which is leased, and keep what was found: one letter becomes one or several.

    Raises Postponed, ReadingBroke, LeaseLost, StoreFull, FileGone, KeyMissing, SealBroken; nothing is kept then.
    """
    original = original_of(letter.arrival)
    with store.workplace() as folder:
        path = folder / "original"
        store.copy_out(original.path, path)
        reading = read_file(path, letter.arrival.name, folder)
        if broke := _may_pass(reading, letter.tries):
            raise ReadingBroke(broke)
        made = [] if reading.refused else _made(letter.arrival, reading, path, folder)
    with leases.kept(letter) as current:
        if reading.refused:
            _quarantine(current, reading.refused)
        else:
            _keep(current, reading, made)
        LetterFile.objects.filter(pk=original.pk).update(media_type=_TYPES.get(reading.kind, _guessed(reading)))
    log.info("letter.read letter=%s kind=%s letters=%s", letter.uuid, reading.kind, len(reading.letters))


def _may_pass(reading: Reading, tries: int) -> Remark | None:
    """Return what went wrong if another try may go better.

    A page on which text recognition failed is tried again, so is an office file for which LibreOffice was too slow; a
    letter of which something was read goes on without it.
    """
    if reading.refused:
        return reading.refused if reading.refused.code in _PASSING else None
    failed = next((remark for remark in reading.remarks if remark.code in _INCOMPLETE), None)
    something = any(page.words for document in reading.documents for page in document.pages)
    return None if something and tries >= CRASHES else failed


def _guessed(reading: Reading) -> str:
    found = _IMAGES.get(Path(reading.name).suffix.lower()) if reading.kind == "image" else None
    return found or "application/octet-stream"


def _made(arrival: Arrival, reading: Reading, path: Path, folder: Path) -> list[Made]:
    """Store archive versions and attachments under addresses that a second try finds again."""
    root = f"{arrival.uuid.hex[:2]}/{arrival.uuid}"
    made = []
    for part, letter in enumerate(reading.letters, start=1):
        if letter.archive and (folder / letter.archive).is_file():
            target = f"{root}/archive-{part}.pdf"
            stored = store.put(target, _chunks(folder / letter.archive))
            made.append(Made(part, FileRole.ARCHIVE, _archive_name(reading, part), "application/pdf", target, stored))
    for number, attachment in enumerate(_attachments(reading, path), start=1):
        target = f"{root}/attachment-{number}"
        stored = store.put(target, [attachment.data])
        made.append(Made(1, FileRole.ATTACHMENT, attachment.name, "application/octet-stream", target, stored))
    return made


def _archive_name(reading: Reading, part: int) -> str:
    stem = Path(reading.name).stem or "Brief"
    return f"{stem}.pdf" if len(reading.letters) == 1 else f"{stem} ({part}).pdf"


def _attachments(reading: Reading, path: Path) -> Sequence[mail.Attachment]:
    if reading.kind == "eml":
        return mail.read_eml(path.read_bytes()).attachments
    return msg.read_msg(path.read_bytes()).attachments if reading.kind == "msg" else ()


def _chunks(path: Path) -> Sequence[bytes]:
    return [path.read_bytes()]


def _quarantine(letter: Letter, remark: Remark) -> None:
    letter.state = LetterState.QUARANTINE
    letter.reason, letter.reason_values = remark.text, plain_values(remark)
    letter.version += 1
    leases.goes_on(letter, Step.NONE)
    LetterEvent.objects.create(letter=letter, what="quarantined", values={"code": remark.code})


def _keep(first: Letter, reading: Reading, made: Sequence[Made]) -> None:
    for part, found in enumerate(reading.letters, start=1):
        letter = first if part == 1 else _part(first.arrival, part)
        _keep_letter(letter, found, reading)
    _keep_files(first.arrival, made)


def _part(arrival: Arrival, part: int) -> Letter:
    return Letter.objects.filter(arrival=arrival, part=part).first() or arriving.new_letter(arrival, part)


def _keep_letter(letter: Letter, found: ReadLetter, reading: Reading) -> None:
    document = found.document
    letter.first_page, letter.page_count = found.first_page, found.page_count
    letter.quality = min((page.quality for page in document.pages), default=None)
    letter.fingerprint = copies.fingerprint(document.text)
    letter.duplicate_of = copies.exact_copy(letter, (found.first_page, found.page_count))
    letter.near_duplicate_of = None if letter.duplicate_of else copies.near_copy(letter, letter.fingerprint)
    letter.state = LetterState.READING
    letter.reason, letter.reason_values = "", {}
    body, encrypted = document_store.pack(document, letter)
    StoredReading.objects.update_or_create(
        letter=letter,
        defaults={
            "body": body,
            "encrypted": encrypted,
            "kind": reading.kind,
            "remarks": [remark_data(remark) for remark in reading.remarks],
            "proposed_cuts": list(found.proposed_cuts),
            "poor_pages": list(poor_pages(document)),
        },
    )
    LetterEvent.objects.create(letter=letter, what="read", values={"pages": len(document.pages)})
    leases.goes_on(letter, Step.PROPOSE)


def _keep_files(arrival: Arrival, made: Sequence[Made]) -> None:
    letters = {letter.part: letter for letter in arrival.letters.all()}
    for one in made:
        LetterFile.objects.update_or_create(
            path=one.path,
            defaults={
                "arrival": arrival,
                "letter": letters[one.part],
                "role": one.role,
                "name": one.name[:250],
                "media_type": one.media_type,
                "size": one.stored.size,
                "sha256": one.stored.sha256,
                "encrypted": one.stored.encrypted,
            },
        )


def plain_values(remark: Remark) -> dict[str, str]:
    """Return the values of a remark as texts."""
    return {name: str(value) for name, value in remark.values.items()}


def split(letter: Letter, pages: Sequence[int]) -> list[Letter]:
    """Return the letters that ``letter`` becomes when new ones begin at ``pages`` (of the letter, from 0, none at 0).

    Only the pages are parted: each letter keeps the original; the proposals are made anew.
    """
    document = document_store.unpack(letter.reading)
    cuts = sorted({page for page in pages if 0 < page < len(document.pages)})
    bounds = list(zip([0, *cuts], [*cuts, len(document.pages)], strict=True))
    with transaction.atomic():
        first_page, kind, remarks = letter.first_page, letter.reading.kind, letter.reading.remarks
        parts = [letter, *(_next_part(letter.arrival) for _ in bounds[1:])]
        for part, (start, end) in zip(parts, bounds, strict=True):
            content = Document(document.pages[start:end], document.source, document.known)
            piece = ReadLetter(content, first_page + start, end - start)
            part.proposals.all().delete()
            _keep_letter(part, piece, Reading(letter.arrival.name, kind))
            StoredReading.objects.filter(letter=part).update(remarks=remarks)
        LetterFile.objects.filter(letter=letter, role__in=[FileRole.ARCHIVE, FileRole.PAGE]).update(letter=None)
        LetterEvent.objects.create(letter=letter, what="split", values={"count": len(parts)})
    return parts


def _next_part(arrival: Arrival) -> Letter:
    last = arrival.letters.order_by("-part").values_list("part", flat=True).first() or 0
    return arriving.new_letter(arrival, last + 1)


def touch(letter: Letter) -> None:
    """Let a letter be worked on now."""
    Letter.objects.filter(pk=letter.pk).update(next_try_at=timezone.now())
