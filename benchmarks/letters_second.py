# SPDX-License-Identifier: EUPL-1.2
"""How well are further requests of a letter found? Fits the weights that the block ships with ``--write``.

    python -m benchmarks.letters_second [--write]

Fitted on the example letters, each seen with a base that was fitted without it, and on the letters of the writers a, c
and e. Real letters with two requests are few, so letters are joined besides: one letter of a writer, and a passage of
another letter of the same writer, with or without words that open a further request. Each writer is measured with
weights fitted without that writer; ``--write`` fits on all.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from benchmarks import letters_base
from benchmarks.machine import machine

from mittendrin.blocks.letter_second_unit.block import Block, Passage, probability
from mittendrin.contracts import registry
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.letters import examples, reading
from mittendrin.core.letters.office import Office

TARGET = registry.folder("letter_second_unit") / "weights.json"
NOISE = 0.02
RIDGE, LEAST = 10.0, 0.5
JOINED, REAL, EXAMPLE = 0.25, 1.0, 0.25
WRITERS, PARTS = ("a", "c", "e"), 3
# How much is taken off the logarithm of the odds: a proposal in vain costs a clerk more than one that is missing.
CAUTION = 0.6
PASSAGE = 330
OPENERS = (
    "Außerdem ", "Noch etwas: ", "Bei dieser Gelegenheit: ", "Zweitens: ", "P.S. ", "Und dann noch eine Sache: ",
    "Bitte leiten Sie auch Folgendes weiter: ", "Ein anderes Thema: ", "Übrigens: ", "Zugleich möchten wir sagen: ",
    "", "", "", "",
)  # fmt: skip
START = {"*": -4.0, "opened": 0.8, "asked": 0.3, "words": 0.3, "like": 2.0, "like_first": -0.5, "named": 1.0}


@dataclass(frozen=True)
class Lesson:
    """A letter: the passages that were looked at, its true second unit, how much it counts."""

    passages: Sequence[Passage]
    unit: str
    counts: float


def joined(letters: Sequence[SampleLetter], chance: random.Random) -> list[SampleLetter]:
    """Return letters with a passage of another letter for another unit, or of the same unit, behind their text."""
    single = [
        one for one in letters if not one.truth["second_unit"] and one.truth["kind"] not in ("Rechnung", "Mahnung")
    ]
    found = []
    for one in single:
        other = chance.choice([two for two in single if two is not one])
        sentences = [row for row in str(other.parts["body"]).split("\n") if len(row) > 60 and " | " not in row]
        if not sentences:
            continue
        passage = chance.choice(OPENERS) + chance.choice(sentences)[:PASSAGE]
        unit = str(other.truth["unit"]) if other.truth["unit"] != one.truth["unit"] else ""
        parts = {**one.parts, "body": f"{one.parts['body'].rstrip()}\n\n{passage}"}
        found.append(replace(one, id=f"{one.id}+{other.id}", parts=parts, truth={**one.truth, "second_unit": unit}))
    return found


def lessons(letters: Sequence[SampleLetter], counts: float, seeds: Sequence[int]) -> list[Lesson]:
    """Return the letters as the block sees them, in several layouts."""
    plan = demo_plan()
    block = Block(plan)
    found = []
    for seed in seeds:
        for one in letters:
            item = laid_out(one, seed, NOISE)
            read = reading.read(item.text, (plan.name, *plan.names), item.known)
            found.append(Lesson(block.passages(read), str(one.truth["second_unit"]), counts / len(seeds)))
    return found


def of_examples() -> list[Lesson]:
    """Return the example letters as the block sees them, each with a base that does not know it."""
    plan = demo_plan()
    block = Block(plan)
    units = tuple((unit.name, unit.tasks) for unit in plan.units)
    found = []
    for part in range(PARTS):
        known, left_out = letters_base.without(PARTS, part)
        office = Office(letters_base.PACK, letters_base.KINDS, units, known)
        for one in left_out:
            first, second = (_unit(office, plan, task) for task in (one.task, one.second))
            unit = second if second != first else ""
            found.append(Lesson(block.passages(examples.reading_of(one), office), unit, EXAMPLE))
    return found


def _unit(office: Office, plan: TownPlan, task: str) -> str:
    shares = office.router.duties.share[office.router.numbers[task]] if task else {}
    return plan.units[max(shares, key=lambda at: shares[at])].name if shares else ""


def fitted(known: Sequence[Lesson], start: dict[str, float]) -> dict[str, float]:
    """Return the weights of a logistic regression over passages, drawn towards ``start``."""
    names = list(dict.fromkeys([*start, *(name for one in known for two in one.passages for name in two.features)]))
    passages = [(two, one) for one in known for two in one.passages]
    rows = np.array([[two.features.get(name, 0.0) for name in names] for two, _ in passages])
    right = np.array([float(bool(one.unit) and two.unit == one.unit) for two, one in passages])
    # Of the passages of one letter only the best is told: those that are right share what the letter counts.
    counts = np.array([one.counts * (1.0 if hit else 0.5) for (_, one), hit in zip(passages, right, strict=True)])
    aim = np.array([start.get(name, 0.0) for name in names])
    weights = aim.copy()
    for _ in range(60):
        guess = 1 / (1 + np.exp(-np.clip(rows @ weights, -40, 40)))
        slope = rows.T @ (counts * (guess - right)) + RIDGE * (weights - aim)
        bend = (rows * (counts * guess * (1 - guess))[:, None]).T @ rows + RIDGE * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        weights = weights - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
    return {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)}


def told(name: str, known: Sequence[Lesson], weights: dict[str, float], least: float = LEAST) -> str:
    """Return a line of figures."""
    said = right = wanted = silent = 0
    for one in known:
        best = max(one.passages, key=lambda two: probability(two.features, weights), default=None)
        speaks = best is not None and probability(best.features, weights) >= least
        said += speaks
        wanted += bool(one.unit)
        right += bool(speaks and best and best.unit == one.unit)
        silent += not speaks and not one.unit
    precision, recall = right / max(said, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    good = (right + silent) / len(known)
    return f"{name:18} f1 {f1:.3f}  recall {recall:.3f}  precision {precision:.3f}  right {good:.3f}"


def main() -> None:
    """Measure across the writers, and write the weights if wished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    print(machine())
    real = {name: lessons(read_letters(name), REAL, (0, 1, 2)) for name in WRITERS}
    mixed = {name: lessons(joined(read_letters(name), random.Random(name)), JOINED, (0,)) for name in WRITERS}
    shown = of_examples()
    for own in WRITERS:
        others = [one for part in (real, mixed) for name, ones in part.items() if name != own for one in ones]
        weights = fitted([*others, *shown], START)
        print(told(own, real[own], weights), "| joined:", told("", mixed[own], weights))
    weights = fitted([one for part in (real, mixed) for ones in part.values() for one in ones], START)
    print(told("examples", shown, weights))
    weights = fitted([*shown, *(one for part in (real, mixed) for ones in part.values() for one in ones)], START)
    weights["*"] = round(weights["*"] - CAUTION, 4)
    print(weights)
    if wish.write:
        TARGET.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
