# SPDX-License-Identifier: EUPL-1.2
"""Finds periods in running text: "binnen 14 Tagen nach Zugang", "within one month", "30 Tage netto"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mittendrin.core.dates.months import NUMBERS
from mittendrin.core.dates.periods import Period

_COUNT = "|".join(sorted(NUMBERS, key=len, reverse=True))
_UNIT = (
    r"(?P<u>Werktage?n?|Arbeitstage?n?|Bankarbeitstage?n?|Kalendertage?n?|Tage?[ns]?|Wochen?|Monate?[ns]?|Jahre?[ns]?|"
    r"working days?|business days?|days?|weeks?|months?|years?)"
)
_LEAD = (
    r"(?P<lead>binnen|innerhalb|innert|within|spätestens|längstens|in|mit einer Frist von|Frist von|unter Setzung einer"
    r" Frist von|bis)"
)
_EVENT = (
    r"(?:\s(?:netto|ohne Abzug|rein netto))?(?:\s?,?\s?(?P<e>(?:nach|ab|seit|gerechnet (?:ab|von)|vom|von heute|after|"
    r"from|of)\s?[^.;\n]{0,60}))?"
)
_SPAN = re.compile(
    rf"\b{_LEAD}\s(?:von\s|der nächsten\s|nächster\s|the next\s|of\s)?(?P<n>\d{{1,3}}|{_COUNT})(?:\s\(\w+\))?"
    rf"[\s\-]{{1,2}}{_UNIT}\b{_EVENT}",
    re.IGNORECASE,
)
_WORD = re.compile(
    rf"\b(?:binnen|innerhalb|mit)\s(?:einer |der )?(?P<w>Monatsfrist|Wochenfrist|Jahresfrist|Zweiwochenfrist){_EVENT}",
    re.IGNORECASE,
)
_NET = re.compile(
    rf"\b(?P<n>\d{{1,3}})\s{_UNIT}\s(?:rein\s)?netto\b(?P<e>(?:\s(?:nach|ab)\s[^.;\n]{{0,40}})?)", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\b(?P<n>\d{{1,3}}|{_COUNT})\s{_UNIT}\s(?P<e>(?:nach|ab|after)\s(?:\w+\s){{0,2}}?"
    r"(?:Rechnungs\w+|Zugang|Erhalt|Zustellung|Eingang|Bekanntgabe|receipt|invoice)[^.;\n]{0,40})",
    re.IGNORECASE,
)
_WORDS = {
    "monat": Period(1, "months"),
    "woche": Period(1, "weeks"),
    "jahre": Period(1, "years"),
    "zweiw": Period(2, "weeks"),
}
_EVENTS = (
    ("invoice", re.compile(r"rechnungsdatum|rechnungsstellung|invoice date|datum der rechnung", re.IGNORECASE)),
    (
        "received",
        re.compile(r"zugang|zustellung|erhalt|eingang|bekanntgabe|empfang|receipt|zugegangen|erhalten", re.IGNORECASE),
    ),
    ("letter", re.compile(r"datum (?:dieses|des)|heute|briefdatum|ausstellung|date of this", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A period in a text. event: what it runs from: ``received``, ``invoice``, ``letter``, ``other``, empty: unsaid."""

    start: int
    end: int
    period: Period
    event: str


def find_spans(text: str) -> list[Span]:
    """Return the periods in ``text`` in order."""
    flat = text.replace("\n", " ").replace("\f", " ")
    found: list[Span] = []
    for pattern in (_SPAN, _WORD, _NET, _AFTER):
        for match in pattern.finditer(flat):
            period = _period(match)
            if period and all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(Span(*match.span(), period, _event(match["e"])))
    return sorted(found, key=lambda one: one.start)


def _event(words: str | None) -> str:
    if not words or not words.strip():
        return ""
    return next((name for name, pattern in _EVENTS if pattern.search(words)), "other")


def _period(match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    if groups.get("w"):
        return _WORDS[groups["w"].lower()[:5]]
    number = groups["n"].lower()
    count = int(number) if number.isdecimal() else NUMBERS[number]
    unit = _unit(groups["u"].lower())
    return Period(count, unit) if count else None


def _unit(word: str) -> str:
    if word.startswith("werktag"):
        return "working_days"
    if word.startswith(("arbeitstag", "bankarbeit", "working", "business")):
        return "business_days"
    if word.startswith(("woche", "week")):
        return "weeks"
    if word.startswith(("monat", "month")):
        return "months"
    return "years" if word.startswith(("jahr", "year")) else "days"
