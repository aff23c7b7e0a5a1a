# SPDX-License-Identifier: EUPL-1.2
"""Does the promise hold on letters: is the share of wrong answers among unasked ones within what was promised?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import fmean

from benchmarks.letter_files import Read
from benchmarks.letter_scores import LABELS, PLAN, examples, label_scores, make, predicted

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import cross_predictions, promise
from mittendrin.core.promise import binomial_below

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
    for train, test, seed in splits:
        known = examples(question, train)
        judged = cross_predictions(lambda: block_class(PLAN), known, seed=seed)
        block = block_class(PLAN)
        block.learn(known, seed)
        scores = label_scores(question, predicted(block, test), test)
        for promised in PROMISED:
            settled = promise(judged, promised)
            unasked = [score for score in scores if score.said and settled.allows(score.confidence)]
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


def _improbable(wrong: int, count: int, promised: float) -> bool:
    """Return whether ``wrong`` or more of ``count`` have a chance below 5 % at the promised rate."""
    return count > 0 and wrong > 0 and 1 - binomial_below(wrong - 1, count, promised) < 0.05
