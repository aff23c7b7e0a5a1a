# SPDX-License-Identifier: EUPL-1.2
"""What a town hall knows of a letter on the first day: its topics, its kind, its unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from mittendrin.core.letters import base, kinds, pack
from mittendrin.core.letters.base import Base, Resemblance
from mittendrin.core.letters.kinds import Kinds, KindScores
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.routing import Routed, Router


@dataclass(frozen=True)
class Assessed:
    """What was found about one letter. kind_chances: by the order of ``Kinds.names``, sum 1.

    like: what it resembles among the example letters.
    """

    kind: KindScores
    kind_chances: tuple[float, ...]
    routed: Routed
    like: Resemblance


class Office:
    """The knowledge pack with its example letters, the kinds of letters, and one town's units."""

    def __init__(
        self, tasks: Path, kinds_file: Path, units: tuple[tuple[str, str], ...], known: Base | None = None
    ) -> None:
        self.router = Router(pack.read(tasks), units)
        self.kinds: Kinds = kinds.read(kinds_file)
        self.base: Base = known or base.read(tasks.with_name(base.FOLDER))

    def assess(self, reading: Reading) -> Assessed:
        """Return kind and unit of a letter; asked again for the same reading, it answers at once."""
        return reading.once(self, self._assess)

    def _assess(self, reading: Reading) -> Assessed:
        topics = self.router.topics(reading)
        like = self.base.resemblance(reading)
        scores = self.kinds.score(reading, topics.tasks)
        scores = replace(scores, logits=self._joined(scores.logits, like))
        chances = softmax(scores.logits)
        routed = self.router.route(topics, dict(zip(self.kinds.names, chances, strict=True)), like, self.base.mix)
        return Assessed(scores, chances, routed, like)

    def _joined(self, logits: tuple[float, ...], like: Resemblance) -> tuple[float, ...]:
        """Return the logits of the kinds by formulas and by what the letter resembles."""
        if not like.says:
            return logits
        own, other = self.base.mix["kind_formulas"], self.base.mix["kind_examples"]
        told = (math.log(like.kinds.get(name, 0.0) + base.LEAST_KIND) for name in self.kinds.names)
        return tuple(own * logit + other * log for logit, log in zip(logits, told, strict=True))


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
