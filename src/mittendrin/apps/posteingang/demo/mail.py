# SPDX-License-Identifier: EUPL-1.2
"""A letter of the samples as the e-mail it was: plain, HTML or both, with attachments, in usual encodings."""

from __future__ import annotations

import html
import random
import re
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO
from pathlib import PurePath

from PIL import Image

from mittendrin.apps.posteingang.demo import fonts
from mittendrin.apps.posteingang.demo.paper import Look, Paper
from mittendrin.contracts.sample_letters import SampleLetter

_PREFIX = re.compile(r"^(Von|From|An|To|Betreff|Subject|Absender|Empfänger):\s*", re.IGNORECASE)
_SENT = re.compile(
    r"^(Gesendet|Datum|Date|Sent|Empfangen|Envoyé|Verzonden|Wysłano|Data|Gönderilme|Tarih|Надіслано|Дата)\b"
    r"|^(\w{2,10},? )?(\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_COPY = re.compile(r"^(Cc|Kopie)( an)?:\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_HOUR = re.compile(r"\b(\d\d?)[:.](\d\d)\b(?!\.?\d)")
_SUMMER_ENDS = datetime(2026, 10, 25, tzinfo=UTC)


def mailed(letter: SampleLetter, seed: int = 0) -> bytes:
    """Return the letter as an RFC 5322 message. Its day is that of the letter."""
    chance = random.Random(f"mail {letter.id} {seed}")  # noqa: S311 - a layout is no secret
    message = EmailMessage(policy=SMTP)
    sender = [_PREFIX.sub("", line) for line in letter.lines("sender_lines")]
    message["From"] = _from(sender)
    recipient = [_PREFIX.sub("", line) for line in letter.lines("recipient")]
    message["To"] = next((line for line in recipient if "@" in line), "poststelle@musterstadt.example")
    told = letter.lines("info") + [f"Gesendet: {line}" for line in letter.lines("date_line")]
    copies = [_COPY.sub("", line) for line in told if _COPY.match(line) and "@" in line]
    if copies:
        message["Cc"] = copies[0]
    subject = " - ".join(_PREFIX.sub("", line) for line in letter.lines("subject"))
    if subject:
        message["Subject"] = subject
    message["Date"] = format_datetime(_sent(letter, told))
    message["Message-ID"] = f"<{letter.id}.{seed}@post.example>"
    _text(message, _lines(letter, sender[1:], told), chance)
    for line in letter.lines("attachments"):
        if PurePath(line).suffix:
            _attach(message, line)
    return message.as_bytes()


def _from(sender: list[str]) -> str:
    name, address = parseaddr(sender[0]) if "@" in "".join(sender[:1]) else ("".join(sender[:1]), "")
    if "@" not in address:
        address = next((found[0] for line in sender if (found := _ADDRESS.search(line))), "absender@post.example")
    return formataddr((name, address))


def _sent(letter: SampleLetter, told: list[str]) -> datetime:
    day = datetime.fromisoformat(letter.truth["date"] or "2026-11-17")
    found = next((match for line in told if _SENT.match(line) and (match := _HOUR.search(line))), None)
    hour, minute = (int(found[1]), int(found[2])) if found else (9, 12)
    if not (hour < 24 and minute < 60):
        hour, minute = 9, 12
    zone = timezone(timedelta(hours=2 if day.replace(tzinfo=UTC) < _SUMMER_ENDS else 1))
    return day.replace(hour=hour, minute=minute, tzinfo=zone)


def _lines(letter: SampleLetter, below: list[str], told: list[str]) -> list[str]:
    """Return the text: what no head line takes, the body, the closing, the sender's further lines."""
    extra = [line for line in told if not (_SENT.match(line) or _COPY.match(line))]
    attached = [line for line in letter.lines("attachments") if not PurePath(line).suffix]
    blocks = [
        letter.lines("letterhead"),
        extra,
        letter.parts["body"].rstrip().split("\n"),
        [*letter.lines("closing"), *below],
        [f"Anlagen: {', '.join(attached)}"] if attached else [],
        ["-- ", *letter.lines("footer")] if letter.lines("footer") else [],
    ]
    return [line for block in blocks if block for line in [*block, ""]]


def _text(message: EmailMessage, lines: list[str], chance: random.Random) -> None:
    text = "\n".join(lines) + "\n"
    latin = chance.random() < 0.2 and text.encode("latin-1", "ignore").decode("latin-1") == text
    charset = "iso-8859-1" if latin else "utf-8"
    coding = chance.choice(("quoted-printable", "quoted-printable", "base64"))
    style = chance.random()
    if style < 0.9:
        message.set_content(text, charset=charset, cte=coding)
    if style < 0.4:
        message.add_alternative(_html(lines), subtype="html", charset=charset, cte=coding)
    elif style >= 0.9:
        message.set_content(_html(lines), subtype="html", charset=charset, cte=coding)


def _html(lines: list[str]) -> str:
    parts = ["<html><head><style>p { margin: 0 0 8pt; font-family: Calibri, sans-serif }</style></head><body>"]
    for line in lines:
        if " | " in line:
            cells = "".join(f"<td>{html.escape(cell.strip())}</td>" for cell in line.split("|"))
            parts.append(f"<table><tr>{cells}</tr></table>")
        else:
            parts.append(f"<p>{html.escape(line) or '&nbsp;'}</p>")
    parts.append('<img src="https://zaehler.example/p.gif" width="1" height="1" alt=""></body></html>')
    return "\r\n".join(parts)


def _attach(message: EmailMessage, name: str) -> None:
    """Attach a stand-in of the right kind: a sheet or picture that only says what it is."""
    suffix = PurePath(name).suffix.lower()
    sheet = Paper(Look(fonts.families(fonts.OFFICE)[0]))
    sheet.block([f"Anlage {name}"])
    if suffix == ".pdf":
        message.add_attachment(sheet.finished(), maintype="application", subtype="pdf", filename=name)
    elif suffix in (".jpg", ".jpeg", ".png"):
        picture, kind = _picture(suffix)
        message.add_attachment(picture, maintype="image", subtype=kind, filename=name)
    else:
        message.add_attachment(f"Anlage {name}\n".encode(), maintype="text", subtype="plain", filename=name)


def _picture(suffix: str) -> tuple[bytes, str]:
    kind = "png" if suffix == ".png" else "jpeg"
    held = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).save(held, kind.upper())
    return held.getvalue(), kind
