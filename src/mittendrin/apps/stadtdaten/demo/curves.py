# SPDX-License-Identifier: EUPL-1.2
"""What each kind of sensor would read, as plain functions of time; the past and the next minute come from the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.stadtdaten.demo import chance
from mittendrin.apps.stadtdaten.demo.chance import Floats, Ints
from mittendrin.core.instants import DAY, HOUR, MINUTE, to_datetime

ZONE = ZoneInfo("Europe/Berlin")
CYCLE = 60 * DAY
"""After so long, flood and faults come again."""


@dataclass(frozen=True)
class Scene:
    """One series at some moments. anchor: when the town was made; flood and faults are counted from there."""

    name: str
    times: Ints
    seed: int
    anchor: int
    options: Mapping[str, Any] = field(default_factory=dict)

    def number(self, name: str, default: float = 0.0) -> float:
        """Return an option that is a number."""
        return float(self.options.get(name, default))

    @property
    def key(self) -> np.uint64:
        """Return where the chance of this series begins."""
        return chance.key_of(self.seed, self.name)

    def shared(self, name: str) -> np.uint64:
        """Return where chance begins that all series share, such as the weather."""
        return chance.key_of(self.seed, f"town:{name}")

    def noise(self, size: float) -> Floats:
        """Return small errors of measurement."""
        return chance.bell(self.key, self.times // MINUTE) * size

    @property
    def since(self) -> Ints:
        """Return the time since the nearest begin of a cycle, below zero before it."""
        half = CYCLE // 2
        return (self.times - self.anchor + half) % CYCLE - half


@lru_cache(maxsize=20_000)
def _offset(hour: int) -> int:
    offset = to_datetime(hour).astimezone(ZONE).utcoffset() or timedelta(0)
    return int(offset.total_seconds()) * 1_000_000


def local(times: Ints) -> tuple[Floats, Ints, Floats]:
    """Return hour of the day (0 to 24), day of the week (0 is Monday) and day of the year in the time of the town."""
    hours, inverse = np.unique(times // HOUR * HOUR, return_inverse=True)
    shift = np.array([_offset(hour) for hour in hours.tolist()], dtype=np.int64)[inverse]
    here = times + shift
    return here % DAY / HOUR, (here // DAY + 3) % 7, here / DAY % 365.25


def _hump(hour: Floats, middle: float, width: float) -> Floats:
    away = np.abs((hour - middle + 12) % 24 - 12)
    result: Floats = np.exp(-((away / width) ** 2))
    return result


def clouds(scene: Scene) -> Floats:
    """Return how overcast it is, from 0 to 1."""
    wander = chance.smooth(scene.shared("clouds"), scene.times, 11 * HOUR)
    result: Floats = np.clip(0.55 + 0.3 * wander + 0.4 * _storm(scene), 0, 1)
    return result


def _storm(scene: Scene) -> Floats:
    """Return the great rain before the flood, eleven days before the anchor: 0 to 1."""
    away = (scene.since + 11 * DAY + 10 * HOUR) / (9 * HOUR)
    late = (scene.since + 16 * HOUR) / (7 * HOUR)
    result: Floats = np.exp(-(away**2)) + 0.4 * np.exp(-(late**2))
    return result


def temperature(scene: Scene) -> Floats:
    """Return the temperature of the air in degrees."""
    hour, _weekday, day = local(scene.times)
    year = 10.6 - 9.2 * np.cos(2 * np.pi * (day - 19) / 365.25)
    wander = 3.2 * chance.smooth(scene.shared("air"), scene.times, 4 * DAY)
    daily = (4.6 - 3.0 * clouds(scene)) * np.cos(2 * np.pi * (hour - 15) / 24)
    result: Floats = year + wander + daily + scene.number("offset") + scene.noise(0.12)
    return result.round(1)


def humidity(scene: Scene) -> Floats:
    """Return the humidity of the air in per cent."""
    hour, _weekday, _day = local(scene.times)
    value = 66 + 18 * clouds(scene) - 11 * np.cos(2 * np.pi * (hour - 15) / 24) + scene.noise(1.0)
    result: Floats = np.clip(value, 20, 100)
    return result.round(0)


def rain(scene: Scene) -> Floats:
    """Return the rain of the last quarter of an hour in millimetres."""
    wet = chance.smooth(scene.shared("clouds"), scene.times, 11 * HOUR) + 0.9 * _storm(scene) - 0.95
    gusts = 0.4 + chance.uniform(scene.key, scene.times // (15 * MINUTE))
    result: Floats = np.clip(wet, 0, None) * 0.9 * gusts + 1.6 * _storm(scene) ** 3 * gusts
    return np.where(result < 0.1, 0.0, result).round(1)


def wind(scene: Scene) -> Floats:
    """Return the speed of the wind in km/h."""
    hour, _weekday, _day = local(scene.times)
    value = 9 + 5 * chance.smooth(scene.shared("wind"), scene.times, 13 * HOUR) + 3 * _hump(hour, 14, 5)
    return np.clip(value + 14 * _storm(scene) + scene.noise(1.4), 0, None).round(1)


def pressure(scene: Scene) -> Floats:
    """Return the pressure of the air in hPa."""
    return (1015 + 6 * chance.smooth(scene.shared("pressure"), scene.times, 3 * DAY) - 9 * _storm(scene)).round(1)


_BUSY: Mapping[str, tuple[tuple[float, ...], Callable[[Floats], Floats]]] = {
    "shops": ((0.68, 0.68, 0.72, 0.74, 0.84, 1.0, 0.3), lambda hour: _hump(hour, 13.2, 4.2)),
    "leisure": ((0.45, 0.45, 0.5, 0.5, 0.6, 0.95, 1.0), lambda hour: _hump(hour, 15.5, 4.0)),
    "office": ((0.95, 1.0, 1.0, 0.95, 0.8, 0.18, 0.1), lambda hour: _hump(hour, 11.6, 4.4)),
    "commuters": ((0.95, 1.0, 0.98, 0.95, 0.8, 0.25, 0.15), lambda hour: _hump(hour, 12.2, 5.4)),
    "school": ((1.0, 1.0, 1.0, 1.0, 0.85, 0.06, 0.04), lambda hour: _hump(hour, 11.0, 3.4)),
}


def _use(scene: Scene) -> Floats:
    """Return how much of a place is in use, from 0 to 1."""
    hour, weekday, _day = local(scene.times)
    days, shape = _BUSY[str(scene.options["busy"])]
    result: Floats = np.array(days)[weekday] * shape(hour)
    return result


def parking(scene: Scene) -> Floats:
    """Return how many places are free."""
    wander = 1 + 0.07 * chance.smooth(scene.key, scene.times, 5 * HOUR)
    full = np.clip(0.06 + 0.9 * _use(scene) * wander, 0, 1)
    return np.clip(scene.number("capacity") * (1 - full) + scene.noise(1.5), 0, scene.number("capacity")).round(0)


def charging(scene: Scene) -> Floats:
    """Return how many charging points are free."""
    hour, _weekday, _day = local(scene.times)
    taken = 0.2 + 0.35 * _hump(hour, 13, 5) + 0.12 * chance.smooth(scene.key, scene.times, 3 * HOUR)
    return np.clip(scene.number("capacity") * (1 - taken), 0, scene.number("capacity")).round(0)


def bicycles(scene: Scene) -> Floats:
    """Return how many bicycles pass in an hour."""
    hour, weekday, _day = local(scene.times)
    work = _hump(hour, 7.7, 1.4) + 0.9 * _hump(hour, 16.9, 2.0) + 0.35 * _hump(hour, 12.5, 3)
    free = 0.9 * _hump(hour, 14.8, 3.6)
    shape = np.where(weekday >= 5, free, work)
    shape = 0.5 * shape + 0.7 * free if scene.options.get("leisure") else shape
    dry = np.clip(1 - 1.1 * rain(scene), 0.25, 1)
    warm = np.clip(0.55 + temperature(scene) / 28, 0.35, 1.4)
    mean = scene.number("size") * (shape + 0.015) * dry * warm
    return np.clip(mean + np.sqrt(mean) * chance.bell(scene.key, scene.times // MINUTE), 0, None).round(0)


def electricity(scene: Scene) -> Floats:
    """Return the electricity of an hour in kWh."""
    value = scene.number("base") + scene.number("open") * _use(scene)
    return np.clip(value * (1 + 0.05 * chance.bell(scene.key, scene.times // MINUTE)), 0, None).round(1)


def heat(scene: Scene) -> Floats:
    """Return the heat of an hour in kWh: more when it is colder than 15 degrees."""
    hour, weekday, _day = local(scene.times)
    cold = np.clip(15 - temperature(scene), 0, None)
    night = (hour < 5) | (hour >= 21) | (weekday >= 5)
    setback = np.where(night & bool(scene.options.get("setback")), 0.55, 1.0)
    value = scene.number("base") + scene.number("size") * cold * setback
    return np.clip(value * (1 + 0.06 * chance.bell(scene.key, scene.times // MINUTE)), 0, None).round(1)


def noise(scene: Scene) -> Floats:
    """Return the level of sound in dB(A); works: a building site on workdays and Saturdays around the anchor."""
    hour, weekday, _day = local(scene.times)
    day = np.clip(_hump(hour, 13, 7.5) * 1.25, 0, 1)
    value = scene.number("night") + (scene.number("day") - scene.number("night")) * day
    value = value - np.where(weekday == 6, 3.0, 0.0) + 1.3 * chance.bell(scene.key, scene.times // (15 * MINUTE))
    if scene.options.get("works"):
        site = (scene.since > -6 * DAY) & (scene.since < 6 * DAY) & (weekday < 6) & (hour >= 7) & (hour < 18)
        value = value + np.where(site, 5.5, 0.0)
    return value.round(1)


def no2(scene: Scene) -> Floats:
    """Return nitrogen dioxide in µg/m³."""
    hour, weekday, _day = local(scene.times)
    traffic = (_hump(hour, 8, 1.8) + _hump(hour, 17.6, 2.4)) * np.where(weekday < 5, 1, 0.6)
    still = 1 + 0.28 * chance.smooth(scene.shared("still"), scene.times, 14 * HOUR)
    value = scene.number("size") * (0.55 + 0.7 * traffic) * still
    return np.clip(value * (1 + 0.05 * chance.bell(scene.key, scene.times // MINUTE)), 2, None).round(0)


def pm10(scene: Scene) -> Floats:
    """Return particulate matter in µg/m³; it rises when the air stands still, as it does around the anchor."""
    still = 0.85 + 0.35 * chance.smooth(scene.shared("still"), scene.times, 31 * HOUR)
    late = 0.95 * np.exp(-(((scene.since - 6 * HOUR) / (2 * DAY)) ** 2))
    value = scene.number("size") * (still + late)
    return np.clip(value * (1 + 0.06 * chance.bell(scene.key, scene.times // MINUTE)), 2, None).round(0)


def ozone(scene: Scene) -> Floats:
    """Return ozone in µg/m³: it comes with sun and warmth."""
    hour, _weekday, _day = local(scene.times)
    sun = np.clip(1 - clouds(scene), 0.15, 1) * _hump(hour, 15, 4.5)
    value = 22 + 3.4 * np.clip(temperature(scene) + 6, 0, None) * sun
    return np.clip(value + scene.noise(2.0), 1, None).round(0)


def co2(scene: Scene) -> Floats:
    """Return carbon dioxide in a class room in ppm."""
    hour, weekday, _day = local(scene.times)
    taught = (weekday < 5) & (hour > 7.9) & (hour < 13.1)
    lesson = np.where(taught, 0.35 + 0.65 * (hour * 60 % 45) / 45, 0.0)
    return np.clip(440 + 1150 * lesson + scene.noise(18), 400, None).round(0)


def soil(scene: Scene) -> Floats:
    """Return the moisture of the soil in per cent."""
    wander = 4.5 * chance.smooth(scene.shared("soil"), scene.times, 8 * DAY)
    value = scene.number("wet") + wander + 5 * _storm(scene) + 1.2 * chance.smooth(scene.key, scene.times, 2 * DAY)
    return np.clip(value + scene.noise(0.15), 3, 60).round(1)


def _wave(since: NDArray[np.float64], rise: float, fall: float) -> Floats:
    result: Floats = np.where(since < 0, np.exp(-((since / rise) ** 2)), np.exp(-since / fall))
    return result


def river(scene: Scene) -> Floats:
    """Return the level of a stream in metres: a flood eleven days before the anchor, a smaller wave around it."""
    ahead = 4 * HOUR if scene.options.get("early") else 0
    since = (scene.since + ahead).astype(np.float64)
    flood = 1.16 * _wave(since + 11 * DAY, 9.0 * HOUR, 22.0 * HOUR)
    now = 0.60 * _wave(since - 10 * HOUR, 14.0 * HOUR, 26.0 * HOUR)
    wander = 0.03 * chance.smooth(scene.shared("river"), scene.times, 2 * DAY)
    value = scene.number("low") + flood + now + wander + scene.noise(0.004)
    return np.clip(value, 0.05, None).round(2)


def water(scene: Scene) -> Floats:
    """Return the temperature of a stream in degrees."""
    _hour, _weekday, day = local(scene.times)
    value = (
        10.2 - 6.4 * np.cos(2 * np.pi * (day - 28) / 365.25) + chance.smooth(scene.shared("air"), scene.times, 4 * DAY)
    )
    return np.clip(value + scene.noise(0.05), 0.2, None).round(1)


CURVES: Mapping[str, Callable[[Scene], Floats]] = {
    "temperature": temperature, "humidity": humidity, "rain": rain, "wind": wind, "pressure": pressure,
    "parking": parking, "charging": charging, "bicycles": bicycles, "electricity": electricity, "heat": heat,
    "noise": noise, "no2": no2, "pm10": pm10, "ozone": ozone, "co2": co2, "soil": soil, "river": river, "water": water,
}  # fmt: skip
