# SPDX-License-Identifier: EUPL-1.2
"""Does the promise hold on letters: is the share of wrong answers among unasked ones within what was promised?"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from benchmarks.letter_files import Read
from benchmarks.letter_scores import LABELS, PLAN, examples, label_scores, make, predicted

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import cross_predictions, promise
from mittendrin.core.promise import binomial_below

PROMISED = (0.02, 0.05, 0.10)
SEEDS = (0, 1)


def promises(reads: Sequence[Read], question: str) -> None:
    """Print, for each promise, how much is handled unasked on letters of a writer not learned from, and how wrong.

    The threshold comes from letters of the other writers, each judged by a block that had not learned it. A run breaks
    the promise when so many errors or more had a chance below 5 % at the promised rate (exact binomial test).
    """
    writers = sorted({read.letter.id[0] for read in reads})
    if make(question) is None or len(writers) < 2:
        return
    block_class = registry.block_class(registry.answering(question))
    name = LABELS[question]
    runs: dict[float, list[tuple[int, int, int]]] = {promised: [] for promised in PROMISED}
    for writer in writers:
        train = [read for read in reads if read.letter.id[0] != writer]
        test = [read for read in reads if read.letter.id[0] == writer]
        for seed in SEEDS:
            known = examples(question, train)
            judged = cross_predictions(lambda: block_class(PLAN), known, seed=seed)
            block = block_class(PLAN)
            block.learn(known, seed)
            scores = label_scores(question, predicted(block, test), test)
            for promised in PROMISED:
                settled = promise(judged, promised)
                unasked = [score for score in scores if score.said and settled.allows(score.confidence)]
                runs[promised].append((len(unasked), sum(not score.right for score in unasked), len(test)))
    print(f"\n{name}: the promise, {len(writers) * len(SEEDS)} runs, each on the letters of a writer not learned from")
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
