# SPDX-License-Identifier: EUPL-1.2
"""What blocks tell about series is a decision on record, once for each event; people say whether it was right."""

from __future__ import annotations

import math

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mittendrin.apps.stadtdaten.models import (
    AlertDelivery,
    AlertEvent,
    AlertKind,
    Matter,
    SeriesFinding,
    StreamForecast,
)
from mittendrin.apps.stadtdaten.services import (
    access,
    alerts,
    alerts_record,
    cockpit_devices,
    finding_verdicts,
    unusual_hours,
)
from mittendrin.apps.stadtdaten.services.cockpit_devices import Trouble
from mittendrin.apps.stadtdaten.services.cockpit_readings import Band, readings
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core.instants import DAY, HOUR, MINUTE
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.decisions.models import BlockState, Decision, Mode, Outcome
from mittendrin.townhall.decisions.services import verifying

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def wave(at: int) -> float:
    """A day with its own ups and downs and a little unrest."""
    return 10 + 4 * math.sin(2 * math.pi * at / DAY) + (at // HOUR * 7919 % 13) / 40


def odd(at: int) -> float:
    """The same, four times as high in the last three hours."""
    return wave(at) * (4 if at >= NOW - 3 * HOUR else 1)


def person(role: str = Role.STAFF, name: str = "kern") -> Person:
    return Person.objects.create_user(username=name, password="x", role=role, email=f"{name}@example.org")


def test_an_unusual_hour_is_one_decision_however_often_it_is_looked_at() -> None:
    series("Brücke", "Fahrräder", odd, unit="Räder", weeks=8)
    assert unusual_hours.look(NOW) == 1
    assert unusual_hours.look(NOW) == 1
    assert unusual_hours.look(NOW + HOUR) == 1
    decision = Decision.objects.get(block="series_anomaly")
    finding = SeriesFinding.objects.get()
    assert finding.decision == decision.uuid
    assert decision.label == "unusual"
    assert decision.outcome == Outcome.OPEN
    row = finding_verdicts.of_stream(finding.datastream_id, NOW)[0]
    assert "ungewöhnlich" in row.sentence
    assert row.reasons
    assert verifying.verify().sound


def test_a_quiet_series_is_never_told() -> None:
    series("Ruhe", "Lufttemperatur", wave, weeks=8)
    assert unusual_hours.look(NOW) == 0
    assert not Decision.objects.exists()


def test_right_wrong_and_back_are_words_on_record() -> None:
    series("Brücke", "Fahrräder", odd, unit="Räder", weeks=8)
    unusual_hours.look(NOW)
    finding, by = SeriesFinding.objects.get(), person()
    finding_verdicts.say(finding.pk, False, by, "Stadtfest")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.right, decision.final) == (Outcome.CORRECTED, False, "usual")
    row = finding_verdicts.of_stream(finding.datastream_id, NOW)[0]
    assert row.verdict.startswith("War nicht richtig")
    assert row.note == "Stadtfest"
    finding_verdicts.undo(finding.pk, by)
    assert Decision.objects.get().outcome == Outcome.OPEN
    finding_verdicts.say(finding.pk, True, by)
    assert Decision.objects.get().right is True
    assert verifying.verify().sound


def test_a_fault_is_named_until_a_person_says_it_is_none() -> None:
    shared = [
        series(f"Station {n}", "Lufttemperatur", lambda at, n=n: wave(at) + n / 5 + at // HOUR * (n + 3) % 7 / 9)  # type: ignore[misc]
        for n in range(3)
    ]
    told = shared[0]
    StreamForecast.objects.create(datastream=told, fault={"kind": "drift", "start": NOW - 5 * DAY}, fault_at=NOW)
    reading = next(one for one in readings(access.INTERNAL, NOW) if one.stream.pk == told.pk)
    for _again in range(3):
        cockpit_devices.record(reading, "drift", NOW - 5 * DAY, NOW, 0.97, ())
    assert Decision.objects.filter(block="series_faults").count() == 1
    assert cockpit_devices.health(NOW)[0].trouble is Trouble.DRIFT
    finding_verdicts.say(SeriesFinding.objects.get().pk, False, person())
    assert {row.trouble for row in cockpit_devices.health(NOW)} == {Trouble.NONE}


def test_a_rule_that_fires_by_anomaly_or_forecast_records_why() -> None:
    stream = series("Brücke", "Fahrräder", wave, unit="Räder", weeks=5)
    by, unit = person(Role.EDITOR), Unit.objects.create(name="Tiefbau", order=1)
    values = {"datastream": stream.pk, "kind": AlertKind.UNUSUAL, "unit": unit.pk, "people": [], "public": False}
    rule = alerts.save(alerts.draft(values), by, [by.pk])
    type(rule).objects.update(checked_to=NOW)
    fill(stream, lambda at: wave(at) * 5, NOW, NOW + 3 * HOUR)
    assert alerts.check_all(NOW + 3 * HOUR) == 1
    told = SeriesFinding.objects.get(matter=Matter.ANOMALY)
    assert told.began == AlertEvent.objects.get().began
    assert AlertDelivery.objects.count() == 2

    ahead = [[NOW + 5 * HOUR, 40.0, 35.0, 45.0]]
    StreamForecast.objects.update_or_create(datastream=stream, defaults={"made_at": NOW, "bands": ahead})
    values = {"datastream": stream.pk, "kind": AlertKind.FORECAST_ABOVE, "value": 38.0, "minutes": 600, "public": False}
    alerts.save(alerts.draft(values), by, [])
    assert alerts.check_all(NOW + 4 * HOUR) == 1
    assert alerts.check_all(NOW + 4 * HOUR + MINUTE) == 0
    decision = Decision.objects.get(block="series_forecast")
    assert 0.5 < decision.confidence < 0.95
    assert "9 von 10" in finding_verdicts.of_stream(stream.pk, NOW)[0].reasons[0]


def test_a_block_that_fell_back_tells_nobody_outside() -> None:
    stream = series("Brücke", "Fahrräder", wave, unit="Räder", weeks=5)
    by, unit = person(Role.EDITOR), Unit.objects.create(name="Tiefbau", order=1)
    values = {"datastream": stream.pk, "kind": AlertKind.UNUSUAL, "unit": unit.pk, "people": [], "public": True}
    values["webhook"] = "https://example.org/hook"
    rule = alerts.save(alerts.draft(values), by, [by.pk])
    type(rule).objects.update(checked_to=NOW)
    BlockState.objects.update_or_create(block="series_anomaly", defaults={"mode": Mode.SUGGEST})
    fill(stream, lambda at: wave(at) * 5, NOW, NOW + 3 * HOUR)
    alerts.check_all(NOW + 3 * HOUR)
    assert [row.channel for row in AlertDelivery.objects.all()] == ["person"]


@pytest.mark.parametrize(
    ("limit", "upward", "expected"), [(10, True, 0.5), (12, True, 0.05), (8, True, 0.95), (8, False, 0.05)]
)
def test_chance_of_a_forecast_beyond_a_limit(limit: float, upward: bool, expected: float) -> None:
    assert alerts_record.chance(Band(0, 10, 8, 12), limit, upward=upward) == pytest.approx(expected, abs=0.001)
    assert alerts_record.chance(Band(0, 10, 10, 10), 9, upward=True) == 1


def test_page_lets_staff_say_it_in_one_step_and_nobody_else(client: Client) -> None:
    stream = series("Brücke", "Fahrräder", odd, unit="Räder", weeks=8)
    unusual_hours.look(NOW)
    finding = SeriesFinding.objects.get()
    page, address = reverse("stadtdaten:stream", args=[stream.pk]), reverse("stadtdaten:finding", args=[finding.pk])
    assert "War richtig" not in client.get(page).content.decode()
    assert client.post(address, {"sagen": "falsch"}).status_code in {302, 403}
    assert Decision.objects.get().outcome == Outcome.OPEN
    client.force_login(person())
    assert "War richtig" in client.get(page).content.decode()
    assert "War richtig" in client.get(reverse("stadtdaten:device_health")).content.decode()
    answer = client.post(address, {"sagen": "falsch", "grund": "Markt", "weiter": "geraete"}, follow=True)
    assert "War nicht richtig, sagt" in answer.content.decode()
    assert "Markt" in answer.content.decode()
    client.post(address, {"sagen": "zurueck"})
    assert Decision.objects.get().outcome == Outcome.OPEN
    assert client.post(address, {"sagen": "zurueck"}).status_code == 404
    assert client.post(address, {"sagen": "vielleicht"}).status_code == 404
    assert client.post(reverse("stadtdaten:finding", args=[999]), {"sagen": "richtig"}).status_code == 404


def test_a_rule_about_a_forecast_is_tried_on_forecasts_made_anew() -> None:
    stream = series("Brücke", "Lufttemperatur", wave, weeks=8)
    values = {"datastream": stream.pk, "kind": AlertKind.FORECAST_ABOVE, "minutes": 1440, "public": False}
    often = alerts.trial(alerts.draft({**values, "value": 12.0}), NOW)
    assert often.possible
    assert "An 14 von 14 Tagen" in often.sentence
    assert "So gekommen ist es 14-mal" in often.sentence
    assert len(often.lines) == 8
    assert "An keinem von 14 Tagen" in alerts.trial(alerts.draft({**values, "value": 40.0}), NOW).sentence
    young = series("Neu", "Lufttemperatur", wave, weeks=0)
    fill(young, wave, NOW - DAY, NOW)
    assert not alerts.trial(alerts.draft({**values, "value": 1.0, "datastream": young.pk}), NOW).possible
