# SPDX-License-Identifier: EUPL-1.2
"""How well the facts of letters are read; fits the weights that the block ships.

    python -m benchmarks.letters_facts [FOLDER ...] [--layouts N] [--across | --write]

Prints exact answers per fact over samples/letters/FOLDER (default ``a c e f g``) in several layouts and strengths of
misreading, with the spread over layouts. On folders that the weights were fitted on the figures flatter: ``--across``
fits on all folders but one and measures on that one. ``--write`` fits on all and writes the weights of the block.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

from benchmarks import letter_files

from mittendrin.apps.posteingang.sources import record
from mittendrin.blocks.letter_facts.block import shipped_weights
from mittendrin.blocks.letter_facts.facts import QUESTIONS, gather, same
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.learning import Lesson, fit, judged, rightness
from mittendrin.contracts import registry
from mittendrin.contracts.block import Block
from mittendrin.contracts.document import Document
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.calibration import Calibrator, expected_error

PLAN = TownPlan(
    name="Musterstadt am Rhein",
    state="RP",
    names=("Stadtverwaltung Musterstadt", "Stadt Musterstadt", "Musterstadt am Rhein", "Musterstadt"),
    ibans=("DE42575501200000471108", "DE39570928000210081500"),
)
WEIGHTS = Path(__file__).resolve().parents[1] / "src/mittendrin/blocks/letter_facts/weights.json"
NOISES = (0.0, 0.005, 0.015)
# Each letter is taught in many layouts: the pull is as strong as that of a town's own letters, which come once.
PULL = 8.0
_SCAN_WORTH = 3
Lessons = dict[str, list[Lesson]]


def lessons(letters: Sequence[SampleLetter], seeds: Sequence[int], noises: Sequence[float]) -> Lessons:
    """Return the candidates and truths of each fact for every letter, layout and strength of misreading.

    Scans of the letters that ``benchmarks.letters`` has read and kept are added.
    """
    found: Lessons = {name: [] for name in QUESTIONS}
    for letter in letters:
        sheets = [laid_out(letter, seed, noise) for seed in seeds for noise in noises]
        for sheet in [*sheets, *_scans(letter)]:
            gathered = gather(Layout(sheet, PLAN), shipped_weights())
            for name in QUESTIONS:
                found[name].append(Lesson(gathered.candidates[name], str(letter.truth[name])))
    return found


def _scans(letter: SampleLetter) -> list[Document]:
    """Return what was read of scans of the letter, as often as layouts made by typing count."""
    found = []
    for path in letter_files.CACHE.glob(f"*/{letter.id}.scan.json.gz"):
        kept = json.loads(gzip.decompress(path.read_bytes()))
        if kept["document"]:
            found.append(record.document_of(kept["document"]))
    return found * _SCAN_WORTH


def measure(letters: Sequence[SampleLetter], seeds: Sequence[int]) -> None:
    """Print exact answers per fact, calibration error and time."""
    block = registry.block_class("letter_facts")(PLAN)
    names = [*QUESTIONS, "subject"]
    print(f"{len(letters)} letters, {len(seeds)} layouts each; exact answers, 'nothing' included")
    print("noise   " + " ".join(f"{name:>10}" for name in names) + "   ece  ms")
    for noise in NOISES:
        runs = [_run(block, letters, seed, noise, names) for seed in seeds]
        cells = [
            f"{fmean(run[0][name] for run in runs):.3f}±{_deviation([r[0][name] for r in runs]):.3f}" for name in names
        ]
        cases = [case for run in runs for case in run[1]]
        print(f"{noise:<7}" + " ".join(f"{cell:>10}" for cell in cells), end=" ")
        print(f"{expected_error(cases):.3f} {fmean(run[2] for run in runs):.1f}")


def _deviation(values: Sequence[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def _run(
    block: Block[Any], letters: Sequence[SampleLetter], seed: int, noise: float, names: Sequence[str]
) -> tuple[dict[str, float], list[tuple[float, bool]], float]:
    right = dict.fromkeys(names, 0)
    cases = []
    spent = 0.0
    for letter in letters:
        document = laid_out(letter, seed, noise)
        begin = time.process_time()
        facts = block.predict(document).value or {}
        spent += time.process_time() - begin
        for name in names:
            said, truth = (facts[name].value or "") if name in facts else "", str(letter.truth[name])
            hit = same(name, said, truth) if said and truth else said == truth
            right[name] += hit
            if said and name != "subject":
                cases.append((facts[name].confidence, hit))
    count = len(letters)
    return {name: value / count for name, value in right.items()}, cases, 1000 * spent / count


def across(folders: Sequence[Lessons]) -> dict[str, tuple[list[float], list[tuple[float, bool]]]]:
    """Return per fact the rightness on each folder with weights of the others, and all judged answers."""
    found = {}
    for name, question in QUESTIONS.items():
        matches = partial(same, name)
        shares, cases = [], []
        for held in folders:
            others = [lesson for one in folders if one is not held for lesson in one[name]]
            weights = fit(others, question.weights, matches, PULL)
            shares.append(rightness(held[name], weights, matches))
            cases += judged(held[name], weights, matches)
        found[name] = shares, cases
    return found


def write(folders: Sequence[Lessons]) -> None:
    """Fit weights on all letters, curves on answers from weights of the other folders, and write both.

    A curve that would not make the confidences truer is left out.
    """
    crossed = across(folders)
    weights = {
        name: fit([lesson for one in folders for lesson in one[name]], question.weights, partial(same, name), PULL)
        for name, question in QUESTIONS.items()
    }
    curves = {}
    for name, (shares, cases) in crossed.items():
        curve = Calibrator.fit(cases)
        before, after = expected_error(cases), expected_error([(curve(sure), right) for sure, right in cases])
        if after < before:
            curves[name] = [round(float(one), 4) for one in curve.array()]
        note = "" if after < before else " (curve left out)"
        print(f"{name:12} across {_shown(shares)}  ece {before:.3f} -> {after:.3f}{note}")
    WEIGHTS.write_text(json.dumps({"weights": weights, "curves": curves}, indent=1, sort_keys=True) + "\n", "utf-8")


def _shown(shares: Sequence[float]) -> str:
    return " ".join(f"{one:.3f}" for one in shares)


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", default=["a", "c", "e", "f", "g"])
    parser.add_argument("--layouts", type=int, default=2)
    parser.add_argument("--across", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    seeds = range(options.layouts)
    if not (options.across or options.write):
        measure(read_letters(*options.folders), seeds)
        return
    taught = [lessons(read_letters(folder), seeds, NOISES) for folder in options.folders]
    if options.write:
        write(taught)
        return
    for name, (shares, cases) in across(taught).items():
        print(f"{name:12} {_shown(shares)}  ece {expected_error(cases):.3f}")


if __name__ == "__main__":
    main()
