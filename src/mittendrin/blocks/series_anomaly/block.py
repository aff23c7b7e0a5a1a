# SPDX-License-Identifier: EUPL-1.2
"""Watches one series reading by reading and says when something begins that was never like this, and why."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mittendrin.blocks.series_anomaly import settings
from mittendrin.blocks.series_anomaly.watch import SeriesWatch, resumed
from mittendrin.contracts.block import ModelDamaged
from mittendrin.contracts.series import Detector, Verdict
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
# Verdicts that stand for what is assumed before anybody said anything.
_PRIOR = 2.0
_SHIFT = 0.4


class Block(Detector):
    """Learns from verdicts how far each signal can be trusted and how high the limit should be."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._trust: dict[str, float] = {}
        self._shift = 0.0

    def watch(self) -> SeriesWatch:
        """Return a watch over a new series."""
        return SeriesWatch(dict(self._trust), self._shift)

    def resume(self, state: Mapping[str, Any]) -> SeriesWatch:
        """Return the watch whose ``state`` was kept. Raises ModelDamaged when it does not fit."""
        return resumed(dict(self._trust), self._shift, state)

    def learn(self, verdicts: Sequence[Verdict], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Trust signals whose alarms were right, and raise the limit when most alarms were wrong."""
        counts: dict[str, list[float]] = defaultdict(lambda: [_PRIOR, _PRIOR])
        for verdict in verdicts:
            for code in {*verdict.codes, ""}:
                counts[code][0 if verdict.right else 1] += 1
        right, wrong = counts.pop("", [_PRIOR, _PRIOR])
        self._trust = {
            code: 2 * yes / (yes + no) for code, (yes, no) in sorted(counts.items()) if code in settings.SIGNALS
        }
        self._shift = _SHIFT * math.log10(wrong / right)

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        model_files.save(folder, "series_anomaly", _FORMAT, ModelFiles({"trust": self._trust, "shift": self._shift}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as it was saved. Raises ModelDamaged."""
        data = model_files.load(folder, "series_anomaly", _FORMAT).data
        block = cls(plan)
        try:
            block._trust = {str(name): float(value) for name, value in data["trust"].items()}
            block._shift = float(data["shift"])
        except (KeyError, AttributeError, TypeError, ValueError) as error:
            raise ModelDamaged(str(folder)) from error
        return block
