# SPDX-License-Identifier: EUPL-1.2
"""Exact and near copies: the same file again, or nearly the same words.

Near copies are found by MinHash (Broder 1997): the share of equal numbers among 48 estimates how many of the runs of
four words two letters have in common.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from mittendrin.apps.posteingang.models import Letter

VERSION = "2:"
"""Stands before each fingerprint; grows with every change of how the numbers are made, for only like compare."""
NUMBERS = 48
NEAR = 0.7
RUN = 4
LEAST_WORDS = 25
DAYS = 30
MOST_COMPARED = 20_000
_WORD = re.compile(r"\w+")
_CHANCE = np.random.default_rng(20_261_117)
# Odd numbers over all 64 bits: with smaller ones the least of all hashes would be the least under every one of them,
# and a single changed word could change all numbers.
_A = _CHANCE.integers(0, 1 << 64, NUMBERS, dtype=np.uint64) | np.uint64(1)
_B = _CHANCE.integers(0, 1 << 64, NUMBERS, dtype=np.uint64)


def fingerprint(text: str) -> str:
    """Return the version and 48 numbers of 4 hex digits that stand for the words of a text; empty for a short one."""
    words = [word.lower() for word in _WORD.findall(text[:200_000])]
    if len(words) < LEAST_WORDS:
        return ""
    runs = {zlib.crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)}
    hashes = np.fromiter(runs, dtype=np.uint64)
    mixed = hashes[:, None] * _A + _B
    return VERSION + bytes(mixed.min(axis=0).astype(">u2").tobytes()).hex()


def alike(one: str, others: Sequence[str]) -> NDArray[np.float64]:
    """Return for each of ``others`` the estimated share of common runs of words, 0 to 1; all of this version."""
    digits = "".join(other.removeprefix(VERSION) for other in others)
    rows = np.frombuffer(bytes.fromhex(digits), dtype=">u2").reshape(len(others), NUMBERS)
    own = np.frombuffer(bytes.fromhex(one.removeprefix(VERSION)), dtype=">u2")
    same: NDArray[np.float64] = (rows == own).mean(axis=1)
    return same


def outdated(day: datetime) -> QuerySet[Letter]:
    """Return the letters whose fingerprint is of an older version, as far back as letters are compared from ``day``."""
    found = Letter.objects.filter(received_at__gte=day - timedelta(days=DAYS)).exclude(fingerprint="")
    return found.exclude(fingerprint__startswith=VERSION).select_related("reading").order_by("-pk")


def renew(letter: Letter, text: str) -> None:
    """Keep the fingerprint of ``text`` for an outdated letter, unless it got one meanwhile."""
    Letter.objects.filter(pk=letter.pk, fingerprint=letter.fingerprint).update(fingerprint=fingerprint(text))


def exact_copy(letter: Letter, pages: tuple[int, int]) -> Letter | None:
    """Return the first earlier letter of the same file and the same pages (first, count)."""
    found = Letter.objects.filter(arrival__sha256=letter.arrival.sha256, first_page=pages[0], page_count=pages[1])
    return found.filter(pk__lt=letter.pk).exclude(arrival=letter.arrival).order_by("pk").first()


def near_copy(letter: Letter, print_: str) -> Letter | None:
    """Return the letter of the last 30 days that is most like this one, if it is nearly the same."""
    if not print_:
        return None
    since = letter.received_at - timedelta(days=DAYS)
    others = Letter.objects.filter(received_at__gte=since, pk__lt=letter.pk, fingerprint__startswith=VERSION)
    rows = list(others.order_by("-pk").values_list("pk", "fingerprint")[:MOST_COMPARED])
    if not rows:
        return None
    shares = alike(print_, [other for _pk, other in rows])
    best = int(shares.argmax())
    return Letter.objects.get(pk=rows[best][0]) if shares[best] >= NEAR else None
