# SPDX-License-Identifier: EUPL-1.2
"""Which unit a letter belongs to, by the knowledge pack and the town's own plan, without any training."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mittendrin.core.letters import duties
from mittendrin.core.letters.base import LEAST_UNIT, Resemblance
from mittendrin.core.letters.duties import Duties
from mittendrin.core.letters.pack import Task
from mittendrin.core.letters.reading import Found, Reading
from mittendrin.core.letters.terms import Lexicon, is_function_word, normal, stem
from mittendrin.core.letters.zones import CLOSING, INFO, RECIPIENT, SENDER

WORD, SAYING, LAW, SENDING, PLANNED, ADDRESSED = "word", "saying", "law", "sender", "plan", "address"
RESEMBLING = "example"
STRENGTH: Mapping[str, float] = {WORD: 1.0, SAYING: 0.9, LAW: 1.0, SENDING: 0.9, PLANNED: 0.8, ADDRESSED: 1.3}
_PHRASE_BONUS = 1.25
_MISLEADING = -1.2
_HEAD = frozenset({SENDER, INFO, CLOSING})
# Fitted on the development letters: how scores become chances.
_NORM, _SHARPNESS, _FLOOR = 1.6, 2.9, 0.55
_INVOICE, _ADVERT, _APPLICATION, _PRESS = ("Rechnung", "Mahnung"), ("Werbung",), ("Bewerbung",), ("Presseanfrage",)
_SOCIAL_FROM, _SOCIAL_SLOPE = 1.3, 3.0
_SOCIAL_ROLES: Mapping[str, float] = {"social_invoice": 1.0, "social": 0.6}
_NAMED = 0.55
# An advert is general as long as the words for one trade are not stronger than this; the strongest trade leads.
_GENERAL_ADVERT, _NORM_OTHERS = 1.5, 3.0
# Words of plans that any letter may hold in another sense.
_EVERYDAY_WORDS = """
    Recht Kauf Verkauf Wahlen Märkte Rat Grund Zahlungen Straßen Ehe Tod Plan Auskünfte Verwaltung Schule Schulen
    Verkehr Service Pflege Jugend Familie Kultur Umwelt Reinigung Hallen Haushalt Angebote Rechnungen Bauen Wohnen
    Sicherheit Ordnung Personal Organisation Mahnung Mahnungen Beschwerden Einladungen
"""
_EVERYDAY = frozenset(map(normal, _EVERYDAY_WORDS.split()))


@dataclass(frozen=True)
class Clue:
    """What a term shows: a task (number) or, for the plan and addresses, shares of units; its sort and weight."""

    sort: str
    weight: float
    task: int = -1
    share: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for a unit: where it stands, its sort, how much it counts, the task it shows (or empty)."""

    found: Found
    sort: str
    weight: float
    task: str


@dataclass(frozen=True)
class Topics:
    """What a letter is about. scores: by unit. evidence: by unit, strongest first. tasks: scores by name of the task.

    social: by unit, how much speaks for data of people in need.
    """

    scores: tuple[float, ...]
    evidence: Mapping[int, tuple[Evidence, ...]]
    tasks: Mapping[str, float]
    social: Mapping[int, float]


@dataclass(frozen=True)
class Routed:
    """What speaks for each unit. chances: sum to 1. evidence: by unit, strongest first. amount: all scores together.

    by_kind: the share of the answer that the kind of the letter decided, by role (``invoice`` ...). targets: the unit
    of each role.
    tasks: score of each task of the pack that anything speaks for. shown: chance of each task by example letters.
    """

    chances: tuple[float, ...]
    evidence: Mapping[int, tuple[Evidence, ...]]
    amount: float
    by_kind: Mapping[str, float]
    targets: Mapping[str, int] = field(default_factory=dict)
    tasks: Mapping[str, float] = field(default_factory=dict)
    shown: Mapping[str, float] = field(default_factory=dict)


class _Gathered:
    """All that was found for one task by one word of the letter: the strongest clue counts, further mentions a bit."""

    def __init__(self) -> None:
        self._best = self._value = 0.0
        self._places: dict[int, float] = {}

    def add(self, clue: Clue, found: Found, telling: float) -> None:
        worth = _worth(clue, found)
        self._places[found.start] = max(self._places.get(found.start, 0.0), worth)
        value = clue.weight * telling
        if not self._best or value * worth > self._best:
            self._best, self._value = value * worth, value
            self.clue, self.first = clue, found

    def weight(self) -> float:
        return self._value * math.log2(1 + sum(self._places.values()))


class Router:
    """The knowledge pack laid over one town's plan."""

    def __init__(self, tasks: Sequence[Task], units: Sequence[tuple[str, str]]) -> None:
        self.tasks = tuple(tasks)
        self.numbers = {task.name: number for number, task in enumerate(tasks)}
        self.duties: Duties = duties.assign(tasks, units)
        self.units = self.duties.units
        clues: dict[str, list[Clue]] = defaultdict(list)
        for number, task in enumerate(tasks):
            _add_task(clues, number, task)
        for unit, (name, text) in enumerate(units):
            _add_plan(clues, unit, name, text)
        for group, share in self.duties.by_field.items():
            for alias in next(task.units for task in tasks if task.field == group):
                clues[alias].append(Clue(ADDRESSED, 0.7, share=tuple(share.items())))
        self.clues = tuple(tuple(found) for found in clues.values())
        self.lexicon = Lexicon(list(clues), laws={law for task in tasks for law in task.laws})
        self._telling = tuple(self._tells(found) for found in self.clues)
        self._roles = {role: self._of_role(role) for role in ("invoice", "advert", "application", "press")}

    @property
    def _targets(self) -> Mapping[str, int]:
        return {role: max(share, key=lambda at: share[at]) for role, share in self._roles.items() if share}

    def _tells(self, clues: Sequence[Clue]) -> float:
        """Return how much a term tells the units apart: 1 when it speaks for one, 0 when for all alike."""
        sums: dict[int, float] = defaultdict(float)
        for clue in clues:
            for unit, part in self._shares(clue):
                sums[unit] += part * abs(clue.weight)
        total = sum(sums.values())
        if total <= 0 or len(self.units) < 2:
            return 1.0
        spread = -sum(one / total * math.log(one / total) for one in sums.values() if one > 0)
        return float(max(1 - spread / math.log(len(self.units)), 0.05) ** 1.2)

    def _shares(self, clue: Clue) -> Sequence[tuple[int, float]]:
        return clue.share or tuple(self.duties.share[clue.task].items())

    def _of_role(self, role: str) -> Mapping[int, float]:
        """Return the units that take all letters of a role by the plan; none when the plan does not say."""
        for number, task in enumerate(self.tasks):
            if task.role == role and self.duties.named[number] >= _NAMED:
                return self.duties.share[number]
        return {}

    def topics(self, reading: Reading) -> Topics:
        """Return what a letter is about."""
        scores, evidence, by_task = self._score(reading)
        named = {self.tasks[task].name: score for task, score in by_task.items() if score > 0}
        ordered = {
            unit: tuple(sorted(found, key=lambda one: -one.weight)[:12]) for unit, found in evidence.items() if found
        }
        return Topics(tuple(scores), ordered, named, self._social(by_task))

    def route(
        self,
        topics: Topics,
        kinds: Mapping[str, float],
        like: Resemblance | None = None,
        mix: Mapping[str, float] | None = None,
    ) -> Routed:
        """Return the chances of the units. kinds: chance of each kind of letter by its name.

        like: what the letter resembles among examples; mix: how much words and examples count.
        """
        topical = self.by_words(topics)
        social = topics.social
        shown: Mapping[str, float] = {}
        if like is not None and like.says and mix and self.units:
            shown = like.tasks
            topical = self._joined(topical, shown, mix)
            social = self._more_social(social, shown, mix["social"])
        chances, by_kind = self._with_kinds(topical, kinds, social, topics.scores)
        amount = sum(topics.scores) + len(topics.tasks) + (like.known if shown and like else 0)
        return Routed(tuple(chances), topics.evidence, amount, by_kind, self._targets, topics.tasks, shown)

    def by_words(self, topics: Topics) -> list[float]:
        """Return the chances of the units by the words of pack and plan alone."""
        return _chances(topics.scores)

    def by_unit(self, tasks: Mapping[str, float]) -> list[float]:
        """Return the chances of the units from those of the tasks."""
        found = [0.0] * len(self.units)
        for name, chance in tasks.items():
            if (task := self.numbers.get(name)) is not None:
                for unit, part in self.duties.share[task].items():
                    found[unit] += part * chance
        return found

    def _joined(self, topical: Sequence[float], tasks: Mapping[str, float], mix: Mapping[str, float]) -> list[float]:
        """Return the chances by words and plan joined with those by examples."""
        own, other = mix["unit_words"], mix["unit_examples"]
        pairs = zip(topical, self.by_unit(tasks), strict=True)
        logits = [own * math.log(one + 1e-9) + other * math.log(shown + LEAST_UNIT) for one, shown in pairs]
        top = max(logits)
        raised = [math.exp(logit - top) for logit in logits]
        total = sum(raised)
        return [one / total for one in raised]

    def _more_social(
        self, social: Mapping[int, float], tasks: Mapping[str, float], weight: float
    ) -> Mapping[int, float]:
        """Return how much speaks for data of people in need, by words and by examples."""
        sums = dict(social)
        for number, task in enumerate(self.tasks):
            chance = tasks.get(task.name, 0.0) * weight
            if task.role in _SOCIAL_ROLES and chance > LEAST_UNIT:
                for unit, part in self.duties.share[number].items():
                    sums[unit] = sums.get(unit, 0.0) + part * chance
        return sums

    def _score(self, reading: Reading) -> tuple[list[float], dict[int, list[Evidence]], Mapping[int, float]]:
        """Return the scores of the units, what speaks for each, and the scores of the tasks."""
        gathered: dict[tuple[int, str], _Gathered] = {}
        for found in reading.find(self.lexicon):
            for clue in self.clues[found.term]:
                if _counts(clue, found):
                    place = (clue.task if clue.task >= 0 else -1 - clue.share[0][0], _key(reading, clue, found))
                    gathered.setdefault(place, _Gathered()).add(clue, found, self._telling[found.term])
        by_task: dict[int, float] = defaultdict(float)
        direct: dict[tuple[int, str], float] = defaultdict(float)
        evidence: dict[int, list[Evidence]] = defaultdict(list)
        for (task, key), found_here in gathered.items():
            weight, clue = found_here.weight(), found_here.clue
            if task >= 0:
                by_task[task] += weight
            name = self.tasks[task].name if task >= 0 else ""
            for unit, part in self._shares(clue):
                evidence[unit].append(Evidence(found_here.first, clue.sort, weight * part, name))
                sort = ADDRESSED if clue.sort == ADDRESSED else key
                if task < 0:
                    direct[unit, sort] = max(direct[unit, sort], weight * part)
        known = {key for task, key in gathered if task >= 0}
        sums = [0.0] * len(self.units)
        for (unit, key), weight in direct.items():
            sums[unit] += weight if key not in known else 0.3 * weight
        return self._combined(by_task, sums), evidence, by_task

    def _combined(self, by_task: Mapping[int, float], direct: Sequence[float]) -> list[float]:
        """Return the scores of the units: the strongest task counts most, further ones help."""
        sums = [max(value, 0.0) ** _NORM for value in direct]
        for task, score in by_task.items():
            if score > 0 and self.tasks[task].role != "social_invoice":
                for unit, part in self.duties.share[task].items():
                    sums[unit] += (part * score) ** _NORM
        return [value ** (1 / _NORM) for value in sums]

    def _social(self, by_task: Mapping[int, float]) -> Mapping[int, float]:
        """Return by unit how much speaks for data of people in need, which go to their unit even in invoices."""
        sums: dict[int, float] = defaultdict(float)
        for task, score in by_task.items():
            role = self.tasks[task].role
            if score > 0 and role in _SOCIAL_ROLES:
                for unit, part in self.duties.share[task].items():
                    sums[unit] += part * score * _SOCIAL_ROLES[role]
        return sums

    def _with_kinds(
        self,
        topical: Sequence[float],
        kinds: Mapping[str, float],
        social: Mapping[int, float],
        words: Sequence[float],
    ) -> tuple[list[float], Mapping[str, float]]:
        """Return the chances when invoices, adverts, applications and press go where the plan sends them."""
        left = 1.0
        mixed = [0.0] * len(topical)
        used: dict[str, float] = {}
        for role, names, trust in (
            ("invoice", _INVOICE, 0.97),
            ("advert", _ADVERT, 0.9),
            ("application", _APPLICATION, 0.92),
            ("press", _PRESS, 0.92),
        ):
            target = self._roles[role]
            chance = trust * sum(kinds.get(name, 0.0) for name in names) if target else 0.0
            if chance <= 0:
                continue
            used[role] = chance
            left -= chance
            goal = self._invoice_goal(target, topical, social) if role == "invoice" else target
            if role == "advert":
                goal = _advert_goal(target, words)
            for unit, part in goal.items():
                mixed[unit] += chance * part
        return [many + max(left, 0.0) * one for many, one in zip(mixed, topical, strict=True)], used

    def _invoice_goal(
        self, target: Mapping[int, float], topical: Sequence[float], social: Mapping[int, float]
    ) -> Mapping[int, float]:
        most = max(social.values(), default=0.0)
        if not most:
            return target
        share = 1 / (1 + math.exp(-_SOCIAL_SLOPE * (most - _SOCIAL_FROM)))
        raw = {unit: value * (0.1 + topical[unit]) for unit, value in social.items()}
        total = sum(raw.values())
        goal = {unit: (1 - share) * part for unit, part in target.items()}
        for unit, value in raw.items():
            goal[unit] = goal.get(unit, 0.0) + share * value / total
        return goal


def _advert_goal(target: Mapping[int, float], words: Sequence[float]) -> Mapping[int, float]:
    """Return where an advert goes: adverts for one trade (books, gravestones) concern the unit that does that."""
    others = {at: score for at, score in enumerate(words) if at not in target and score > 0}
    most = max(others.values(), default=0.0)
    share = most / (most + _GENERAL_ADVERT)
    whole = sum(score**_NORM_OTHERS for score in others.values()) or 1.0
    goal = {at: (1 - share) * part for at, part in target.items()}
    return goal | {at: share * score**_NORM_OTHERS / whole for at, score in others.items()}


def _add_task(clues: dict[str, list[Clue]], number: int, task: Task) -> None:
    for sort, terms in ((WORD, task.words), (SAYING, task.says), (LAW, task.laws), (SENDING, task.senders)):
        for term in dict.fromkeys(terms):
            bonus = _PHRASE_BONUS if " " in term and sort in {WORD, SAYING} else 1.0
            clues[term].append(Clue(sort, STRENGTH[sort] * bonus, number))
    for term in dict.fromkeys(task.plan):
        if term not in task.words and "-" not in term and not everyday(term):
            clues[term].append(Clue(WORD, 0.7, number))
    for term in task.without:
        clues[term].append(Clue(WORD, _MISLEADING, number))


def everyday(word: str) -> bool:
    """Return whether a word of a plan is one that any letter may hold in another sense."""
    return normal(word) in _EVERYDAY


def _add_plan(clues: dict[str, list[Clue]], unit: int, name: str, text: str) -> None:
    share = ((unit, 1.0),)
    clues[name].append(Clue(ADDRESSED, STRENGTH[ADDRESSED], share=share))
    for part in duties.parts(name):
        clues[part].append(Clue(ADDRESSED, STRENGTH[ADDRESSED], share=share))
    for part in dict.fromkeys(duties.parts(text)):
        words = [word for word in part.split() if not is_function_word(normal(word))]
        if 0 < len(words) <= 4 and not (len(words) == 1 and everyday(words[0])):
            clues[part].append(Clue(PLANNED, STRENGTH[PLANNED], share=share))


def _key(reading: Reading, clue: Clue, found: Found) -> str:
    """Return what makes two finds the same: the word in the letter, or the end of the address."""
    if clue.sort == ADDRESSED:
        return ADDRESSED
    if found.start < 0:
        return f"-{found.term}"
    return stem(normal(reading.letter.text[found.start : found.end][:80]))


def _counts(clue: Clue, found: Found) -> bool:
    if clue.sort == SENDING:
        return found.zone != RECIPIENT
    return clue.sort != ADDRESSED or found.zone == RECIPIENT


def _worth(clue: Clue, found: Found) -> float:
    if clue.sort == SENDING:
        return 1.0 if found.zone in _HEAD else 0.25 * found.weight
    if clue.sort == ADDRESSED:
        return 1.0
    return found.weight


def _chances(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    raised = [(score + _FLOOR) ** _SHARPNESS for score in scores]
    total = sum(raised)
    return [one / total for one in raised]
