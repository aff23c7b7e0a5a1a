# SPDX-License-Identifier: EUPL-1.2
"""How sure a first guess may be: by its chance, and by further evidence that the chance does not hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mittendrin.core.text_model import Floats, curved

_EDGE = 1e-6
# Letters with still more known words are as sure as these: there were none to learn from.
_MOST = 2.0
# Chances of words below this tell nothing from one another.
_LEAST = 1e-3


def richness(known: int, signs: int) -> float:
    """Return how much of what a letter says is known, from 0 to 2; usual letters have about 1.3.

    known: different words that the example letters hold too. signs: length of the text. Letterheads, misread signs and
    other languages make a text longer but not richer; long letters say more, yet not in proportion.
    """
    return min(known / math.sqrt(max(signs, 1)), _MOST)


def agreement(words: Sequence[float], best: int) -> float:
    """Return how much words alone speak for ``best``: logarithm of its chance to that of the likeliest other."""
    others = max((chance for at, chance in enumerate(words) if at != best), default=0.0)
    return math.log((words[best] + _LEAST) / (others + _LEAST))


@dataclass(frozen=True)
class Sureness:
    """A logistic curve from the greatest chance and the evidence to how often such an answer is right.

    ``logit(sure) = rise * logit(chance) + weight * evidence + shift``. The default changes nothing.
    """

    rise: float = 1.0
    weight: float = 0.0
    shift: float = 0.0

    def told(self, chances: Sequence[float] | Floats, evidence: float) -> Floats:
        """Return the chances with the greatest as sure as it should be; it stays the greatest."""
        found = np.asarray(chances, dtype=np.float64)
        return found if self == Sureness() else curved(found, lambda chance: self.sure(chance, evidence))

    def sure(self, chance: float, evidence: float) -> float:
        """Return how often an answer with this chance is right, 0 to 1."""
        inside = min(max(chance, _EDGE), 1 - _EDGE)
        odds = self.rise * math.log(inside / (1 - inside)) + self.weight * evidence + self.shift
        return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))

    @classmethod
    def of(cls, numbers: Mapping[str, float], name: str) -> Sureness:
        """Return the curve in ``NAME_rise``, ``NAME_weight`` and ``NAME_shift``; what is missing changes nothing."""
        return cls(
            numbers.get(f"{name}_rise", 1.0), numbers.get(f"{name}_weight", 0.0), numbers.get(f"{name}_shift", 0.0)
        )
