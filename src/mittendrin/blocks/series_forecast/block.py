# SPDX-License-Identifier: EUPL-1.2
"""Says how a series goes on: by its similar days, its recent level and what its own past errors were."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from mittendrin.blocks.series_forecast import model, month_steps, short
from mittendrin.blocks.series_forecast.days import kinds, school_days, school_years
from mittendrin.blocks.series_forecast.features import Table
from mittendrin.blocks.series_forecast.grid import DAY, Grid, Numbers, gridded, table, wall
from mittendrin.contracts.block import Answer, Reason, no_answer
from mittendrin.contracts.series import Band, Forecaster, Series
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.dates.steps import Months, Step, about, following
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence

_FORMAT = 1
_LEAST = 3
_LARGEST = 1e308
_LONGEST = timedelta(days=800)
_LEARNED = sentence(
    "Gelernt aus %(days)s Tagen derselben Reihe: ähnliche Tage, jüngste Höhe, Fehler früherer Vorhersagen."
)
_LEARNED_STEPS = sentence("Gelernt aus %(count)s Werten derselben Reihe: jüngste Höhe, Fehler früherer Vorhersagen.")
_HOLIDAYS = sentence("Berücksichtigte Feier- und Brückentage: %(count)s.")
_SCHOOL = sentence("Berücksichtigte Schulferien: %(years)s.")
_NO_SCHOOL = sentence("Ohne Schulferien gerechnet, denn sie sind nicht bekannt für: %(years)s.")
_SHORT = sentence("Nur %(days)s Tage bekannt: Die Reihe geht weiter wie zuletzt; die Grenzen sind weit.")
_WEATHER = sentence("Berücksichtigt sind auch: %(names)s.")
_MONTHS = sentence("Gelernt aus denselben Monaten früherer Jahre (%(years)s) und der jüngsten Höhe.")
_MONTHS_SHORT = sentence("Keine zwei Jahre bekannt: Die Reihe geht weiter wie zuletzt, ohne Jahreszeiten.")
_NOTHING = sentence("Zu wenige Werte für eine Vorhersage.")


class Block(Forecaster):
    """Learns anew from each series that it is asked about and keeps nothing."""

    def forecast(self, history: Series, horizon: int, step: Step) -> Answer[tuple[Band, ...]]:
        """Return ``horizon`` bands with 90 of 100 readings inside; abstains on fewer than three readings."""
        values = np.asarray(history.values, dtype=np.float64)
        if int(np.isfinite(values).sum()) < _LEAST or horizon < 1 or about(step) <= timedelta():
            return no_answer("too-short", _NOTHING)
        if isinstance(step, Months):
            return self._by_months(history, values, horizon, step)
        last = history.times[-1]
        first = bisect_right(history.times, last - max(_LONGEST, 400 * step))
        series, recent = _part(history, first), values[first:]
        if not np.isfinite(recent).any():
            return no_answer("too-short", _NOTHING)
        unit = _unit(recent)
        raw = gridded(series.times, recent / unit, step, wall(last))
        grid = replace(raw, values=_tamed(raw.values))
        found, reasons = self._fitted(grid, series, horizon)
        found = found.times(unit)
        return Answer(_bands(following(history.times, step, horizon), found, values), 0.9, reasons)

    def _by_months(self, history: Series, values: Numbers, horizon: int, step: Months) -> Answer[tuple[Band, ...]]:
        """Forecast steps of the calendar: by the same months of earlier years, when there are two of these."""
        place = month_steps.places(history.times, step.count)
        found, years = month_steps.fit(month_steps.filled(place, values), place[-1], horizon, step.count)
        reason = Reason("months", _MONTHS if years else _MONTHS_SHORT, {"years": str(years)})
        return Answer(_bands(following(history.times, step, horizon), found, values), 0.9, (reason,))

    def _fitted(self, grid: Grid, series: Series, horizon: int) -> tuple[model.Fitted, tuple[Reason, ...]]:
        rows = table(grid)
        known_days = int(np.isfinite(rows).any(axis=1).sum())
        if known_days < model.LEAST_DAYS + 7:
            return short.fit(grid.values, grid.slots_a_day, horizon), (
                Reason("short", _SHORT, {"days": str(known_days)}),
            )
        ahead = horizon // grid.slots_a_day + 2
        if grid.step > DAY:
            days, changed = np.zeros(len(rows) + ahead, dtype=np.int64), 0
        else:
            days, changed = kinds(rows, grid.first, len(rows) + ahead, self.plan.state)
        span, about_school = len(rows) + ahead, (self.plan.state, self.plan.school)
        school = None if grid.step > DAY else school_days(grid.first, span, len(rows), *about_school)
        extra = {name: _extra(one, grid, horizon) for name, one in series.extra.items()}
        last = grid.offset + len(grid.values) - 1
        found = model.fit(
            Table(rows, days, tuple(extra.values()), school), last // grid.slots_a_day, last % grid.slots_a_day, horizon
        )
        learned = _LEARNED if grid.step <= DAY else _LEARNED_STEPS
        said = [Reason("learned", learned, {"days": str(known_days), "count": str(known_days)}, weight=2.0)]
        if changed:
            said.append(Reason("holidays", _HOLIDAYS, {"count": str(changed)}))
        known_years, missing = school_years(grid.first, span, *about_school)
        if school is not None:
            said.append(Reason("school", _SCHOOL, {"years": _listed(known_years)}))
        elif grid.step <= DAY and missing and (self.plan.state or self.plan.school):
            said.append(Reason("no-school", _NO_SCHOOL, {"years": _listed(missing)}))
        if extra:
            said.append(Reason("further", _WEATHER, {"names": ", ".join(extra)}))
        return found, tuple(said)

    def save(self, folder: Path) -> None:
        """Write an empty model: nothing is kept between series."""
        model_files.save(folder, "series_forecast", _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block. Raises ModelDamaged."""
        model_files.load(folder, "series_forecast", _FORMAT)
        return cls(plan)


def _listed(years: Sequence[int]) -> str:
    """Return years in few signs: ``2024–2026``."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _bands(times: Sequence[datetime], found: model.Fitted, values: Numbers) -> tuple[Band, ...]:
    """Return the forecast at its times; below nothing only where ``values`` were."""
    known = values[np.isfinite(values)]
    least = 0.0 if known.min() >= 0 else -_LARGEST
    return tuple(
        Band(
            time,
            float(max(found.mean[at], least)),
            float(max(min(found.low[at], found.mean[at]), least)),
            float(min(max(found.high[at], found.mean[at], least), _LARGEST)),
        )
        for at, time in enumerate(times)
    )


def _unit(values: Numbers) -> float:
    """Return a number by which the values become of a usual size."""
    known = np.abs(values)
    known = known[np.isfinite(known) & (known > 0)]
    return float(np.median(known)) if len(known) else 1.0


def _tamed(values: Numbers) -> Numbers:
    """Return the values with wild ones drawn to where most of them lie."""
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, (0.01, 0.99))
    reach = 2 * (high - low)
    return np.clip(values, low - reach, high + reach) if reach > 0 else values


def _part(series: Series, first: int) -> Series:
    return Series(series.times[first:], series.values[first:], series.name, series.extra)


def _extra(series: Series, grid: Grid, horizon: int) -> Numbers:
    """Return a further column on the days of the grid and of the forecast."""
    end: datetime = grid.start + (len(grid.values) - 1 + horizon) * grid.step
    walls = [wall(time) for time in series.times]
    inside = [at for at, time in enumerate(walls) if grid.start <= time <= end]
    values = [series.values[at] for at in inside]
    times = [walls[at] for at in inside]
    if not times:
        return np.full((1, grid.slots_a_day), np.nan)
    own = gridded([grid.start, *times], [float("nan"), *values], grid.step, end)
    return table(Grid(grid.start, grid.step, grid.slots_a_day, own.values, grid.first))
