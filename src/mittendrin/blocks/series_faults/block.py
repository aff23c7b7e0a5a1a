# SPDX-License-Identifier: EUPL-1.2
"""Finds where a sensor was dead or lied: silence, always the same, jumps, drift, disagreement with neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from mittendrin.blocks.series_faults.dead import silences, stuck
from mittendrin.blocks.series_faults.lying import lies
from mittendrin.blocks.series_faults.month_axis import MonthAxis
from mittendrin.blocks.series_faults.steps import MOST, Steps, holidays, plain, stepped, usual_step
from mittendrin.contracts.block import Answer, no_answer
from mittendrin.contracts.series import Fault, FaultFinder, Series
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.dates import steps as calendar
from mittendrin.core.dates.steps import Months
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence

_FORMAT = 1
_LEAST = 20
_TOO_FEW = sentence("Zu wenige Werte, um einen Fehler zu erkennen.")
_TOO_SPREAD = sentence("Die Zeiten liegen zu weit auseinander, um einen Fehler zu erkennen.")


class Block(FaultFinder):
    """Judges each series by its own past and by its neighbours; keeps nothing."""

    def find(self, series: Series, neighbours: Sequence[Series] = ()) -> Answer[tuple[Fault, ...]]:
        """Return the faults by their start; abstains on fewer than twenty readings."""
        if int(np.isfinite(np.asarray(series.values, dtype=np.float64)).sum()) < _LEAST:
            return no_answer("too-few", _TOO_FEW)
        months = calendar.usual_step(series.times)
        if not isinstance(months, Months):
            return self._found(series, neighbours)
        axis = MonthAxis(series.times, months)
        answer = self._found(axis.even(series), [axis.even(one) for one in neighbours if one.times])
        return replace(answer, value=tuple(map(axis.real, answer.value)) if answer.value is not None else None)

    def _found(self, series: Series, neighbours: Sequence[Series]) -> Answer[tuple[Fault, ...]]:
        step = usual_step(series.times)
        start = series.times[0]
        end = max(plain(one.times[-1]) for one in (series, *neighbours) if one.times)
        count = int((end - plain(start)) / step) + 1
        if count > MOST:
            return no_answer("too-spread", _TOO_SPREAD)
        steps = stepped(series, start, step, count)
        others = [stepped(one, start, step, count) for one in neighbours if one.times]
        dead = [*silences(steps), *stuck(steps)]
        explained = _covered(steps, dead)
        if step <= timedelta(days=1):
            explained |= holidays(steps, self.plan.state)
        found = [*dead, *lies(steps, others, explained)]
        found.sort(key=lambda fault: (plain(fault.start), fault.kind))
        confidence = max((fault.confidence for fault in found), default=0.5)
        return Answer(tuple(found), confidence, tuple(fault.reason for fault in found[:3]))

    def save(self, folder: Path) -> None:
        """Write an empty model: nothing is kept between series."""
        model_files.save(folder, "series_faults", _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block. Raises ModelDamaged."""
        model_files.load(folder, "series_faults", _FORMAT)
        return cls(plan)


def _covered(steps: Steps, faults: Sequence[Fault]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    covered = np.zeros(len(steps.values), dtype=bool)
    for fault in faults:
        first, last = ((time - steps.start) / steps.step for time in (fault.start, fault.end))
        covered[int(first) : int(last) + 1] = True
    return covered
