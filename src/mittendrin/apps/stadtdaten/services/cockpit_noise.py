# SPDX-License-Identifier: EUPL-1.2
"""Noise of the last four weeks beside the reference levels of the kind of area, for the town's own people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import access
from mittendrin.apps.stadtdaten.services.cockpit_hours import Hours, hours
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, readings
from mittendrin.apps.stadtdaten.services.cockpit_tiles import titles
from mittendrin.apps.stadtdaten.services.cockpit_words import amount, figure, local
from mittendrin.apps.stadtdaten.services.year_limits import NoiseLimit, loudness, noise_days, noise_limits
from mittendrin.core import instants

NOISE_DAYS = 28


@dataclass(frozen=True)
class NoiseRow:
    """One place of noise. day, night: levels of the last four weeks; over: days and nights above the reference."""

    number: int
    name: str
    area: str
    day: str
    night: str
    days_over: str
    nights_over: str
    state: str
    word: str


def noise_rows(now: int | None = None) -> list[NoiseRow]:
    """Return one row for each place of noise, the last four weeks, loudest first."""
    today = local(now or instants.now()).date()
    made = []
    for reading in readings(access.INTERNAL):
        if reading.kind.key == "noise":
            known = hours(reading.stream.pk, today - timedelta(days=NOISE_DAYS + 1), today)
            made.append((loudness(known.values.ravel()) or 0.0, _noise_row(reading, known)))
    return [row for _level, row in sorted(made, key=lambda pair: -pair[0])]


def area_of(reading: Reading) -> NoiseLimit | None:
    """Return the kind of area that somebody wrote at the series or its thing; None without one."""
    known = {one.area: one for one in noise_limits()}
    for properties in (reading.stream.properties, reading.stream.thing.properties):
        if isinstance(properties, dict) and properties.get("area") in known:
            return known[str(properties["area"])]
    return None


def _noise_row(reading: Reading, known: Hours) -> NoiseRow:
    days, nights = (one[:NOISE_DAYS] for one in noise_days(known))
    area, day, night = area_of(reading), loudness(days), loudness(nights)
    over_days = over_nights = -1
    if area is not None:
        over_days, over_nights = int((days > area.day).sum()), int((nights > area.night).sum())
    known_any = day is not None or night is not None
    state = "unknown" if not known_any or area is None else "over" if over_days + over_nights else "usual"
    word = {
        "over": _("über dem Richtwert"), "usual": _("eingehalten"),
        "unknown": _("kein Gebiet eingetragen") if area is None else _("noch kein ganzer Tag"),
    }[state]  # fmt: skip
    return NoiseRow(
        reading.stream.pk,
        ", ".join(filter(None, titles(reading))),
        _(area.name) if area else "–",
        _level(reading, day, area.day if area else None),
        _level(reading, night, area.night if area else None),
        _of(over_days, int(np.isfinite(days).sum())),
        _of(over_nights, int(np.isfinite(nights).sum())),
        state,
        word,
    )


def _level(reading: Reading, value: float | None, limit: float | None) -> str:
    text = amount(reading, value, 0) if value is not None else "–"
    return text if limit is None else _("%(value)s (Richtwert %(limit)s)") % {"value": text, "limit": figure(limit, 0)}


def _of(count: int, known: int) -> str:
    return "–" if count < 0 else _("%(n)s von %(all)s") % {"n": count, "all": known}


def noise_summary(found: Sequence[NoiseRow]) -> str:
    """Return how loud it was, in one sentence."""
    if not found:
        return ""
    over = [row for row in found if row.state == "over"]
    if not over:
        return _("Am lautesten in vier Wochen: %(name)s, tags %(day)s.") % {"name": found[0].name, "day": found[0].day}
    words = {"name": over[0].name, "days": over[0].days_over, "nights": over[0].nights_over}
    return _("%(name)s: über dem Richtwert an %(days)s Tagen und in %(nights)s Nächten.") % words
