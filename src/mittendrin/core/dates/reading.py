# SPDX-License-Identifier: EUPL-1.2
"""Finds dates in running text, in every notation people use, also where a scanner misread signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mittendrin.core.dates.feasts import FEAST, feast
from mittendrin.core.dates.months import ORDINALS, month, ordinal, roman_month

_D = r"[0-9OoQDIlißSsBZ|!b]"
_MEND = str.maketrans({
    **dict.fromkeys("OoQD", "0"), **dict.fromkeys("Iil|!", "1"), **dict.fromkeys("SsßB", "5"), "Z": "2", "b": "6",
})  # fmt: skip
_MEND_EIGHT = str.maketrans({"B": "8"})
_DAY = rf"(?:\d{_D}?|{_D}\d|[lI][oO]|[lI|](?=er\b))"
_YEAR = rf"(?P<y>(?:[12]|[lIZ|]){_D}\s?{_D}{_D}|['’´`]?\s?{_D}{_D})"
_START = r"(?<![\w§/])(?<!\d[.,])(?<!(?<!\d\d\d\d)[\-–])"
_END = r"(?!\w)(?![./]\d)(?!:\d\d(?!\d))(?![\-–]\d{3})"
_SEPARATOR = r"(?:\s{0,2}[.,:;·]{1,2}\s{0,2}|\s?[/\-–]\s?)"
_NAME = r"[A-Za-zÀ-žА-яіїєґІЇЄҐ0|!15][A-Za-zÀ-žА-яіїєґІЇЄҐ0|!158’]{2,11}"
_PIVOT_YEARS = 50
_LIKE_ELEVEN = ("17", "71", "77")  # no months, but ones are often taken for sevens
_MAX_MENDED = 4
_MIN_YEAR, _MAX_YEAR = 1890, 2100

_NUMERIC = re.compile(
    rf"{_START}(?P<d>{_D}{{1,2}}){_SEPARATOR}(?P<m>{_D}{{1,2}})(?!\.,\s){_SEPARATOR}{_YEAR}{_END}",
)
_CLOCK = re.compile(r"[0-2]?\d:[0-5]\d:[0-5]\d")
_TORN = re.compile(rf"{_START}(?P<d>\d\s?\d?)\s?\.\s?(?P<m>\d\s?\d?)\s?\.\s?(?P<y>2\s?0\s?\d\s?\d){_END}")
_ISO = re.compile(
    rf"(?<![\w./\-])(?P<y>[12l]{_D}{{3}})[\-./–](?P<m>{_D}{{1,2}})[\-./–](?P<d>{_D}{{1,2}})(?:(?=T\d)|(?![\w/\-])(?!\.\d))",
)
_NAMED = re.compile(
    rf"(?<![\w/\-])(?P<d>{_DAY})(?:\.|,|:(?=\s)|ten\b|ter\b|te\b|er\b|st|nd|rd|th|º|ª)?[\s.\-]{{0,3}}"
    rf"(?:of |de |d['’]|\|\s|des Monats )?(?P<m>{_NAME})(?:[\s.,\-/]{{0,3}}(?:de |del )?{_YEAR}(?![\w])(?!\.\d))?",
)
_ENGLISH = re.compile(rf"\b(?P<m>{_NAME})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\s)(?P<y>20\d\d)\b")
_ENGLISH_BARE = re.compile(rf"\b(?P<m>{_NAME})\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b")
_ROMAN = re.compile(rf"(?<![\w/\-])(?P<d>{_DAY})\s?[./]\s?(?P<m>[IVXivxl1|]{{1,4}})\s?[./]\s?{_YEAR}{_END}")
_AFTER = re.compile(rf"\b(?P<m>{_NAME})\s(?P<y>20\d\d),? \(?(?:am|den|the) (?P<d>\d{{1,2}})\b\.?\)?")
_ODD = re.compile(rf"\b(?P<m>{_NAME}),? (?:den|dem|am) (?P<d>\d{{1,2}})\.?,? {_YEAR}\b")
_STEMS = "|".join(sorted(ORDINALS, key=len, reverse=True))
_WORDS = re.compile(
    rf"\b(?P<d>(?:{_STEMS})e[nrsm]?)\s(?P<m>{_NAME}|{_STEMS}(?:en)?)(?:[\s,]{{1,2}}{_YEAR}\b)?", re.IGNORECASE
)
_SHORT = re.compile(rf"{_START}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.(?![\d])(?!\s?\d{{2,4}}\b)")
# Alone in a line the last dot may have been read as a colon.
_SHORT_LINE = re.compile(r"(?m)^\W{0,2}(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2}):$")
_BRACKETED = re.compile(rf"\((?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\)\s?{_YEAR}{_END}")
_WEEKDAY = r"(?:Mo|Di|Mi|Do|Fr|Sa|So)(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend)?"
_SLASHED = re.compile(rf"(?<=\b)(?:{_WEEKDAY})\.?,?\s(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\d/])")
# A dot between day and month was lost, or a sign of the year: then the year is that of the letter.
_CLOSED = re.compile(rf"{_START}(?P<d>\d\d)(?P<m>\d\d)\.\s?(?P<y>20\d\d){_END}")
_CUT_YEAR = r"[\s.]{0,2}(?:20\d|2\d\d|02\d)(?!\w)(?![./]\d)"
_CUT_NUMERIC = re.compile(rf"{_START}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.{_CUT_YEAR}")
_CUT_NAMED = re.compile(rf"(?<![\w/\-])(?P<d>\d{{1,2}})\.\s?(?P<m>{_NAME}){_CUT_YEAR}")
# A dot was lost and its place is a blank, or the year stands close to the month.
_DOTLESS = re.compile(
    rf"{_START}(?P<d>\d\d)(?:\s(?P<m>\d\d)\.\s?|\.\s?(?P<m2>\d\d)\s{{0,2}})(?P<y>20\d\d){_END}(?!\s?(?:€|EUR|Uhr))"
)
# Signs of a stamp or a rule are stuck to the year.
_STUCK = r"(?P<y>20\d\d)(?=[A-ZÄÖÜa-zäöü]{1,14}(?!\w)|\d(?!\w))"
_STUCK_NUMERIC = re.compile(rf"{_START}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_STUCK}")
_STUCK_NAMED = re.compile(rf"(?<![\w/\-])(?P<d>\d{{1,2}})\.\s?(?P<m>{_NAME})\s{_STUCK}")
# The last dot was lost: only behind a word that a date follows.
_SHORT_CUT = re.compile(
    r"(?:(?<=\bden )|(?<=\bam )|(?<=\bzum )|(?<=\bbis ))(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})(?=[\s,;)]|$)"
    r"(?!\s?(?:Uhr|h|€|EUR|%)(?!\w))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text. start, end: its characters. year: 0 when not named.

    kind: ``day``, ``week``, ``part`` (end of a month), ``relative`` or ``feast``. mended: how many signs had to be
    mended. exact: a day that is written out, not derived from a week, a part of a month or another day.
    """

    start: int
    end: int
    day: int
    month: int
    year: int
    kind: str = "day"
    mended: int = 0

    @property
    def exact(self) -> bool:
        """Return whether the day itself is written in the text."""
        return self.kind == "day"

    def on(self, near: date | None = None) -> date | None:
        """Return the date; without a year the one nearest to ``near``. None when there is no such day."""
        if self.year:
            return _date(self.year, self.month, self.day)
        if near is None:
            return None
        years = (_date(near.year + step, self.month, self.day) for step in (-1, 0, 1))
        return min((one for one in years if one), key=lambda one: abs(one - near), default=None)


def find_dates(text: str) -> list[Found]:
    """Return the dates written in ``text`` in order; of readings that overlap the fullest is kept."""
    found = [one for pattern, build in _READERS for one in _read(pattern, build, text)]
    found.sort(key=lambda one: (one.year == 0, one.mended, one.start - one.end, one.start))
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _read(pattern: re.Pattern[str], build: Callable[[re.Match[str]], Found | None], text: str) -> Iterator[Found]:
    """Yield what ``pattern`` reads; what turns out to be no date may hold the beginning of one."""
    place = 0
    while match := pattern.search(text, place):
        one = build(match)
        place = match.end() if one else match.start() + 1
        if one:
            yield one


def parse_date(text: str, near: date | None = None) -> date | None:
    """Return the date that ``text`` is, or None when it is no date or holds more than one."""
    found = find_dates(text)
    return found[0].on(near) if len(found) == 1 else None


def _date(year: int, month_number: int, day: int) -> date | None:
    try:
        return date(year, month_number, day)
    except ValueError:
        return None


def _number(text: str) -> tuple[int, int]:
    """Return the number in misread ``text`` and how many signs were mended; -1 when it is none."""
    bare = re.sub(r"[\s'’´`]", "", text)
    mended = bare.translate(_MEND_EIGHT).translate(_MEND)
    if not mended.isdecimal():
        return -1, 0
    return int(mended), sum(before != after for before, after in zip(bare, mended, strict=True))


def _year(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 0
    number, mended = _number(text)
    if 0 <= number < 100:
        number += 2000 if number < _PIVOT_YEARS else 1900
    return number, mended


def _build(match: re.Match[str], month_number: int, extra: int = 0) -> Found | None:
    day, day_mended = _number(match["d"])
    year, year_mended = _year(match.groupdict().get("y"))
    mended = day_mended + year_mended + extra
    if year and not _MIN_YEAR <= year <= _MAX_YEAR:
        return None
    if not (1 <= month_number <= 12 and _date(year or 2024, month_number, day)):
        return None
    if mended > (_MAX_MENDED if year > _MIN_YEAR and len(match["y"] or "") > 3 else 1):
        return None
    return Found(*match.span(), day, month_number, year, "day", mended)


def _numeric(match: re.Match[str]) -> Found | None:
    if _CLOCK.fullmatch(match[0]):
        return None
    month_number, mended = _number(match["m"])
    if match["m"] in _LIKE_ELEVEN and "/" not in match[0]:
        month_number, mended = 11, mended + 1
    found = _build(match, month_number, mended)
    if found is None and not mended and "/" in match[0] and 12 < month_number <= 31:
        return _swapped(match, month_number)
    return found


def _closed(match: re.Match[str]) -> Found | None:
    return _build(match, int(match["m"]), 1)


def _dotless(match: re.Match[str]) -> Found | None:
    return _build(match, int(match["m"] or match["m2"]), 1)


def _cut(match: re.Match[str]) -> Found | None:
    return _build(match, int(match["m"]) if match["m"].isdecimal() else month(match["m"]), 1)


def _swapped(match: re.Match[str], day: int) -> Found | None:
    """Return the date when day and month stand in American order."""
    (month_number, misread), (year, mended) = _number(match["d"]), _year(match["y"])
    if misread or mended or not 1 <= month_number <= 12 or not _date(year, month_number, day):
        return None
    return Found(*match.span(), day, month_number, year)


def _named(match: re.Match[str]) -> Found | None:
    return _build(match, month(match["m"]))


def _roman(match: re.Match[str]) -> Found | None:
    return _build(match, roman_month(match["m"])) if re.search("[IVXivx]", match["m"]) else None


def _worded(match: re.Match[str]) -> Found | None:
    day, year = ordinal(match["d"]), _year(match["y"])[0]
    month_number = month(match["m"]) or ordinal(match["m"])
    if not day or not 1 <= month_number <= 12 or not _date(year or 2024, month_number, day):
        return None
    return Found(*match.span(), day, month_number, year)


def _feast(match: re.Match[str]) -> Found:
    day = feast(match["feast"], int(match["y"]))
    return Found(*match.span(), day.day, day.month, day.year, "feast")


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Found | None]], ...] = (
    (_NUMERIC, _numeric),
    (_TORN, _numeric),
    (_ISO, _numeric),
    (_NAMED, _named),
    (_ENGLISH, _named),
    (_ENGLISH_BARE, _named),
    (_ROMAN, _roman),
    (_ODD, _named),
    (_AFTER, _named),
    (_WORDS, _worded),
    (_BRACKETED, _numeric),
    (_SLASHED, _numeric),
    (_SHORT, _numeric),
    (_SHORT_CUT, _numeric),
    (_SHORT_LINE, _numeric),
    (_CLOSED, _closed),
    (_CUT_NUMERIC, _cut),
    (_DOTLESS, _dotless),
    (_STUCK_NUMERIC, _cut),
    (_STUCK_NAMED, _cut),
    (_CUT_NAMED, _cut),
    (FEAST, _feast),
)


def weekday_before(text: str, start: int) -> str:
    """Return the word before ``start`` when it may be a weekday, in lower case, else an empty text."""
    match = re.search(r"(\w+)[,.]?\s(?:den\s|dem\s)?$", text[max(start - 24, 0) : start])
    return match[1].lower() if match else ""


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield each day from ``first`` to ``last``, both included."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)
