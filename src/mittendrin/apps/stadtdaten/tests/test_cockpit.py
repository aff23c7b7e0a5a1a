# SPDX-License-Identifier: EUPL-1.2
"""The cockpit: states, what is usual, sentences, opening, pages for each kind of visitor."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from mittendrin.apps.stadtdaten.ingest.storing import store_observations
from mittendrin.apps.stadtdaten.models import Grade, StreamForecast
from mittendrin.apps.stadtdaten.services import access, cockpit_range, cockpit_stream, cockpit_tiles
from mittendrin.apps.stadtdaten.services.cockpit_kinds import kind_of, limits_of
from mittendrin.apps.stadtdaten.services.cockpit_opening import opening
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State, readings
from mittendrin.apps.stadtdaten.services.cockpit_sentences import sentence, state_line
from mittendrin.apps.stadtdaten.tests.factories import datastream
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE
from mittendrin.townhall.accounts.models import Person, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def now_of(number: int) -> Reading:
    found = cockpit_stream.one_reading(access.INTERNAL, number, NOW)
    assert found is not None
    return found


def test_kinds_are_found_by_iri_name_and_own_word() -> None:
    made = datastream("irgendwas")
    for definition, name, key in (
        ("http://dd.eionet.europa.eu/vocabulary/aq/pollutant/5", "x", "pm10"),
        ("http://dd.eionet.europa.eu/vocabulary/aq/pollutant/58", "x", ""),
        ("http://dd.eionet.europa.eu/vocabulary/aq/pollutant/6001", "x", "pm25"),
        ("urn:x", "Wasserstand", "water_level"),
        ("urn:x", "Feinstaub PM2.5", "pm25"),
        ("urn:x", "Schallpegel", "noise"),
        ("urn:x", "Training", ""),
        ("urn:x", "NO3", ""),
        ("urn:x", "Trübung", ""),
    ):
        made.observed_property.definition, made.observed_property.name = definition, name
        made.name = "Reihe"
        assert kind_of(made).key == key, (definition, name)
    made.observed_property.properties = {"kind": "noise"}
    assert kind_of(made).key == "noise"


def test_limits_of_the_town_go_before_those_by_law_and_bad_ones_are_left_out() -> None:
    made = datastream("PM10")
    made.observed_property.name = "PM10"
    kind = kind_of(made)
    assert [limit.value for limit in limits_of(made, kind)] == [50]
    made.properties = {"limits": [{"value": "viel"}, "x", {"value": True}, {"name": "Stadt", "value": 30, "near": 20}]}
    assert [(limit.name, limit.value) for limit in limits_of(made, kind)] == [("Stadt", 30)]


def test_parking_says_what_is_free_and_that_it_is_little_for_the_hour() -> None:
    made = series("Parkhaus Mitte", "Freie Parkplätze", lambda _at: 80, unit="frei", properties={"capacity": 120})
    fill(made, lambda _at: 41, NOW - HOUR // 2, NOW + 1, MINUTE)
    found = now_of(made.pk)
    assert found.state is State.NEAR
    assert state_line(found, NOW) == "wenig für Samstag, 11 Uhr"
    assert sentence(found, NOW) == "Im Parkhaus Mitte sind 41 von 120 Plätzen frei, für Samstag, 11 Uhr wenig."
    with translation.override("en"):
        assert "41 of 120 spaces are free" in sentence(found, NOW)


def test_usual_looks_at_the_same_day_of_the_week_and_hour() -> None:
    def busy(at: int) -> float:
        local = instants.to_datetime(at).astimezone(ZoneInfo("Europe/Berlin"))
        return 90 if local.weekday() == 5 and 10 <= local.hour <= 12 else 10

    made = series("Zähler", "Trübung", busy, unit="", weeks=6)
    usual = now_of(made.pk).usual
    assert usual is not None
    assert (usual.low, usual.high, usual.weeks) == (90, 90, 5)


def test_two_earlier_weeks_say_nothing() -> None:
    assert now_of(series("Neu", "Trübung", lambda _at: 5, weeks=2).pk).usual is None


MIDNIGHT = NOW // DAY * DAY - HOUR  # in Berlin, in winter


@pytest.mark.parametrize(("now", "value", "usual"), [
    (MIDNIGHT + 22 * MINUTE, 0, None),
    (MIDNIGHT + 82 * MINUTE, 10, 20),
    (MIDNIGHT + 12 * HOUR + 30 * MINUTE, 120, 240),
])  # fmt: skip
def test_a_sum_of_today_is_compared_with_as_much_of_earlier_days(now: int, value: float, usual: float | None) -> None:
    """Values of whole hours: what the hour that goes on will bring is in neither of both."""
    made = series("Zähler", "Radverkehr", lambda at: 20 if at < MIDNIGHT else 10, end=MIDNIGHT)
    store_observations([(made.pk, at, 10.0, HOUR) for at in range(MIDNIGHT, now - HOUR + 1, HOUR)], now=now)
    found = cockpit_stream.one_reading(access.INTERNAL, made.pk, now)
    assert found is not None
    assert found.value == value
    assert (found.usual and found.usual.middle) == usual


def test_a_sum_in_the_middle_of_an_hour_is_compared_with_its_part() -> None:
    made = series("Zähler", "Radverkehr", lambda at: 4 if at < MIDNIGHT else 2, end=MIDNIGHT, step=15 * MINUTE)
    now = MIDNIGHT + 90 * MINUTE
    store_observations([(made.pk, at, 2.0, 15 * MINUTE) for at in range(MIDNIGHT, now, 15 * MINUTE)], now=now)
    found = cockpit_stream.one_reading(access.INTERNAL, made.pk, now)
    assert found is not None
    assert found.usual is not None
    assert (found.value, found.usual.middle) == (12, 24)


@pytest.mark.parametrize(("value", "state", "words"), [
    (1.0, State.USUAL, "wie üblich"),
    (1.42, State.NEAR, "noch 18\N{NO-BREAK SPACE}cm bis Meldestufe 1"),
    (1.72, State.OVER, "Meldestufe 1 um 12\N{NO-BREAK SPACE}cm überschritten"),
    (2.0, State.OVER, "Meldestufe 2 um 10\N{NO-BREAK SPACE}cm überschritten"),
])  # fmt: skip
def test_water_against_its_levels(value: float, state: State, words: str) -> None:
    limits = [{"name": "Meldestufe 1", "value": 1.6, "near": 1.35}, {"name": "Meldestufe 2", "value": 1.9}]
    made = series("Pegel", "Wasserstand", lambda _at: 1.0, unit="m", properties={"limits": limits})
    fill(made, lambda _at: value, NOW - MINUTE, NOW, MINUTE)
    found = now_of(made.pk)
    assert found.state is state
    assert state_line(found, NOW) == words


def test_the_day_limit_counts_the_mean_of_24_hours_not_the_newest_value() -> None:
    made = series("Markt", "PM10", lambda _at: 20, unit="µg/m³")
    fill(made, lambda _at: 200, NOW - 3 * MINUTE, NOW - 2 * MINUTE, MINUTE)
    found = now_of(made.pk)
    assert found.newest == 200
    assert found.state is State.USUAL
    assert found.value == pytest.approx(20 + 90 / 24, abs=2)


def test_silence_is_dashed_and_has_no_number() -> None:
    made = series("Pegel Süd", "Wasserstand", lambda _at: 0.88, unit="m", end=NOW - 5 * HOUR)
    found = now_of(made.pk)
    tile = cockpit_tiles.tile(found, NOW)
    assert found.state is State.SILENT
    assert tile.value == "–"
    assert tile.line.startswith("schweigt seit ")
    assert "0,88" in tile.sentence
    assert "c-lost" in tile.small


def test_a_slow_series_is_not_silent_too_soon() -> None:
    made = series("Träge", "Trübung", lambda _at: 1, step=6 * HOUR)
    assert now_of(made.pk).state is not State.SILENT


def test_opening_names_the_worst_first_and_at_most_two() -> None:
    assert opening([], NOW) == "Noch misst hier nichts."
    quiet = series("Wetter", "Lufttemperatur", lambda _at: 7)
    assert opening([now_of(quiet.pk)], NOW) == "Alles wie üblich."
    noise = series("Lindenstraße", "Schallpegel", lambda _at: 63, unit="dB(A)", properties={"limits": [{"value": 60}]})
    water = series("Pegel Nord", "Wasserstand", lambda _at: 2, unit="m", properties={
        "limits": [{"name": "Meldestufe 1", "value": 1.6}]
    })  # fmt: skip
    dust = series("Markt", "PM10", lambda _at: 80, unit="µg/m³")
    words = opening([now_of(one.pk) for one in (quiet, noise, water, dust)], NOW)
    assert words == "Pegel Nord: Das Wasser steht über Meldestufe 1. PM10 ist über der Grenze: Ort Markt."
    assert "Lindenstraße" not in words


def test_forecast_stands_in_sentence_and_drawing_until_it_is_old() -> None:
    made = series("Parkhaus Mitte", "Freie Parkplätze", lambda _at: 60, unit="frei", properties={"capacity": 120})
    bands = [[NOW + hour * HOUR, 60 - 30 * hour, 50 - 30 * hour, 70 - 30 * hour] for hour in range(1, 4)]
    StreamForecast.objects.create(datastream=made, made_at=NOW, bands=bands)
    found = now_of(made.pk)
    assert "Gegen 13:04 Uhr wird es voll." in sentence(found, NOW)
    assert "c-ahead" in cockpit_tiles.tile(found, NOW).small
    later = cockpit_stream.one_reading(access.INTERNAL, made.pk, NOW + 7 * HOUR)
    assert later is not None
    assert not later.bands


def test_the_public_sees_only_what_is_open_and_coarse_things_late_and_somewhere() -> None:
    series("Offen", "Trübung", lambda _at: 1)
    hidden = series("Intern", "Trübung", lambda _at: 2, grade=Grade.INTERNAL)
    coarse = series("Grob", "Trübung", lambda at: at / HOUR % 100, grade=Grade.COARSE, at=(7.612345, 50.312345))
    seen = {reading.stream.thing.name: reading for reading in readings(access.PUBLIC, NOW)}
    assert set(seen) == {"Offen", "Grob"}
    assert seen["Grob"].at is not None
    assert seen["Grob"].at <= NOW - coarse.coarse_delay * MINUTE - HOUR
    assert (seen["Grob"].lon, seen["Grob"].lat) != (7.612345, 50.312345)
    assert {reading.stream.pk for reading in readings(access.INTERNAL, NOW)} >= {hidden.pk}


def person(name: str, role: Role) -> Person:
    unit, _new = Unit.objects.get_or_create(key="amt", defaults={"name": "Amt"})
    return Person.objects.create_user(name, password=None, role=role, unit=unit)


def browser(who: Person | None = None) -> Client:
    client = Client()
    if who:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def recent(name: str, grade: str = Grade.PUBLIC) -> int:
    return series(name, "Trübung", lambda _at: 3, end=instants.now(), weeks=1, grade=grade).pk


def test_pages_of_a_public_series() -> None:
    number = recent("Offen")
    for path in ("", "?zeit=tag", "?zeit=jahr", "?von=2026-01-01&bis=2026-12-31", "?zeit=unsinn&von=x"):
        answer = browser().get(f"/stadtdaten/messreihe/{number}/{path}")
        assert answer.status_code == 200, path
    assert b"c-line" in answer.content
    table = browser().get(f"/stadtdaten/messreihe/{number}/werte.csv")
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "time,mean,min,max,count,unit,series,simulated"
    assert len(text.splitlines()) > 100
    assert browser().get(f"/stadtdaten/messreihe/{number}/verlauf.svg").content.startswith(b"<?xml")
    assert browser().get(f"/stadtdaten/messreihe/{number}/einbetten/").status_code == 200


@pytest.mark.parametrize("path", ["", "einbetten/", "werte.csv", "verlauf.svg"])
def test_what_is_internal_is_not_there_for_the_public(path: str) -> None:
    number = recent("Geheim", Grade.INTERNAL)
    assert browser().get(f"/stadtdaten/messreihe/{number}/{path}").status_code == 404
    if path != "einbetten/":
        assert browser(person("meier", Role.STAFF)).get(f"/stadtdaten/messreihe/{number}/{path}").status_code == 200


def test_internal_pages_are_for_the_towns_own_people() -> None:
    recent("Geheim", Grade.INTERNAL)
    for path in ("intern/", "intern/messgeraete/", "intern/energie/", "intern/regeln/"):
        assert browser().get(f"/stadtdaten/{path}").status_code == 302
        assert (
            browser(Person.objects.filter(username="meier").first() or person("meier", Role.STAFF))
            .get(f"/stadtdaten/{path}")
            .status_code
            == 200
        )
    assert "Geheim" not in browser().get("/stadtdaten/").content.decode()


def test_live_tells_new_values_once_and_ends() -> None:
    number = recent("Offen")
    page = browser().get("/stadtdaten/").content.decode()
    stand = page.partition('data-stand="')[2].partition('"')[0]
    assert "data:" not in browser().get(f"/stadtdaten/live?stand={stand}").content.decode()
    first = browser().get("/stadtdaten/live")
    text = first.content.decode()
    lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
    parts = json.loads(lines["data"])
    assert first["Content-Type"].startswith("text/event-stream")
    assert f"kachel-{number}" in parts or "cockpit-lead" in parts
    again = browser().get("/stadtdaten/live", headers={"last-event-id": lines["id"]}).content.decode()
    assert "data:" not in again
    assert "All as usual." in browser().get("/stadtdaten/live?lang=en").content.decode()
    assert again.startswith("retry: ")


def test_an_empty_town_says_so() -> None:
    answer = browser().get("/stadtdaten/")
    assert "Noch misst hier nichts." in answer.content.decode()


def test_english_page_has_no_german_left() -> None:
    recent("Offen")
    text = browser().get("/stadtdaten/?lang=en").content.decode()
    assert "All as usual." in text
    assert "Üblich" not in text


def test_history_of_a_counter_is_a_sum() -> None:
    made = series("Brücke", "Radverkehr", lambda _at: 10, unit="Räder", end=NOW, weeks=1)
    found = now_of(made.pk)
    page = cockpit_stream.page(access.INTERNAL, found, cockpit_range.Choice("", NOW - 2 * DAY, NOW), NOW)
    assert found.value == 120  # twelve hours have begun since midnight
    assert page.sentence.startswith("In dieser Zeit zusammen: 4")
