# SPDX-License-Identifier: EUPL-1.2
"""Proposes a category for a passage of an interview: words that speak for it, and words of coded passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mittendrin.contracts.block import Alternative, Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text, yaml_strict
from mittendrin.core.calibration import Calibrator
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
_FILE = Path(__file__).with_name("cues.yaml")
_LONGEST = 400
"""Words of a passage that are read: more is no passage."""
_STEM, _SHORT = 6, 3
_CUE, _LEARNED = 1.5, 0.4
_FEWEST, _PARTS = 12, 4
_SHOWN = 4


@dataclass(frozen=True)
class Counts:
    """How many coded passages of each category hold a beginning of a word, and how many passages there are."""

    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    passages: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, examples: Sequence[Example[str]]) -> Counts:
        """Return the counts of coded passages."""
        words: dict[str, Counter[str]] = {}
        passages: Counter[str] = Counter()
        for one in examples:
            passages[one.value] += 1
            for stem in sorted({stem for stem, _word in _stems(one.item.text)}):
                words.setdefault(stem, Counter())[one.value] += 1
        return cls({stem: dict(found) for stem, found in words.items()}, dict(passages))

    def points(self, stem: str, label: str) -> float:
        """Return how much a word speaks for a category: log of its rate there over its rate everywhere, smoothed."""
        found = self.words.get(stem)
        here = self.passages.get(label, 0)
        if not found or not here:
            return 0.0
        total = sum(self.passages.values())
        everywhere = (sum(found.values()) + 0.5) / (total + 1)
        return math.log((found.get(label, 0) + everywhere) / (here + 1) / everywhere)


class Block(Classifier):
    """What a passage of an interview is about."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._counts = Counts()
        self._curve = Calibrator()

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the categories of the scheme, and those that people found besides."""
        return (*_cues(), *sorted(set(self._counts.passages) - set(_cues())))

    def predict(self, item: Document) -> Answer[str]:
        """Return the most probable category with the words that speak for it; abstains when none does."""
        if not text.readable(item.text):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        scores, cued = _scores(item.text, self._counts, self.labels)
        if not any(value > 0 for value in scores.values()):
            return no_answer("unknown", "Kein Wort weist auf eine Kategorie hin.")
        ranked = sorted(_shares(scores).items(), key=lambda pair: (-pair[1], pair[0]))
        label, share = ranked[0]
        sure = self._curve(share)
        others = tuple(
            Alternative(name, sure * other / share, self._reasons(item, name, cued)[:1]) for name, other in ranked[1:4]
        )
        return Answer(label, sure, self._reasons(item, label, cued), alternatives=others)

    def _reasons(self, item: Document, label: str, cued: Mapping[str, Sequence[str]]) -> tuple[Reason, ...]:
        found = []
        if words := list(dict.fromkeys(cued.get(label, ())))[:_SHOWN]:
            values = {"words": "“, „".join(words)}
            found.append(Reason("words", "„%(words)s“ spricht dafür.", values, _marks(item, words), 2.0))
        learned = sorted(
            {(self._counts.points(stem, label), word) for stem, word in _stems(item.text)},
            key=lambda pair: (-pair[0], pair[1]),
        )
        telling = [word for points, word in learned if points > 0][:_SHOWN]
        if telling:
            values = {"words": "“, „".join(telling)}
            marks = _marks(item, telling)
            found.append(
                Reason("learned", "In Stellen, die Sie so einordnen, steht oft „%(words)s“.", values, marks, 1.0)
            )
        return tuple(found) or (Reason("little", "Nur wenig weist darauf hin.", weight=0.1),)

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Count the words of coded passages; how sure the block may be is learned on parts that were held back."""
        kept = [one for one in examples if one.value and text.readable(one.item.text)]
        self._counts, self._curve = Counts.of(kept), Calibrator()
        if len(kept) < _FEWEST:
            return
        cases = []
        for part in range(_PARTS):
            rest = Counts.of([one for at, one in enumerate(kept) if at % _PARTS != part])
            labels = tuple(dict.fromkeys([*_cues(), *sorted(rest.passages)]))
            for one in kept[part::_PARTS]:
                shares = _shares(_scores(one.item.text, rest, labels)[0])
                best = max(sorted(shares), key=lambda label: shares[label])
                cases.append((shares[best], best == one.value))
        self._curve = Calibrator.fit(cases)

    def save(self, folder: Path) -> None:
        """Write counts and calibration."""
        data = {"words": self._counts.words, "passages": self._counts.passages}
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles(data, {"curve": self._curve.array()}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as it was saved. Raises ModelDamaged."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._counts = Counts(saved.data["words"], saved.data["passages"])
            block._curve = Calibrator.from_array(saved.arrays["curve"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        return block


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    return {entry["id"]: tuple(entry["words"]) for entry in yaml_strict.read(_FILE)}


def _stems(passage: str) -> Iterator[tuple[str, str]]:
    """Yield the beginnings of the words that carry something, each with the word as it stands."""
    for word in text.words(passage)[:_LONGEST]:
        folded = text.fold(word)
        if len(folded) > _SHORT:
            yield folded[:_STEM], word


def _scores(passage: str, counts: Counts, labels: Sequence[str]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return the points of each category, and the words that its cues found."""
    scores = dict.fromkeys(labels, 0.0)
    cued: dict[str, list[str]] = {}
    for word in text.words(passage)[:_LONGEST]:
        folded = text.fold(word)
        for label, beginnings in _cues().items():
            if any(folded == one or (len(one) > _SHORT and folded.startswith(one)) for one in beginnings):
                cued.setdefault(label, []).append(word)
    for label, words in cued.items():
        scores[label] += _CUE * min(len(words), 3)
    for stem in sorted({stem for stem, _word in _stems(passage)}):
        for label in counts.passages:
            scores[label] = scores.get(label, 0.0) + _LEARNED * max(counts.points(stem, label), 0.0)
    return scores, cued


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values(), default=0.0)
    raised = {label: math.exp(value - most) for label, value in scores.items()}
    whole = sum(raised.values())
    return {label: value / whole for label, value in raised.items()}


def _marks(item: Document, words: Sequence[str]) -> tuple[Mark, ...]:
    lower = item.text.lower()
    if len(lower) != len(item.text):  # some signs change their length in lower case; places would be wrong
        return ()
    places = [(lower.find(word), len(word)) for word in words]
    return tuple(mark for at, size in places if at >= 0 for mark in item.marks(at, at + size))
