# SPDX-License-Identifier: EUPL-1.2
"""The parts of a letter by their lines: who writes, to whom, the subject, the text itself, what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

SENDER, RECIPIENT, INFO, SUBJECT, BODY, CLOSING = "sender", "recipient", "info", "subject", "body", "closing"
MAX_LINES = 3_000
_HEAD_LINES = 45
_SALUTATION = re.compile(
    r"(?:sehr\s+(?:geehrt|verehrt|geschätzt)|guten\s+(?:tag|morgen|abend)|hallo\b|moin|liebe[rs]?\s|werte[rs]?\s|dear\s|"
    r"hello\b|hi\b|bonjour|madame|monsieur|grüß\s+gott|an\s+(?:alle|die)\s+\S+.*[,!]$|merhaba|sayın|шановн|добрий|"
    r"szanown|dzień dobry|buongiorno|estimad|s\.\s?g\.\s|verehrte)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:mit\s+(?:\w+\s+){0,3}(?:grü|gru|gruss|hochachtung)|hochachtungsvoll|freundliche\s+grü|(?:viele|liebe|beste|"
    r"schöne|herzliche)\s+gr[üu]|gruß|im\s+auftrag\b|i\.\s?a\.\s|kind\s+regards|best\s+regards|yours\s|sincerely|"
    r"cordialement|veuillez\s+agréer|saygılarımla|z\s+poważaniem|з повагою|mfg\b|i\.\s?v\.\s|gez\.\s)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:betreff|betr\.?|subject|objet|konu|тема|temat|wg\.|betrifft|re|aw|wg|fwd?)\s*[:.]\s*", re.IGNORECASE
)
_TO = re.compile(r"(?:an|to|empfänger|à|cc)\s*:\s*", re.IGNORECASE)
_FROM = re.compile(r"(?:von|from|absender|de)\s*:\s*", re.IGNORECASE)
_INFO = re.compile(
    r"(?:(?:unser|ihr|mein)e?\s+(?:zeichen|schreiben|nachricht|az|bescheid)|az\.?\b|aktenzeichen|kassenzeichen|datum|"
    r"gesendet|sent|date|kunden|rechnungs?|tel(?:efon)?\b|fax\b|e-?mail|mobil|seiten?\b|vorgang|buchungszeichen|"
    r"auftrag|bearbeiter|sachbearbeit|durchwahl|www\.|geschäftszeichen|leistung|zeichen|vertrag|personalnummer|"
    r"steuer-?n|iban|ust|\S+@\S+)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:[\w .()/-]{2,40},\s*)?(?:den|am|dem|le)?\s*(?:\d{1,2}\.\s?(?:\d{1,2}\.|[a-zä]{3,9}\.?|[ivx]{1,4}\.)\s?\d{2,4}"
    r"|\d{4}-\d\d-\d\d).{0,12}",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b[0-9OIl]{5}\s+[^\W\d]")
_ADDRESSED = re.compile(
    r"(?:an\s+(?:die|den|das|unser|meine)\b|stadt(?:verwaltung)?\b|gemeinde(?:verwaltung)?\b|rathaus|verbandsgemeinde|"
    r"(?:frau|herrn?)\s+(?:ober)?bürgermeister|zu\s+händen|z\.\s?hd|der\s+(?:ober)?bürgermeister|magistrat\b|"
    r"kommunalverwaltung|z\.\s?h\.)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:amt|büro|kasse|kämmerei|abteilung|fachbereich|behörde|stelle|dezernat|stadt)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: its place and the part of the letter that it belongs to."""

    start: int
    end: int
    text: str
    zone: str


@dataclass(frozen=True)
class Letter:
    """A letter in parts. text: as read. known: sender and subject that are known without reading."""

    text: str
    lines: tuple[Line, ...]
    subject: str = ""
    sender: str = ""
    file: str = ""
    extra: tuple[str, ...] = field(default=())

    def of(self, *zones: str) -> Iterator[Line]:
        """Yield the lines of these parts, in order."""
        return (line for line in self.lines if line.zone in zones)

    def part(self, zone: str) -> str:
        """Return the text of one part, with what is known of it besides."""
        known = {SUBJECT: self.subject, SENDER: self.sender}.get(zone, "")
        return "\n".join(filter(None, [known, *(line.text for line in self.of(zone))]))


def read(text: str, names: Sequence[str] = (), *, subject: str = "", sender: str = "", file: str = "") -> Letter:
    """Return ``text`` in parts. names: how the town is called in addresses. At most MAX_LINES lines are looked at."""
    lines = [Line(start, start + len(row), row, BODY) for start, row in _rows(text)]
    zones = _zones([line.text.strip() for line in lines], names, bool(subject))
    marked = tuple(replace(line, zone=zone) for line, zone in zip(lines, zones, strict=True))
    return Letter(text, marked, subject, sender, file)


def _rows(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for number, row in enumerate(re.split(r"[\n\f]", text)):
        if number >= MAX_LINES:
            return
        if row.strip():
            yield start, row[:4_000]
        start += len(row) + 1


def _zones(rows: Sequence[str], names: Sequence[str], subject_known: bool) -> list[str]:
    begin = _body_begin(rows)
    end = _body_end(rows, begin)
    zones = [SENDER] * begin + [BODY] * (end - begin) + [CLOSING] * (len(rows) - end)
    to = _recipient(rows, begin, names)
    for at in range(begin):
        if at in to:
            zones[at] = RECIPIENT
        elif _INFO.match(rows[at]) or _DATE.fullmatch(rows[at]):
            zones[at] = INFO
    if not subject_known:
        for at in _subject(rows, zones, begin, max(to, default=-1)):
            zones[at] = SUBJECT
    return zones


def _body_begin(rows: Sequence[str]) -> int:
    """Return the first line of the text itself: after the salutation, else after subject, date and address."""
    head = rows[:_HEAD_LINES]
    for at, row in enumerate(head):
        if at and _SALUTATION.match(row) and len(row) < 90:
            return at
    for at, row in enumerate(head):
        if _SUBJECT.match(row):
            return min(at + 1, len(rows))
    for at, (row, following) in enumerate(pairwise(head)):
        if len(row) > 62 and len(following) > 40 and not _PLACE.search(row):
            return at
    places = [at for at, row in enumerate(head[:25]) if _PLACE.search(row) or _DATE.fullmatch(row)]
    return min(max(places, default=-1) + 2, len(rows)) if places else 0


def _body_end(rows: Sequence[str], begin: int) -> int:
    for at in range(len(rows) - 1, begin, -1):
        if _GREETING.match(rows[at]) and len(rows[at]) < 70:
            return at
    return len(rows)


def _recipient(rows: Sequence[str], begin: int, names: Sequence[str]) -> set[int]:
    """Return the lines of the address: from the first that names the town or an office up to its post code."""
    folded = [name.casefold() for name in names if name]
    for at in range(begin):
        row = rows[at]
        named = _ADDRESSED.match(row) or any(name in row.casefold() for name in folded)
        if _TO.match(row):
            return {at}
        if not named or _FROM.match(row) or (_PLACE.search(row) and not _OFFICE.search(row)):
            continue
        block = {at}
        for later in range(at + 1, min(at + 7, begin)):
            if _INFO.match(rows[later]) or _DATE.fullmatch(rows[later]):
                break
            block.add(later)
            if _PLACE.search(rows[later]):
                break
        return block
    return {
        at for at in range(begin) if _OFFICE.search(rows[at]) and _PLACE.search(rows[min(at + 2, begin - 1)])
    } & set(range(15))


def _subject(rows: Sequence[str], zones: Sequence[str], begin: int, address: int) -> list[int]:
    """Return the lines of the subject: the marked one, else those between address and salutation."""
    marked = [at for at in range(begin) if _SUBJECT.match(rows[at])]
    if marked:
        return list(range(marked[0], min(marked[0] + 2, begin)))
    free = [at for at in range(max(address, 0) + 1, begin) if zones[at] == SENDER and not _PLACE.search(rows[at])]
    return [at for at in free if at >= begin - 4]
