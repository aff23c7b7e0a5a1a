# SPDX-License-Identifier: EUPL-1.2
"""Are units as sure as they are right when the words of pack and plan are asked as a second witness?

    python -m benchmarks.letters_sureness [--folders a,c,e,f,g]

Fits ``rise`` and ``weight`` of ``core/sureness.py`` on the scans of all writers but one, and shows the one left out.
``shift`` lies halfway between the level that fits and the one that leaves answers as sure on average as before, because
the letters that may be looked at are easier for the blocks than others.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import numpy as np
from benchmarks.letter_files import SCAN, read_all
from benchmarks.letter_scores import PLAN, truth_of
from benchmarks.letters_base import KINDS, PACK
from benchmarks.machine import machine
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from mittendrin.contracts.sample_letters import read_letters
from mittendrin.core.calibration import expected_error
from mittendrin.core.letters import reading
from mittendrin.core.letters.office import Office
from mittendrin.core.sureness import Sureness, agreement

Floats = NDArray[np.float64]
_EDGE = 1e-3


def evidence(folders: Sequence[str]) -> tuple[list[str], Floats, Floats, Floats]:
    """Return writer, chance of the first unit, how much words agree and whether it is right, for each scan."""
    office = Office(PACK, KINDS, tuple((unit.name, unit.tasks) for unit in PLAN.units))
    writers, rows = [], []
    for one in read_all(read_letters(*folders), SCAN):
        if not one.document.pages:
            continue
        read = reading.read(one.document.text, (PLAN.name, *PLAN.names), one.document.known)
        routed = office.assess(read).routed
        best = int(np.argmax(routed.chances))
        chance = min(max(routed.chances[best], _EDGE), 1 - _EDGE)
        right = PLAN.units[best].name == truth_of(one, "unit")
        writers.append(one.letter.id[0])
        rows.append((chance, agreement(routed.words, best), float(right)))
    chances, agreed, right_ = np.array(rows).T
    return writers, chances, agreed, right_


def fitted(chances: Floats, agreed: Floats, right: Floats) -> Sureness:
    """Return the curve that fits, but halfway back to the mean chance as it was."""
    columns = np.column_stack([np.log(chances / (1 - chances)), agreed])
    found = LogisticRegression().fit(columns, right)
    rise, weight = map(float, found.coef_[0])
    shifts = np.linspace(-3.0, 3.0, 601)
    means = [float(stated(Sureness(rise, weight, shift), chances, agreed).mean()) for shift in shifts]
    level = float(shifts[int(np.argmin(np.abs(np.array(means) - chances.mean())))])
    return Sureness(rise, weight, (level + float(found.intercept_[0])) / 2)


def stated(curve: Sureness, chances: Floats, agreed: Floats) -> Floats:
    """Return how sure the curve is of each answer."""
    return np.array([curve.sure(chance, also) for chance, also in zip(chances, agreed, strict=True)])


def _show(title: str, before: Floats, after: Floats, right: Floats, curve: Sureness | None) -> None:
    cells = [f"{log_loss(right, one, labels=[0, 1]):8.3f}" for one in (before, after)]
    cells += [f"{roc_auc_score(right, one):8.3f}" for one in (before, after)]
    cells += [f"{expected_error(zip(one, right.astype(bool), strict=True)):8.3f}" for one in (before, after)]
    numbers = f"   {curve.rise:.2f} {curve.weight:.2f} {curve.shift:.2f}" if curve else ""
    print(f"{title:10}{len(right):5}{right.mean():9.3f}{''.join(cells)}{numbers}")


def main() -> None:
    """Print log loss, area under the curve and calibration error before and after, by writer left out and together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folders", default="a,c,e,f,g", help="writers")
    names, chances, agreed, right = evidence(parser.parse_args().folders.split(","))
    writers = np.array(names)
    print(machine())
    print(f"{'left out':10}{'':5}{'right':>9}{'log loss':>16}{'area':>16}{'ECE':>16}   rise, weight, shift")
    after = np.zeros(len(chances))
    for writer in sorted(set(names)):
        held = writers == writer
        curve = fitted(chances[~held], agreed[~held], right[~held])
        after[held] = stated(curve, chances[held], agreed[held])
        _show(writer, chances[held], after[held], right[held], curve)
    _show("together", chances, after, right, None)
    curve = fitted(chances, agreed, right)
    print(f"of all: Sureness(rise={curve.rise:.2f}, weight={curve.weight:.2f}, shift={curve.shift:.2f})")


if __name__ == "__main__":
    main()
