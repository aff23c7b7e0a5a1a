# SPDX-License-Identifier: EUPL-1.2
"""Files of cases: taken in without a look inside, handed out as downloads only."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.core.sealing import keyring
from mittendrin.townhall.cases.errors import FileRefused, NotYours
from mittendrin.townhall.cases.models import FOLDER, Attachment, Case, CaseEvent, Step
from mittendrin.townhall.cases.services.access import Viewer

MOST_PER_CASE = 100
NAME = 160
LEFT_BEHIND = timedelta(days=1)
"""What no case has after this time is not being stored just now."""
_CHUNK, _IN_MEMORY = 65_536, 2 * 1024 * 1024
PROGRAMS = frozenset(
    {".app", ".apk", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".htm", ".html", ".inf", ".jar"}
    | {".js", ".jse", ".lnk", ".msc", ".msi", ".msp", ".mst", ".pif", ".ps1", ".reg", ".scf", ".scr", ".sh", ".svg"}
    | {".url", ".vb", ".vbe", ".vbs", ".wsf", ".wsh", ".xht", ".xhtml"}
)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
log = logging.getLogger(__name__)


def safe_name(name: str) -> str:
    """Return the last part of a file name without signs that any system takes for something else."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cf", "Co", "Cs"})  # hides the ending
    shown = " ".join(_UNSAFE.sub("_", shown).split()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if dot and len(shown) > NAME:
        shown = f"{stem[: NAME - len(ending) - 1]}.{ending}"
    return shown[:NAME] or "datei"


@transaction.atomic
def attach(who: Viewer, case: Case, upload: UploadedFile[Any]) -> Attachment:
    """Return the stored file; everybody who sees the case may attach one.

    Raises NotYours; FileRefused for programs, empty and too large files, too many files, or one that is there already.
    """
    current = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not who.sees(current):
        raise NotYours
    name = safe_name(upload.name or "")
    digest = _checked(upload, name)
    if current.attachments.filter(sha256=digest).exists():
        raise FileRefused(reason=_("sie hängt schon am Vorgang"))
    if current.attachments.count() >= MOST_PER_CASE:
        raise FileRefused(reason=_("der Vorgang hat schon %(limit)s Dateien") % {"limit": MOST_PER_CASE})
    made = Attachment(case=current, who=who.person, name=name, size=upload.size or 0, sha256=digest)
    made.sealed = _store(made, upload)
    try:
        made.save()
        CaseEvent.objects.create(case=current, who=who.person, what=Step.ATTACHED, note=name, version=current.version)
    except BaseException:
        made.file.storage.delete(str(made.file.name))
        raise
    log.info("case.attached id=%s bytes=%s", current.pk, made.size)
    return made


def _store(made: Attachment, upload: UploadedFile[Any]) -> bool:
    """Put the content where files of cases lie; return whether it was sealed with the town's key."""
    keys = keyring(settings.FILE_KEY)
    if not keys.seals:
        made.file.save(made.name, File(upload), save=False)
        return False
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        for chunk in keys.seal(upload.chunks(), str(made.uuid)):
            spool.write(chunk)
        spool.seek(0)
        made.file.save(made.name, File(spool), save=False)
    return True


def _checked(upload: UploadedFile[Any], name: str) -> str:
    """Return the SHA-256 of a file that may be taken."""
    if PurePosixPath(name.lower()).suffix in PROGRAMS:
        raise FileRefused(reason=_("Programme und Webseiten können Schaden anrichten"))
    if not upload.size:
        raise FileRefused(reason=_("sie ist leer"))
    if upload.size > settings.UPLOAD_MAX_BYTES:
        megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise FileRefused(reason=_("sie ist größer als %(limit)s MB") % {"limit": megabytes})
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def open_attachment(who: Viewer, case_uuid: UUID, uuid: UUID) -> tuple[Attachment, Iterator[bytes]]:
    """Return a file and its content in chunks. Raises NotYours when the person may not see its case or it is gone."""
    found = Attachment.objects.select_related("case").filter(uuid=uuid, case__uuid=case_uuid).first()
    if found is None or not who.sees(found.case):
        raise NotYours
    try:
        return found, content(found)
    except FileNotFoundError as error:
        raise NotYours from error


def content(attachment: Attachment) -> Iterator[bytes]:
    """Return a file in chunks; the caller has checked who asks. Raises FileNotFoundError."""
    try:
        return _content(attachment, attachment.file.open("rb"))
    except FileNotFoundError:
        log.error("case.file_missing id=%s", attachment.pk)
        raise


def _content(attachment: Attachment, source: IO[bytes]) -> Iterator[bytes]:
    with source:
        if attachment.sealed:
            yield from keyring(settings.FILE_KEY).open(source, str(attachment.uuid))
        else:
            while chunk := source.read(_CHUNK):
                yield chunk


def sweep() -> int:
    """Delete stored files that no case has any more, as a killed process leaves them; return how many."""
    storage, count = Attachment._meta.get_field("file").storage, 0
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    kept = set(map(str, Attachment.objects.values_list("uuid", flat=True)))
    limit = timezone.now() - LEFT_BEHIND
    for name in names:
        path = f"{FOLDER}/{name}"
        if name not in kept and storage.get_modified_time(path) < limit:
            storage.delete(path)
            count += 1
    if count:
        log.warning("case.files_swept count=%s", count)
    return count
