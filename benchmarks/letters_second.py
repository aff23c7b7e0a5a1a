# SPDX-License-Identifier: EUPL-1.2
"""How well are further requests of a letter found? Fits the weights that the block ships with ``--write``.

    python -m benchmarks.letters_second [--write]

Fitted on the example letters, each series seen with tasks that were fitted without it (who wrote one series wrote no
other), and on the letters of the writers a, c and e. At most one passage of a letter is its further request: the chance
of each passage, and of "none", is fitted for the whole letter (multiple-instance learning with a softmax). Each series
and the writers are measured with weights fitted without them; of the fourth series only totals of the half that nobody
looked at are printed beside the other half. ``--write`` fits on all.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks import letters_base
from benchmarks.letters_base import KINDS, PACK, Known
from benchmarks.machine import machine
from numpy.typing import NDArray
from scipy.optimize import minimize

from mittendrin.blocks.letter_second_unit.block import Block, Passage, likeliest
from mittendrin.contracts import registry
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.sample_letters import laid_out, read_letters
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.letters import examples, reading
from mittendrin.core.letters.office import Office

Floats = NDArray[np.float64]
TARGET = registry.folder("letter_second_unit") / "weights.json"
NOISE = 0.02
RIDGE, LEAST = 3.0, (0.5, 0.4, 0.3)
SERIES, WRITERS, SEEDS = ((4,), (3,), (1, 2)), ("a", "c", "e"), (0, 1, 2)
# Of the many letters of the first series, nearly all with one request, every third is enough.
FIRST, EVERY = 1, 3


@dataclass(frozen=True)
class Lesson:
    """A letter: the passages that were looked at, its true second unit, how much it counts, whether it is judge."""

    passages: Sequence[Passage]
    unit: str
    counts: float = 1.0
    judge: bool = False


def of_letters(*folders: str) -> list[Lesson]:
    """Return the letters of some writers as the block sees them, in several layouts."""
    plan = demo_plan()
    block = Block(plan)
    found = []
    for seed in SEEDS:
        for one in read_letters(*folders):
            item = laid_out(one, seed, NOISE)
            read = reading.read(item.text, (plan.name, *plan.names), item.known)
            found.append(Lesson(block.passages(read), str(one.truth["second_unit"]), 1 / len(SEEDS)))
    return found


def of_examples(known: Known, *series: int) -> list[Lesson]:
    """Return the example letters of some series as the block sees them, with tasks fitted without these series."""
    plan = demo_plan()
    block = Block(plan)
    units = tuple((unit.name, unit.tasks) for unit in plan.units)
    base, left_out = letters_base.without(known, *series)
    office = Office(PACK, KINDS, units, base)
    found = []
    for at, one in enumerate(left_out):
        if one.series == FIRST and not one.second and at % EVERY:
            continue
        first, second = (_unit(office, plan, task) for task in (one.task, one.second))
        judge = zlib.crc32(one.text.encode()) % 2 == 0
        passages = block.passages(examples.reading_of(one), office)
        found.append(Lesson(passages, second if second != first else "", judge=judge))
    return found


def _unit(office: Office, plan: TownPlan, task: str) -> str:
    shares = office.router.duties.share[office.router.numbers[task]] if task else {}
    return plan.units[max(shares, key=lambda at: shares[at])].name if shares else ""


class _Rows:
    """The passages of all lessons as rows of features, each of deviation 1, and which of them are right."""

    def __init__(self, known: Sequence[Lesson]) -> None:
        passages = [two for one in known for two in one.passages]
        self.names = list(dict.fromkeys(name for two in passages for name in two.features))
        rows = np.array([[two.features[name] for name in self.names] for two in passages])
        self.sizes = np.where(np.array(self.names) == "*", 1.0, rows.std(axis=0) + 1e-6)
        self.rows = rows / self.sizes
        self.letter = np.repeat(np.arange(len(known)), [len(one.passages) for one in known])
        self.right = np.array([float(two.unit == one.unit) for one in known for two in one.passages])
        self.counts = np.array([one.counts for one in known])
        told = np.bincount(self.letter, self.right, len(known)) > 0
        self.right *= told[self.letter]
        self.none = ~told

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Return the log loss of the letters with ridge, and its slope. A unit that no passage shows is no request."""
        raised = np.exp(np.clip(self.rows @ weights, -30, 30))
        whole = 1 + np.bincount(self.letter, raised, len(self.none))
        fits = np.where(self.none, 1.0, np.bincount(self.letter, raised * self.right, len(self.none)))
        pull = RIDGE * np.where(np.array(self.names) == "*", 0.0, weights)
        value = float((self.counts * (np.log(whole) - np.log(fits))).sum()) + float((pull * weights).sum()) / 2
        parts = raised / whole[self.letter] - raised * self.right / fits[self.letter]
        return value, np.asarray(self.rows.T @ (parts * self.counts[self.letter]) + pull)


def fitted(known: Sequence[Lesson]) -> dict[str, float]:
    """Return the weights by name of the feature."""
    table = _Rows(known)
    start = np.where(np.array(table.names) == "*", -3.0, 0.0)
    found = minimize(table.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(value), 4) for name, value in zip(table.names, found / table.sizes, strict=True)}


def told(name: str, known: Sequence[Lesson], weights: dict[str, float]) -> str:
    """Return a line of figures: recall and precision when what is surer than some chances is proposed."""
    found = [(*likeliest(one.passages, weights), one.unit) for one in known]
    wanted = sum(bool(truth) for *_, truth in found)
    line = f"{name:26}{len(found):6}{wanted:6}"
    for least in LEAST:
        said = [(unit, truth) for unit, chance, truth in found if chance >= least]
        right = sum(unit == truth for unit, truth in said)
        line += f"   {least}: recall {right / max(wanted, 1):.3f} precision {right / max(len(said), 1):.3f}"
    return line


def main() -> None:
    """Measure across series and writers, and write the weights if wished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    print(machine())
    known = Known()
    parts = {f"series {one}": of_examples(known, *one) for one in SERIES}
    parts |= {f"writer {one}": of_letters(one) for one in WRITERS}
    for name, own in parts.items():
        weights = fitted([one for other, some in parts.items() if other != name for one in some])
        judge = [one for one in own if one.judge]
        print(told(name, [one for one in own if not one.judge], weights), flush=True)
        if judge:
            print(told(f"{name}, judge half", judge, weights), flush=True)
    weights = fitted([one for some in parts.values() for one in some])
    print(weights)
    if wish.write:
        TARGET.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
