# SPDX-License-Identifier: EUPL-1.2
"""Office files as their senders meant them: struck text gone, dates that renew themselves fixed at the last one shown.

LibreOffice would print both: text struck in a tracked change, and today's date in place of the day of the letter.
Only tags are cut out of the XML (ECMA-376 part 1, 17.13.5 and 17.16.5; OpenDocument 1.3 part 3, 5.5 and 7.3), the rest
of the file stays byte for byte.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.refusals import refused

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DOCX_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_ODT_PARTS = re.compile(r"(?:content|styles)\.xml")
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_RENEWED = re.compile(r"\s*(?:DATE|TIME)\b")
_STRUCK = frozenset({f"{_W}del", f"{_W}moveFrom"})
_ADDED = frozenset({f"{_W}ins", f"{_W}moveTo"})
# Cheap signs that a part is worth a closer look.
_SIGNS = (b"del ", b"moveFrom", b"Change", b"ins ", b"DATE", b"TIME", b"tracked-changes", b":date", b":time")
_RTF_DATE = re.compile(rb"(\\fldinst\b[^}]{0,60}?)\b(DATE|TIME)\b")


@dataclass(frozen=True)
class Tidied:
    """An office file as it was sent; ``changed``: text that its writer had struck was left out."""

    data: bytes
    changed: bool = False


def as_sent(data: bytes, kind: str) -> Tidied:
    """Return the office file ``data`` (docx, odt, rtf) without what its sender struck and with fixed dates.

    Raises Refused when it is broken or a bomb.
    """
    if kind == "rtf":
        # An unknown field keeps the text that was last shown for it.
        return Tidied(_RTF_DATE.sub(rb"\1FIXED", data))
    edit, parts = (_Odt, _ODT_PARTS) if kind == "odt" else (_Docx, _DOCX_PARTS)
    try:
        return _repacked(data, parts, edit)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise refused("broken") from error


def is_marked_rtf(data: bytes) -> bool:
    """Return whether an RTF file holds tracked changes."""
    return re.search(rb"\\(?:deleted|revised)\b", data) is not None


def _repacked(data: bytes, parts: re.Pattern[str], edit: Callable[[bytes], _Part]) -> Tidied:
    edited: dict[str, bytes] = {}
    changed = False
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        for name in source.namelist():
            if not parts.fullmatch(name):
                continue
            with source.open(name) as member:
                content = member.read(limits.XML_BYTES + 1)
            if len(content) <= limits.XML_BYTES and any(sign in content for sign in _SIGNS):
                part = edit(content)
                part.look()
                changed |= part.struck
                if part.cuts:
                    edited[name] = part.rest()
        if not edited:
            return Tidied(data)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info, edited.get(info.filename) or source.read(info))
    return Tidied(out.getvalue(), changed)


@dataclass
class _Part:
    """One XML part: what is to be cut out of it as places from and to. struck: text of a tracked change is among it."""

    content: bytes
    cuts: list[tuple[int, int]] = field(default_factory=list)
    struck: bool = False
    _open: list[tuple[int, str]] = field(default_factory=list)

    def look(self) -> None:
        """Find what is to be cut. A part that is no XML stays as it is: LibreOffice says so itself."""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._no_types
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.said
        try:
            self._parser.Parse(self.content, True)
        except expat.ExpatError:
            self.cuts = []

    def rest(self) -> bytes:
        """Return the part without what is cut."""
        kept, at = [], 0
        for start, end in sorted(self.cuts):
            if end > at:
                kept.append(self.content[at : max(start, at)])
                at = end
        return b"".join([*kept, self.content[at:]])

    def opened(self, name: str, values: dict[str, str]) -> str:
        """Return ``whole`` to cut an element, ``tags`` to cut around its content, else nothing."""
        raise NotImplementedError

    def closed(self) -> None:
        """Take the end of an element."""

    def said(self, text: str) -> None:
        """Take text of the part."""

    def place(self) -> tuple[int, int]:
        """Return from where to where the tag reaches that is being read."""
        start = self._parser.CurrentByteIndex
        match = _TAG.match(self.content, start)
        return start, match.end() if match else start

    @staticmethod
    def _no_types(*_words: object) -> None:
        raise refused("bomb")

    def _start(self, name: str, values: dict[str, str]) -> None:
        start, end = self.place()
        how = self.opened(name, values)
        alone = self.content[end - 2 : end] == b"/>"
        if how and (alone or how == "tags"):
            self.cuts.append((start, end))
        self._open.append((start, "" if alone else how))

    def _end(self, _name: str) -> None:
        self.closed()
        start, how = self._open.pop()
        if how:
            here, end = self.place()
            self.cuts.append((start if how == "whole" else here, end))


class _Docx(_Part):
    """A part of a DOCX: insertions stay, deletions go, fields DATE and TIME become the text they last showed."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._fields: list[tuple[list[tuple[int, int]], list[str]]] = []
        self._instruction = False

    def opened(self, name: str, values: dict[str, str]) -> str:
        """Return how to cut an element."""
        self._instruction = name == f"{_W}instrText"
        if name in _STRUCK:
            self.struck = True
            return "whole"
        if name.startswith(_W) and name.endswith("Change"):
            return "whole"
        if name in _ADDED:
            return "tags"
        if name == f"{_W}fldSimple":
            return "tags" if _RENEWED.match(values.get(f"{_W}instr", "")) else ""
        if name == f"{_W}fldChar":
            self._field(values.get(f"{_W}fldCharType", ""))
        elif self._instruction and self._fields:
            start, end = self.place()
            closing = self.content.find(b">", self.content.find(b"</", end)) + 1
            self._fields[-1][0].append((start, closing))
        return ""

    def closed(self) -> None:
        """Take the end of an element: what follows is no instruction."""
        self._instruction = False

    def said(self, text: str) -> None:
        """Take the instruction of a field, which may stand in several pieces."""
        if self._instruction and self._fields:
            self._fields[-1][1].append(text)

    def _field(self, what: str) -> None:
        if what == "begin":
            self._fields.append(([], []))
        if not self._fields:
            return
        places, words = self._fields[-1]
        start, end = self.place()
        if self.content[end - 2 : end] != b"/>":  # a field with data of its own is left alone
            words.insert(0, "-")
        places.append((start, end))
        if what == "end":
            self._fields.pop()
            if _RENEWED.match("".join(words)):
                self.cuts += places


class _Odt(_Part):
    """A part of an ODT: the list of tracked changes holds what was struck; fields of date and time become text."""

    def opened(self, name: str, values: dict[str, str]) -> str:  # noqa: ARG002 - one shape for both kinds
        """Return how to cut an element."""
        self.struck |= name == f"{_TEXT}deletion"
        if name == f"{_TEXT}tracked-changes":
            return "whole"
        return "tags" if name in {f"{_TEXT}date", f"{_TEXT}time"} else ""
