# SPDX-License-Identifier: EUPL-1.2
"""Proposes a category for a passage of an interview: words that speak for it, and words of passages like it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from mittendrin.blocks.interview_category.counts import LONGEST, SHORT, Counts, stems
from mittendrin.contracts.block import Alternative, Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text, yaml_strict
from mittendrin.core.calibration import Calibrator
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence

_FORMAT = 2
_CUES, _SEEDS = (Path(__file__).with_name(name) for name in ("cues.yaml", "seeds.yaml"))
_INSIDE = 6
"""Signs of a cue from which on it counts inside a compound as well: Vergaberecht, Landeshaushalt."""
_CUE, _LEARNED = 1.5, 0.2
_FEWEST, _PARTS = 12, 4
_SHOWN = 4


class Block(Classifier):
    """What a passage of an interview is about."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._town, self._counts = Counts(), _seeds()
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
        if not cued and not self._counts.scores(item.text):
            return no_answer("unknown", "Kein Wort weist auf eine Kategorie hin.")
        ranked = sorted(_shares(scores).items(), key=lambda pair: (-pair[1], pair[0]))
        label, share = ranked[0]
        sure = self._curve(share)
        others = tuple(
            Alternative(name, sure * other / share, self._reasons(item, name, cued)[:1]) for name, other in ranked[1:4]
        )
        return Answer(label, sure, self._reasons(item, label, cued), alternatives=others)

    def _reasons(self, item: Document, label: str, cued: Mapping[str, Sequence[str]]) -> tuple[Reason, ...]:
        cues = list(dict.fromkeys(cued.get(label, ())))[:_SHOWN]
        seeds = [one for one in _telling(item.text, _seeds(), label) if one not in cues]
        found = (
            _reason(item, "words", sentence("„%(words)s“ spricht dafür."), cues, 2.0),
            _reason(
                item,
                "learned",
                sentence("In Stellen, die Sie so einordnen, steht oft „%(words)s“."),
                _telling(item.text, self._town, label),
                1.0,
            ),
            _reason(item, "seeds", sentence("In Beispielsätzen zu diesem Thema steht „%(words)s“."), seeds, 0.5),
        )
        told = tuple(one for one in found if one is not None)
        return told or (Reason("little", "Nur wenig weist darauf hin.", weight=0.1),)

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Count the words of coded passages; how sure the block may be is learned on parts that were held back."""
        kept = [one for one in examples if one.value and text.readable(one.item.text)]
        pairs = [(one.item.text, one.value) for one in kept]
        self._take(Counts.of(pairs))
        self._curve = Calibrator()
        if len(kept) < _FEWEST:
            return
        cases = []
        for part in range(_PARTS):
            rest = _seeds().plus(Counts.of([one for at, one in enumerate(pairs) if at % _PARTS != part]))
            labels = tuple(dict.fromkeys([*_cues(), *sorted(rest.passages)]))
            for one in kept[part::_PARTS]:
                shares = _shares(_scores(one.item.text, rest, labels)[0])
                best = max(sorted(shares), key=lambda label: shares[label])
                cases.append((shares[best], best == one.value))
        self._curve = Calibrator.fit(cases)

    def _take(self, town: Counts) -> None:
        """Let the block know what the town coded, besides what it knows from the first day."""
        self._town, self._counts = town, _seeds().plus(town)

    def save(self, folder: Path) -> None:
        """Write counts and calibration."""
        data = {"words": self._town.words, "passages": self._town.passages}
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles(data, {"curve": self._curve.array()}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as it was saved. Raises ModelDamaged."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._take(Counts(saved.data["words"], saved.data["passages"]))
            block._curve = Calibrator.from_array(saved.arrays["curve"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        return block


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    return {entry["id"]: tuple(entry["words"]) for entry in yaml_strict.read(_CUES)}


def seeds() -> tuple[tuple[str, str], ...]:
    """Return the invented sentences, each with its category."""
    return tuple((said, entry["category"]) for entry in yaml_strict.read(_SEEDS) for said in entry["sentences"])


@cache
def _seeds() -> Counts:
    """Return the words of invented sentences: what the block knows on its first day."""
    return Counts.of(seeds())


def _telling(passage: str, counts: Counts, label: str) -> list[str]:
    """Return the words of a passage that stood in passages of a category and speak for it, the strongest first."""
    points = {
        (counts.points(stem, label), word) for stem, word in stems(passage) if label in counts.words.get(stem, ())
    }
    return [word for value, word in sorted(points, key=lambda pair: (-pair[0], pair[1])) if value > 0][:_SHOWN]


def _scores(passage: str, counts: Counts, labels: Sequence[str]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return the points of each category, and the words that its cues found."""
    scores = dict.fromkeys(labels, 0.0)
    cued: dict[str, list[str]] = {}
    for word in text.words(passage)[:LONGEST]:
        folded = text.fold(word)
        for label in _cued(folded):
            cued.setdefault(label, []).append(word)
    for label, words in cued.items():
        scores[label] += _CUE * min(len(words), 3)
    for label, value in counts.scores(passage).items():
        scores[label] = scores.get(label, 0.0) + _LEARNED * value
    return scores, cued


def _cued(word: str) -> list[str]:
    """Return the categories of the longest cue that fits a folded word: Datenschutz is law, not data."""
    found = {label: max((len(one) for one in cues if _fits(one, word)), default=0) for label, cues in _cues().items()}
    longest = max(found.values())
    return [label for label, size in found.items() if size == longest > 0]


def _fits(cue: str, word: str) -> bool:
    return word == cue or (len(cue) > SHORT and word.startswith(cue)) or (len(cue) >= _INSIDE and cue in word)


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values(), default=0.0)
    raised = {label: math.exp(value - most) for label, value in scores.items()}
    whole = sum(raised.values())
    return {label: value / whole for label, value in raised.items()}


def _reason(item: Document, code: str, said: str, words: Sequence[str], weight: float) -> Reason | None:
    """Return a reason that names words of the passage, none without words."""
    if not words:
        return None
    return Reason(code, said, {"words": "“, „".join(words)}, _marks(item, words), weight)


def _marks(item: Document, words: Sequence[str]) -> tuple[Mark, ...]:
    lower = item.text.lower()
    if len(lower) != len(item.text):  # some signs change their length in lower case; places would be wrong
        return ()
    places = [(lower.find(word), len(word)) for word in words]
    return tuple(mark for at, size in places if at >= 0 for mark in item.marks(at, at + size))
