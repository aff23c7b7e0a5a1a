# SPDX-License-Identifier: EUPL-1.2
"""From which confidence on a machine may decide alone, so that at most a promised share of that is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

LEVEL = 0.95
# Sizes where a test may start anew grow by this factor: closer ones recover sooner but have less evidence each.
_STEP = 2.0
# Between them the test goes on in steps of this factor, on what the step before passed on.
_FINE = 1.03

# One case that a person has looked at: how sure the machine was (0 to 1), and whether it was right.
Case = tuple[float, bool]


@dataclass(frozen=True)
class Promise:
    """What confirmed cases allow.

    promised: highest share of wrong answers among those that nobody looks at, 0 to 1. threshold: lowest confidence
    that needs no look, None when everything is asked. cases: how many were confirmed. handled, wrong: how many of
    them reach the threshold, and how many of those were wrong. bound: with ``level`` probability the share of wrong
    answers is not above it; 1 when everything is asked. needed: least number of confirmed cases, all right, with
    which anything could be handled at all.
    """

    promised: float
    threshold: float | None
    cases: int
    handled: int
    wrong: int
    bound: float
    needed: int
    level: float = LEVEL

    @property
    def share(self) -> float:
        """Return the share of the confirmed cases that needs no look, 0 to 1."""
        return self.handled / self.cases if self.cases else 0.0

    def allows(self, confidence: float) -> bool:
        """Return whether an answer of this confidence needs no look."""
        return self.threshold is not None and confidence >= self.threshold


@dataclass(frozen=True)
class _Cut:
    threshold: float
    handled: int
    wrong: int


def settle(cases: Iterable[Case], promised: float, level: float = LEVEL) -> Promise:
    """Return the lowest threshold that keeps the promise with probability ``level``, or one that asks everything.

    Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021, arXiv:2110.01052): thresholds that handle ever
    more cases are chosen by the confidences alone; "the share of wrong answers is above ``promised``" is tested for
    each with the exact binomial test; the fallback procedure (Wiens and Dmitrienko 2005, fixed-sequence testing that
    starts anew after a failed step) holds the probability of one false pass below ``1 - level``, so choosing the widest
    threshold that passed is allowed. Assumes confirmed cases that were drawn like the coming ones and had their
    confidence from a model that did not learn from them; nothing is assumed about the confidences being true.

    Raises ValueError when ``promised`` or ``level`` is not between 0 and 1 or a confidence is not a number.
    """
    known = sorted(cases, reverse=True)
    if not (0 < promised < 1 and 0 < level < 1):
        raise ValueError("promised and level must lie between 0 and 1")
    if not all(0 <= confidence <= 1 for confidence, _ in known):
        raise ValueError("a confidence must lie between 0 and 1")
    weights = _weights(len(known), promised, level)
    cuts = _cuts(known)
    needed = _least(promised, 1 - level)
    best, spent, carried, start = None, 0.0, 0.0, 0
    for size in sorted(weights):
        carried += weights[size]
        start = next((at for at in range(start, len(cuts)) if cuts[at].handled >= size), start)
        cut = cuts[start]
        if carried and binomial_below(cut.wrong, cut.handled, promised) <= carried:
            best, spent = cut, carried
        else:
            carried = 0.0
    if best is None:
        return Promise(promised, None, len(known), 0, 0, 1.0, needed, level)
    bound = upper_bound(best.wrong, best.handled, 1 - spent)
    return Promise(promised, best.threshold, len(known), best.handled, best.wrong, bound, needed, level)


def _cuts(known: Sequence[Case]) -> list[_Cut]:
    """Return every possible threshold, strictest first; equal confidences stay together."""
    groups = [(confidence, list(group)) for confidence, group in groupby(known, key=lambda case: case[0])]
    handled = accumulate(len(group) for _, group in groups)
    wrong = accumulate(sum(not right for _, right in group) for _, group in groups)
    return [_Cut(group[0], count, bad) for group, count, bad in zip(groups, handled, wrong, strict=True)]


def _weights(count: int, promised: float, level: float) -> dict[int, float]:
    """Return the sizes to test and the probability of error that each adds; they depend on nothing that was seen."""
    tests = 0
    while _least(promised, (1 - level) / (tests + 1)) * _STEP**tests <= count:
        tests += 1
    if tests == 0:
        return {}
    least = _least(promised, (1 - level) / tests)
    steps = math.ceil(math.log(count / least) / math.log(_FINE))
    sizes = {*(math.floor(least * _FINE**step) for step in range(steps)), count}
    starts = (math.floor(least * _STEP**step) for step in range(tests))
    return dict.fromkeys(sizes, 0.0) | dict.fromkeys(starts, (1 - level) / tests)


def _least(promised: float, error: float) -> int:
    return math.ceil(math.log(error) / math.log1p(-promised))


def binomial_below(wrong: int, count: int, rate: float) -> float:
    """Return the probability of at most ``wrong`` among ``count`` when each is wrong with probability ``rate``."""
    if wrong >= count or rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    odds = math.log(rate) - math.log1p(-rate)
    log_none = count * math.log1p(-rate)
    top = math.lgamma(count + 1)
    terms = (top - math.lgamma(k + 1) - math.lgamma(count - k + 1) + k * odds for k in range(wrong + 1))
    return min(1.0, math.fsum(math.exp(term + log_none) for term in terms))


def upper_bound(wrong: int, count: int, level: float = LEVEL) -> float:
    """Return the one-sided upper bound of a share after Clopper and Pearson (1934), 0 to 1; 1 without cases."""
    if wrong >= count:
        return 1.0
    low, high = wrong / count, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if binomial_below(wrong, count, middle) > 1 - level:
            low = middle
        else:
            high = middle
    return high


def lower_bound(wrong: int, count: int, level: float = LEVEL) -> float:
    """Return the one-sided lower bound of a share after Clopper and Pearson (1934), 0 to 1; 0 without cases."""
    return 1.0 - upper_bound(count - wrong, count, level) if count else 0.0
