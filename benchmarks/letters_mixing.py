# SPDX-License-Identifier: EUPL-1.2
"""How much do words and examples count side by side, and how sure may unit and kind be? Each writer by the others.

    python -m benchmarks.letters_mixing [--write]

Fitted on the letters of the writers a, c, e, f and g, laid out twice with misread signs, each writer as important as
the others: the example letters were written to lack the telling words, so they would have words count too little.
``--write`` changes the base that the blocks ship; its weights stay. Printed for each writer: what the shipped numbers
and those of the other four writers reach on the first day. By chance: the ECE that chances which are exactly true would
have with so few letters.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from statistics import fmean

import numpy as np
from benchmarks.machine import machine
from numpy.typing import NDArray
from scipy.optimize import minimize

from mittendrin.contracts import registry
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters
from mittendrin.core import model_files
from mittendrin.core.calibration import expected_error
from mittendrin.core.letters import base, reading, sureness
from mittendrin.core.letters.base import LEAST_KIND, Base, Floats, Resemblance
from mittendrin.core.letters.office import Office
from mittendrin.core.letters.routing import Topics
from mittendrin.core.letters.sureness import Sureness
from mittendrin.core.text_model import softmax

PACK = registry.folder("letter_unit") / "pack"
KINDS = registry.folder("letter_kind") / "kinds.yaml"
TARGET = registry.folder("letter_unit") / "base"
WRITERS, SEEDS, NOISE = ("a", "c", "e", "f", "g"), (0, 1), 0.02
SOCIAL = 2.0
# What is tried: how much words or formulas count, how much examples do. Words that count still more fit these letters
# a little better, but where a plan has few units, one everyday word then outvotes the examples.
GRID = tuple(product((0.3, 0.45, 0.6, 0.75), (0.5, 0.65, 0.8, 0.95, 1.1)))
# How strongly the curve is held near changing nothing.
_HELD = 4.0
_DRAWS = 200
Mix = dict[str, float]
Chances = Callable[[Mix], list[Floats]]


@dataclass
class Seen:
    """A letter of a writer: what speaks for units and kinds, and the truth by number. told: by unit and kind."""

    writer: str
    topics: Topics
    like: Resemblance
    formulas: Floats
    rich: float
    unit: int
    kind: int

    @cached_property
    def alike(self) -> Floats:
        """Return the chances of the kinds by examples alone, in the order of the base."""
        return np.array(list(self.like.kinds.values()))


class Sorting:
    """The letters of all writers as the office sees them, and what it says of them with other numbers."""

    def __init__(self, known: Base, writers: Sequence[str] = WRITERS) -> None:
        plan = demo_plan()
        self.office = Office(PACK, KINDS, tuple((unit.name, unit.tasks) for unit in plan.units), known)
        self._names = [unit.name for unit in plan.units]
        own = (plan.name, *plan.names)
        self.letters = [self._seen(one, own, seed) for one in read_letters(*writers) for seed in SEEDS]

    def _seen(self, letter: SampleLetter, own: Sequence[str], seed: int) -> Seen:
        item = laid_out(letter, seed, NOISE)
        read = reading.read(item.text, tuple(own), item.known)
        topics, like = self.office.router.topics(read), self.office.base.resemblance(read)
        return Seen(
            letter.id[0],
            topics,
            like,
            np.array(self.office.kinds.score(read, topics.tasks).logits),
            sureness.richness(like.known, len(read.letter.text)),
            self._names.index(str(letter.truth["unit"])),
            self.office.kinds.names.index(str(letter.truth["kind"])),
        )

    def kinds(self, mix: Mix) -> list[Floats]:
        """Return the chances of the kinds, as they are before anything makes them more or less sure."""
        own, other = mix["kind_formulas"], mix["kind_examples"]
        return [softmax(own * one.formulas + other * np.log(one.alike + LEAST_KIND)) for one in self.letters]

    def kinds_told(self, mix: Mix) -> list[Floats]:
        """Return the chances of the kinds as they are told."""
        curve = Sureness.of(mix, "kind")
        evidence = self.rich(self.kinds(mix))
        return [curve.told(row, one) for row, one in zip(self.kinds(mix), evidence, strict=True)]

    def rich(self, _chances: Sequence[Floats]) -> list[float]:
        """Return how much of each letter is known."""
        return [one.rich for one in self.letters]

    def units(self, mix: Mix) -> list[Floats]:
        """Return the chances of the units, as they are before anything makes them more or less sure."""
        route, names = self.office.router.route, self.office.kinds.names
        return [
            np.array(route(one.topics, dict(zip(names, kinds, strict=True)), one.like, mix).chances)
            for one, kinds in zip(self.letters, self.kinds(mix), strict=True)
        ]

    def units_told(self, mix: Mix) -> list[Floats]:
        """Return the chances of the units as they are told."""
        curve, chances = Sureness.of(mix, "unit"), self.units(mix)
        return [curve.told(row, one) for row, one in zip(chances, self.agreed(chances), strict=True)]

    def agreed(self, chances: Sequence[Floats]) -> list[float]:
        """Return how much words alone speak for the likeliest unit of each letter."""
        by_words = self.office.router.by_words
        return [
            sureness.agreement(by_words(one.topics), int(row.argmax()))
            for one, row in zip(self.letters, chances, strict=True)
        ]


class Fitting:
    """Finds the numbers; what was tried once is kept, since each writer is left out in turn."""

    def __init__(self, sorting: Sorting) -> None:
        self.sorting = sorting
        self.writer = np.array([one.writer for one in sorting.letters])
        self.unit = np.array([one.unit for one in sorting.letters])
        self.kind = np.array([one.kind for one in sorting.letters])
        self._kept: dict[tuple[float, ...], Floats] = {}

    def numbers(self, writers: Sequence[str]) -> Mix:
        """Return the numbers that fit these writers best."""
        mix = {"social": SOCIAL, "unit_words": 0.0, "unit_examples": 0.0, "kind_formulas": 0.0, "kind_examples": 0.0}
        sorting = self.sorting
        kind, unit = ("kind_formulas", "kind_examples"), ("unit_words", "unit_examples")
        mix |= self._mixed(mix, kind, sorting.kinds, self.kind, writers)
        mix |= self._mixed(mix, unit, sorting.units, self.unit, writers)
        chances = sorting.kinds(mix)
        mix |= self._sure("kind", chances, sorting.rich(chances), self.kind, writers)
        chances = sorting.units(mix)
        return mix | self._sure("unit", chances, sorting.agreed(chances), self.unit, writers)

    def _mixed(
        self, mix: Mix, names: Sequence[str], chances: Chances, truth: NDArray[np.int64], writers: Sequence[str]
    ) -> Mix:
        def loss(pair: tuple[float, float]) -> float:
            values = self._losses(mix, names, pair, chances, truth)
            return fmean(float(values[self.writer == one].mean()) for one in writers)

        best: tuple[float, float] = min(GRID, key=loss)
        return dict(zip(names, best, strict=True))

    def _losses(
        self, mix: Mix, names: Sequence[str], pair: Sequence[float], chances: Chances, truth: NDArray[np.int64]
    ) -> Floats:
        tried = {**mix, **dict(zip(names, pair, strict=True))}
        key = tuple(tried.values())
        if key not in self._kept:
            self._kept[key] = losses(chances(tried), truth)
        return self._kept[key]

    def _sure(
        self, name: str, chances: Sequence[Floats], evidence: Floats | Sequence[float], truth: NDArray[np.int64],
        writers: Sequence[str],
    ) -> Mix:  # fmt: skip
        """Return the curve that makes chances come true."""
        right = np.array([row.argmax() for row in chances]) == truth
        sizes = {one: int((self.writer == one).sum()) for one in writers}
        counts = np.array([1 / sizes[one] if one in sizes else 0.0 for one in map(str, self.writer)])
        counts *= sum(sizes.values()) / len(sizes) / len(SEEDS)
        rise, weight, shift = curve([float(row.max()) for row in chances], evidence, right, counts)
        return {f"{name}_rise": rise, f"{name}_weight": weight, f"{name}_shift": shift}


def curve(
    chances: Sequence[float], evidence: Floats | Sequence[float], right: NDArray[np.bool_], counts: Floats
) -> tuple[float, float, float]:
    """Return rise, weight and shift of the curve with the least log loss. counts: how much each answer counts."""
    inside = np.clip(chances, 1e-6, 1 - 1e-6)
    rows = np.column_stack([np.log(inside / (1 - inside)), evidence, np.ones(len(inside))])
    signs = np.where(right, 1.0, -1.0)

    def loss(weights: Floats) -> float:
        lost = float((counts * np.logaddexp(0.0, -signs * (rows @ weights))).sum())
        return lost + 0.5 * _HELD * (float(weights[0]) - 1) ** 2

    found = minimize(loss, np.array([1.0, 0.0, 0.0])).x
    return round(float(found[0]), 3), round(float(found[1]), 3), round(float(found[2]), 3)


def losses(chances: Sequence[Floats], truth: NDArray[np.int64]) -> Floats:
    """Return the log loss of each answer."""
    return np.array([-np.log(row[true] + 1e-6) for row, true in zip(chances, truth, strict=True)])


def by_chance(sure: Sequence[float], seed: int = 0) -> float:
    """Return the mean ECE of answers that are right exactly as often as they say, with so many cases."""
    draw = random.Random(seed)
    return fmean(expected_error([(one, draw.random() < one) for one in sure]) for _ in range(_DRAWS))


def mixed(known: Base) -> Mix:
    """Return the numbers that fit all writers best."""
    return Fitting(Sorting(known)).numbers(WRITERS)


def _row(name: str, chances: Sequence[Floats], truth: NDArray[np.int64]) -> str:
    sure = [float(row.max()) for row in chances]
    right = [bool(row.argmax() == true) for row, true in zip(chances, truth, strict=True)]
    error = expected_error(list(zip(sure, right, strict=True)))
    told = f"{fmean(right):9.3f}{losses(chances, truth).mean():9.3f}{fmean(sure):11.3f}"
    return f"{name:28}{told}{error:7.3f}{by_chance(sure[:: len(SEEDS)]):11.3f}"


def show(fitting: Fitting, shipped: Mapping[str, float]) -> None:
    """Print what the shipped numbers and those of the other writers reach on each writer."""
    print(f"{'':28}{'accuracy':>9}{'log loss':>9}{'confidence':>11}{'ECE':>7}{'by chance':>11}")
    others = {one: fitting.numbers([other for other in WRITERS if other != one]) for one in WRITERS}
    for question, say, truth in (
        ("unit", fitting.sorting.units_told, fitting.unit),
        ("kind", fitting.sorting.kinds_told, fitting.kind),
    ):
        for name, numbers in (("shipped", {one: dict(shipped) for one in WRITERS}), ("others", others)):
            joined: dict[int, Floats] = {}
            for writer in WRITERS:
                at = np.flatnonzero(fitting.writer == writer)
                chances = say(numbers[writer])
                joined |= {int(one): chances[one] for one in at}
                print(_row(f"{question}, {name}, {writer}", [chances[one] for one in at], truth[at]))
            print(_row(f"{question}, {name}, all", [joined[one] for one in sorted(joined)], truth))


def main() -> None:
    """Fit the numbers, print how good they are, write them if wished."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the numbers into the base")
    wish = parser.parse_args()
    print(machine())
    saved = model_files.load(TARGET, base.FORMAT, base.VERSION)
    fitting = Fitting(Sorting(Base(saved.data, saved.arrays)))
    show(fitting, saved.data["mix"])
    mix = fitting.numbers(WRITERS)
    print(f"fits all: {mix}")
    if wish.write:
        changed = model_files.ModelFiles({**saved.data, "mix": mix}, saved.arrays)
        model_files.save(TARGET, base.FORMAT, base.VERSION, changed)


if __name__ == "__main__":
    main()
