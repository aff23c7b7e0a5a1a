# SPDX-License-Identifier: EUPL-1.2
"""Messages as letters: what was written comes first, then the pages of what came along."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from mittendrin.apps.posteingang.sources import limits, sniff
from mittendrin.apps.posteingang.sources.mail import Attachment, Mail, read_eml
from mittendrin.apps.posteingang.sources.msg import read_msg
from mittendrin.apps.posteingang.sources.read_text import wrapped
from mittendrin.apps.posteingang.sources.reading import Found, Letter, Refused, Remark
from mittendrin.apps.posteingang.sources.refusals import refused, remark
from mittendrin.contracts.document import Document, Page, from_text
from mittendrin.core.program import ProgramError

_depth: ContextVar[int] = ContextVar("depth of nested messages", default=0)


@dataclass
class _Along:
    """What came along: pages, fields of an e-invoice, names, remarks."""

    pages: list[Page] = field(default_factory=list)
    invoice: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def mail_letters(data: bytes, kind: str, read_other: Callable[[bytes, str], Found]) -> Found:
    """Return the one letter of a message. ``read_other`` reads its attachments.

    An attachment that is refused is named in the remarks; the message itself is read all the same.
    """
    if _depth.get() >= limits.MAIL_DEPTH:
        raise refused("bomb")
    token = _depth.set(_depth.get() + 1)
    try:
        mail = read_eml(data) if kind == "eml" else read_msg(data)
        along = _gathered(mail, read_other)
    finally:
        _depth.reset(token)
    text = _shown(mail)
    body = from_text(wrapped(text)).pages if text.strip() else ()
    pages = (*body, *along.pages)[: limits.PAGES]
    if not pages:
        raise refused("empty")
    document = Document(pages, "email", mail.known, along.invoice, tuple(along.names))
    return (Letter(document, 0, 0),), tuple(along.remarks)


def _shown(mail: Mail) -> str:
    """Return the text of the message below its subject, as it lies on the desk."""
    subject = mail.known.get("subject", "")
    return f"{subject}\n\n{mail.text}" if subject else mail.text


def _gathered(mail: Mail, read_other: Callable[[bytes, str], Found]) -> _Along:
    along = _Along()
    if mail.remote:
        along.remarks.append(remark("remote-content"))
    if len(mail.attachments) > limits.ATTACHMENTS:
        along.remarks.append(remark("attachments-dropped", most=limits.ATTACHMENTS))
    for attachment in mail.attachments[: limits.ATTACHMENTS]:
        along.names.append(attachment.name)
        try:
            _add(along, attachment, read_other)
        except Refused as error:
            along.remarks.append(remark("attachment-refused", name=attachment.name, reason=error.remark))
        except (ProgramError, MemoryError, RecursionError):
            reason = remark("crashed")
            along.remarks.append(remark("attachment-refused", name=attachment.name, reason=reason))
    return along


def _add(along: _Along, attachment: Attachment, read_other: Callable[[bytes, str], Found]) -> None:
    kind = sniff.kind_of(attachment.data, attachment.name)
    letters, remarks = read_other(attachment.data, kind)
    along.remarks += remarks
    for letter in letters:
        along.pages += letter.document.pages
        if letter.document.invoice and not along.invoice:
            along.invoice = dict(letter.document.invoice)
        along.names += letter.document.attachments
