# SPDX-License-Identifier: EUPL-1.2
"""Exact duplicates by their bytes, near ones by the shingles of their words (Broder 1997, MinHash)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.text import fold, ngrams, words

SIZE = 64
NEAR = 0.8
_SHINGLE = 3
_FEWEST = 12
_DIGITS = 8
_PRIME = np.uint64((1 << 61) - 1)
_random = np.random.default_rng(20261101)
_A = _random.integers(1, 1 << 31, SIZE, dtype=np.uint64)
_B = _random.integers(0, 1 << 31, SIZE, dtype=np.uint64)


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data``: equal for exact duplicates."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(text: str) -> str:
    """Return 64 numbers as 512 hexadecimal digits that are alike for texts that are alike; empty for short texts."""
    found = words(fold(text))
    if len(found) < _FEWEST:
        return ""
    shingles = np.fromiter({_hash(" ".join(run)) for run in ngrams(found, _SHINGLE)}, dtype=np.uint64)
    least = np.full(SIZE, np.iinfo(np.uint64).max, dtype=np.uint64)
    for part in np.array_split(shingles, max(len(shingles) // 4096, 1)):
        least = np.minimum(least, ((part[:, None] * _A + _B) % _PRIME).min(axis=0))
    return "".join(f"{int(value) & 0xFFFFFFFF:08x}" for value in least)


def _hash(text: str) -> int:
    # 31 bits, so that the products above stay within 64.
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") >> 1


def likeness(first: str, second: str) -> float:
    """Return how much of the words two fingerprints share, 0 to 1 (Jaccard, estimated to about 0.06)."""
    if len(first) != SIZE * _DIGITS or len(second) != SIZE * _DIGITS:
        return 0.0
    same = sum(first[at : at + _DIGITS] == second[at : at + _DIGITS] for at in range(0, SIZE * _DIGITS, _DIGITS))
    return same / SIZE


def nearest(wanted: str, others: Iterable[tuple[str, str]], least: float = NEAR) -> tuple[str, float] | None:
    """Return key and likeness of the most alike among ``others`` (key, fingerprint), None when none is near."""
    rows = [(key, other) for key, other in others if len(other) == SIZE * _DIGITS]
    if not rows or len(wanted) != SIZE * _DIGITS:
        return None
    shares = (_numbers([other for _, other in rows]) == _numbers([wanted])).mean(axis=1)
    best = int(np.argmax(shares))
    return (rows[best][0], float(shares[best])) if shares[best] >= least else None


def _numbers(fingerprints: list[str]) -> NDArray[np.uint32]:
    raw = bytes.fromhex("".join(fingerprints))
    return np.frombuffer(raw, dtype=">u4").reshape(len(fingerprints), SIZE)
