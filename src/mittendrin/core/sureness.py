# SPDX-License-Identifier: EUPL-1.2
"""How sure an answer may be, by its chance and by whether a second witness says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_EDGE = 1e-6
# Chances of a witness below this tell nothing from one another.
_LEAST = 1e-3


def agreement(witness: Sequence[float], best: int) -> float:
    """Return how much a witness speaks for ``best``: logarithm of its chance to that of the likeliest other.

    witness: a chance for each label. 0 when it has nothing to say about ``best``.
    """
    if best >= len(witness) or len(witness) < 2:
        return 0.0
    others = max(chance for at, chance in enumerate(witness) if at != best)
    return math.log((witness[best] + _LEAST) / (others + _LEAST))


@dataclass(frozen=True)
class Sureness:
    """A logistic curve from the chance of an answer and a second witness to how often such an answer is right.

    ``logit(sure) = rise * logit(chance) + weight * agreement + shift`` with ``rise >= 0``. The default changes nothing.
    """

    rise: float = 1.0
    weight: float = 0.0
    shift: float = 0.0

    def sure(self, chance: float, agreed: float) -> float:
        """Return how often an answer with this chance is right, 0 to 1."""
        inside = min(max(chance, _EDGE), 1 - _EDGE)
        odds = self.rise * math.log(inside / (1 - inside)) + self.weight * agreed + self.shift
        return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
