# SPDX-License-Identifier: EUPL-1.2
"""Sensors that are dead or lie, at known times: what the health page and the blocks must find."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from mittendrin.apps.stadtdaten.demo import chance
from mittendrin.apps.stadtdaten.demo.chance import Floats
from mittendrin.apps.stadtdaten.demo.curves import Scene
from mittendrin.core.instants import DAY, HOUR, MINUTE

SILENT = (-3 * HOUR - 10 * MINUTE, 3 * DAY)
STUCK = (-2 * DAY, 4 * DAY)
DRIFT = (-12 * DAY, 6 * DAY)
DRIFT_A_DAY = 0.35


def _inside(scene: Scene, span: tuple[int, int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = (scene.since >= span[0]) & (scene.since < span[1])
    return result


def silent(scene: Scene, values: Floats) -> Floats:
    """Return the values without those of the hours in which the battery was empty (as NaN)."""
    return np.where(_inside(scene, SILENT), np.nan, values)


def stuck(scene: Scene, values: Floats) -> Floats:
    """Return the values with one and the same for some days."""
    return np.where(_inside(scene, STUCK), float(scene.options.get("stuck_at", 27.4)), values)


def drift(scene: Scene, values: Floats) -> Floats:
    """Return the values of a sensor that shows more and more from day to day."""
    away = np.clip((scene.since - DRIFT[0]) / DAY, 0, None) * DRIFT_A_DAY
    return (values + np.where(_inside(scene, DRIFT), away, 0.0)).round(1)


def implausible(scene: Scene, values: Floats) -> Floats:
    """Return the values with a few that cannot be, as a loose plug makes them."""
    odd = (chance.uniform(scene.key + np.uint64(99), scene.times // HOUR) < 0.03) & (scene.since > -5 * DAY)
    return np.where(odd, -12.5, values)


FAULTS: Mapping[str, Callable[[Scene, Floats], Floats]] = {
    "silent": silent,
    "stuck": stuck,
    "drift": drift,
    "implausible": implausible,
}
