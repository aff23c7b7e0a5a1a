# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.dates.periods import UNITS, Period, deadline
from mittendrin.core.dates.service import AO, SGB_X, VWVFG, Law, deemed_received, objection_ends
from mittendrin.core.dates.spans import find_spans
from mittendrin.core.dates.workdays import STATES, add_working_days, is_working_day, public_holidays

MONTH = Period(1, "months")


@pytest.mark.parametrize(
    ("event", "period", "state", "last"),
    [
        # § 187 Abs. 1, § 188 Abs. 1: the day of the event does not count
        (date(2026, 11, 2), Period(14, "days"), "RP", date(2026, 11, 16)),
        # § 188 Abs. 2: the weekday of the event
        (date(2026, 11, 4), Period(2, "weeks"), "RP", date(2026, 11, 18)),
        # § 188 Abs. 2: the day with the number of the event
        (date(2026, 9, 15), MONTH, "RP", date(2026, 10, 15)),
        # § 188 Abs. 3: no 31st, no 30th of February; leap year
        (date(2027, 3, 31), MONTH, "RP", date(2027, 4, 30)),
        (date(2027, 12, 31), Period(2, "months"), "RP", date(2028, 2, 29)),
        (date(2024, 2, 29), Period(1, "years"), "RP", date(2025, 2, 28)),
        # the end of a shorter month is not the end of the next
        (date(2025, 2, 28), MONTH, "RP", date(2025, 3, 28)),
        # § 193: Saturday, Sunday
        (date(2026, 10, 31), Period(7, "days"), "RP", date(2026, 11, 9)),
        (date(2026, 10, 15), MONTH, "RP", date(2026, 11, 16)),
        # § 193: All Saints is free in RP, not in HE; in 2027 it is a Monday
        (date(2027, 10, 1), MONTH, "RP", date(2027, 11, 2)),
        (date(2027, 10, 1), MONTH, "HE", date(2027, 11, 1)),
        # Reformation Day: Monday 31 October 2033, free in Lower Saxony
        (date(2033, 9, 30), MONTH, "NI", date(2033, 11, 1)),
        (date(2033, 10, 17), Period(2, "weeks"), "NW", date(2033, 10, 31)),
        # Christmas Eve is a working day for § 193, the holidays after it are not
        (date(2026, 11, 24), MONTH, "RP", date(2026, 12, 24)),
        (date(2026, 11, 25), MONTH, "RP", date(2026, 12, 28)),
        # Werktage count Saturdays, Arbeitstage do not
        (date(2026, 11, 5), Period(3, "working_days"), "RP", date(2026, 11, 9)),
        (date(2026, 11, 5), Period(3, "business_days"), "RP", date(2026, 11, 10)),
    ],
)
def test_last_day(event: date, period: Period, state: str, last: date) -> None:
    assert deadline(event, period, state).day == last


def test_a_period_from_the_start_of_a_day_counts_that_day() -> None:
    assert deadline(date(2026, 9, 1), MONTH, "RP", from_start_of_day=True).day == date(2026, 9, 30)


def test_the_way_is_told_in_sentences() -> None:
    told = [str(step) for step in deadline(date(2026, 1, 31), MONTH, "RP").steps]
    assert told == [
        "Die Frist beginnt mit dem Ereignis am 31.01.2026; dieser Tag zählt nicht mit (§ 187 Abs. 1 BGB).",
        "Ein Monat endet am 28.02.2026 (§ 188 Abs. 3 BGB).",
        "Der Monat hat den Tag des Beginns nicht, darum gilt sein letzter Tag.",
        "Der 28.02.2026 ist ein Samstag, darum endet die Frist am nächsten Werktag, dem 02.03.2026 (§ 193 BGB).",
    ]
    assert "Das Land ist nicht eingestellt" in str(deadline(date(2026, 9, 15), MONTH, "").steps[-1])


@pytest.mark.parametrize("period", [Period(0, "days"), Period(-3, "weeks"), Period(1, "moons"), Period(9_000, "years")])
def test_impossible_periods_are_refused(period: Period) -> None:
    with pytest.raises(ValueError):
        deadline(date(2026, 9, 15), period, "RP")


@pytest.mark.parametrize(
    ("posted", "law", "day"),
    [
        (date(2024, 12, 30), VWVFG, date(2025, 1, 2)),
        (date(2025, 1, 2), VWVFG, date(2025, 1, 6)),
        # the fourth day is a Saturday: moves for taxes only
        (date(2026, 10, 6), AO, date(2026, 10, 12)),
        (date(2026, 10, 6), VWVFG, date(2026, 10, 10)),
        (date(2026, 10, 6), SGB_X, date(2026, 10, 10)),
        (date(2024, 10, 2), AO, date(2024, 10, 7)),
    ],
)
def test_receipt_by_post(posted: date, law: Law, day: date) -> None:
    assert deemed_received(posted, law, "RP").day == day


def test_objections() -> None:
    assert objection_ends(date(2026, 10, 10), "RP").day == date(2026, 11, 10)
    assert objection_ends(date(2026, 10, 10), "RP", instructed=False).day == date(2027, 10, 11)
    taxed = objection_ends(date(2026, 10, 12), "RP", tax=True)
    assert taxed.day == date(2026, 11, 12)
    assert "§ 355 Abs. 1 AO" in str(taxed.steps[0])


@pytest.mark.parametrize(("state", "count"), [("RP", 11), ("BE", 10), ("BW", 12), ("SN", 11), ("", 9)])
def test_holidays_differ_by_state(state: str, count: int) -> None:
    assert len(public_holidays(state, 2026)) == count


def test_holidays_have_german_names() -> None:
    assert public_holidays("NW", 2026)[date(2026, 11, 1)] == "Allerheiligen"
    with pytest.raises(ValueError):
        public_holidays("XX", 2026)


@given(
    st.dates(min_value=date(1995, 1, 1), max_value=date(2060, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(UNITS[:3]),
    st.sampled_from(STATES),
)
def test_every_deadline_is_a_working_day_soon_after_the_plain_end(
    event: date, count: int, unit: str, state: str
) -> None:
    found = deadline(event, Period(count, unit), state)
    assert is_working_day(found.day, state)
    assert found.day > event
    plain = {"days": 1, "weeks": 7, "months": 31}[unit] * count
    assert found.day <= event + timedelta(days=plain + 5)
    assert all(str(step).endswith(".") for step in found.steps)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 1, 1)), st.integers(1, 30))
def test_working_days_go_on(day: date, count: int) -> None:
    last = add_working_days(day, count, "RP")
    assert is_working_day(last, "RP")
    assert last > add_working_days(day, count - 1, "RP") or count == 1


@pytest.mark.parametrize(
    ("text", "period", "event"),
    [
        ("binnen 14 Tagen nach Zugang dieses Schreibens", Period(14, "days"), "received"),
        ("innerhalb eines Monats nach Bekanntgabe", MONTH, "received"),
        ("innerhalb der nächsten zwei Wochen", Period(2, "weeks"), ""),
        ("zahlbar 30 Tage netto", Period(30, "days"), ""),
        ("bei 10 Tagen 2 % Skonto, 30 Tage netto", Period(30, "days"), ""),
        ("14 Tage nach Rechnungsdatum", Period(14, "days"), "invoice"),
        ("within one month of receipt", MONTH, "received"),
        ("within 10 working days", Period(10, "business_days"), ""),
        ("binnen Monatsfrist", MONTH, ""),
        ("binnen\nvierzehn Tagen", Period(14, "days"), ""),
        ("mit einer Frist von drei Wochen ab heute", Period(3, "weeks"), "letter"),
        ("innerhalb von 5 Arbeitstagen", Period(5, "business_days"), ""),
    ],
)
def test_spans_in_text(text: str, period: Period, event: str) -> None:
    found = find_spans(f"Wir bitten Sie, {text}.")
    assert [(one.period, one.event) for one in found] == [(period, event)]


@pytest.mark.parametrize(
    "text", ["vor drei Tagen", "zwei Wochen Urlaub", "seit einem Jahr", "0 Tage netto", "in Tagen"]
)
def test_what_is_no_span(text: str) -> None:
    assert find_spans(text) == []
