# SPDX-License-Identifier: EUPL-1.2
"""Outlook messages (MSG): the properties of [MS-OXMSG] that a letter needs, read from the compound file."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import olefile

from mittendrin.apps.posteingang.sources import html_text, limits, plain
from mittendrin.apps.posteingang.sources.mail import Attachment, Mail, iso_day
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.apps.posteingang.sources.refusals import refused

# [MS-OXPROPS]: property ids.
_SUBJECT, _SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_ATTACH_DATA, _ATTACH_LONG_NAME, _ATTACH_NAME, _ATTACH_HIDDEN = 0x3701, 0x3707, 0x3704, 0x7FFE
_UNICODE, _STRING, _BINARY, _TIME = 0x001F, 0x001E, 0x0102, 0x0040
_TOP_HEADER, _SUB_HEADER = 32, 8
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read_msg(data: bytes) -> Mail:
    """Return the message in ``data``. Raises Refused when it is broken or no message."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _message(ole)
    except (OSError, ValueError, IndexError, struct.error, KeyError, TypeError, AttributeError) as error:
        raise refused("broken") from error


def _message(ole: olefile.OleFileIO[str]) -> Mail:
    if not ole.exists("__properties_version1.0"):
        raise refused("unknown-format")
    top = _Properties(ole, "")
    text, remote = _body(top)
    sender = top.text(_SENDER_NAME) or top.text(_SENDER_SMTP) or top.text(_SENDER_ADDRESS)
    address = top.text(_SENDER_SMTP) or top.text(_SENDER_ADDRESS)
    known = {"sender": sender[:200], "subject": top.text(_SUBJECT)[:1000], "sent": top.day(_SUBMITTED, _DELIVERED)}
    known["address"] = address if "@" in address else ""
    return Mail(text, {name: value for name, value in known.items() if value}, _attachments(ole), remote)


def _attachments(ole: olefile.OleFileIO[str]) -> tuple[Attachment, ...]:
    folders = sorted({path[0] for path in ole.listdir() if path[0].startswith("__attach_version1.0_")})
    found: list[Attachment] = []
    for folder in folders[: limits.ATTACHMENTS + 1]:
        properties = _Properties(ole, f"{folder}/")
        if data := properties.binary(_ATTACH_DATA):
            name = properties.text(_ATTACH_LONG_NAME) or properties.text(_ATTACH_NAME)
            found.append(Attachment(safe_name(name, "Anhang"), data))
    return tuple(found)


class _Properties:
    """The properties of a message or attachment: long ones are streams, short ones stand in a table."""

    def __init__(self, ole: olefile.OleFileIO[str], prefix: str) -> None:
        self.ole, self.prefix = ole, prefix
        self.short = _short(self._stream("__properties_version1.0"), _SUB_HEADER if prefix else _TOP_HEADER)

    def _stream(self, name: str) -> bytes:
        path = f"{self.prefix}{name}"
        if not self.ole.exists(path) or self.ole.get_size(path) > limits.FILE_BYTES:
            return b""
        return bytes(self.ole.openstream(path).read())

    def binary(self, number: int) -> bytes:
        """Return the bytes of a property, empty when it is missing."""
        return self._stream(f"__substg1.0_{number:04X}{_BINARY:04X}")

    def text(self, number: int) -> str:
        """Return the text of a property, empty when it is missing."""
        if wide := self._stream(f"__substg1.0_{number:04X}{_UNICODE:04X}"):
            return wide.decode("utf-16-le", "replace").strip("\x00").strip()
        return _decoded(self._stream(f"__substg1.0_{number:04X}{_STRING:04X}")).strip("\x00").strip()

    def day(self, *numbers: int) -> str:
        """Return the day of the first of these times that is set, as ISO date, else nothing."""
        for number in numbers:
            if value := self.short.get((number, _TIME)):
                ticks = struct.unpack("<Q", value)[0]
                if 0 < ticks < 10**18:
                    return iso_day(_EPOCH + timedelta(microseconds=ticks // 10))
        return ""


def _short(table: bytes, header: int) -> Mapping[tuple[int, int], bytes]:
    rows = (table[start : start + 16] for start in range(header, len(table) - 15, 16))
    return {(struct.unpack("<H", row[2:4])[0], struct.unpack("<H", row[:2])[0]): row[8:16] for row in rows}


def _body(top: _Properties) -> tuple[str, bool]:
    html = _decoded(top.binary(_HTML)) or top.text(_HTML)
    from_html, remote = html_text.text_of(html) if html else ("", False)
    text = top.text(_BODY) or from_html
    if not text and (packed := top.binary(_RTF)):
        text = plain.rtf_text(unpacked_rtf(packed))
    return text[: limits.TEXT_CHARACTERS], remote


def _decoded(data: bytes) -> str:
    try:
        return plain.decoded(data) if data else ""
    except Refused:
        return ""


_RTF_WINDOW = 4096
_RTF_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpacked_rtf(data: bytes) -> bytes:
    """Return the RTF in ``data``, packed after [MS-OXRTFCP] 3.1; empty when it is damaged."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack("<I", data[4:8])[0], data[8:12]
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or size > limits.UNPACKED_BYTES:
        return b""
    window = bytearray(_RTF_START.ljust(_RTF_WINDOW, b" "))
    write, out, at = len(_RTF_START), bytearray(), 16
    while at < len(data) and len(out) < size:
        control, at = data[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(data):
                    return bytes(out)
                token, at = data[at] << 8 | data[at + 1], at + 2
                start = token >> 4
                if start == write % _RTF_WINDOW:
                    return bytes(out)
                chunk = [window[(start + step) % _RTF_WINDOW] for step in range((token & 15) + 2)]
                chunk = _copied(window, start, write, (token & 15) + 2)
            else:
                if at >= len(data):
                    return bytes(out)
                chunk, at = [data[at]], at + 1
                window[write % _RTF_WINDOW] = chunk[0]
            write += len(chunk)
            out += bytes(chunk)
    return bytes(out[:size])


def _copied(window: bytearray, start: int, write: int, length: int) -> list[int]:
    """Copy within the window dot by dot: the source may run into what is being written."""
    copied = []
    for step in range(length):
        value = window[(start + step) % _RTF_WINDOW]
        window[(write + step) % _RTF_WINDOW] = value
        copied.append(value)
    return copied
