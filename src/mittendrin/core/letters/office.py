# SPDX-License-Identifier: EUPL-1.2
"""What a town hall knows of a letter on the first day: its topics, its kind, its unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mittendrin.core.letters import kinds, pack
from mittendrin.core.letters.kinds import Kinds, KindScores
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.routing import Routed, Router


@dataclass(frozen=True)
class Assessed:
    """What was found about one letter. kind_chances: by the order of ``Kinds.names``, sum 1."""

    kind: KindScores
    kind_chances: tuple[float, ...]
    routed: Routed


class Office:
    """The knowledge pack, the kinds of letters, and one town's units."""

    def __init__(self, tasks: Path, kinds_file: Path, units: tuple[tuple[str, str], ...]) -> None:
        self.router = Router(pack.read(tasks), units)
        self.kinds: Kinds = kinds.read(kinds_file)
        self._last: tuple[Reading, Assessed] | None = None

    def assess(self, reading: Reading) -> Assessed:
        """Return kind and unit of a letter; asked again for the same reading, it answers at once."""
        if self._last is not None and self._last[0] is reading:
            return self._last[1]
        topics = self.router.topics(reading)
        scores = self.kinds.score(reading, topics.tasks)
        chances = softmax(scores.logits)
        routed = self.router.route(topics, dict(zip(self.kinds.names, chances, strict=True)))
        self._last = reading, Assessed(scores, chances, routed)
        return self._last[1]


def softmax(logits: tuple[float, ...]) -> tuple[float, ...]:
    """Return chances from numbers, sum 1."""
    top = max(logits)
    raised = [math.exp(one - top) for one in logits]
    total = sum(raised)
    return tuple(one / total for one in raised)


@lru_cache(maxsize=8)
def office(tasks: Path, kinds_file: Path, units: tuple[tuple[str, str], ...]) -> Office:
    """Return the office of a town, made once. Raises ProblemsFound when pack or kinds are broken."""
    return Office(tasks, kinds_file, units)
