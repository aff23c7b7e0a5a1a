# SPDX-License-Identifier: EUPL-1.2
"""Decisions behind rules: what fires because a block said so is put on record."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist

from mittendrin.apps.stadtdaten.models import AlertKind, AlertRule, Matter
from mittendrin.apps.stadtdaten.services import findings
from mittendrin.apps.stadtdaten.services.alerts_judge import FORECASTS, Change
from mittendrin.apps.stadtdaten.services.alerts_unusual import Flag
from mittendrin.apps.stadtdaten.services.cockpit_blocks import only_suggests
from mittendrin.apps.stadtdaten.services.cockpit_readings import Band
from mittendrin.apps.stadtdaten.services.cockpit_words import local
from mittendrin.apps.stadtdaten.services.findings import QUESTIONS, Told
from mittendrin.contracts.block import Reason
from mittendrin.core.numbers import short
from mittendrin.core.text import sentence

_AHEAD = sentence(
    "Für %(time)s Uhr sagt die Vorhersage %(mean)s, 9 von 10 Werten von %(low)s bis %(high)s; die Regel: %(limit)s."
)
_TAIL = NormalDist().inv_cdf(0.95)
"""So many standard deviations lie between the mean and the limit of nine in ten."""


def stays_inside(made: AlertRule) -> bool:
    """Return whether a rule may tell only people of the house: its block fell back to suggesting."""
    if made.kind in FORECASTS:
        return only_suggests(QUESTIONS[Matter.FORECAST])
    return made.kind == AlertKind.UNUSUAL and only_suggests(QUESTIONS[Matter.ANOMALY])


def by_watch(made: AlertRule, changes: Iterable[Change], flag: Flag) -> None:
    """Put on record that the block called a value unusual."""
    for change in changes:
        if change.began and flag.found is not None:
            said = flag.found
            findings.note(
                Told(
                    made.datastream, Matter.ANOMALY, "unusual", change.at, change.at, said.score, said.reasons,
                    change.value,
                )
            )  # fmt: skip


def by_forecast(made: AlertRule, changes: Iterable[Change], worst: Band) -> None:
    """Put on record that a forecast goes beyond the value of a rule."""
    for change in changes:
        if change.began:
            values = {"time": f"{local(worst.start):%H:%M}", "limit": short(made.value or 0.0)}
            values |= {name: short(getattr(worst, name)) for name in ("mean", "low", "high")}
            reason = Reason("forecast", _AHEAD, values)
            sure = chance(worst, made.value or 0.0, upward=made.kind == AlertKind.FORECAST_ABOVE)
            findings.note(
                Told(made.datastream, Matter.FORECAST, made.kind, worst.start, worst.start, sure, (reason,), worst.mean)
            )


def chance(band: Band, limit: float, *, upward: bool) -> float:
    """Return how likely the value lies beyond ``limit``, taken from the band as two halves of a bell curve."""
    half = band.high - band.mean if limit >= band.mean else band.mean - band.low
    if half <= 0:
        return float(band.mean > limit if upward else band.mean < limit)
    above = 1 - NormalDist(band.mean, half / _TAIL).cdf(limit)
    return above if upward else 1 - above
