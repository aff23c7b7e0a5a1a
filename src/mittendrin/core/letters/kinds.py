# SPDX-License-Identifier: EUPL-1.2
"""The kind of a letter by what shows it: words of the subject, formulas, who writes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.letters.reading import Found, Reading
from mittendrin.core.letters.terms import Lexicon
from mittendrin.core.letters.zones import BODY, CLOSING, INFO, RECIPIENT, SENDER, SUBJECT

STRENGTH: Mapping[str, float] = {
    "subject": 1.6,
    "head": 1.5,
    "sure": 1.5,
    "strong": 0.6,
    "weak": 0.2,
    "against": -1.0,
}
_PARTS = {"subject": frozenset({SUBJECT}), "head": frozenset({SENDER, INFO, CLOSING})}
_HEAT = 1.35
NEEDED = "needs"
_MISSING, _MOST_SIGNS, _TOPIC, _LITTLE_TOPIC = 2.5, 4, 1.8, 1.0


@dataclass(frozen=True)
class Clue:
    """One thing that shows a kind: which kind, how, and how much it counts."""

    kind: int
    how: str
    weight: float


@dataclass(frozen=True)
class KindScores:
    """What speaks for each kind. clues: for each kind what was found, with its weight."""

    logits: tuple[float, ...]
    clues: Mapping[int, tuple[tuple[Found, float], ...]]


class Kinds:
    """What shows each kind of letter, ready to be looked for."""

    def __init__(self, entries: Sequence[Mapping[str, object]]) -> None:
        self.names = tuple(str(entry["kind"]) for entry in entries)
        self.biases = tuple(float(str(entry.get("bias", 0))) for entry in entries)
        clues: dict[str, list[Clue]] = defaultdict(list)
        for number, entry in enumerate(entries):
            for how, weight in STRENGTH.items():
                for term in _split(entry.get(how)):
                    clues[term].append(Clue(number, how, weight))
        self.tasks: dict[str, list[int]] = defaultdict(list)
        self.signs: list[tuple[str, int, float]] = []
        for number, entry in enumerate(entries):
            for task in _split(entry.get("tasks")):
                self.tasks[task].append(number)
            for pair in _split(entry.get("signs")):
                sign, worth = pair.split()
                self.signs.append((sign, number, float(worth)))
            for term in _split(entry.get("needs")):
                clues[term].append(Clue(number, NEEDED, 1.0))
        self.needing = frozenset(number for number, entry in enumerate(entries) if entry.get("needs"))
        self.clues = tuple(tuple(found) for found in clues.values())
        self.lexicon = Lexicon(list(clues), formulas=True)

    def score(self, reading: Reading, tasks: Mapping[str, float]) -> KindScores:
        """Return what speaks for each kind of letter. tasks: how much it is about each task of the pack."""
        met: set[int] = set()
        strongest: dict[tuple[int, int, str], tuple[float, Found]] = {}
        for found in reading.find(self.lexicon):
            for clue in self.clues[found.term]:
                if clue.how == NEEDED:
                    met.add(clue.kind)
                    continue
                weight = _weight(clue, found)
                place = (clue.kind, found.term, clue.how)
                if weight and abs(weight) > abs(strongest.get(place, (0.0, found))[0]):
                    strongest[place] = weight, found
        sums: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        clues: dict[int, list[tuple[Found, float]]] = defaultdict(list)
        for (kind, _, how), (weight, found) in strongest.items():
            sums[kind][how] += weight
            clues[kind].append((found, weight))
        logits = [bias + sum(map(_damped, sums[kind].values())) for kind, bias in enumerate(self.biases)]
        for kind in self.needing - met:
            logits[kind] -= _MISSING
        for kind, worth in self._besides(reading, tasks):
            logits[kind] += worth
        ordered = {kind: tuple(sorted(found, key=lambda one: -one[1])) for kind, found in clues.items()}
        return KindScores(tuple(_HEAT * logit for logit in logits), ordered)

    def _besides(self, reading: Reading, tasks: Mapping[str, float]) -> Iterator[tuple[int, float]]:
        """Yield what the signs (?, !) of the text and its topics add to each kind."""
        body = reading.letter.part(BODY)
        for sign, kind, worth in self.signs:
            yield kind, worth * min(body.count(sign), _MOST_SIGNS)
        whole = sum(tasks.values()) + _LITTLE_TOPIC
        for task, score in tasks.items():
            for kind in self.tasks.get(task, ()):
                yield kind, _TOPIC * score / whole / len(self.tasks[task]) ** 0.5


def _split(text: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in str(text or "").split(",") if part.strip()))


def _weight(clue: Clue, found: Found) -> float:
    parts = _PARTS.get(clue.how)
    if parts is not None:
        return clue.weight if found.zone in parts else 0.0
    if found.zone in {RECIPIENT, SENDER}:
        return 0.0
    return clue.weight * min(found.weight, 1.5)


def _damped(value: float) -> float:
    """Return a sum of clues of one sort so that many of them do not count for much more than a few."""
    return math.copysign(2.2 * math.log1p(abs(value) / 1.6), value)


@cache
def read(path: Path) -> Kinds:
    """Return the kinds in the file ``path``. Raises ProblemsFound."""
    data = yaml_strict.read(path)
    allowed = {"kind", "bias", "tasks", "signs", NEEDED, *STRENGTH}
    if not isinstance(data, list) or any(not isinstance(one, dict) or one.keys() - allowed for one in data):
        raise ProblemsFound([Problem(path.name, "kinds", "keys")])
    return Kinds(data)
