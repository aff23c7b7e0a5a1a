# SPDX-License-Identifier: EUPL-1.2
"""Base of blocks that answer yes or no by groups of words, the town's rules and what was confirmed."""

from __future__ import annotations

import json
import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from mittendrin.contracts import registry
from mittendrin.contracts.block import Alternative, Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import cues, model_files, text
from mittendrin.core.calibration import Calibrator
from mittendrin.core.cues import Cues
from mittendrin.core.letters import base, reading, rules
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence

YES, NO = "yes", "no"
_FORMAT = 1
_PULL = 2.0
_FEWEST_LEARNED = 8
_RULED, _HINTED = 0.98, 2.0
_MAX_WORDS, _MAX_REASONS = 5, 4
_LONGEST = 40_000
_MOST_LIKE, _LEAST_LIKE = 4.0, 0.5
# The block whose folder holds the models of the example letters.
_KNOWLEDGE = "letter_unit"
EXAMPLES = "examples"
Places = dict[str, list[tuple[int, int]]]


class CueClassifier(Classifier):
    """Answers ``yes`` or ``no``. The block's folder holds ``cues.toml`` and ``weights.json`` (weights and curve)."""

    target: ClassVar[str]
    package: ClassVar[str]
    nothing: ClassVar[str]
    # Added to the logarithm of the odds of yes: what is overlooked costs more than what is looked at in vain.
    lean: ClassVar[float] = 0.0
    little: ClassVar[str] = sentence("Einzelne Worte deuten darauf hin, sie reichen aber nicht.")

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._cues = cues.read_cues(self._file("cues.toml"))
        shipped = json.loads(self._file("weights.json"))
        self._shipped = {**self._cues.weights, **shipped.get("weights", {})}
        self._weights = dict(self._shipped)
        self._curve = Calibrator.from_array(shipped["curve"]) if "curve" in shipped else Calibrator()

    def _file(self, name: str) -> str:
        return files(self.package).joinpath(name).read_text(encoding="utf-8")

    @property
    def labels(self) -> tuple[str, ...]:
        """Return yes and no."""
        return YES, NO

    @property
    def cues(self) -> Cues:
        """Return the groups of words."""
        return self._cues

    @abstractmethod
    def more(self, item: Document) -> Places:
        """Return the groups that are found otherwise than by words, each with its places in the text."""

    def features(self, item: Document) -> tuple[dict[str, float], Places]:
        """Return how strongly each group counts for ``item`` and where its words stand."""
        found = {**self._cues.find(item.text[:_LONGEST]), **self.more(item)}
        strengths = {name: cues.strength(len(places)) for name, places in found.items()}
        strengths[EXAMPLES], found[EXAMPLES] = self._resembling(item)
        return strengths, found

    def _resembling(self, item: Document) -> tuple[float, list[tuple[int, int]]]:
        """Return how much the letter resembles examples that are so, and its words that do."""
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known)
        known = base.read(registry.folder(_KNOWLEDGE) / base.FOLDER)
        like = known.resemblance(read)
        if not like.says:
            return 0.0, []
        value = min(max(like.yes[self.target], -_MOST_LIKE), _MOST_LIKE)
        words = known.manner.words(read, self.target)[:_MAX_WORDS] if value > 0 else []
        return value, [(word.start, word.end) for word, _ in words]

    def predict(self, item: Document) -> Answer[str]:
        """Return yes or no with the words that speak for it; abstains on what cannot be read."""
        if not text.readable(item.text):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        features, found = self.features(item)
        chance = _leaned(self._curve(cues.probability(features, self._weights)), self.lean)
        reasons = []
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known) if self.plan.rules else None
        for match in rules.matching(self.plan.rules, self.target, read) if read else ():
            wanted = match.rule.value.casefold() in (YES, "ja", "true", "1")
            values = {"rule": match.rule.id}
            marks = tuple(mark for start, end in match.places for mark in item.marks(start, end))
            reasons.append(Reason("rule", "Ihre Regel %(rule)s gilt.", values, marks, 10.0))
            chance = _ruled(chance, wanted=wanted, certain=match.rule.certain)
            if match.rule.certain:
                break
        return self._answer(item, chance, features, found, reasons)

    def _answer(
        self, item: Document, chance: float, features: Mapping[str, float], found: Places, reasons: list[Reason]
    ) -> Answer[str]:
        told = sorted(
            ((self._weights.get(name, 0.0) * strength, name) for name, strength in features.items()), reverse=True
        )
        least = {EXAMPLES: _LEAST_LIKE}
        speaking = [
            self._reason(item, name, found[name], points) for points, name in told if points > least.get(name, 0.0)
        ]
        # That a letter resembles no example is no reason that anybody could look at.
        against = [
            self._reason(item, name, found[name], -points) for points, name in told if points < 0 and name != EXAMPLES
        ]
        value, other = (YES, NO) if chance >= 0.5 else (NO, YES)
        why = [*reasons, *(speaking if value == YES else against)][:_MAX_REASONS]
        if not why:
            marks = speaking[0].marks if speaking else ()
            why = [Reason("little", self.little, marks=marks) if speaking else Reason("nothing", self.nothing)]
        sure = max(chance, 1 - chance)
        alternative = Alternative(other, 1 - sure, tuple((speaking if value == NO else against)[:2]))
        return Answer(value, sure, tuple(why), alternatives=(alternative,))

    def _reason(self, item: Document, name: str, places: Sequence[tuple[int, int]], points: float) -> Reason:
        told = next(cue.sentence for cue in self._cues.groups if cue.name == name)
        marks: list[Mark] = []
        for start, end in places[:_MAX_WORDS]:
            marks += item.marks(start, end)
        return Reason(name, told, marks=tuple(marks), weight=points)

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Adapt the weights to confirmed letters, starting from the shipped ones."""
        self._weights = dict(self._shipped)
        known = [one for one in examples if text.readable(one.item.text)]
        if len(known) < _FEWEST_LEARNED:
            return
        lessons = [(self.features(one.item)[0], one.value == YES) for one in known]
        self._weights = cues.fit(lessons, self._shipped, _PULL)

    def save(self, folder: Path) -> None:
        """Write the weights."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles({"weights": self._weights}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> CueClassifier:
        """Return the block with its weights. Raises ModelDamaged."""
        data = model_files.load(folder, cls.manifest.id, _FORMAT).data.get("weights")
        if not isinstance(data, dict) or not all(isinstance(weight, int | float) for weight in data.values()):
            raise ModelDamaged(str(folder))
        block = cls(plan)
        block._weights = {str(name): float(weight) for name, weight in data.items()}
        return block


def _leaned(chance: float, lean: float) -> float:
    """Return a probability whose odds are ``exp(lean)`` times what they were."""
    odds = max(chance, 1e-6) / max(1 - chance, 1e-6) * math.exp(lean)
    return odds / (1 + odds)


def _ruled(chance: float, *, wanted: bool, certain: bool) -> float:
    """Return the probability of yes after a rule: it decides, or doubles the odds for its side."""
    if certain:
        return _RULED if wanted else 1 - _RULED
    odds = max(chance, 1e-6) / max(1 - chance, 1e-6) * (_HINTED**2 if wanted else _HINTED**-2)
    return odds / (1 + odds)
