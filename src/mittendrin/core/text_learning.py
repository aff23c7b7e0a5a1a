# SPDX-License-Identifier: EUPL-1.2
"""Learns the weights of a text model: chances near a first guess, or margins for thousands of short texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.calibration import Calibrator
from mittendrin.core.text_model import Floats, Item, Settings, TextModel, damped, extras, features, rarest, softmax

_FOLDS = 5
_FEW = 12
# From so many items on, what only one of them holds is left out; up to so many, they are turned into a smaller space.
_MANY, _FOLDED = 500, 1_200
_NEVER_SEEN = -3.0
# How often a unit came up says less than what the letters say.
_BIAS_RIDGE = 6.0
# The share of the learned texts that count as strange: what says still less that is known is unlike them. Nothing is
# strange of which so much is known.
_STRANGE, _KNOWN_ENOUGH = 0.05, 0.85


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
    temperature, curve = _truth(table, wanted, guesses, counts, settings, seed)
    least = min(float(np.quantile(table.known, _STRANGE)), _KNOWN_ENOUGH) if len(kept) >= _FEW else 0.0
    weights = table.back(fit.weights)
    return TextModel(
        names, settings, table.used, table.rarity, weights, fit.bias, fit.trust, temperature, curve, len(kept), least
    )


def _guesses(items: Sequence[Item], size: int) -> Floats:
    rows = [list(item.guess) or [0.0] * size for item in items]
    return np.array(rows, dtype=np.float64).reshape(len(items), size)


class _Table:
    """The features of many items as rows of length 1.

    rows: the same rows in a space of fewer dimensions when the items are fewer than the features; a penalty on weights
    means the same there. back: from weights for ``rows`` to weights for the features. known: for each item, which share
    of what it says the others say too.
    """

    def __init__(self, items: Sequence[Item], settings: Settings) -> None:
        import scipy.sparse as sparse

        found = [features(item, settings) for item in items]
        buckets = np.concatenate([one for one, _ in found]) if found else np.zeros(0, np.int64)
        numbers = np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
        counts = np.concatenate([many for _, many in found]) if found else np.zeros(0)
        self.used, columns, held = np.unique(buckets, return_inverse=True, return_counts=True)
        least = 2 if len(found) >= _MANY else 1
        self.known = _known(counts, numbers, held[columns], least, len(found))
        kept = (held >= least)[columns]
        place = np.cumsum(held >= least) - 1
        self.used, held = self.used[held >= least], held[held >= least]
        self.rarity = (1.0 + np.log((1 + len(found)) / (1 + held))).astype(np.float32)
        columns, numbers = place[columns[kept]], numbers[kept]
        values = damped(counts[kept]) * self.rarity[columns]
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


def _known(counts: Floats, numbers: NDArray[np.int64], held: NDArray[np.int64], least: int, size: int) -> Floats:
    """Return for each item the share of what it says that would be known had it not been there."""
    others = held - 1
    told = damped(counts) * np.where(others >= least, 1.0 + np.log((1 + size) / (1 + others)), rarest(size))
    sums = np.bincount(numbers, weights=told**2, minlength=size)
    known = np.bincount(numbers, weights=np.where(others >= least, told**2, 0.0), minlength=size)
    return np.asarray(known / np.maximum(sums, 1e-9))


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


def _truth(
    table: _Table, wanted: NDArray[np.int64], guesses: Floats, counts: Floats, settings: Settings, seed: int
) -> tuple[float, Calibrator]:
    """Return by what to divide logits and the curve after it, so that chances come true for items left out."""
    size = len(wanted)
    if size < _FEW:
        return 1.0, Calibrator()
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
    heat = fitted_temperature(logits[tried], wanted[tried])
    chances = softmax(logits[tried] / heat)
    best = chances.argmax(axis=1)
    right = best == wanted[tried]
    return heat, Calibrator.fit(
        [(float(row[at]), bool(fits)) for row, at, fits in zip(chances, best, right, strict=True)]
    )


def fitted_temperature(logits: Floats, wanted: NDArray[np.int64], pull: float = 1.0) -> float:
    """Return the temperature with the least log loss, 0.1 to 4, held near 1 by ``pull``."""

    def loss(log_heat: float) -> float:
        scaled = logits / math.exp(log_heat)
        top = scaled.max(axis=1)
        log_sum = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(wanted)), wanted]).sum()) + pull * log_heat**2

    grid = np.linspace(math.log(0.1), math.log(4.0), 80)
    return math.exp(min(grid, key=loss))
