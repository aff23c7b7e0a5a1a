# SPDX-License-Identifier: EUPL-1.2
"""Health of devices and energy of buildings: each fault is found where it was put, and nothing where there is none."""

from __future__ import annotations

import math

import pytest
from django.core.cache import cache

from mittendrin.apps.stadtdaten.models import DeviceState
from mittendrin.apps.stadtdaten.services import access, cockpit_checks, cockpit_devices, cockpit_energy
from mittendrin.apps.stadtdaten.services.cockpit_devices import Trouble
from mittendrin.apps.stadtdaten.services.cockpit_readings import readings
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def wave(at: int) -> float:
    """A day with its own ups and downs and a little unrest, never twice the same."""
    return 10 + 4 * math.sin(2 * math.pi * at / DAY) + 2 * math.sin(at / HOUR / 17) + (at // HOUR * 7919 % 13) / 40


def troubles() -> dict[str, Trouble]:
    return {row.thing: row.trouble for row in cockpit_devices.health(NOW)}


def test_healthy_devices_are_left_alone() -> None:
    for number in range(3):
        series(f"Station {number}", "Lufttemperatur", lambda at, number=number: wave(at) + number / 5)  # type: ignore[misc]
    assert set(troubles().values()) == {Trouble.NONE}
    assert cockpit_devices.summary(cockpit_devices.health(NOW)) == "Alle Messreihen sehen gesund aus."


def test_silence_with_its_likely_cause() -> None:
    dead = series("Pegel", "Wasserstand", lambda _at: 1.0, unit="m", weeks=1, end=NOW - 6 * HOUR)
    series("Anderer", "Wasserstand", lambda at: wave(at) / 10, unit="m", weeks=1)
    row = next(row for row in cockpit_devices.health(NOW) if row.trouble is Trouble.SILENT)
    assert row.thing == "Pegel"
    assert row.cause == "Wahrscheinlich fehlt Strom oder Empfang."
    DeviceState.objects.create(thing=dead.thing, battery=3)
    assert cockpit_devices.health(NOW)[0].cause == "Wahrscheinlich die Batterie."


def test_all_silent_points_at_the_way_of_the_data() -> None:
    for name in ("Eins", "Zwei"):
        series(name, "Wasserstand", wave, unit="m", weeks=1, end=NOW - 6 * HOUR)
    assert "Weg der Daten" in cockpit_devices.health(NOW)[0].cause


def test_impossible_values_and_low_battery() -> None:
    odd = series("Boden", "Bodenfeuchte", lambda at: wave(at) + 10, unit="%")
    fill(odd, lambda _at: -12, NOW - 5 * HOUR + 1, NOW - 5 * HOUR + 2, 1)
    low = series("Boden 2", "Bodenfeuchte", lambda at: wave(at) + 12, unit="%")
    DeviceState.objects.create(thing=low.thing, battery=9)
    assert troubles() == {"Boden": Trouble.IMPLAUSIBLE, "Boden 2": Trouble.BATTERY}


def test_stuck_is_found_but_zero_and_habit_are_not() -> None:
    series("Fest", "Bodenfeuchte", lambda at: wave(at) if at < NOW - 2 * DAY else 27.4, unit="%")
    series("Trocken", "Niederschlag", lambda at: 0.2 if at < NOW - 9 * DAY and at // HOUR % 50 == 0 else 0, unit="mm")
    series("Träge", "Bodenfeuchte", lambda at: 20 + at // (3 * DAY) % 5, unit="%")
    found = {
        reading.stream.thing.name: cockpit_checks.stuck_since(reading, NOW)
        for reading in readings(access.INTERNAL, NOW)
    }
    assert found["Trocken"] is None
    assert found["Träge"] is None
    assert found["Fest"] == pytest.approx(NOW - 2 * DAY, abs=HOUR)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_one_that_drifts_is_named_and_not_its_neighbours(which: int) -> None:
    for number in range(3):
        drift = 0.3 if number == which else 0.0

        def curve(at: int, drift: float = drift, number: int = number) -> float:
            return wave(at) + number / 2 + drift * max(0, at - (NOW - 12 * DAY)) / DAY

        series(f"Station {number}", "Lufttemperatur", curve)
    moved = cockpit_checks.drifts(readings(access.INTERNAL, NOW), NOW)
    names = {reading.stream.pk: reading.stream.thing.name for reading in readings(access.INTERNAL, NOW)}
    assert {names[number] for number in moved} == {f"Station {which}"}


def hour_of(at: int) -> int:
    return instants.to_datetime(at).hour


def test_a_restless_night_is_a_finding_and_a_quiet_one_is_not() -> None:
    def load(night: float) -> object:
        return lambda at: 40 if 6 <= hour_of(at) < 18 and instants.to_datetime(at).weekday() < 5 else night

    series("Laut", "Stromverbrauch", load(30), unit="kWh")  # type: ignore[arg-type]
    series("Still", "Stromverbrauch", load(6), unit="kWh")  # type: ignore[arg-type]
    found = {use.building: use for use in cockpit_energy.uses(NOW)}
    finding = found["Laut"].finding
    assert finding is not None
    assert 30_000 < finding.kwh < 70_000
    assert finding.euro == pytest.approx(finding.kwh * 0.28)
    assert "30 kW" in finding.reason
    assert found["Still"].finding is None


def test_heat_is_compared_at_the_same_cold() -> None:
    series("Wetter", "Lufttemperatur", lambda at: 5 - 4 * math.cos(2 * math.pi * (at / DAY + 0.1)))

    def need(at: int, setback: float) -> float:
        cold = 15 - (5 - 4 * math.cos(2 * math.pi * (at / DAY + 0.1)))
        busy = 6 <= hour_of(at) < 18 and instants.to_datetime(at).weekday() < 5
        return 5 * cold * (1.0 if busy else setback)

    series("Ohne", "Wärmeverbrauch", lambda at: need(at, 1.0), unit="kWh")
    series("Mit", "Wärmeverbrauch", lambda at: need(at, 0.7), unit="kWh")
    found = {use.building: use for use in cockpit_energy.uses(NOW)}
    assert found["Ohne"].finding is not None
    assert found["Mit"].finding is None


def test_two_weeks_are_needed() -> None:
    series("Neu", "Stromverbrauch", lambda _at: 10, unit="kWh", weeks=1)
    assert cockpit_energy.uses(NOW) == []
