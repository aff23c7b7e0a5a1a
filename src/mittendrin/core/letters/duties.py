# SPDX-License-Identifier: EUPL-1.2
"""Which unit of a town does which task of the knowledge pack: the words of the town's own plan decide."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mittendrin.core.letters.pack import Task
from mittendrin.core.letters.terms import is_function_word, normal, stem

_PHRASE = re.compile(r"[,;:()\n•|]|\.\s|\s[-–]\s|\sund\s(?=[A-ZÄÖÜ])|/")
_WORD = re.compile(r"[^\W_]+-?")
_BLAND_WORDS = """
    amt amter fachbereich fachdienst abteilung dezernat stabsstelle sachgebiet referat allgemein allgemeine stadt
    stadtisch stadtische angelegenheiten verwaltung zentral zentrale zentraler dienste dienst wesen gemeinde service
    sonstige aufgaben bereich behorde untere obere offentlich offentliche nach an dagegen schriftverkehr
"""
_BLAND = frozenset(stem(normal(word)) for word in _BLAND_WORDS.split())
_NAMED = 0.55
_SHORT = 4


@dataclass(frozen=True)
class Phrase:
    """A piece of a plan: the stems of its words; ``open_`` are beginnings that share the end of ``end``."""

    stems: tuple[str, ...]
    open_: tuple[str, ...] = ()
    end: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Duties:
    """Tasks and units of a town. share: for each task the share of each unit, sums to 1 (or empty without units).

    named: how clearly the plan names the task, 0 to 1. by_field: the share of each unit in each group of tasks.
    """

    units: tuple[str, ...]
    share: tuple[Mapping[int, float], ...]
    named: tuple[float, ...]
    by_field: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


def assign(tasks: Sequence[Task], units: Sequence[tuple[str, str]]) -> Duties:
    """Return which unit does which task. units: name and, in free words, what it does."""
    names = tuple(name for name, _ in units)
    if not names:
        return Duties((), tuple({} for _ in tasks), tuple(0.0 for _ in tasks))
    pieces = [(at, phrase) for at, (name, text) in enumerate(units) for phrase in _pieces(name, text)]
    rarity = _rarity(tasks, [phrase for _, phrase in pieces])
    plan = _Plan(pieces, len(names), rarity)
    direct = [plan.fits((task.name, *task.plan)) for task in tasks]
    titles = _Plan([(at, one) for at, name in enumerate(names) for one in _phrases(name)], len(names), rarity)
    group = _by_field(tasks, direct, titles)
    share = tuple(_shares(row, group[task.field]) for task, row in zip(tasks, direct, strict=True))
    fields = {name: _kept(row) for name, row in group.items()}
    return Duties(names, share, tuple(max(row) for row in direct), fields)


def parts(text: str) -> list[str]:
    """Return the pieces between commas, brackets and other signs of a plan, without beginnings like ``Grund-``."""
    pieces = (re.sub(r"\S+-(?=\s|$)", "", piece).strip(" *-–.") for piece in _PHRASE.split(text))
    return [piece for piece in pieces if piece]


def _pieces(name: str, text: str) -> list[Phrase]:
    return [*_phrases(name, whole=False), *_phrases(text)]


def _phrases(text: str, whole: bool = True) -> list[Phrase]:
    found: list[Phrase] = []
    waiting: list[str] = []
    for piece in _PHRASE.split(text):
        words = _WORD.findall(piece)
        if words and all(word.endswith("-") for word in words):
            waiting += [normal(word[:-1]) for word in words]
            continue
        waiting += [normal(word[:-1]) for word in words if word.endswith("-")]
        norms = [normal(word) for word in words if not word.endswith("-")]
        stems = tuple(stem(norm) for norm in norms if not is_function_word(norm))
        if stems or waiting:
            found.append(Phrase(stems, tuple(waiting), norms[0] if norms else "", whole))
            waiting = []
    return found


def _rarity(tasks: Sequence[Task], pieces: Sequence[Phrase]) -> Mapping[str, float]:
    """Return how much each stem tells: rare in the plan and among the names of tasks counts most."""
    counts: Counter[str] = Counter(one for phrase in pieces for one in phrase.stems)
    for task in tasks:
        counts.update({one for alias in (task.name, *task.plan) for one in _stems(alias)})
    most = math.log(len(tasks) + len(pieces) + 1)
    known = {one: 0.15 if one in _BLAND else max(1.1 - math.log(count) / most, 0.1) for one, count in counts.items()}
    return defaultdict(lambda: 1.0, known)


@lru_cache(maxsize=50_000)
def _stems(text: str) -> tuple[str, ...]:
    norms = [normal(word) for word in _WORD.findall(text)]
    return tuple(stem(norm) for norm in norms if not is_function_word(norm))


class _Plan:
    """The pieces of a plan, each with the number of its unit."""

    def __init__(self, pieces: Sequence[tuple[int, Phrase]], units: int, rarity: Mapping[str, float]) -> None:
        self.pieces = pieces
        self.units = units
        self.rarity = rarity
        self.holding: dict[str, list[int]] = defaultdict(list)
        for at, (_, phrase) in enumerate(pieces):
            for one in phrase.stems:
                self.holding[one].append(at)
        self.open = [at for at, (_, phrase) in enumerate(pieces) if phrase.open_]
        self._near: dict[str, dict[str, float]] = {}

    def near(self, wanted: str) -> Mapping[str, float]:
        """Return the stems of the plan that mean the same or nearly, with how nearly."""
        if wanted not in self._near:
            fits = ((one, _alike(wanted, one)) for one in self.holding)
            self._near[wanted] = {one: fit for one, fit in fits if fit}
        return self._near[wanted]

    def fits(self, aliases: Sequence[str], fade: float = 0.985) -> list[float]:
        """Return for each unit how well its best piece names one of ``aliases``; earlier ones count more."""
        best = [0.0] * self.units
        for place, alias in enumerate(aliases):
            stems = _stems(alias)
            total = sum(self.rarity[one] for one in stems)
            if not total or all(one in _BLAND for one in stems):
                continue
            near = [self.near(one) for one in stems]
            for at in {at for found in near for one in found for at in self.holding[one]} | set(self.open):
                unit, phrase = self.pieces[at]
                fit = self._overlap(stems, near, phrase) / total * fade**place
                best[unit] = max(best[unit], fit if phrase.whole else 0.9 * fit)
        return best

    def _overlap(self, stems: Sequence[str], near: Sequence[Mapping[str, float]], phrase: Phrase) -> float:
        fits = [
            max([found.get(one, 0.0) for one in phrase.stems] + [_opened(wanted, phrase)])
            for wanted, found in zip(stems, near, strict=True)
        ]
        shared = sum(self.rarity[one] * fit for one, fit in zip(stems, fits, strict=True))
        foreign = sum(self.rarity[one] for one in phrase.stems if not any(one in found for found in near))
        return shared / (1.0 + 0.25 * foreign) if shared else 0.0


def _opened(wanted: str, phrase: Phrase) -> float:
    """Return whether ``Grund-`` and ``Hundesteuer`` of a plan together name ``wanted``."""
    tails = (wanted[len(start) :] for start in phrase.open_ if wanted.startswith(start))
    return 0.95 if any(len(tail) >= _SHORT and _ends(phrase.end, tail) for tail in tails) else 0.0


def _ends(word: str, tail: str) -> bool:
    return word.endswith(tail) or stem(word).endswith(tail)


def _alike(wanted: str, planned: str) -> float:
    """Return how nearly a word of the plan means the wanted one; the last part of a compound says what it is."""
    if wanted == planned:
        return 1.0
    short, long = sorted((wanted, planned), key=len)
    if len(short) <= _SHORT or short in _BLAND or short not in long:
        return 0.0
    if long == wanted:
        return 0.55 if wanted.endswith(planned) else 0.2 * wanted.startswith(planned)
    return 0.75 if planned.startswith(wanted) or planned.endswith(wanted) else 0.0


def _by_field(tasks: Sequence[Task], direct: Sequence[Sequence[float]], titles: _Plan) -> Mapping[str, list[float]]:
    """Return for each group of tasks how much each unit does of it: by its tasks in the plan and by its name."""
    sums: dict[str, list[float]] = {}
    named = {task.field: titles.fits(task.units, 0.9) for task in tasks}
    for task, row in zip(tasks, direct, strict=True):
        best = max(row)
        votes = [value**3 if value >= _NAMED and value == best else 0.0 for value in row]
        sums[task.field] = [a + b for a, b in zip(sums.get(task.field, [0.0] * len(row)), votes, strict=True)]
    return {
        field: [vote / (sum(votes) + 1) + 1.5 * name**2 for vote, name in zip(votes, named[field], strict=True)]
        for field, votes in sums.items()
    }


def _shares(direct: Sequence[float], group: Sequence[float]) -> Mapping[int, float]:
    total = sum(group) or 1.0
    doubt = 0.06 if max(direct) >= _NAMED else 1.0
    raw = [4 * one**4 * (0.25 + part / total) + doubt * part / total for one, part in zip(direct, group, strict=True)]
    return _kept(raw)


def _kept(raw: Sequence[float]) -> Mapping[int, float]:
    """Return the shares of the units that do a good part, sum 1."""
    high = max(raw)
    if not high:
        return {at: 1 / len(raw) for at in range(len(raw))}
    kept = {at: value for at, value in enumerate(raw) if value > 0.12 * high}
    whole = sum(kept.values())
    return {at: value / whole for at, value in kept.items()}
