# SPDX-License-Identifier: EUPL-1.2
"""Ridge regressions over the features of texts, as the base of the letter blocks needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from mittendrin.core.letters import features
from mittendrin.core.letters.base import Floats
from mittendrin.core.letters.features import Style
from mittendrin.core.letters.reading import Reading

LEAST_TEXTS = 2


@dataclass(frozen=True)
class Rows:
    """Texts as numbers. letters: how many of the first rows are examples. groups: which of these belong together."""

    used: NDArray[np.int64]
    rarity: Floats
    matrix: Any
    letters: int
    groups: Sequence[int]


@dataclass(frozen=True)
class Fitted:
    """Weights by feature and output, and the scores of each example when all of its group were left out."""

    weights: Floats
    bias: Floats
    left_out: Floats


def table(readings: Sequence[Reading], style: Style) -> tuple[NDArray[np.int64], Floats, Any]:
    """Return the features that several texts hold, how rare each is, and one row of length 1 for each text."""
    found = [features.features(one, style) for one in readings]
    buckets = np.concatenate([one for one, _ in found])
    values = np.concatenate([one for _, one in found])
    numbers = np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
    used, held = np.unique(buckets, return_counts=True)
    used, held = used[held >= LEAST_TEXTS], held[held >= LEAST_TEXTS]
    rarity = (1.0 + np.log((1 + len(found)) / (1 + held))).astype(np.float16).astype(np.float64)
    places = np.minimum(np.searchsorted(used, buckets), len(used) - 1)
    known = used[places] == buckets
    shape = (len(found), len(used))
    matrix = sparse.csr_matrix((values[known] * rarity[places[known]], (numbers[known], places[known])), shape=shape)
    sizes = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return used, rarity, (sparse.diags(1 / np.maximum(sizes, 1e-9)) @ matrix).tocsr()


def fit(rows: Rows, wanted: Floats, counts: Floats, ridge: float, *, held: bool = True) -> Fitted:
    """Return the weights, and in closed form how each example would be scored had its whole group not been there.

    held: without it only the weights are found, in a fifth of the time.
    """
    bias = wanted[: rows.letters].mean(axis=0)
    aims = wanted - bias
    likeness = (rows.matrix @ rows.matrix.T).toarray()
    likeness[np.diag_indices_from(likeness)] += ridge / counts
    left_out = np.zeros_like(aims[: rows.letters])
    if not held:
        duals = cho_solve(cho_factor(likeness, lower=True, overwrite_a=True), aims)
        return Fitted(np.asarray(rows.matrix.T @ duals), bias, left_out + bias)
    inverse = np.linalg.inv(likeness)
    duals = inverse @ aims
    for group in set(rows.groups):
        own = np.nonzero(np.array(rows.groups) == group)[0]
        left_out[own] = aims[own] - np.linalg.solve(inverse[np.ix_(own, own)], duals[own])
    return Fitted(np.asarray(rows.matrix.T @ duals), bias, left_out + bias)


def times(fitted: Fitted, factor: float) -> Fitted:
    """Return the weights so that scores are ``factor`` times what they were; no output is likelier beforehand."""
    left_out = (fitted.left_out - fitted.bias) * factor
    weights = fitted.weights - fitted.weights.mean(axis=1, keepdims=True)
    return Fitted(weights * factor, np.zeros_like(fitted.bias), left_out)


def standing(fitted: Fitted) -> Fitted:
    """Return the weights so that a score says how many deviations it lies above the usual letter."""
    mean, deviation = fitted.left_out.mean(axis=0), fitted.left_out.std(axis=0)
    left_out = (fitted.left_out - mean) / deviation
    return Fitted(fitted.weights / deviation, (fitted.bias - mean) / deviation, left_out)


def beside(*parts: Fitted) -> Fitted:
    """Return several models over the same features as one."""
    return Fitted(
        np.hstack([one.weights for one in parts]),
        np.concatenate([one.bias for one in parts]),
        np.hstack([one.left_out for one in parts]),
    )


def cut(fitted: Fitted, at: int) -> tuple[Fitted, Fitted]:
    """Return the model of the first ``at`` outputs, and that of the others."""
    parts = (slice(None, at), slice(at, None))
    first, second = (Fitted(fitted.weights[:, one], fitted.bias[one], fitted.left_out[:, one]) for one in parts)
    return first, second


def packed(name: str, rows: Rows, fitted: Fitted, most: int) -> dict[str, Any]:
    """Return the arrays of one part: the ``most`` strongest weights in eight bits, by feature."""
    weights = fitted.weights
    strong = np.abs(weights)
    least = np.partition(strong.ravel(), -most)[-most] if strong.size > most else 0.0
    kept = (strong >= least) & (strong > 0)
    used = kept.any(axis=1)
    weights, kept = weights[used], kept[used]
    steps = np.abs(weights).max(axis=1) / 127
    arrays = {
        "used": rows.used[used].astype(np.int32),
        "rarity": rows.rarity[used].astype(np.float16),
        "counts": kept.sum(axis=1).astype(np.uint16),
        "columns": np.nonzero(kept)[1].astype(np.uint16),
        "values": np.round(weights / steps[:, None])[kept].astype(np.int8),
        "scale": steps.astype(np.float32),
        "bias": fitted.bias.astype(np.float32),
    }
    return {f"{name}_{key}": array for key, array in arrays.items()}
