# SPDX-License-Identifier: EUPL-1.2
"""E-mail: what was written, by whom, when, and what came along. RFC 5322, RFC 2045 ff."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime

from mittendrin.apps.posteingang.sources import html_text, limits, plain
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.apps.posteingang.sources.refusals import refused

_PARTS = 500


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message; its name is safe already."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A message: visible text, ``known`` of Document (sender, subject, sent), attachments.

    remote: it wanted to load something from the internet. encrypted: only the receiver's key opens it.
    """

    text: str
    known: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    remote: bool = False


def read_eml(data: bytes) -> Mail:
    """Return the message in ``data``. Raises Refused when it is encrypted or has no header of a message."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not any(message.get(name) for name in ("From", "Subject", "Date", "To", "Received")):
        raise refused("broken")
    if _encrypted(message):
        raise refused("encrypted")
    reader = _Parts()
    reader.walk(message, depth=0)
    text, remote = reader.body()
    return Mail(text, _known(message), tuple(reader.attachments), remote)


def _encrypted(message: Message) -> bool:
    kind = message.get_content_type()
    smime = str(message.get_param("smime-type") or "")
    return kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and smime != "signed-data")


def _known(message: EmailMessage | Message) -> dict[str, str]:
    known = {"sender": sender_of(_header(message, "From")), "subject": _header(message, "Subject")}
    known["sent"] = _day(_header(message, "Date"))
    known["address"] = parseaddr(_header(message, "From"))[1]
    return {name: value for name, value in known.items() if value}


def sender_of(value: str) -> str:
    """Return the name in a From line, else the address."""
    name, address = parseaddr(value)
    return " ".join((name or address or value).split())[:200]


def _header(message: EmailMessage | Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())[:1000]
    except (ValueError, IndexError, TypeError, AttributeError):  # headers that the standard library stumbles over
        return ""


def _day(value: str) -> str:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""


def iso_day(moment: datetime) -> str:
    """Return the day of ``moment``."""
    return moment.date().isoformat()


class _Parts:
    """Gathers the parts of a message: the richest form of the body, and everything else as attachments."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.count = 0

    def walk(self, message: Message, depth: int) -> None:
        """Take the parts of ``message``; what is nested deeper than allowed stays closed."""
        self.count += 1
        if self.count > _PARTS or depth > limits.MAIL_DEPTH * 3:
            return
        if message.get_content_type() == "message/rfc822":
            self._nested(message)
        elif message.is_multipart():
            for part in _children(message):
                self.walk(part, depth + 1)
        else:
            self._leaf(message)

    def _nested(self, message: Message) -> None:
        inner = next(iter(_children(message)), None)
        if inner is not None:
            subject = _header(inner, "Subject")
            name = safe_name(f"{subject[:60] or 'Nachricht'}.eml".replace("/", " "))
            self.attachments.append(Attachment(name, bytes(inner)))

    def _leaf(self, part: Message) -> None:
        kind, name = part.get_content_type(), _file_name(part)
        data = _payload(part)
        inline = part.get_content_disposition() != "attachment" and not name
        if kind == "text/plain" and inline:
            self.plain.append(_text(part, data))
        elif kind == "text/html" and inline:
            self.html.append(_text(part, data))
        elif data and not _is_decoration(part, kind, data):
            self.attachments.append(Attachment(safe_name(name or f"Anhang.{part.get_content_subtype()}"), data))

    def body(self) -> tuple[str, bool]:
        """Return the visible text and whether it wanted to load something."""
        read = [html_text.text_of(html) for html in self.html]
        remote = any(wanted for _, wanted in read)
        plain_text = "\n\n".join(self.plain).strip()
        return (plain_text or "\n\n".join(text for text, _ in read)), remote


def _children(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    if isinstance(payload, list):
        yield from (part for part in payload if isinstance(part, Message))


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (ValueError, TypeError, IndexError, LookupError, AttributeError):
        return ""


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, TypeError, LookupError):
        return b""
    return data if isinstance(data, bytes) else b""


def _text(part: Message, data: bytes) -> str:
    charset = str(part.get_content_charset() or "")
    if charset not in {"", "us-ascii", "unknown-8bit"}:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return plain.decoded(data)
    except Refused:
        return ""


def _is_decoration(part: Message, kind: str, data: bytes) -> bool:
    """Return whether a part belongs to the look of the message: logos, signatures, cards."""
    if kind in {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}:
        return True
    return kind.startswith("image/") and bool(part.get("Content-ID")) and len(data) < 40_000
