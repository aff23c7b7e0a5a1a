# SPDX-License-Identifier: EUPL-1.2
"""A linear text classifier that starts from what is known already: words, letters, shares of a first guess.

Multinomial logistic regression over hashed TF-IDF features with the logarithm of a first guess as offset: without
examples it answers the first guess, with few it stays near it, with many it follows them (maximum a posteriori with a
normal prior). Chances are set right by a temperature from cross-validation (Guo et al. 2017). NumPy alone answers;
SciPy is loaded to learn.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.calibration import Calibrator
from mittendrin.core.letters.terms import is_function_word, normal, stem

Floats = NDArray[np.float64]
BUCKETS = 1 << 18
MAX_SIGNS = 12_000
_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_CERTAIN = 1e-9
_AHEAD = 1e-6


@dataclass(frozen=True)
class Settings:
    """How to learn. ridge: how strongly weights are held near the first guess. half_life: number of later examples
    after which one counts half, 0 when all count alike. letters: sizes of runs of letters, words: of words.
    margins: separate the labels by margins (linear support vector machine) instead of fitting chances: better with
    thousands of short texts, but there is no first guess. balance: how much rare labels are lifted then, 0 to 1.
    """

    ridge: float = 1.0
    half_life: float = 0.0
    letters: tuple[int, ...] = (3, 4, 5)
    words: int = 2
    marks: float = 0.5
    numbers: float = 1.0
    prior_ridge: float = 2.0
    margins: bool = False
    balance: float = 0.4


@dataclass(frozen=True)
class Item:
    """One text to be classified. guess: logarithms of the chances known before.

    marks: further facts, by name, each as telling as the whole text times ``Settings.marks``. numbers: further
    measurements by name; only their proportions count, together as much as the text times ``Settings.numbers``.
    """

    text: str
    guess: Sequence[float] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TextModel:
    """What was learned. labels: in the order of all outputs. used: buckets with weights, ascending.

    count: how many items were learned. least_known: share of known words below which a text is unlike them.
    """

    labels: tuple[str, ...]
    settings: Settings
    used: NDArray[np.int64]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: Floats
    trust: float
    temperature: float
    curve: Calibrator = field(default_factory=Calibrator)
    count: int = 0
    least_known: float = 0.0

    def known(self, item: Item) -> float:
        """Return which share of what the text says was in the learned ones, 0 to 1; rare words and signs count more."""
        buckets, counts = features(item, self.settings)
        places, held = self._places(buckets)
        told = damped(counts) * rarest(self.count)
        told[held] *= self.rarity[places] / rarest(self.count)
        return float((told[held] ** 2).sum() / max(float((told**2).sum()), _CERTAIN))

    def unlike(self, item: Item) -> bool:
        """Return whether a text says less that is known than all but the strangest of the learned ones did."""
        return self.known(item) < self.least_known

    def logits(self, item: Item) -> Floats:
        """Return one number for each label; the greatest is the answer."""
        places, values = self._features(item)
        found = self.bias + values @ self.weights[places] if len(places) else self.bias.copy()
        return found + self.trust * np.asarray(item.guess) if len(item.guess) else found

    def chances(self, item: Item) -> Floats:
        """Return the chance of each label, sum 1."""
        return curved(softmax(self.logits(item) / self.temperature), self.curve)

    def telling_words(self, text: str, label: str, most: int = 4) -> list[str]:
        """Return the words of ``text`` that speak most for ``label`` against the others, strongest first."""
        column = self.labels.index(label)
        seen: dict[str, float] = {}
        for match in _WORD.finditer(text[:MAX_SIGNS]):
            word = match.group()
            if len(word) < 4 or word in seen or is_function_word(normal(word)):
                continue
            place = int(np.searchsorted(self.used, _bucket(f"w {stem(normal(word))}")))
            if place < len(self.used) and self.used[place] == _bucket(f"w {stem(normal(word))}"):
                row = self.weights[place]
                seen[word] = float((row[column] - row.mean()) * self.rarity[place])
        best = sorted(seen, key=lambda word: -seen[word])
        return [word for word in best[:most] if seen[word] > 0]

    def _features(self, item: Item) -> tuple[NDArray[np.int64], Floats]:
        buckets, counts = features(item, self.settings)
        more, told = extras(item, self.settings)
        places, known = self._places(buckets)
        values = damped(counts[known]) * self.rarity[places]
        values = values / (np.linalg.norm(values) or 1.0)
        further, kept = self._places(more)
        return np.concatenate([places, further]), np.concatenate([values, told[kept]])

    def _places(self, buckets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the rows of the buckets that have weights, and which buckets those are."""
        if not len(self.used):
            return np.zeros(0, np.int64), np.zeros(len(buckets), np.bool_)
        places = np.searchsorted(self.used, buckets)
        places[places == len(self.used)] = 0
        known = self.used[places] == buckets
        return places[known], known

    def data(self) -> dict[str, Any]:
        """Return the plain values to be saved."""
        own = self.settings
        return {
            "labels": list(self.labels),
            "trust": self.trust,
            "temperature": self.temperature,
            "curve": [float(one) for one in self.curve.array()],
            "count": self.count,
            "least_known": self.least_known,
            "settings": asdict(own),
        }

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to be saved."""
        return {"used": self.used, "rarity": self.rarity, "weights": self.weights, "bias": self.bias}

    @classmethod
    def restored(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> TextModel:
        """Return the model that ``data`` and ``arrays`` gave. Raises ValueError, KeyError or TypeError when unfit."""
        settings = Settings(**{**data["settings"], "letters": tuple(data["settings"]["letters"])})
        labels = tuple(map(str, data["labels"]))
        used, rarity, weights, bias = (arrays[name] for name in ("used", "rarity", "weights", "bias"))
        if weights.shape != (len(used), len(labels)) or rarity.shape != used.shape or bias.shape != (len(labels),):
            raise ValueError("arrays of other sizes")
        temperature = float(data["temperature"])
        if not temperature > 0:
            raise ValueError("temperature")
        curve = Calibrator.from_array(data["curve"])
        trust, count, least = float(data["trust"]), int(data.get("count", 0)), float(data.get("least_known", 0.0))
        return cls(labels, settings, used, rarity, weights, bias, trust, temperature, curve, count, least)


def softmax(logits: Floats) -> Floats:
    """Return chances from numbers; along the last axis, sum 1."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


def curved(chances: Floats, curve: Calibrator) -> Floats:
    """Return chances whose greatest was set right by ``curve``; it stays the greatest, the others keep proportions."""
    best = int(chances.argmax())
    top = float(chances[best])
    rest = 1.0 - top
    if rest < _CERTAIN or len(chances) < 2:
        return chances
    second = float(np.delete(chances, best).max()) / rest
    # A bit more than the second: of two that are alike, any might be taken for the first.
    new = min(max(curve(top), second / (1 + second) + _AHEAD), 1.0)
    found = chances * ((1 - new) / rest)
    found[best] = new
    return np.asarray(found)


def raised(chances: Floats, at: int, sure: float, odds: float) -> Floats:
    """Return chances with one raised: to ``sure`` at least, or its odds by ``exp(odds)`` when ``sure`` is 0."""
    if not sure:
        lifted = chances.copy()
        lifted[at] *= math.exp(odds)
        return np.asarray(lifted / lifted.sum())
    rest = chances.copy()
    rest[at] = 0.0
    rest *= (1 - sure) / max(float(rest.sum()), 1e-12)
    rest[at] = sure
    return rest


def features(item: Item, settings: Settings) -> tuple[NDArray[np.int64], Floats]:
    """Return the buckets of what is in an item, ascending, and how often each is there. Not to be changed."""
    return _of_text(item.text, settings)


# Chances and the share of what is known are asked for the same text, one after the other.
@lru_cache(maxsize=2)
def _of_text(text: str, settings: Settings) -> tuple[NDArray[np.int64], Floats]:
    counts = Counter(_bucket(one) for one in _words(text, settings))
    counts.update(BUCKETS + _bucket(one) for one in _letters(text, settings))
    buckets = np.fromiter(counts.keys(), np.int64, len(counts))
    order = np.argsort(buckets)
    return buckets[order], np.fromiter(counts.values(), np.float64, len(counts))[order]


def _bucket(text: str) -> int:
    return zlib.crc32(text.encode()) % BUCKETS


def _words(text: str, settings: Settings) -> Iterator[str]:
    stems = [stem(normal(word[:40])) for word in _WORD.findall(text[:MAX_SIGNS])]
    yield from (f"w {one}" for one in stems)
    if settings.words > 1:
        yield from (f"w {one} {two}" for one, two in pairwise(stems))


def _letters(text: str, settings: Settings) -> Iterator[str]:
    for word in _SPACES.split(_DIGIT.sub("0", text[:MAX_SIGNS].lower())) if settings.letters else ():
        padded = f" {word[:40]} "
        for size in settings.letters:
            yield from (padded[at : at + size] for at in range(max(len(padded) - size + 1, 1)))


def extras(item: Item, settings: Settings) -> tuple[NDArray[np.int64], Floats]:
    """Return the buckets of marks and numbers and their values."""
    values = {2 * BUCKETS + _bucket(f"m {name} {value}"): settings.marks for name, value in item.marks.items()}
    size = math.sqrt(sum(value * value for value in item.numbers.values())) or 1.0
    for name, value in item.numbers.items():
        values[2 * BUCKETS + _bucket(f"n {name}")] = settings.numbers * value / size
    order = sorted(values)
    return np.array(order, dtype=np.int64), np.array([values[one] for one in order], dtype=np.float64)


def rarest(count: int) -> float:
    """Return how much a word counts that none of ``count`` texts holds."""
    return 1.0 + math.log(1 + count)


def damped(counts: Floats) -> Floats:
    """Return counts so that the tenth mention counts less than the first."""
    return np.asarray(1.0 + np.log(counts))


def untaught(labels: Sequence[str], settings: Settings | None = None) -> TextModel:
    """Return the model that has learned nothing and answers the first guess."""
    own = settings or Settings()
    empty = np.zeros(0, np.float32)
    return TextModel(
        tuple(labels), own, np.zeros(0, np.int64), empty, np.zeros((0, len(labels)), np.float32),
        np.zeros(len(labels)), 1.0, 1.0,
    )  # fmt: skip
