# SPDX-License-Identifier: EUPL-1.2
"""The time on a page of a series: what is asked for, addresses that stay, and the ways nearer, further, back and on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.stadtdaten.services.cockpit_range import SHORTEST, Choice, chosen, moves
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, series
from mittendrin.core.instants import DAY, HOUR, MINUTE

OLDEST = NOW - 100 * DAY
READING: Any = SimpleNamespace(stream=SimpleNamespace(state=SimpleNamespace(first_start=OLDEST)))


def asked(first: str, last: str, key: str = "") -> Choice:
    return chosen(key, first, last, READING, NOW)


def test_two_days_are_whole_days_of_the_town() -> None:
    found = asked("2026-11-02", "2026-11-03")
    assert found.end - found.start == 2 * DAY
    assert found.fixed == "?von=2026-11-02&bis=2026-11-03"
    assert found.days == ("2026-11-02", "2026-11-03")


def test_the_wrong_way_round_is_turned() -> None:
    assert asked("2026-11-03", "2026-11-02") == asked("2026-11-02", "2026-11-03")
    assert asked("2026-11-02T20:30", "2026-11-02T14:05").query == "?von=2026-11-02T14:05&bis=2026-11-02T20:30"


def test_two_moments_stay_as_they_are() -> None:
    found = asked("2026-11-02T14:05", "2026-11-02T20:30")
    assert found.end - found.start == 6 * HOUR + 25 * MINUTE
    assert found.query == "?von=2026-11-02T14:05&bis=2026-11-02T20:30"


def test_a_day_has_25_hours_when_the_clock_goes_back() -> None:
    assert asked("2026-10-25", "2026-10-25").end - asked("2026-10-25", "2026-10-25").start == 25 * HOUR


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("x", "y"),
        ("1970-01-01", "2026-11-02"),
        ("2026-11-02T10:00Z", "2026-11-03"),
    ],
)
def test_anything_else_is_a_week(first: str, last: str) -> None:
    assert asked(first, last) == Choice("woche", NOW - 7 * DAY, NOW)


def test_a_named_span_moves_on_but_its_copied_address_does_not() -> None:
    found = asked("", "", "tag")
    assert found.query == "?zeit=tag"
    assert found.fixed == "?von=2026-11-13T11:04&bis=2026-11-14T11:04"


def test_ways_on_and_their_ends() -> None:
    titles = ["früher", "später", "näher heran", "weiter weg"]
    found = moves(Choice("woche", NOW - 7 * DAY, NOW), OLDEST, NOW)
    assert [move.title for move in found] == titles
    assert [bool(move.query) for move in found] == [True, False, True, True]
    whole = moves(Choice("alles", OLDEST, NOW), OLDEST, NOW)
    assert [bool(move.query) for move in whole] == [False, False, True, False]
    assert not moves(Choice("", NOW - HOUR, NOW), OLDEST, NOW)[2].query


@given(st.integers(0, 99 * 24 * 60), st.integers(60, 120 * 24 * 60))
def test_every_way_leads_to_a_time_that_is_there(start: int, length: int) -> None:
    choice = Choice("", OLDEST + start * MINUTE, OLDEST + (start + length) * MINUTE)
    for move in moves(choice, OLDEST, NOW):
        if move.query:
            first, last = (part.partition("=")[2] for part in move.query[1:].split("&"))
            found = asked(first, last)
            assert not found.key
            assert found.end - found.start >= SHORTEST
            assert found.start >= OLDEST - MINUTE or found.start >= choice.start - MINUTE


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=9))
def test_any_text_gives_a_time(first: str, last: str, key: str) -> None:
    found = asked(first, last, key)
    assert found.start < found.end


@pytest.mark.django_db
def test_page_keeps_the_time_in_its_fields_links_and_address(client: Client) -> None:
    stream = series("Brücke", "Lufttemperatur", lambda at: at // HOUR % 24, weeks=2)
    address = reverse("stadtdaten:stream", args=[stream.pk])
    page = client.get(f"{address}?von=2026-11-05T06:00&bis=2026-11-05T18:00").content.decode()
    assert 'name="von" value="2026-11-05"' in page
    assert "werte.csv?von=2026-11-05T06:00&amp;bis=2026-11-05T18:00" in page
    assert f"{address}?von=2026-11-05T06:00&amp;bis=2026-11-05T18:00" in page
    assert page.count("data-plot=") == 2
    rows = client.get(f"{reverse('stadtdaten:stream_csv', args=[stream.pk])}?von=2026-11-05T06:00&bis=2026-11-05T18:00")
    assert len(rows.getvalue().splitlines()) == 13
