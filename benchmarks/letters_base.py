# SPDX-License-Identifier: EUPL-1.2
"""How much do the example letters tell of task and kind? Fits the base that the letter blocks ship with ``--write``.

    python -m benchmarks.letters_base [--write]

Ridge regressions on the features of the examples, of the words of the pack, of the formulas of the kinds and of the
cues; every example is scored as if its whole series had not been there (in closed form): who wrote one series wrote no
other. How much words and examples count side by side is fitted on the examples left out and on the letters of the
writers a, c and e. Only the strongest weights are kept, in eight bits. Printed, for unit and kind: the share that is
right by words alone, by examples alone, by both. How good the blocks are with it: ``letters_day_one.py``.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.letters_fitting import Fitted, Rows, beside, cut, fit, packed, standing, table, times
from benchmarks.machine import machine
from numpy.typing import NDArray

from mittendrin.contracts import registry
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.sample_letters import laid_out, read_letters
from mittendrin.core import model_files, yaml_strict
from mittendrin.core.letters import base, examples, features, kinds, pack, reading
from mittendrin.core.letters.base import LEAST_KIND, LEAST_UNIT, Base, Floats
from mittendrin.core.letters.examples import ExampleLetter
from mittendrin.core.letters.features import Style
from mittendrin.core.letters.office import Office
from mittendrin.core.letters.pack import Task
from mittendrin.core.letters.reading import Reading
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text_model import softmax

PACK = registry.folder("letter_unit") / "pack"
KINDS = registry.folder("letter_kind") / "kinds.yaml"
TARGET = registry.folder("letter_unit") / "base"
RIDGE, RIDGE_KIND, RIDGE_YES = 0.1, 0.15, 0.5
# How much a piece of the pack, of the formulas, of the cues counts beside a letter, and how many terms make a piece.
PIECE, FORMULA, CUE = 0.3, 2.0, 0.5
TERMS, FORMULAS, CUES = 6, 4, 3
# How much a further request counts when the task of a letter is learned.
SECOND = 0.3
# How much letters of rare kinds count more: there are few invoices and adverts among the examples.
RARE = 0.3
# How scores become logarithms: of tasks, of their fields, of kinds.
TASK_TIMES, FIELD_TIMES, KIND_TIMES = 36.0, 4.0, 14.0
# Kinds of letters that have a unit of their own by the plan, whatever they are about.
ROLES = ("Rechnung", "Mahnung", "Werbung", "Bewerbung", "Presseanfrage")
FOLDERS, SEEDS, NOISE = ("a", "c", "e"), (0, 1), 0.02
SOCIAL = 2.0
_NOTHING, _SPEAKS = 1e-7, 0.9
TOPIC_WEIGHTS, MANNER_WEIGHTS = 550_000, 250_000


@dataclass(frozen=True)
class Piece:
    """Some terms of pack, formulas or cues that show one output. group: which outputs these are."""

    group: str
    output: int
    text: str


class Known:
    """All that is learned from: example letters, tasks of the pack, formulas of the kinds, cues."""

    def __init__(self) -> None:
        self.pack: tuple[Task, ...] = pack.read(PACK)
        self.tasks = tuple(task.name for task in self.pack)
        self.kinds = kinds.read(KINDS).names
        self.fields = tuple(dict.fromkeys(task.field for task in self.pack))
        self.letters = examples.read(PACK, set(self.tasks), set(self.kinds))
        self._tables: dict[Style, Rows] = {}
        self.readings = [examples.reading_of(one) for one in self.letters]

    def topic(self, without: Collection[int] = ()) -> tuple[Rows, Fitted]:
        """Return the model of the tasks: each task's own weights and those of its field.

        without: series of examples that are left out.
        """
        pieces = [
            Piece("task", at, text)
            for at, task in enumerate(self.pack)
            for text in _pieces((task.name, *task.plan, *task.words, *task.says), TERMS)
        ]
        rows = self._rows(pieces, features.TOPIC)
        wanted = shown([self.tasks.index(one.task) for one in self.letters], pieces, "task", len(self.tasks))
        for row, one in zip(wanted, self.letters, strict=False):
            if one.second:
                row[self.tasks.index(one.second)] = SECOND
        of_field = [self.fields.index(task.field) for task in self.pack]
        fields = np.zeros((len(wanted), len(self.fields)))
        for task, field in enumerate(of_field):
            fields[:, field] += wanted[:, task] == 1.0
        counts = counted(self.letters, pieces, "task", PIECE)
        counts[: len(self.letters)][[one.series in without for one in self.letters]] = _NOTHING
        both = fit(rows, np.hstack([wanted, fields]), counts, RIDGE, held=not without)
        own, shared = cut(both, len(self.tasks))
        own, shared = times(own, TASK_TIMES), times(shared, FIELD_TIMES)
        left_out = own.left_out + shared.left_out[:, of_field]
        return rows, Fitted(own.weights + shared.weights[:, of_field], own.bias, left_out)

    def manner(self) -> tuple[Rows, Fitted]:
        """Return the model of the kinds, of urgency and of special data."""
        entries = yaml_strict.read(KINDS)
        pieces = [
            Piece("kind", at, text)
            for at, entry in enumerate(entries)
            for how in ("subject", "sure", "strong", "head")
            for text in _pieces(str(entry.get(how) or "").split(","), FORMULAS)
        ]
        pieces += [*_cues("letter_urgency"), *_cues("letter_special_data")]
        rows = self._rows(pieces, features.MANNER)
        wanted = shown([self.kinds.index(one.kind) for one in self.letters], pieces, "kind", len(self.kinds))
        counts = counted(self.letters, pieces, "kind", FORMULA)
        often = np.array([sum(one.kind == other.kind for other in self.letters) for one in self.letters])
        counts[: len(often)] *= (len(often) / len(self.kinds) / often) ** RARE
        found = [times(fit(rows, wanted, counts, RIDGE_KIND), KIND_TIMES)]
        for block_id, truths in (
            ("letter_urgency", [one.urgent for one in self.letters]),
            ("letter_special_data", [one.special for one in self.letters]),
        ):
            yes = np.array([*map(float, truths), *(float(one.output == 1) for one in pieces)])[:, None]
            found.append(standing(fit(rows, yes, counted(self.letters, pieces, block_id, CUE), RIDGE_YES)))
        return rows, beside(*found)

    def _rows(self, pieces: Sequence[Piece], style: Style) -> Rows:
        if style not in self._tables:
            used, rarity, matrix = table([*self.readings, *(reading.read(one.text) for one in pieces)], style)
            groups = [one.series for one in self.letters]
            self._tables[style] = Rows(used, rarity, matrix, len(self.letters), groups)
        return self._tables[style]


def shown(letters: Sequence[int], pieces: Sequence[Piece], group: str, outputs: int) -> Floats:
    """Return one row for each letter and piece, 1 at the output that it shows."""
    wanted = np.zeros((len(letters) + len(pieces), outputs))
    wanted[np.arange(len(letters)), letters] = 1.0
    for at, one in enumerate(pieces, len(letters)):
        if one.group == group:
            wanted[at, one.output] = 1.0
    return wanted


def counted(letters: Sequence[ExampleLetter], pieces: Sequence[Piece], group: str, count: float) -> Floats:
    """Return how much each letter and piece counts for the outputs of a group."""
    return np.array([*[1.0] * len(letters), *(count if one.group == group else _NOTHING for one in pieces)])


def _cues(block_id: str) -> list[Piece]:
    """Return the words of the groups that speak for yes, and of those that speak for no."""
    data = tomllib.loads((registry.folder(block_id) / "cues.toml").read_text(encoding="utf-8"))
    groups = [one for one in data.values() if isinstance(one, dict)]
    return [
        Piece(block_id, int(one["weight"] > _SPEAKS), text)
        for one in groups
        for text in _pieces([word.strip("* ") for word in one["words"]], CUES)
    ]


def _pieces(terms: Sequence[str], size: int) -> list[str]:
    kept = [term.strip() for term in terms if term.strip()]
    return [" . ".join(kept[at : at + size]) for at in range(0, len(kept), size)]


@dataclass(frozen=True)
class Seen:
    """What two sources say of some texts, as logarithms, and the truth; rows that are left out have no truth."""

    one: Floats
    other: Floats
    truth: NDArray[np.int64]

    def loss(self, weights: Sequence[float]) -> float:
        """Return the mean log loss when the sources are joined with these weights."""
        kept = self.truth >= 0
        chances = softmax(weights[0] * self.one[kept] + weights[1] * self.other[kept])
        return float(-np.log(chances[np.arange(int(kept.sum())), self.truth[kept]] + 1e-12).mean())


def joined(parts: Sequence[Seen]) -> tuple[float, float]:
    """Return how much each source counts: the least loss over all parts, each as important as the others."""
    grid = np.arange(0.1, 2.05, 0.05)
    best = min(
        ((one, other) for one in grid for other in grid), key=lambda pair: sum(part.loss(pair) for part in parts)
    )
    return round(float(best[0]), 3), round(float(best[1]), 3)


class Mixing:
    """How much words and examples count side by side, by left-out examples and by the letters of writers a, c, e."""

    def __init__(self, known: Known, found: Base, topic: Fitted, manner: Fitted) -> None:
        plan = demo_plan()
        self.office = Office(PACK, KINDS, tuple((unit.name, unit.tasks) for unit in plan.units), found)
        router = self.office.router
        self.units = [unit.name for unit in plan.units]
        self.shares = np.array([[share.get(at, 0.0) for at in range(len(self.units))] for share in router.duties.share])
        items = [(one, laid_out(one, seed, NOISE)) for seed in SEEDS for one in read_letters(*FOLDERS)]
        self.letters = [one for one, _ in items]
        self.readings = [reading.read(item.text, (plan.name, *plan.names), item.known) for _, item in items]
        tasks = np.array([found.topic.scores(one) for one in self.readings])
        kind = np.array([found.manner.scores(one)[:-2] for one in self.readings])
        own = [known.tasks.index(one.task) for one in known.letters]
        self.of_examples = (own, known.letters, known.readings, topic.left_out, manner.left_out[:, :-2])
        self.of_letters = (tasks, kind)

    def mix(self) -> dict[str, float]:
        """Return the weights by name."""
        words, shown = joined(self.units_seen())
        formulas, alike = joined(self.kinds_seen())
        return {
            "unit_words": words,
            "unit_examples": shown,
            "kind_formulas": formulas,
            "kind_examples": alike,
            "social": SOCIAL,
        }

    def units_seen(self) -> list[Seen]:
        """Return what words and examples say of the unit, but for kinds that have a unit of their own."""
        own, letters, readings, tasks, _ = self.of_examples
        truth = [
            int(self.shares[task].argmax()) if one.kind not in ROLES else -1
            for task, one in zip(own, letters, strict=True)
        ]
        true = [self.units.index(one.truth["unit"]) if one.truth["kind"] not in ROLES else -1 for one in self.letters]
        return [
            Seen(self._by_words(readings), self._by_tasks(tasks), np.array(truth)),
            Seen(self._by_words(self.readings), self._by_tasks(self.of_letters[0]), np.array(true)),
        ]

    def kinds_seen(self) -> list[Seen]:
        """Return what formulas and examples say of the kind."""
        _, letters, readings, _, kind = self.of_examples
        names = self.office.kinds.names
        return [
            Seen(
                self._by_formulas(some),
                np.log(softmax(scores) + LEAST_KIND),
                np.array([names.index(one) for one in true]),
            )
            for some, scores, true in (
                (readings, kind, [one.kind for one in letters]),
                (self.readings, self.of_letters[1], [str(one.truth["kind"]) for one in self.letters]),
            )
        ]

    def _by_words(self, readings: Sequence[Reading]) -> Floats:
        router = self.office.router
        return np.log(np.array([router.by_words(router.topics(one)) for one in readings]) + 1e-9)

    def _by_tasks(self, scores: Floats) -> Floats:
        return np.asarray(np.log(softmax(scores) @ self.shares + LEAST_UNIT))

    def _by_formulas(self, readings: Sequence[Reading]) -> Floats:
        topics = self.office.router.topics
        return np.array([self.office.kinds.score(one, topics(one).tasks).logits for one in readings])


def without(known: Known, *series: int) -> tuple[Base, list[ExampleLetter]]:
    """Return a base whose tasks were fitted without some series of examples, else as shipped, and those examples."""
    shipped = model_files.load(TARGET, base.FORMAT, base.VERSION)
    arrays = {**shipped.arrays, **packed("topic", *known.topic(series), TOPIC_WEIGHTS)}
    return Base(shipped.data, arrays), [one for one in known.letters if one.series in series]


def fitted() -> ModelFiles:
    """Return the base of all that is known; prints how well left-out examples and the letters are told."""
    known = Known()
    topic_rows, topic = known.topic()
    manner_rows, manner = known.manner()
    told: dict[str, Any] = {
        "tasks": list(known.tasks),
        "kinds": list(known.kinds),
        "digest": examples.digest(PACK),
        "mix": {},
    }
    arrays = {
        **packed("topic", topic_rows, topic, TOPIC_WEIGHTS),
        **packed("manner", manner_rows, manner, MANNER_WEIGHTS),
    }
    mixing = Mixing(known, Base(told, arrays), topic, manner)
    told["mix"] = mixing.mix()
    print(f"{len(known.letters)} examples, {topic_rows.matrix.shape[1]} and {manner_rows.matrix.shape[1]} features")
    for name, seen, weights in (
        ("unit", mixing.units_seen(), ("unit_words", "unit_examples")),
        ("kind", mixing.kinds_seen(), ("kind_formulas", "kind_examples")),
    ):
        pair = [told["mix"][one] for one in weights]
        for which, part in zip(("examples left out", "letters"), seen, strict=True):
            print(f"{name} of {which:18}" + "".join(_told(part, one) for one in ([1, 0], [0, 1], pair)), pair)
    return ModelFiles(told, arrays)


def _told(seen: Seen, weights: Sequence[float]) -> str:
    kept = seen.truth >= 0
    best = (weights[0] * seen.one[kept] + weights[1] * seen.other[kept]).argmax(axis=1)
    return f"  {float(np.mean(best == seen.truth[kept])):.3f} (loss {seen.loss(weights):.2f})"


def main() -> None:
    """Fit the base, print how good it is, write it if wished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write what was fitted")
    wish = parser.parse_args()
    print(machine())
    model = fitted()
    if wish.write:
        model_files.save(TARGET, base.FORMAT, base.VERSION, model)


if __name__ == "__main__":
    main()
