# SPDX-License-Identifier: EUPL-1.2
"""Energy of the town's buildings: base load, nights and weekends, weather, and what could be saved, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.apps.stadtdaten.services.cockpit_blocks import hourly
from mittendrin.apps.stadtdaten.services.cockpit_kinds import kind_of
from mittendrin.apps.stadtdaten.services.cockpit_words import figure
from mittendrin.contracts.series import Series
from mittendrin.core import instants, yaml_strict
from mittendrin.core.instants import DAY

FILE = Path(__file__).resolve().parent.parent / "energy.yaml"
WEEKS = 5
LEAST_DAYS = 14
HOURS_A_YEAR = 8760
NIGHT = (0, 5)
WORKDAY = (7, 18)
GOOD_NIGHT_SHARE = 0.25
"""At night a building that stands empty should need at most this share of its load on workdays."""
SETBACK = 0.75
"""With a night setback, heat at night and on weekends is about this share of that by day at the same temperature."""


@dataclass(frozen=True)
class Finding:
    """One thing that could be saved. kwh, euro: in a year; reason: how it was reckoned, in words."""

    title: str
    kwh: float
    euro: float
    reason: str

    @property
    def kwh_text(self) -> str:
        """Return the amount, rounded to what is known."""
        return f"{figure(_round(self.kwh), 0)}\N{NO-BREAK SPACE}kWh"

    @property
    def euro_text(self) -> str:
        """Return the money, rounded to what is known."""
        return f"{figure(_round(self.euro), 0)}\N{NO-BREAK SPACE}€"


@dataclass(frozen=True)
class Use:
    """Electricity or heat of one building. base: load that never goes away, in kW."""

    number: int
    building: str
    kind: str
    title: str
    days: int
    a_day: str
    base: str
    base_share: str
    night: str
    weekend: str
    weather: str
    finding: Finding | None
    simulated: bool


def _round(value: float) -> float:
    """Return a number with two figures: more is not known."""
    if value <= 0:
        return 0.0
    power = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(np.round(value / power) * power)


@cache
def _settings() -> dict[str, float]:
    return {str(name): float(value) for name, value in yaml_strict.read(FILE).items()}


def uses(now: int | None = None) -> list[Use]:
    """Return electricity and heat of all buildings, the greatest saving first."""
    moment = now or instants.now()
    outside = _outside(moment)
    rows = Datastream.objects.filter(state__latest_start__gte=moment - 14 * DAY)
    found = []
    for stream in rows.select_related("thing", "observed_property", "state"):
        kind = kind_of(stream)
        if kind.key in {"electricity", "heat"}:
            use = _use(stream, kind.key, outside, moment)
            if use is not None:
                found.append(use)
    return sorted(found, key=lambda use: -(use.finding.euro if use.finding else 0))


def summary(found: Sequence[Use]) -> str:
    """Return what could be saved altogether, as one sentence."""
    if not found:
        return _("Noch misst kein Gebäude Strom oder Wärme lange genug: Es braucht zwei Wochen.")
    euro = sum(use.finding.euro for use in found if use.finding)
    kwh = sum(use.finding.kwh for use in found if use.finding)
    if not euro:
        return _("In keinem Gebäude fällt etwas auf.")
    values = {"euro": figure(_round(euro), 0), "kwh": figure(_round(kwh), 0)}
    return _("Nachts und am Wochenende ließen sich im Jahr etwa %(kwh)s kWh sparen, rund %(euro)s Euro.") % values


def _outside(now: int) -> dict[int, float]:
    """Return the mean temperature outside by hour, from the first series of air temperature that is alive."""
    rows = Datastream.objects.filter(state__latest_start__gte=now - DAY).select_related("observed_property", "thing")
    for stream in rows.order_by("pk"):
        if kind_of(stream).key == "air_temperature":
            series = hourly(stream, now - WEEKS * 7 * DAY, now)
            return {instants.from_datetime(at): value for at, value in zip(series.times, series.values, strict=True)}
    return {}


@dataclass(frozen=True)
class _Load:
    """Hours of a building as arrays: load, hour of the day, day of the week, temperature outside (NaN unknown)."""

    load: NDArray[np.float64]
    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    cold: NDArray[np.float64]

    @property
    def night(self) -> NDArray[np.bool_]:
        """Return which hours are deep in the night."""
        return (self.hour >= NIGHT[0]) & (self.hour < NIGHT[1])

    @property
    def weekend(self) -> NDArray[np.bool_]:
        """Return which hours are on Saturday or Sunday."""
        return self.weekday >= 5

    @property
    def working(self) -> NDArray[np.bool_]:
        """Return which hours are by day on a workday."""
        return (self.hour >= WORKDAY[0]) & (self.hour < WORKDAY[1]) & (self.weekday < 5)


def _load(series: Series, outside: dict[int, float]) -> _Load:
    zone = timezone.get_default_timezone()
    local: list[datetime] = [at.astimezone(zone) for at in series.times]
    limit = _settings()["heating_limit"]
    degrees = np.array([outside.get(instants.from_datetime(at), np.nan) for at in series.times])
    return _Load(
        np.array(series.values),
        np.array([at.hour for at in local]),
        np.array([at.weekday() for at in local]),
        np.clip(limit - degrees, 0, None),
    )


def _use(stream: Datastream, kind: str, outside: dict[int, float], now: int) -> Use | None:
    series = hourly(stream, now - WEEKS * 7 * DAY, now, total=True)
    if len(series.values) < LEAST_DAYS * 24 * 0.8:
        return None
    load = _load(series, outside)
    if not (load.night.any() and load.working.any() and load.weekend.any()):
        return None
    base = float(np.quantile(load.load, 0.05))
    total = float(load.load.sum())
    days = len(series.values) / 24
    price = _price(stream, kind)
    finding = _electricity(load, price) if kind == "electricity" else _heat(load, price)
    return Use(
        number=stream.pk,
        building=stream.thing.name,
        kind=kind,
        title=_("Strom") if kind == "electricity" else _("Wärme"),
        days=round(days),
        a_day=f"{figure(total / days, 0)}\N{NO-BREAK SPACE}kWh",
        base=f"{figure(base, 1)}\N{NO-BREAK SPACE}kW",
        base_share=_percent(base * len(series.values) / total if total else 0.0),
        night=_percent(_ratio(load.load[load.night & ~load.weekend], load.load[load.working])),
        weekend=_percent(_ratio(load.load[load.weekend], load.load[load.working])),
        weather=_weather(load) if kind == "heat" else "",
        finding=finding,
        simulated=stream.simulated or stream.thing.simulated,
    )


def _ratio(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(one.mean() / other.mean()) if other.size and one.size and other.mean() > 0 else 0.0


def _percent(share: float) -> str:
    return f"{figure(100 * share, 0)}\N{NO-BREAK SPACE}%"


def _price(stream: Datastream, kind: str) -> float:
    own: Any = stream.thing.properties.get(f"price_{kind}") if isinstance(stream.thing.properties, dict) else None
    return float(own) if isinstance(own, int | float) and not isinstance(own, bool) and own > 0 else _settings()[kind]


def _electricity(load: _Load, price: float) -> Finding | None:
    """Return what a quieter night would save: down to a quarter of the load by day, or half of the best night."""
    night = float(load.load[load.night].mean())
    day = float(load.load[load.working].mean())
    best = float(np.quantile(load.load[load.night], 0.1))
    reachable = max(GOOD_NIGHT_SHARE * day, 0.5 * best)
    if night <= reachable * 1.1:
        return None
    hours = HOURS_A_YEAR * (NIGHT[1] - NIGHT[0]) / 24 + HOURS_A_YEAR * 2 / 7 * 0.5
    kwh = (night - reachable) * hours
    reason = _(
        "Nachts laufen %(night)s kW, an Werktagen tags %(day)s kW. Üblich sind nachts etwa %(share)s %% davon,"
        " also %(good)s kW. Gerechnet für fünf Nachtstunden und halbe Wochenenden im Jahr zu %(price)s Euro je kWh."
    ) % {
        "night": figure(night, 1), "day": figure(day, 1), "share": figure(100 * GOOD_NIGHT_SHARE, 0),
        "good": figure(reachable, 1), "price": figure(price, 2),
    }  # fmt: skip
    return Finding(_("Grundlast in der Nacht senken"), kwh, kwh * price, reason)


def _heat(load: _Load, price: float) -> Finding | None:
    """Return what a night setback would save: heat for the same cold at night and on weekends, compared with by day."""
    known = np.isfinite(load.cold) & (load.cold > 1)
    empty = known & (load.night | load.weekend)
    full = known & load.working
    if empty.sum() < 24 or full.sum() < 24:
        return None
    by_day = float(load.load[full].sum() / load.cold[full].sum())
    unused = float(load.load[empty].sum() / load.cold[empty].sum())
    share = unused / by_day if by_day > 0 else 0.0
    if share <= SETBACK + 0.12:
        return None
    spared = (share - SETBACK) * by_day * float(load.cold[empty].sum())
    kwh = spared / len(load.load) * HOURS_A_YEAR * _season(load)
    reason = _(
        "Bei gleicher Kälte braucht das Gebäude nachts und am Wochenende %(share)s %% der Wärme vom Werktag."
        " Mit Absenkung sind es etwa %(good)s %%. Hochgerechnet auf ein Jahr zu %(price)s Euro je kWh."
    ) % {"share": figure(100 * share, 0), "good": figure(100 * SETBACK, 0), "price": figure(price, 2)}
    return Finding(_("Heizung nachts und am Wochenende absenken"), kwh, kwh * price, reason)


DEGREE_HOURS = 78_000.0
"""Degrees below 15, summed over the hours of an average German year (about 3,250 degree days)."""


def _season(load: _Load) -> float:
    """Return how much colder a year is than these weeks, so that a winter is not taken for the whole year."""
    here = float(np.nanmean(load.cold)) if np.isfinite(load.cold).any() else 0.0
    return min(DEGREE_HOURS / HOURS_A_YEAR / here, 3.0) if here > 0 else 0.0


def _weather(load: _Load) -> str:
    """Return how much of the ups and downs from day to day the cold explains, and the heat for each degree."""
    known = np.isfinite(load.cold)
    days = len(load.load) // 24
    if days < 7 or known.sum() < 24 * 7:
        return ""
    daily = load.load[: days * 24].reshape(days, 24).sum(axis=1)
    cold = np.nan_to_num(load.cold[: days * 24]).reshape(days, 24).mean(axis=1)
    if float(cold.std()) < 0.3:
        return ""
    slope = float(np.polyfit(cold, daily, 1)[0])
    fit = float(np.corrcoef(cold, daily)[0, 1]) ** 2
    if slope <= 0 or fit < 0.1:
        return _("kaum vom Wetter abhängig")
    values = {"slope": figure(slope, 0), "fit": figure(100 * fit, 0)}
    return _("%(slope)s kWh am Tag je Grad Kälte; das Wetter erklärt %(fit)s %% der Schwankung") % values
