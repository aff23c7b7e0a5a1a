# SPDX-License-Identifier: EUPL-1.2
"""Letters that are text already: plain text, HTML, office files, e-invoices in XML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mittendrin.apps.posteingang.sources import (
    einvoice,
    einvoice_text,
    html_text,
    libreoffice,
    limits,
    office,
    office_doc,
    office_tidy,
    plain,
)
from mittendrin.apps.posteingang.sources.read_pages import pdf_letters
from mittendrin.apps.posteingang.sources.reading import Found, Letter, Remark
from mittendrin.apps.posteingang.sources.refusals import refused, remark
from mittendrin.contracts.document import Document, from_text
from mittendrin.core.program import ProgramError, ProgramTimedOut

_COLUMNS = 100


def text_letters(data: bytes, kind: str, folder: Path | None) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the letter in plain text or HTML."""
    text, remote = plain.decoded(data), False
    if kind == "html":
        text, remote = html_text.text_of(text)
    remarks = (remark("remote-content"),) if remote else ()
    return (Letter(typed(text)),), remarks


def typed(text: str, source: str = "text") -> Document:
    """Return ``text`` as pages, long lines broken as a typewriter would. Raises Refused when there is nothing."""
    if not text.strip():
        raise refused("empty")
    return from_text(wrapped(text), source=source)


def wrapped(text: str) -> str:
    """Return ``text`` with its long lines broken, at most as many lines as a file may have pages for."""
    lines: list[str] = []
    for line in text[: limits.TEXT_CHARACTERS].expandtabs(4).split("\n"):
        lines += textwrap.wrap(line, _COLUMNS, break_long_words=False) if len(line) > _COLUMNS else [line]
    return "\n".join(lines)


def office_letters(data: bytes, kind: str, folder: Path | None) -> Found:
    """Return the letter in a DOCX, ODT, DOC or RTF: by LibreOffice with its layout, else its bare text."""
    remarks: tuple[Remark, ...] = tuple(_seen(data, kind))
    problem = "no-libreoffice"
    if libreoffice.is_there():
        try:
            page, struck = _pages(data, kind)
            letters, more = pdf_letters(page, "pdf", folder)
        except ProgramError as error:
            problem = "office-stuck" if isinstance(error, ProgramTimedOut) else "office-failed"
            remarks += (remark(problem),)
        else:
            changes = (remark("struck-text"),) if struck else ()
            return tuple(_from_office(letter) for letter in letters), (*remarks, *changes, *more)
    if kind == "doc":
        raise refused(problem)
    text = plain.rtf_text(data) if kind == "rtf" else office.text_of(data, kind)
    how = "text-only" if problem == "no-libreoffice" else "read-without-layout"
    return (Letter(typed(text, "office")),), (*remarks, remark(how))


def _seen(data: bytes, kind: str) -> Iterator[Remark]:
    """Yield what to say about an office file before it is read."""
    if kind not in {"docx", "odt"}:
        return
    if office.has_macros(data):
        yield remark("macros")
    if office.wants_remote(data):
        yield remark("remote-parts")


def _pages(data: bytes, kind: str) -> tuple[bytes, bool]:
    """Return an office file as PDF, as its sender meant it, and whether text was left out that its writer had struck.

    What an old Word file or an RTF has struck is only found on the way over ODT.
    """
    if kind == "rtf":
        data = office_tidy.as_sent(data, "rtf").data
    if kind == "doc":
        data = office_doc.with_fixed_dates(data)
    if kind == "doc" or (kind == "rtf" and office_tidy.is_marked_rtf(data)):
        data, kind = libreoffice.as_odt(data, kind), "odt"
    if kind == "rtf":
        return libreoffice.as_pdf(data, kind), False
    sent = office_tidy.as_sent(data, kind)
    return libreoffice.as_pdf(sent.data, kind), sent.changed


def _from_office(letter: Letter) -> Letter:
    return replace(letter, document=replace(letter.document, source="office"), page_count=0)


def xml_letters(data: bytes, kind: str, folder: Path | None) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the e-invoice in an XML file, shown readable; other XML is refused."""
    invoice = einvoice.read(data)
    if invoice is None:
        raise refused("unknown-format")
    document = typed(einvoice_text.readable(invoice), "einvoice")
    return (Letter(replace(document, invoice=invoice.terms)),), ()
