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
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.letters.terms import is_function_word, normal, stem

Floats = NDArray[np.float64]
BUCKETS = 1 << 18
MAX_SIGNS = 12_000
_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_FOLDS = 5
_FEW = 12
_NEVER_SEEN = -3.0
# How often a unit came up says less than what the letters say.
_BIAS_RIDGE = 6.0
# From so many items on, what only one of them holds is left out; up to so many, they are turned into a smaller space.
_MANY, _FOLDED = 500, 1_200


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
    """What was learned. labels: in the order of all outputs. used: buckets with weights, ascending."""

    labels: tuple[str, ...]
    settings: Settings
    used: NDArray[np.int64]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: Floats
    trust: float
    temperature: float

    def logits(self, item: Item) -> Floats:
        """Return one number for each label; the greatest is the answer."""
        places, values = self._features(item)
        found = self.bias + values @ self.weights[places] if len(places) else self.bias.copy()
        return found + self.trust * np.asarray(item.guess) if len(item.guess) else found

    def chances(self, item: Item) -> Floats:
        """Return the chance of each label, sum 1."""
        return softmax(self.logits(item) / self.temperature)

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
        values = _damped(counts[known]) * self.rarity[places]
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
        return cls(labels, settings, used, rarity, weights, bias, float(data["trust"]), temperature)


def softmax(logits: Floats) -> Floats:
    """Return chances from numbers; along the last axis, sum 1."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


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
    """Return the buckets of what is in an item, ascending, and how often each is there."""
    counts = Counter(_bucket(one) for one in _words(item, settings))
    counts.update(BUCKETS + _bucket(one) for one in _letters(item, settings))
    buckets = np.fromiter(counts.keys(), np.int64, len(counts))
    order = np.argsort(buckets)
    return buckets[order], np.fromiter(counts.values(), np.float64, len(counts))[order]


def _bucket(text: str) -> int:
    return zlib.crc32(text.encode()) % BUCKETS


def _words(item: Item, settings: Settings) -> Iterator[str]:
    stems = [stem(normal(word[:40])) for word in _WORD.findall(item.text[:MAX_SIGNS])]
    yield from (f"w {one}" for one in stems)
    if settings.words > 1:
        yield from (f"w {one} {two}" for one, two in pairwise(stems))


def _letters(item: Item, settings: Settings) -> Iterator[str]:
    for word in _SPACES.split(_DIGIT.sub("0", item.text[:MAX_SIGNS].lower())) if settings.letters else ():
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


def _damped(counts: Floats) -> Floats:
    return np.asarray(1.0 + np.log(counts))


def learn(
    items: Sequence[Item], values: Sequence[str], labels: Sequence[str], settings: Settings, seed: int = 0
) -> TextModel:
    """Return the model of confirmed items, oldest first. Same seed, same model. labels: all that may be answered."""
    names = tuple(labels)
    known = [(item, value) for item, value in zip(items, values, strict=True) if value in names]
    kept, wanted = [item for item, _ in known], np.array([names.index(value) for _, value in known], dtype=np.int64)
    table = _Table(kept, settings)
    guesses = _guesses(kept, len(names))
    age = np.arange(len(kept))[::-1]
    counts = 0.5 ** (age / settings.half_life) if settings.half_life else np.ones(len(kept))
    fit = _fit(table.rows, wanted, guesses, counts, settings)
    temperature = _temperature(table, wanted, guesses, counts, settings, seed)
    return TextModel(
        names, settings, table.used, table.rarity, table.back(fit.weights), fit.bias, fit.trust, temperature
    )


def untaught(labels: Sequence[str], settings: Settings | None = None) -> TextModel:
    """Return the model that has learned nothing and answers the first guess."""
    own = settings or Settings()
    empty = np.zeros(0, np.float32)
    return TextModel(
        tuple(labels), own, np.zeros(0, np.int64), empty, np.zeros((0, len(labels)), np.float32),
        np.zeros(len(labels)), 1.0, 1.0,
    )  # fmt: skip


def _guesses(items: Sequence[Item], size: int) -> Floats:
    rows = [list(item.guess) or [0.0] * size for item in items]
    return np.array(rows, dtype=np.float64).reshape(len(items), size)


class _Table:
    """The features of many items as rows of length 1.

    rows: the same rows in a space of fewer dimensions when the items are fewer than the features; a penalty on weights
    means the same there. back: from weights for ``rows`` to weights for the features.
    """

    def __init__(self, items: Sequence[Item], settings: Settings) -> None:
        import scipy.sparse as sparse

        found = [features(item, settings) for item in items]
        buckets = np.concatenate([one for one, _ in found]) if found else np.zeros(0, np.int64)
        numbers = np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
        counts = np.concatenate([many for _, many in found]) if found else np.zeros(0)
        self.used, columns, held = np.unique(buckets, return_inverse=True, return_counts=True)
        least = 2 if len(found) >= _MANY else 1
        kept = (held >= least)[columns]
        place = np.cumsum(held >= least) - 1
        self.used, held = self.used[held >= least], held[held >= least]
        self.rarity = (1.0 + np.log((1 + len(found)) / (1 + held))).astype(np.float32)
        columns, numbers = place[columns[kept]], numbers[kept]
        values = _damped(counts[kept]) * self.rarity[columns]
        values = values / np.sqrt(np.bincount(numbers, weights=values * values, minlength=1))[numbers]
        matrix = sparse.csr_matrix((values, (numbers, columns)), shape=(len(found), len(self.used)))
        self._matrix: Any = sparse.hstack([matrix, self._add_extras(items, settings)]).tocsr()
        self._turn: Floats | None = None
        self.rows: Any = self._matrix
        if len(found) <= _FOLDED:
            sizes, turns = np.linalg.eigh((self._matrix @ self._matrix.T).toarray())
            good = sizes > 1e-9
            self.rows = turns[:, good] * np.sqrt(sizes[good])
            self._turn = turns[:, good] / np.sqrt(sizes[good])

    def _add_extras(self, items: Sequence[Item], settings: Settings) -> Any:
        """Return the columns of marks and numbers, and note their buckets behind the others."""
        import scipy.sparse as sparse

        found = [extras(item, settings) for item in items]
        buckets = np.concatenate([one for one, _ in found]) if found else np.zeros(0, np.int64)
        rows = np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
        used, columns = np.unique(buckets, return_inverse=True)
        values = np.concatenate([many for _, many in found]) if found else np.zeros(0)
        self.used = np.concatenate([self.used, used])
        self.rarity = np.concatenate([self.rarity, np.ones(len(used), np.float32)])
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(found), len(used)))

    def back(self, weights: Floats) -> NDArray[np.float32]:
        """Return the weights of the features from those of ``rows``."""
        full = weights if self._turn is None else self._matrix.T @ (self._turn @ weights)
        return np.asarray(full, dtype=np.float32)


@dataclass(frozen=True)
class _Fitted:
    weights: Floats
    bias: Floats
    trust: float


def _fit(matrix: Any, wanted: NDArray[np.int64], guesses: Floats, counts: Floats, settings: Settings) -> _Fitted:
    """Return the weights with the least loss: log loss, ridge on weights, and trust held near 1."""
    from scipy.optimize import minimize

    rows, columns = matrix.shape
    classes = guesses.shape[1]
    if settings.margins and len(np.unique(wanted)) > 1:
        return _separate(matrix, wanted, classes, counts, settings)
    if not rows or not classes:
        return _Fitted(np.zeros((columns, classes)), np.zeros(classes), 1.0)
    target = np.zeros((rows, classes))
    target[np.arange(rows), wanted] = 1.0
    guessed = bool(np.ptp(guesses))

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias, trust = flat[: columns * classes].reshape(columns, classes), flat[-classes - 1 : -1], flat[-1]
        logits = matrix @ weights + bias + trust * guesses
        top = logits.max(axis=1, keepdims=True)
        log_sum = top[:, 0] + np.log(np.exp(logits - top).sum(axis=1))
        chances = np.exp(logits - log_sum[:, None])
        miss = (chances - target) * counts[:, None]
        value = float((counts * (log_sum - (logits * target).sum(axis=1))).sum())
        value += 0.5 * settings.ridge * (float((weights**2).sum()) + _BIAS_RIDGE * float((bias**2).sum()))
        value += 0.5 * settings.prior_ridge * (trust - 1) ** 2
        slope_trust = float((miss * guesses).sum()) + settings.prior_ridge * (trust - 1) if guessed else 0.0
        slope = (matrix.T @ miss + settings.ridge * weights).ravel()
        return value, np.concatenate([slope, miss.sum(axis=0) + settings.ridge * _BIAS_RIDGE * bias, [slope_trust]])

    start = np.zeros(columns * classes + classes + 1)
    start[-1] = 1.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60, "ftol": 1e-6}).x
    weights = found[: columns * classes].reshape(columns, classes)
    return _Fitted(weights, found[-classes - 1 : -1], float(found[-1]))


def _separate(matrix: Any, wanted: NDArray[np.int64], classes: int, counts: Floats, settings: Settings) -> _Fitted:
    """Return the weights of a linear support vector machine, one label against the rest."""
    from sklearn.svm import LinearSVC

    found, sizes = np.unique(wanted, return_counts=True)
    lift = dict(zip(found, (len(wanted) / (len(found) * sizes)) ** settings.balance, strict=True))
    machine = LinearSVC(C=1 / settings.ridge, class_weight=lift, random_state=0).fit(matrix, wanted, counts)
    rows, shifts = machine.coef_, machine.intercept_
    if len(found) == 2:
        rows, shifts = np.vstack([-rows, rows]), np.concatenate([-shifts, shifts])
    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, _NEVER_SEEN)
    weights[:, found], bias[found] = rows.T, shifts
    return _Fitted(weights, bias, 0.0)


def _temperature(
    table: _Table, wanted: NDArray[np.int64], guesses: Floats, counts: Floats, settings: Settings, seed: int
) -> float:
    """Return by what to divide logits so that chances come true, from items that were left out of learning."""
    size = len(wanted)
    if size < _FEW:
        return 1.0
    order = np.random.default_rng(seed).permutation(size)
    logits = np.zeros_like(guesses)
    seen: list[NDArray[np.int64]] = []
    parts = _FOLDS if size <= _FOLDED else 1
    for part in range(parts):
        held = order[part::_FOLDS] if parts > 1 else np.arange(size * 4 // 5, size)
        rest = np.setdiff1d(order, held)
        fit = _fit(table.rows[rest], wanted[rest], guesses[rest], counts[rest], settings)
        logits[held] = table.rows[held] @ fit.weights + fit.bias + fit.trust * guesses[held]
        seen.append(held)
    tried = np.concatenate(seen)
    return fitted_temperature(logits[tried], wanted[tried])


def fitted_temperature(logits: Floats, wanted: NDArray[np.int64], pull: float = 1.0) -> float:
    """Return the temperature with the least log loss, 0.1 to 4, held near 1 by ``pull``."""

    def loss(log_heat: float) -> float:
        scaled = logits / math.exp(log_heat)
        top = scaled.max(axis=1)
        log_sum = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(wanted)), wanted]).sum()) + pull * log_heat**2

    grid = np.linspace(math.log(0.1), math.log(4.0), 80)
    return math.exp(min(grid, key=loss))
