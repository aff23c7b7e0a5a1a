# SPDX-License-Identifier: EUPL-1.2
"""Files with school holidays: calendars and tables, whole years, and all that is wrong with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.dates.holiday_files import read
from mittendrin.core.dates.school_holidays import in_school_holidays, of_spans
from mittendrin.core.errors import ProblemsFound

# Invented days: no holidays of any state.
SPANS = [
    (date(2030, 1, 1), date(2030, 1, 6)),
    (date(2030, 4, 1), date(2030, 4, 13)),
    (date(2030, 7, 1), date(2030, 8, 11)),
    (date(2030, 10, 7), date(2030, 10, 19)),
    (date(2030, 12, 21), date(2031, 1, 5)),
]
TABLE = "Name;Beginn;Ende\r\n" + "".join(f"Ferien;{a:%d.%m.%Y};{b:%d.%m.%Y}\r\n" for a, b in SPANS)


def calendar(*events: str, name: str = "Sommerferien") -> bytes:
    lines = [f"BEGIN:VEVENT\r\nSUMMARY:{name}\r\n{event}\r\nEND:VEVENT\r\n" for event in events]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(lines)}END:VCALENDAR\r\n".encode()


def kind(data: bytes) -> str:
    with pytest.raises(ProblemsFound) as caught:
        read(data)
    return caught.value.problems[0].kind


def test_a_calendar_ends_the_day_before_its_end() -> None:
    data = calendar("DTSTART;VALUE=DATE:20300701\r\nDTEND;VALUE=DATE:20300812")
    assert read(data) == [(date(2030, 7, 1), date(2030, 8, 11))]
    assert read(calendar("DTSTART:20300701T000000Z\r\nDTEND:20300812T000000Z")) == read(data)
    assert read(calendar("DTSTART:20300701T000000\r\nDTEND:20300811T235900")) == read(data)
    assert read(calendar("DTSTART;VALUE=DATE:20300701")) == [(date(2030, 7, 1), date(2030, 7, 1))]


def test_only_holidays_of_a_calendar_with_other_days_count() -> None:
    both = calendar("DTSTART:20300701\r\nDTEND:20300812").replace(
        b"END:VCALENDAR", b"BEGIN:VEVENT\r\nSUMMARY:Tag der Arbeit\r\nDTSTART:20300501\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    assert len(read(both)) == 1


def test_folded_lines_are_one() -> None:
    assert read(calendar("DTSTART;VALUE=\r\n DATE:203007\r\n 01")) == [(date(2030, 7, 1), date(2030, 7, 1))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_table_names_first_and_last_day(encoding: str) -> None:
    assert read(TABLE.replace("Ferien;", "Frühling;").encode(encoding)) == SPANS
    iso = "von,bis\n" + "".join(f"{a},{b}\n" for a, b in SPANS)
    assert read(iso.encode(encoding)) == SPANS


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "holidays-none"), (b"\x00\x01", "holidays-unreadable"), (b"a;b\n1;2\n", "holidays-columns"),
        (b"von;bis\n31.02.2030;1.3.2030\n", "holidays-date"), (b"von;bis\n1.3.2030\n", "holidays-date"),
        (b"von;bis\n2030-03-02;2030-03-01\n", "holidays-backwards"),
        (b"von;bis\n2030-03-02;2030-09-01\n", "holidays-long"), (b"von;bis\n1930-03-02;1930-03-03\n", "holidays-year"),
        (b"von;bis\n2030-01-01;2030-02-25\n2030-03-01;2030-04-25\n", "holidays-many"),
        (b" " * 1_000_001, "holidays-large"), (b"von;bis\n" + b"2030-03-02;2030-03-03\n" * 1001, "holidays-large"),
        (calendar("DTSTART:soon"), "holidays-date"), (calendar(), "holidays-none"),
        (calendar("DTSTART:20300701\r\nRRULE:FREQ=YEARLY"), "holidays-repeated"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(data: bytes, wrong: str) -> None:
    assert kind(data) == wrong


def test_a_year_counts_when_it_is_whole() -> None:
    found = of_spans(SPANS)
    assert found.years == {2030}
    assert found.includes(date(2030, 8, 11)) is True
    assert found.includes(date(2030, 8, 12)) is False
    assert found.includes(date(2031, 1, 2)) is None
    assert of_spans(SPANS[:-1]).years == set()
    assert of_spans([SPANS[0], *SPANS[3:]]).years == set()


def test_the_file_of_the_town_counts_before_what_is_shipped() -> None:
    own = of_spans([(a.replace(year=a.year - 4), b.replace(year=b.year - 4)) for a, b in SPANS])
    assert in_school_holidays("RP", date(2026, 8, 9)) is False
    assert in_school_holidays("RP", date(2026, 8, 9), own) is True
    assert in_school_holidays("RP", date(2025, 8, 9), own) is True  # shipped
    assert in_school_holidays("BY", date(2026, 8, 9), own) is True
    assert in_school_holidays("BY", date(2025, 8, 9), own) is None


@given(st.binary(max_size=300))
def test_no_file_breaks_it(data: bytes) -> None:
    for some in (data, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data + b"\r\nEND:VEVENT", b"von;bis\n" + data):
        try:
            assert all(last - first <= timedelta(days=60) for first, last in read(some))
        except ProblemsFound:
            continue
