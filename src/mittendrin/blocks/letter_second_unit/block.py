# SPDX-License-Identifier: EUPL-1.2
"""Proposes a second unit when a letter holds a further request of its own; abstains as a rule."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text
from mittendrin.core.calibration import Calibrator
from mittendrin.core.letters import reading, rules
from mittendrin.core.letters.office import Office, office
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.zones import BODY, CLOSING, Letter, Line
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
_LEAST = 0.5
_RULE_SURE = 0.99
# What opens a further request; the number is how clearly.
_OPENERS = (
    (2.0, (r"(?:noch|auch)\s+ein(?:e|en)?\s+(?:andere|zweite|weitere)\w*|zweites?\s+(?:anliegen|thema|frage|punkt)|"
           r"\bzweitens\b|\bnoch\s+(?:et)?was\b|\bnoch\s+eins\b|\bein(?:e)?\s+andere[rs]?\s+(?:sache|frage|thema)|"
           r"\bp\.?\s?s\.?\s?[:.]|\bnachtrag\b|\b2[.)]\s+\w|\bbei\s+(?:den|der|dem|ihren|ihrem)\s+kolleg\w+|"
           r"\b(?:leiten|geben|reichen)\s+sie\b.{0,60}\bweiter\b|\bweiter(?:leiten|geben|reichen)\b|"
           r"\ban\s+die\s+(?:zuständige|andere)\s+(?:stelle|abteilung|kolleg\w+)|\bseparat(?:en|e)?\s+(?:antrag|anliegen)")),
    (1.2, (r"\baußerdem\b|\bausserdem\b|\bferner\b|\bdes\s+weiteren\b|\bdarüber\s+hinaus\b|\bzugleich\b|"
           r"\bgleichzeitig\b|"
           r"\bbei\s+(?:dieser|der)\s+gelegenheit\b|\bund\s+gleich\s+noch\b|\bim\s+übrigen\b|\bzudem\b|\bebenfalls\b|"
           r"\bund\s+wenn\s+(?:ich|sie|wir)\s+schon\b|\bwo\s+wir\s+schon\b|\bübrigens\b|\bauch\s+noch\b|\bnebenbei\b")),
    (0.8, r"\bbitte\b.{0,40}\bauch\b|\bauch\b.{0,30}\bbitte\b|\bund\s+dann\b|\bweiterhin\b|\bzusätzlich\b|\bsowie\b"),
)  # fmt: skip
_PATTERNS = tuple((strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in _OPENERS)
_SENTENCE = re.compile(r"(?<=[^\W\d][.!?:])\s+(?=[A-ZÄÖÜ„\"(])|\n\s*\n|\f")
_LENGTH = 420
_MOST = 12
# Chance by how clear the opener is, how surely the passage is about the other unit, and how much speaks for it.
_SHIFT, _BY_OPENER, _BY_SHARE, _BY_SCORE = -5.2, 1.0, 3.0, 0.9


@dataclass(frozen=True)
class _Passage:
    unit: str
    raw: float
    start: int
    end: int
    words: tuple[str, ...]


class Block(Classifier):
    """Which other unit has a request of its own in the same letter."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._curve = Calibrator()
        self._seen = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the units of the plan."""
        return tuple(unit.name for unit in self.plan.units)

    def predict(self, item: Document) -> Answer[str]:
        """Return the second unit with the passage that speaks for it, or abstain."""
        if not text.readable(item.text):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known)
        for match in rules.matching(self.plan.rules, "second_unit", read):
            if match.rule.value in self.labels and match.rule.certain:
                marks = tuple(mark for start, end in match.places for mark in item.marks(start, end))
                told = Reason("rule", "Ihre Regel %(rule)s gilt.", {"rule": match.rule.id}, _seen(marks), 10.0)
                return Answer(match.rule.value, _RULE_SURE, (told,))
        best = self._best(read)
        confidence = self._curve(best.raw) if best else 0.0
        if best is None or confidence < _LEAST:
            return no_answer("one-request", "Es ist nur ein Anliegen zu erkennen.")
        values = {"unit": best.unit, "words": "“, „".join(best.words)}
        sentence = "Hier steht ein weiteres Anliegen für %(unit)s: „%(words)s“."
        why = Reason("passage", sentence, values, _seen(item.marks(best.start, best.end)))
        return Answer(best.unit, confidence, (why,))

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Learn how often such passages were right; an empty value means that there was no second request."""
        cases = []
        for one in examples:
            read = reading.read(one.item.text, (self.plan.name, *self.plan.names), one.item.known)
            best = self._best(read)
            if best:
                cases.append((best.raw, best.unit == one.value))
        self._seen = len(cases)
        self._curve = Calibrator.fit(cases)

    def _best(self, read: Reading) -> _Passage | None:
        if not self.labels:
            return None
        found = _office(self.plan)
        routed = found.assess(read).routed
        first = max(range(len(self.labels)), key=lambda at: routed.chances[at])
        passages = [self._weighed(found, read, first, *opened) for opened in _opened(read)]
        return max((one for one in passages if one), key=lambda one: one.raw, default=None)

    def _weighed(
        self, found: Office, read: Reading, first: int, strength: float, start: int, end: int
    ) -> _Passage | None:
        passage = read.letter.text[start:end]
        topics = found.router.topics(Reading(Letter(passage, (Line(0, len(passage), passage, BODY),))))
        scores = [0.0 if at == first else score for at, score in enumerate(topics.scores)]
        other = max(range(len(scores)), key=lambda at: scores[at])
        if scores[other] <= 0:
            return None
        share = scores[other] / (sum(topics.scores) + 0.3)
        odds = _SHIFT + _BY_OPENER * strength + _BY_SHARE * share + _BY_SCORE * scores[other]
        places = [one.found for one in topics.evidence.get(other, ()) if one.found.start >= 0]
        words = [passage[one.start : one.end] for one in places]
        told = tuple(dict.fromkeys(" ".join(word.split())[:60] for word in words))[:3]
        return _Passage(self.labels[other], 1 / (1 + math.exp(-odds)), start, end, told)

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        files = ModelFiles({"seen": self._seen, "units": list(self.labels)}, {"curve": self._curve.array()})
        model_files.save(folder, self.manifest.id, _FORMAT, files)

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as saved. Raises ModelDamaged."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._curve = Calibrator.from_array(saved.arrays["curve"])
            block._seen = int(saved.data["seen"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        return block


def _office(plan: TownPlan) -> Office:
    tasks, kinds_file = registry.folder("letter_unit") / "pack", registry.folder("letter_kind") / "kinds.yaml"
    return office(tasks, kinds_file, tuple((unit.name, unit.tasks) for unit in plan.units))


def _opened(read: Reading) -> list[tuple[float, int, int]]:
    """Return how clearly a further request begins, and from where to where it goes, at most some."""
    lines = list(read.letter.of(BODY, CLOSING))
    if not lines:
        return []
    first, last = lines[0].start, lines[-1].end
    body = read.letter.text[first:last]
    starts = [0, *(match.end() for match in _SENTENCE.finditer(body))]
    found: dict[int, float] = {}
    for strength, pattern in _PATTERNS:
        for match in pattern.finditer(body[:20_000]):
            start = max((at for at in starts if at <= match.start()), default=0)
            if start > len(body) * 0.15:
                found[start] = max(found.get(start, 0.0), strength)
    return [(strength, first + at, min(first + at + _LENGTH, last)) for at, strength in sorted(found.items())[:_MOST]]


def _seen(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those that do not lie on the page."""
    return tuple(one for one in marks if 0 <= one.x0 <= one.x1 <= 1 and 0 <= one.y0 <= one.y1 <= 1)
