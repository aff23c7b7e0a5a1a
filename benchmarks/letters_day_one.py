# SPDX-License-Identifier: EUPL-1.2
"""How well are letters sorted on the first day, and after learning from other writers, by text with misread signs?

    python -m benchmarks.letters_day_one [--folders a,c] [--seeds 2] [--learn 200] [--train a,c]

A quick look beside ``letters.py``, without scanning: only totals are printed. ``--learn``: learns that many letters of
the writers ``--train`` who are not measured, and measures the writers of ``--folders`` one by one.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.letter_scores import LABELS, make, share
from benchmarks.machine import machine

from mittendrin.contracts.block import Answer, Block, Example
from mittendrin.contracts.cue_classifier import NO, YES
from mittendrin.contracts.document import Document
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters
from mittendrin.core.calibration import expected_error

NOISE = 0.02
Item = tuple[SampleLetter, Document]


def items(folders: Sequence[str], seeds: int) -> list[Item]:
    """Return the letters of these writers in several layouts, misread."""
    return [(one, laid_out(one, seed, NOISE)) for seed in range(seeds) for one in read_letters(*folders)]


def truth_of(letter: SampleLetter, name: str) -> str:
    """Return the true value; a yes-or-no question as yes or no."""
    value = letter.truth[name]
    return (YES if value else NO) if isinstance(value, bool) else str(value)


def row(name: str, block: Block[Any], tested: Sequence[Item]) -> str:
    """Return a line of figures: accuracy, among the first three, recall and precision of what is rare, ECE, time."""
    start = time.process_time()
    answers: list[Answer[str]] = [block.predict(item) for _, item in tested]
    spent = (time.process_time() - start) / max(len(tested), 1) * 1000
    said = ["" if one.abstained or not one.value else one.value for one in answers]
    wanted = [truth_of(letter, name) for letter, _ in tested]
    plain = {"", NO}
    hits = [one == true for one, true in zip(said, wanted, strict=True)]
    top = [
        true in [one, *(other.value for other in answer.alternatives[:2])]
        for one, true, answer in zip(said, wanted, answers, strict=True)
    ]
    recall = share(hit for hit, true in zip(hits, wanted, strict=True) if true not in plain)
    precision = share(hit for hit, one in zip(hits, said, strict=True) if one not in plain)
    cases = [(answer.confidence, hit) for answer, hit in zip(answers, hits, strict=True) if not answer.abstained]
    return (
        f"{name:14}{share(hits):9.3f}{share(top):8.3f}{recall:9.3f}{precision:11.3f}{expected_error(cases):8.3f}"
        f"{spent:8.1f}"
    )


def learned(question: str, train: Sequence[Item], seed: int) -> Block[Any]:
    """Return the block after it learned from these letters."""
    block = make(question)
    assert block is not None
    name = LABELS[question]
    known = [Example(item, truth_of(letter, name), str(letter.truth["date"])) for letter, item in train]
    block.learn(known, seed)
    return block


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folders", default="a,c", help="writers that are measured")
    parser.add_argument("--train", default="a,c", help="writers that are learned from")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--learn", type=int, default=0, help="so many letters are learned, 0: first day")
    wish = parser.parse_args()
    print(machine())
    print(f"{'':14}{'accuracy':>9}{'top 3':>8}{'recall':>9}{'precision':>11}{'ECE':>8}{'ms':>8}")
    folders = wish.folders.split(",")
    for question, name in LABELS.items():
        block = make(question)
        if block is not None and not wish.learn:
            print(row(name, block, items(folders, wish.seeds)))
    for folder in folders if wish.learn else ():
        others = [one for one in wish.train.split(",") if one != folder]
        pool = items(others, 1)
        train = random.Random(folder).sample(pool, min(wish.learn, len(pool)))
        print(f"{folder}, learned from {len(train)} letters of {', '.join(others)}")
        for question in ("letter.unit", "letter.kind"):
            print(row(LABELS[question], learned(question, train, 0), items([folder], wish.seeds)))


if __name__ == "__main__":
    main()
