# SPDX-License-Identifier: EUPL-1.2
"""Numbers that stand behind a label: file numbers, customer numbers, invoice numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mittendrin.blocks.letter_facts.layout import Layout, Piece

_DATE = r"(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:\d\d){1,2})"
_LABEL_LEFT = r"(?:Nr|No|Nummer|Number|num[eé]ro|N°|nº|Az|Aktenzeichen|Zeichen|Gz)\b[.:\s]*"
# Between a label and its number: "Nr.", a verb, a remark in brackets, a second label, the date of the letter meant.
_CONNECTION = re.compile(
    r"(?:\s(?:auf|der|die|das|des|von|vom|im|in|für|zu|meiner?|Ihrer?|unserer?)(?:\s[\wäöüß]+){1,2}?(?=\s(?:ist|lautet|war)\s))?"
    r"[\s:.#=]*(?:(?:Nr|No|Nummer|Number|num[eé]ro|lautet|lautete|ist|war|müsste|muss|sollte|dürfte|wohl|steht|hier|heißt|wäre|"
    r"sein|glaub|glaube|ich|hat|trägt|N°|nº|angeben|mit der|die|der Stadt|wie oben)\b[.:\s]*)*"
    r"(?:\([^)]{0,24}\)\s?:?\s?)?(?:[A-Za-zäöüÄÖÜß.\- /]{2,32}:)?[\s:.#]*"
    rf"(?:(?:vom\s|v\.\s?)?{_DATE}\s?[,/;]\s?(?:{_LABEL_LEFT})?)?",
    re.IGNORECASE,
)
# The rest of a heading over several numbers: "Ihr Zeichen / Ihre Nachricht vom".
_HEADING = re.compile(
    r"(?:[\s,/:.\-]|(?:Ihre?|Unsere?|Meine?|Nachricht|Schreiben|vom|Zeichen|Datum|Telefon|Durchwahl|und|Bearbeiter|in|"
    r"Sachbearbeiter|Ansprechpartner|Bearbeitung|Betreuung|Auskunft|erteilt|Zimmer|Seite|Ort|Tag|Kunden|Rechnungs|Nr|"
    r"Nummer|Auftrag)\b)*",
    re.IGNORECASE,
)
_NAME_BEHIND = re.compile(r"(?<=\d)\s[A-Z][a-z]{2,}$")
# A remark behind a label that goes on in the next line: "Aktenzeichen (bei Zahlung und / Antwort angeben)".
_REMARK = re.compile(r"\s?:?\s?\([^()]{3,40}$")
_LABELLED = re.compile(r"[A-Za-zäöüÄÖÜß.\- /]{3,40}:")
_PART = r"[A-Za-z0-9ÄÖÜäöüß](?:[\w./\-–+§#]|(?<=\d):(?=\d\d/))*"
_VALUE = re.compile(
    rf"(?P<v>(?:DR\s[IVXl1|]{{1,4}}\s(?=\d)|[A-ZÄÖÜ]{{1,4}}\s(?=[\w/\-]*\d))?{_PART}"
    r"(?:\s?/\s?(?:[\w.\-]*\d[\w.\-]*|[A-Za-zäöü]{1,4}(?![\w.]))"
    r"|\s[\-–]\s(?:20\d\d-\d+|[A-Z]{1,2}\s?\d[\d.]*)(?=\s|$)|\s[\-–]\s(?:\d{3,6}|[A-Z][a-z]{1,2})(?=\s*$)"
    r"|\s(?=[\w./\-–]*\d)[\w./\-–]+|\s(?!EUR|Uhr|Frau|Herr)[A-Z][A-Za-z]{0,3}(?![\w.\-])"
    r"|\s(?:[A-Z][A-Za-z]{0,4}|[a-z]{1,3})(?:-[a-zäöü]{1,3})?(?=\s*$))*)",
)
_STOP = re.compile(
    r"\s(?:vom|von|und|bitte|Datum|Seite|für|zu|Ihr\w*|Unser\w*|mit|über|bei|Tel\S*|Fax|wegen|in|am|im|an|der|die|das|hier|"
    r"gegen|auf|aus|oder|dated|of|and|geb\S*|betr\S*|wird|ist|lautet|sowie|zum|zur|IBAN|BIC|hat|haben|bis|ab|Bearb\S*|"
    r"Kunden\S*|Rechnung\S*|Zeichen\S*|Herr|Frau|St\.|USt\S*|Zimmer|EUR|Euro)(?=\s|$|:).*$",
)
_SENTENCE = re.compile(r"[.,;]\s.*$")
# The next column of a row of values often is a date.
_DATE_TAIL = re.compile(r"[\s,(/]+\d{1,2}\.\s?\d{1,2}\.\s?(?:20)?\d\d\)?(?:$|\s.*$)")
_NO_NUMBER = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d\d){0,2}|\d{1,2}[:.]\d\d|20\d\d|\d{5}\s[A-ZÄÖÜ][a-zäöü]{3}.*|\d{1,3}(?:\.\d{3})*,\d\d|\d{1,2}"
    r"|[IVX]+|(?:19|20)\d\d-\d\d-\d\d|\d\d-\d\d-\d{4}|(?:vom|bis|am|ab|seit|zum|v\.)\s.*",
)
_WORD = re.compile(r"[A-ZÄÖÜa-zäöü][a-zäöüß\-]{3,}(?:\s|$)")
_REST = re.compile(r"(?=[^\n]*\d{3})\w[\w/\-.]{2,16}\w")
_WHOLE_DIGITS = 4
_MAX = 34
_BETWEEN = " :.-/Nr"
_LEAD = 4
# Letters among digits only: elsewhere they may be meant.
_DIGITS = str.maketrans("OolI|SBbZ", "001115862")
_ROMAN = re.compile(r"^(?=[1|]?[Il])[Il1|]{2,3}(?=\s?/)")  # "Il/23": the Roman number of a department
_SEGMENT = re.compile(r"[0-9OolI|]*\d[0-9OolI|]*|\d+[SBbZ]\d+|[bZ]\d+|20\db|\d{4,}S|S\d{3,}")
# Dots of cash references and strokes that were misread, places kept.
_COMMA = re.compile(r"(?<=\d),(?=\d{2,7}[.,]\d)|(?<=\d{4}),(?=\d(?!\d))")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number behind a label. start, end: its characters; lead: whether the label begins a piece of a line."""

    value: str
    start: int
    end: int
    lead: bool


def behind(layout: Layout, pattern: re.Pattern[str]) -> Iterator[Numbered]:
    """Yield the number behind each label that ``pattern`` finds: right of it, else below it."""
    for match in pattern.finditer(layout.skeleton):
        piece = layout.piece_at(match.start())
        lead = match.start() - piece.start < _LEAD
        found = _in_piece(layout, match.end(), piece) or _in_other(layout, match.end(), piece, first=lead)
        if found:
            value, start, end = _whole(layout, found)
            yield Numbered(value, start, end, lead)


def _whole(layout: Layout, found: tuple[str, int, int]) -> tuple[str, int, int]:
    """Return a number with its end in the next line of a narrow column: "32.3-OWi" above "6/26/005518-1"."""
    value, start, end = found
    piece = layout.piece_at(start)
    if sum(sign.isdigit() for sign in value) >= _WHOLE_DIGITS or layout.text[end : piece.end].strip():
        return found
    for below in layout.pieces[piece.number + 1 : piece.number + 5]:
        near = below.page == piece.page and 0 < below.y0 - piece.y0 < 0.03
        in_column = abs(below.x0 - piece.x0) < 0.03 or (below.number == piece.number + 1 and below.x0 > piece.x0)
        if near and in_column and _REST.fullmatch(below.text):
            return f"{value} {mended(below.text)}", start, below.end
    return found


def is_heading(text: str) -> bool:
    """Return whether ``text`` is a row of headings over several values: "Zimmer Telefon Datum"."""
    return len(text.split()) > 1 and bool(_HEADING.fullmatch(text))


def _in_piece(layout: Layout, place: int, piece: Piece) -> tuple[str, int, int] | None:
    while place < piece.end and layout.text[place].isalpha():
        place += 1
    return read_number(layout.text, place, piece.end)


def _in_other(layout: Layout, place: int, piece: Piece, *, first: bool) -> tuple[str, int, int] | None:
    """Return the number in the next piece of the row or in the one below, when the label ends its piece."""
    rest = layout.text[place : piece.end]
    if _REMARK.fullmatch(rest):
        return _below_remark(layout, piece)
    if rest.strip(_BETWEEN) and not (first and _HEADING.fullmatch(rest)):
        return None
    headings, last = len(rest.split()) > 0, piece
    for other in layout.pieces[piece.number + 1 : piece.number + 12]:
        same_row = abs(other.y0 - piece.y0) < 0.008
        below = 0 < other.y0 - last.y0 < 0.03 and (abs(other.x0 - piece.x0) < 0.03 or _runs_on(piece, other))
        if headings and below and _HEADING.fullmatch(other.text):  # the row of headings has a second line
            last = other
            continue
        if other.page != piece.page or not (same_row or below) or _LABELLED.match(other.text):
            continue
        # A row of headings has its values below.
        if below or any(sign.isdigit() for sign in other.text):
            found = read_number(layout.text, other.start, other.end)
            return _without_name(found) if found and headings else found
    return None


def _runs_on(piece: Piece, other: Piece) -> bool:
    """Return whether ``other`` is the next line of a block that is not set flush left."""
    return other.number == piece.number + 1 and piece.x0 - 0.03 < other.x0 < piece.x1


def _without_name(found: tuple[str, int, int]) -> tuple[str, int, int]:
    """Return a number in a row of values without the first name behind it: "6 004 417 118 Ina"."""
    value = _NAME_BEHIND.sub("", found[0])
    return value, found[1], found[1] + len(value)


def _below_remark(layout: Layout, piece: Piece) -> tuple[str, int, int] | None:
    """Return the number in the column of ``piece`` below the line that closes the brackets opened in it."""
    closed, last = False, piece
    for other in layout.pieces[piece.number + 1 : piece.number + 6]:
        if other.page != piece.page or abs(other.x0 - piece.x0) > 0.03 or not 0 < other.y0 - last.y0 < 0.03:
            continue
        if closed:
            return read_number(layout.text, other.start, other.end)
        closed, last = other.text.endswith(")"), other
    return None


def read_number(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Return the number at the beginning of ``text[start:end]`` and its place; None when there is none."""
    text = _COMMA.sub(".", text[:end].replace("~", "-"))
    connection = _CONNECTION.match(text, start, end)
    begin = connection.end() if connection else start
    match = _VALUE.match(text, begin, min(end, begin + _MAX + 20))
    if not match:
        return None
    value = _DATE_TAIL.sub("", _SENTENCE.sub("", _STOP.sub("", match["v"]))).rstrip(" .,:;-–/(")
    if len(value) > _MAX or not re.search(r"\d", value) or _NO_NUMBER.fullmatch(value) or _WORD.match(value):
        return None
    return mended(value), begin, begin + len(value)


def mended(value: str) -> str:
    """Return a number with the letters that scanners take for digits as digits, where only digits stand beside them.

    Strokes before a slash at its begin are a Roman number.
    """
    value = _ROMAN.sub(lambda part: "I" * len(part[0]), value)
    return re.sub(r"\w+", lambda part: part[0].translate(_DIGITS) if _SEGMENT.fullmatch(part[0]) else part[0], value)
