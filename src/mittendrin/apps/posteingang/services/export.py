# SPDX-License-Identifier: EUPL-1.2
"""Everything that is held on a person (Art. 15 DSGVO): found by name and address, handed out as one ZIP file."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import AccessLog, FileRole, Letter, LetterFile
from mittendrin.apps.posteingang.services import access, detail, documents, handing_over, queue
from mittendrin.apps.posteingang.services.queue import Item
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.contracts.document import Document
from mittendrin.core.letters.terms import tokens
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import files as attachments
from mittendrin.townhall.cases.services.export import document as case_document
from mittendrin.townhall.cases.services.export import with_all
from mittendrin.townhall.decisions import services as decisions

MOST = 1_000
_FILE_GONE = (store.FileGone, FileNotFoundError, *documents.UNREADABLE)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """The letters on a person, and the numbers of those whose text could not be looked through."""

    items: list[Item] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def held_on(person: Person, words: str) -> Held:
    """Return the letters in which all of ``words`` (name, street, place) stand, newest first.

    All letters are looked through, whoever may see them else. Raises NotAllowed without the data protection right.
    """
    access.demand(access.is_data_protection(person))
    wanted = _words(words)
    if not wanted:
        return Held()
    found, unread = [], []
    for letter in _letters():
        document = documents.opened(letter)
        if wanted <= _words(_all_text(letter, document)):
            found.append(letter)
        elif document is None:
            unread.append(letter.number)
    log.info("export.searched person=%s letters=%s unread=%s", person.pk, len(found), len(unread))
    return Held(queue.items(found[:MOST]), unread)


def _words(text: str) -> frozenset[str]:
    return frozenset(token.norm for token in tokens(text))


def _letters() -> Iterable[Letter]:
    found = Letter.objects.select_related("reading", "unit", "second_unit", "arrival")
    return found.order_by("-received_at", "-pk").iterator(chunk_size=100)


def _all_text(letter: Letter, document: Document | None) -> str:
    known = " ".join(document.known.values()) if document else ""
    return " ".join(
        [letter.sender, letter.subject, letter.person, letter.note, known, document.text if document else ""]
    )


def export(person: Person, uuids: Iterable[UUID | str], target: Path) -> int:
    """Write the chosen letters into the new ZIP file ``target`` and return how many they are.

    Each letter has a folder with ``brief.json`` (facts, history, decisions, cases with what was written about them, who
    looked at it), its files and those of its cases. What cannot be opened is named in ``uebersicht.json``. Raises
    NotAllowed.
    """
    access.demand(access.is_data_protection(person))
    wanted = [str(uuid) for uuid in uuids][:MOST]
    letters = list(Letter.objects.filter(uuid__in=wanted).select_related("reading", "unit", "second_unit", "arrival"))
    missing: list[str] = []
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for letter in letters:
            access.note_access([letter], person, "export")
            record = record_of(letter)
            archive.writestr(f"{letter.number}/brief.json", _json(record))
            missing += [f"{letter.number}/brief.json: text"] if record["text_problem"] else []
            missing += [*_write_files(archive, letter), *_write_case_files(archive, letter)]
        about = {
            "made_at": timezone.now().isoformat(),
            "letters": [letter.number for letter in letters],
            "not_readable": missing,
        }
        archive.writestr("uebersicht.json", _json(about))
    log.info("export.made person=%s letters=%s", person.pk, len(letters))
    return len(letters)


def _write_files(archive: zipfile.ZipFile, letter: Letter) -> Iterator[str]:
    """Yield the names of the files that could not be opened."""
    files = list(LetterFile.objects.filter(letter=letter).exclude(role=FileRole.PAGE))
    if Letter.objects.filter(arrival=letter.arrival).count() == 1:
        files += LetterFile.objects.filter(arrival=letter.arrival, role=FileRole.ORIGINAL)
    for number, one in enumerate(files, start=1):
        name = f"{letter.number}/{number}-{one.role}-{safe_name(one.name)}"
        if not _written(archive, name, lambda path=one.path: store.chunks(path)):  # type: ignore[misc]
            yield name


def _written(archive: zipfile.ZipFile, name: str, content: Callable[[], Iterator[bytes]]) -> bool:
    """Write a file and return whether it could be opened; one that is damaged further on is cut off and named."""
    try:
        chunks = content()
        first = next(chunks, b"")
    except _FILE_GONE as error:
        log.error("export.file_unreadable error=%s", type(error).__name__)
        return False
    with archive.open(name, "w", force_zip64=True) as out:
        out.write(first)
        try:
            for chunk in chunks:
                out.write(chunk)
        except _FILE_GONE as error:
            log.error("export.file_unreadable error=%s", type(error).__name__)
            return False
    return True


def _write_case_files(archive: zipfile.ZipFile, letter: Letter) -> Iterator[str]:
    """Yield the names of the files that could not be opened."""
    for case in _cases(letter):
        for number, one in enumerate(case.attachments.all(), start=1):
            name = f"{letter.number}/vorgang-{case.number}-{number}-{safe_name(one.name)}"
            if not _written(archive, name, lambda one=one: iter(attachments.content(one))):  # type: ignore[misc]
                yield name


def _cases(letter: Letter) -> QuerySet[Case]:
    return with_all(Case.objects.filter(source=handing_over.source_of(letter)))


def record_of(letter: Letter) -> dict[str, Any]:
    """Return everything that is held on one letter as plain values."""
    document = documents.opened(letter)
    logged = AccessLog.objects.filter(letter_uuid=letter.uuid).select_related("person")
    return {
        "number": letter.number,
        "received_at": letter.received_at.isoformat(),
        "channel": letter.channel,
        "state": letter.state,
        "unit": letter.unit.name if letter.unit else "",
        "file": letter.akte.sign if letter.akte else "",
        "destroyed_from": letter.dispose_on.isoformat() if letter.dispose_on else "",
        "note": letter.note,
        "facts": {fact.name: {"value": fact.value, "state": fact.state} for fact in detail.facts(letter)},
        "text": document.text if document else "",
        "text_problem": documents.problem(letter, document),
        "decisions": [
            {"block": one.block, "part": one.part, "proposed_at": one.proposed_at.isoformat(), "outcome": one.outcome}
            for one in decisions.of_subject(f"letter:{letter.uuid}")
        ],
        "cases": [case_document(case) for case in _cases(letter)],
        "events": [{"at": one.at.isoformat(), "what": one.what, "values": one.values} for one in letter.events.all()],
        "seen_by": [
            {"at": row.at.isoformat(), "person": row.person.name if row.person else "", "what": row.what}
            for row in logged
        ],
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
