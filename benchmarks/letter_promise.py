# SPDX-License-Identifier: EUPL-1.2
"""Does the promise hold on letters: is the share of wrong answers among unasked ones within what was promised?

    python -m benchmarks.letter_promise [--folders a,c,e,f,g] [--scans]

By text with misread signs; --scans: as they came, as scans, faxes and e-mails, read once and kept. With the trueness of
the confidences for writers not learned from (ECE), beside what true ones would show with so many letters.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from statistics import fmean

from benchmarks.letter_files import SCAN, Read, read_all
from benchmarks.letter_scores import (
    LABELS,
    PLAN,
    Score,
    chance_words,
    error,
    examples,
    label_scores,
    make,
    predicted,
    share,
)
from benchmarks.machine import machine

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import cross_predictions, promise
from mittendrin.contracts.sample_letters import laid_out, read_letters
from mittendrin.core.letters.office import Assessed, Office
from mittendrin.core.letters.reading import Reading
from mittendrin.core.promise import binomial_below

NOISE = 0.02
PROMISED = (0.02, 0.05, 0.10)
SEEDS = (0, 1)


Split = tuple[Sequence[Read], Sequence[Read], int]


def by_chance(reads: Sequence[Read]) -> list[Split]:
    """Return learned letters, test letters and seed, drawn from all writers alike: as the promise supposes."""
    writers = sorted({read.letter.id[0] for read in reads})
    found: list[Split] = []
    for seed in range(len(writers) * len(SEEDS)):
        order = random.Random(f"promise {seed}").sample(list(reads), len(reads))
        test = len(reads) // len(writers)
        found.append((order[test:], order[:test], seed))
    return found


def by_writer(reads: Sequence[Read]) -> list[Split]:
    """Return learned letters, test letters of another writer, and seed: letters unlike those that were confirmed."""
    writers = sorted({read.letter.id[0] for read in reads})
    return [
        (
            [read for read in reads if read.letter.id[0] != writer],
            [read for read in reads if read.letter.id[0] == writer],
            seed,
        )
        for writer in writers
        for seed in SEEDS
    ]


def promises(reads: Sequence[Read], question: str) -> None:
    """Print, for each promise, how much is handled unasked on letters not learned from, and how wrong that is.

    The threshold comes from the learned letters, each judged by a block that had not learned it. A run breaks the
    promise when so many errors or more had a chance below 5 % at the promised rate (exact binomial test).
    """
    if make(question) is None or len({read.letter.id[0] for read in reads}) < 2:
        return
    for title, splits in (
        ("letters drawn like the confirmed ones", by_chance(reads)),
        ("letters of a writer not learned from, which the promise does not suppose", by_writer(reads)),
    ):
        _show(f"{LABELS[question]}: the promise, {len(splits)} runs on {title}", splits, question)


def _show(title: str, splits: Sequence[Split], question: str) -> None:
    block_class = registry.block_class(registry.answering(question))
    runs: dict[float, list[tuple[int, int, int]]] = {promised: [] for promised in PROMISED}
    tested: list[Score] = []
    for train, test, seed in splits:
        known = examples(question, train)
        judged = cross_predictions(lambda: block_class(PLAN), known, seed=seed)
        block = block_class(PLAN)
        block.learn(known, seed)
        answers = predicted(block, test)
        scores = label_scores(question, answers, test)
        tested += scores
        for promised in PROMISED:
            settled = promise(judged, promised)
            unasked = [
                score
                for score, answer in zip(scores, answers, strict=True)
                if score.said and not answer.unlike and settled.allows(score.confidence)
            ]
            runs[promised].append((len(unasked), sum(not score.right for score in unasked), len(test)))
    print(f"\n{title}")
    print(f"{'promised':>9}{'unasked':>9}{'wrong':>8}{'of them':>9}{'runs broken':>13}{'all runs together':>20}")
    for promised, found in runs.items():
        handled, wrong = (sum(run[at] for run in found) for at in (0, 1))
        broken = sum(_improbable(bad, count, promised) for count, bad, _ in found)
        covered = fmean(count / of for count, _, of in found)
        verdict = "BROKEN" if _improbable(wrong, handled, promised) else ("kept" if handled else "all is asked")
        rate = wrong / handled if handled else 0.0
        print(f"{promised:9.0%}{covered:9.1%}{rate:8.1%}{handled:9}{broken:10} of {len(found)}{verdict:>18}")
    each = {score.letter: score for score in tested}.values()
    print(
        f"right {share(one.right for one in tested):.3f}, ECE {error(tested):.3f}; were they true: {chance_words(each)}"
    )


def _improbable(wrong: int, count: int, promised: float) -> bool:
    """Return whether ``wrong`` or more of ``count`` have a chance below 5 % at the promised rate."""
    return count > 0 and wrong > 0 and 1 - binomial_below(wrong - 1, count, promised) < 0.05


def _remember() -> None:
    """Let offices remember what they assessed: learning and judging ask for the same letters again and again."""
    assess = Office.assess
    known: dict[tuple[int, str], Assessed] = {}

    def remembered(self: Office, reading: Reading) -> Assessed:
        key = (id(self), reading.letter.text)
        if key not in known:
            known[key] = assess(self, reading)
        return known[key]

    Office.assess = remembered  # type: ignore[method-assign]


def main() -> None:
    """Print the figures for unit and kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folders", default="a,c,e,f,g", help="writers")
    parser.add_argument("--scans", action="store_true", help="scans instead of text")
    wish = parser.parse_args()
    print(machine())
    _remember()
    letters = read_letters(*wish.folders.split(","))
    by_text = [Read(one, laid_out(one, 0, NOISE), "text", "", 0.0, "") for one in letters]
    reads = read_all(letters, SCAN) if wish.scans else by_text
    for question in ("letter.unit", "letter.kind"):
        promises(reads, question)


if __name__ == "__main__":
    main()
