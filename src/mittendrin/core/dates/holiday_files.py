# SPDX-License-Identifier: EUPL-1.2
"""Files with school holidays as ministries give them out: iCalendar (RFC 5545) or a table with first and last days."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mittendrin.core.dates.school_holidays import MOST_DAYS, Span, days_in
from mittendrin.core.errors import Problem, ProblemsFound

MOST_BYTES = 1_000_000
_MOST_ENTRIES = 1000
_LONGEST = timedelta(days=60)
_YEARS = range(2000, 2101)
_DAY = timedelta(days=1)
_FIRST = frozenset({"beginn", "begin", "von", "ab", "start", "first", "erster tag", "anfang", "startdatum", "dtstart"})
_LAST = frozenset({"ende", "end", "bis", "last", "letzter tag", "schluss", "enddatum", "dtend"})
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d{6})Z?)?", re.ASCII)


def read(data: bytes) -> list[Span]:
    """Return first and last days, both included, in order and without repetition. Raises ProblemsFound.

    Of a calendar that holds other days, too, only what is called holidays (Ferien) counts. In tables the last day is
    the last one of the holidays; in calendars the end is the day after, as their standard says.
    """
    if len(data) > MOST_BYTES:
        raise _wrong("", "holidays-large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\x00" in text:
        raise _wrong("", "holidays-unreadable")
    found = list(_calendar(text) if "BEGIN:VCALENDAR" in text[:2000].upper() else _table(text))
    if not found:
        raise _wrong("", "holidays-none")
    if len(found) > _MOST_ENTRIES:
        raise _wrong("", "holidays-large")
    return _checked(found)


def _checked(found: Sequence[tuple[str, Span]]) -> list[Span]:
    for place, (first, last) in found:
        if first.year not in _YEARS or last.year not in _YEARS:
            raise _wrong(place, "holidays-year", first.isoformat())
        if last < first:
            raise _wrong(place, "holidays-backwards", f"{first} – {last}")
        if last - first > _LONGEST:
            raise _wrong(place, "holidays-long", f"{first} – {last}")
    spans = sorted({span for _place, span in found})
    for year in {day.year for span in spans for day in span}:
        if len(days_in(spans, year)) > MOST_DAYS:
            raise _wrong("", "holidays-many", str(year))
    return spans


def _calendar(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the events of a calendar, with their place for messages."""
    events = list(_events(re.sub(r"\r?\n[ \t]", "", text)))
    holidays = [event for event in events if "ferien" in event.get("SUMMARY", "").casefold()]
    for number, event in enumerate(holidays or events, start=1):
        place = event.get("SUMMARY", "")[:60] or str(number)
        if "RRULE" in event or "RDATE" in event:
            raise _wrong(place, "holidays-repeated")
        first = _stamp(place, event.get("DTSTART", ""))
        yield place, (first, _end(place, event, first))


def _events(text: str) -> Iterator[dict[str, str]]:
    event: dict[str, str] | None = None
    for line in text.splitlines():
        name, _colon, value = line.partition(":")
        word = name.partition(";")[0].strip().upper()
        if word == "BEGIN" and value.strip().upper() == "VEVENT":
            event = {}
        elif word == "END" and value.strip().upper() == "VEVENT" and event is not None:
            yield event
            event = None
        elif event is not None:
            event.setdefault(word, value.strip())


def _end(place: str, event: dict[str, str], first: date) -> date:
    """Return the last day of an event; an end at midnight, or without a time of day, is that of the day before."""
    stamp = event.get("DTEND", "")
    if not stamp:
        return first
    last = _stamp(place, stamp)
    found = _STAMP.fullmatch(stamp)
    whole = found is not None and found[4] in {None, "000000"}
    return max(last - _DAY, first) if whole and last >= first else last


def _stamp(place: str, text: str) -> date:
    found = _STAMP.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(place, "holidays-date", text[:40]) from error


def _table(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the rows of a table that names its columns."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return
    delimiter = max(";\t,", key=lines[0].count)
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        header = [name.strip().strip('"').casefold() for name in next(rows)]
        first = next((at for at, name in enumerate(header) if name in _FIRST), None)
        last = next((at for at, name in enumerate(header) if name in _LAST), None)
        if first is None or last is None:
            raise _wrong("", "holidays-columns")
        for number, row in enumerate(rows, start=2):
            if len(row) <= max(first, last):
                raise _wrong(str(number), "holidays-date", ";".join(row)[:40])
            yield str(number), (_day(str(number), row[first]), _day(str(number), row[last]))
    except csv.Error as error:
        raise _wrong("", "holidays-unreadable") from error


def _day(place: str, text: str) -> date:
    bare = text.strip()
    german = _GERMAN.fullmatch(bare)
    try:
        return date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(bare)
    except ValueError as error:
        raise _wrong(place, "holidays-date", bare[:40]) from error


def _wrong(place: str, kind: str, detail: str = "") -> ProblemsFound:
    return ProblemsFound([Problem(place, kind, detail)])
