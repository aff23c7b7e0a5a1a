# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.dates.reading import find_dates, parse_date
from mittendrin.core.dates.relative import find_named

NEAR = date(2026, 11, 1)
DAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    "text",
    [
        "12.11.2026",
        "12.11.26",
        "12. Nov. 2026",
        "12.Nov.2026",
        "12. November 2026",
        "12 November 2026",
        "den 12ten November 26",
        "12ter November 2026",
        "12.XI.26",
        "12. XI. 2026",
        "2026-11-12",
        "2026-11-12T08:30",
        "12/11/2026",
        "12-11-2026",
        "12-Nov-2026",
        "12 . 11 . 2026",
        "12,11,2026",
        "vom 12.11.'26",
        "November 12, 2026",
        "November 12th, 2026",
        "12th of November 2026",
        "Thu, 12 Nov 2026 06:50",
        "Do, 12 Nov 2026 09:12:44 +0100",
        "Donnerstag, 12. November 2026, 06:50 Uhr",
        "le 12 novembre 2026",
        "12 Kasım 2026",
        "12 listopada 2026 r.",
        "12 листопада 2026 року",
        "12 de noviembre de 2026",
        "am zwölften November 2026",
        "Musterstadt im November, den 12., 2026",
        "am 12. des Monats November 2026",
        "Totensonntag (12.11.) 2026",
        "Do. 12. Novb.",
        "Do 12/11",
        # as scanners misread them
        "l2.11.2O26",
        "12.11;2026",
        # a dot lost
        "Datum: 12 11.2026",
        "12.11 2026",
        "12.112026",
        # a stamp or a rule stuck to the year
        "12.11.2026NGE",
        "12.11.2026f",
        "12. November 2026EING",
        "12.1l.2026",
        "12. Novernber 2026",
        "12. N0vember 2026",
        "1 2.11.2026",
        "12.1 1.2026",
        # without a year: the nearest one
        "12.11.",
        "am 12. November",
    ],
)
def test_every_notation_is_the_same_day(text: str) -> None:
    assert parse_date(text, NEAR) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Az. 63.2-0417/26",
        "Kassenzeichen 21.004711.8",
        "5101.07.331",
        "DE42 5755 0120 0000 4711 08",
        "§ 4.16.2",
        "Tel. 02690 / 44 18-20",
        "1.000,00 EUR",
        "30.02.2026",
        "12.50.2026",
        "Stand 03/2026",
        "im Mai 2022",
        "2026-10-IG",
        "26-09-0318",
        "10 % 2026 Euro",
        "192.168.10.12",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


def test_american_order_only_where_the_other_is_impossible() -> None:
    assert parse_date("11/25/2026") == date(2026, 11, 25)
    assert parse_date("05/06/2026") == date(2026, 6, 5)


def test_two_dates_in_a_range_are_both_found() -> None:
    assert [one.on() for one in find_dates("01.11.2026-31.10.2027")] == [date(2026, 11, 1), date(2027, 10, 31)]
    assert parse_date("01.11.2026-31.10.2027") is None


def test_a_date_without_a_year_needs_a_letter_date() -> None:
    assert parse_date("15.01.") is None
    assert parse_date("15.01.", DAY) == date(2027, 1, 15)
    assert parse_date("28.12.", date(2027, 1, 4)) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("bis KW 48", date(2026, 11, 27)),
        ("in der 48. KW", date(2026, 11, 27)),
        ("KW 2", date(2027, 1, 15)),
        ("KW 48/2027", date(2027, 12, 3)),
        ("bis Ende November", date(2026, 11, 30)),
        ("Mitte Dezember", date(2026, 12, 15)),
        ("Anfang Januar", date(2027, 1, 1)),
        ("Ende Februar 2028", date(2028, 2, 29)),
        ("zum Monatsende", date(2026, 11, 30)),
        ("bis Jahresende", date(2026, 12, 31)),
        ("Ende der Woche", date(2026, 11, 13)),
        ("bis kommenden Freitag", date(2026, 11, 13)),
        ("bis Donnerstag", date(2026, 11, 19)),
        ("bis morgen", date(2026, 11, 13)),
        ("noch heute", DAY),
        ("by the end of November", date(2026, 11, 30)),
    ],
)
def test_named_days_are_seen_from_the_letter(text: str, day: date) -> None:
    assert [one.day for one in find_named(text, DAY)] == [day]


@pytest.mark.parametrize("text", ["KW 54", "Ende gut", "Freitag, den 13. November", "freitags", "heute früh"])
def test_what_names_no_day(text: str) -> None:
    assert find_named(text, DAY) == []


DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31))
NOTATIONS = ("%d.%m.%Y", "%d. %m. %Y", "%Y-%m-%d", "%d/%m/%Y", "%d. %B %Y", "%d %b %Y", "%B %d, %Y")


@given(DAYS, st.sampled_from(NOTATIONS))
def test_what_is_written_is_read(day: date, notation: str) -> None:
    text = f"Ihr Schreiben vom {day.strftime(notation)} liegt vor."
    if "%B %d," in notation and day.year < 2000:
        return
    assert [one.on() for one in find_dates(text)] == [day]


@given(DAYS)
def test_two_digits_for_the_year(day: date) -> None:
    assert parse_date(day.strftime("%d.%m.%y")) == (day if day.year <= 2049 else None)


@given(st.text(alphabet="0123456789.,-/ lIOSBZ'\nNovemberKW", max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    for one in find_dates(text):
        assert 0 <= one.start < one.end <= len(text)
    for named in find_named(text, NEAR):
        assert NEAR - timedelta(days=400) < named.day


def test_long_hostile_text_is_read_in_time() -> None:
    for text in ("1." * 20_000, "12 " * 20_000, "a " * 20_000, "12.11.2026" * 2_000):
        assert len(find_dates(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Musterstadt, am Martinstag 2026", date(2026, 11, 11)),
        ("Allerseelen 2026", date(2026, 11, 2)),
        ("am 1. Advent 2026", date(2026, 11, 29)),
        ("4. Advent 2022", date(2022, 12, 18)),
        ("4. Advent 2023", date(2023, 12, 24)),
        ("Buß- und Bettag 2026", date(2026, 11, 18)),
        ("Volkstrauertag 2026", date(2026, 11, 15)),
        ("Totensonntag, 2026", date(2026, 11, 22)),
        ("Ostermontag 2027", date(2027, 3, 29)),
        ("Fronleichnam 2026", date(2026, 6, 4)),
    ],
)
def test_feast_days_with_their_year_are_dates(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", ["vor dem 1. Advent", "am Nikolaus", "Martinstag 20261", "Silvesterlauf 2026"])
def test_feast_days_without_a_year_are_none(text: str) -> None:
    assert parse_date(text) is None
