# SPDX-License-Identifier: EUPL-1.2
"""What a letter resembles among the example letters: tasks, kinds, urgent or not, protected data or not.

A linear model over the features of a letter, fitted beforehand (``python -m benchmarks.letters_base --write``) and
shipped as files: nothing is trained where it is used. Its answers are a first guess that a town's own plan is laid
over, and that the town's own letters correct.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.core import model_files
from mittendrin.core.errors import ModelDamaged
from mittendrin.core.letters import features
from mittendrin.core.letters.features import Style
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.terms import Token, is_function_word

Floats = NDArray[np.float64]
FORMAT, VERSION = "letters.base", 1
FOLDER = "base"
URGENT, SPECIAL = "urgent", "special_data"
# What is added to chances so that no unit and no kind is ruled out.
LEAST_UNIT, LEAST_KIND = 0.01, 0.004
_FEWEST_STEMS = 2
_ALIKE = 0.6


@dataclass(frozen=True)
class Resemblance:
    """What a letter resembles. tasks, kinds: chances by name, sum 1. yes: how urgent and protected, in deviations.

    known: how many words of the letter the examples hold; below two nothing is said.
    """

    tasks: Mapping[str, float]
    kinds: Mapping[str, float]
    yes: Mapping[str, float]
    known: int

    @property
    def says(self) -> bool:
        """Return whether enough of the letter is known to say anything."""
        return self.known >= _FEWEST_STEMS


class Part:
    """One linear model: outputs by name from the features of one style. Most weights are nought and left out."""

    def __init__(self, names: Sequence[str], style: Style, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.names = tuple(names)
        self.style = style
        self._used: NDArray[np.int64] = arrays["used"].astype(np.int64)
        self._rarity: Floats = arrays["rarity"].astype(np.float64)
        self._starts: NDArray[np.int64] = np.concatenate([[0], np.cumsum(arrays["counts"], dtype=np.int64)])
        self._columns: NDArray[np.uint16] = arrays["columns"]
        self._values: NDArray[np.int8] = arrays["values"]
        self._scale: Floats = arrays["scale"].astype(np.float64)
        self._bias: Floats = arrays["bias"].astype(np.float64)
        sizes = {len(self._used), len(self._rarity), len(self._scale), len(self._starts) - 1}
        if len(sizes) > 1 or int(self._starts[-1]) != len(self._columns) or len(self._columns) != len(self._values):
            raise ValueError("arrays of other sizes")
        if len(self._bias) != len(self.names) or (len(self._columns) and self._columns.max() >= len(self.names)):
            raise ValueError("other outputs")

    def row(self, reading: Reading) -> tuple[NDArray[np.int64], Floats]:
        """Return the places of the features that the examples hold too, and their values, of length 1."""
        buckets, values = features.features(reading, self.style)
        places, held = self._places(buckets)
        values = values[held] * self._rarity[places]
        return places, values / (float(np.linalg.norm(values)) or 1.0)

    def scores(self, reading: Reading) -> Floats:
        """Return one number for each output."""
        return self._bias + self._weighed(*self.row(reading))

    def known(self, reading: Reading) -> int:
        """Return how many words of the letter the examples hold."""
        own = {features.pieces(word.norm)[0] for word, _ in features.weighted(reading, self.style) if _content(word)}
        return int(self._places(np.array(sorted(own), np.int64))[1].sum())

    def words(self, reading: Reading, name: str) -> list[tuple[Token, float]]:
        """Return the words that speak for the output ``name``, strongest first, with how much."""
        if name not in self.names:
            return []
        column = self.names.index(name)
        sums: dict[str, float] = defaultdict(float)
        first: dict[str, Token] = {}
        for word, weight in features.weighted(reading, self.style):
            if _content(word) and word.start >= 0:
                sums[word.norm] += weight
                first.setdefault(word.norm, word)
        found = [(first[norm], self._speaks(norm, column) * weight) for norm, weight in sums.items()]
        return sorted((one for one in found if one[1] > 0), key=lambda one: -one[1])

    def _speaks(self, norm: str, column: int) -> float:
        own, runs = features.pieces(norm)
        places, held = self._places(np.array([own, *runs], np.int64))
        if not len(held) or (not held[0] and held.mean() < _ALIKE):
            return 0.0
        return float(self._weighed(places, self._rarity[places])[column])

    def _weighed(self, places: NDArray[np.int64], values: Floats) -> Floats:
        """Return the sums of the weights of these features, each times its value."""
        counts = self._starts[places + 1] - self._starts[places]
        ends = np.cumsum(counts)
        at = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(self._starts[places] - (ends - counts), counts)
        parts = self._values[at] * np.repeat(values * self._scale[places], counts)
        return np.asarray(np.bincount(self._columns[at], parts, len(self.names)), np.float64)

    def _places(self, buckets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the rows of the buckets that are known, and which those are."""
        if not len(self._used) or not len(buckets):
            return np.zeros(0, np.int64), np.zeros(len(buckets), np.bool_)
        places = np.minimum(np.searchsorted(self._used, buckets), len(self._used) - 1)
        held = self._used[places] == buckets
        return places[held], held


class Base:
    """The models of the example letters: what they are about, and in which manner they say it."""

    def __init__(self, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        self.tasks = tuple(map(str, data["tasks"]))
        self.kinds = tuple(map(str, data["kinds"]))
        self.digest = str(data["digest"])
        self.mix: Mapping[str, float] = {str(name): float(value) for name, value in data["mix"].items()}
        self.topic = Part(self.tasks, features.TOPIC, _under("topic", arrays))
        self.manner = Part((*self.kinds, URGENT, SPECIAL), features.MANNER, _under("manner", arrays))

    def resemblance(self, reading: Reading) -> Resemblance:
        """Return what a letter resembles; asked again for the same reading, it answers at once."""
        return reading.once(self, self._resemblance)

    def _resemblance(self, reading: Reading) -> Resemblance:
        manner = self.manner.scores(reading)
        return Resemblance(
            self.tasks_of(reading),
            dict(zip(self.kinds, map(float, _softmax(manner[:-2])), strict=True)),
            {URGENT: float(manner[-2]), SPECIAL: float(manner[-1])},
            self.topic.known(reading),
        )

    def tasks_of(self, reading: Reading) -> dict[str, float]:
        """Return the chances of the tasks for a letter or a passage of it."""
        return dict(zip(self.tasks, map(float, _softmax(self.topic.scores(reading))), strict=True))


def _under(name: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {key.removeprefix(f"{name}_"): array for key, array in arrays.items() if key.startswith(f"{name}_")}


def _content(word: Token) -> bool:
    return features.telling(word.norm) and len(word.norm) > 3 and not is_function_word(word.norm)


def _softmax(logits: Floats) -> Floats:
    if not len(logits):
        return logits
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum())


@cache
def read(folder: Path) -> Base:
    """Return the base in ``folder``, read once. Raises ModelDamaged when it is missing or changed."""
    saved = model_files.load(folder, FORMAT, VERSION)
    try:
        return Base(saved.data, saved.arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelDamaged(f"{folder}: {error}") from error
