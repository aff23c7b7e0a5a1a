# SPDX-License-Identifier: EUPL-1.2
"""Proposes the unit that must act first: rules of the town, then knowledge pack and plan, then what was learned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from mittendrin.contracts import registry
from mittendrin.contracts.block import Alternative, Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text, text_learning, text_model
from mittendrin.core.letters import reading, rules
from mittendrin.core.letters.office import Office, office
from mittendrin.core.letters.reading import Found, Reading
from mittendrin.core.letters.routing import ADDRESSED, RESEMBLING, Evidence, Routed
from mittendrin.core.letters.zones import BODY
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence
from mittendrin.core.text_model import Item, Settings, TextModel

_FORMAT = 1
_FOLDER = Path(__file__).parent
_SETTINGS = Settings(ridge=1.0, letters=(3, 4, 5), words=2)
# A town that gives no plan hands over reports: many, short, and the duties of its units change.
_SETTINGS_WITHOUT_PLAN = Settings(ridge=1.0, half_life=2_000, marks=0.5, margins=True)
_RULE_SURE, _RULE_COUNTS = 0.995, 2.0
_LEAST = 0.002
_FEWEST_LEARNED = 5
_LIKE = 3.0
_TOLD, _TOLD_WORDS = 0.06, 3
_BY_TASK = sentence("Im Brief steht „%(words)s“. Das gehört zu „%(task)s“, zuständig: %(unit)s.")
_BY_PLAN = sentence("Der Plan nennt bei %(unit)s „%(words)s“.")
_UNLIKE = sentence("So ein Schreiben war bisher nicht dabei: zu viele Wörter sind neu. Bitte ansehen.")
_APART = sentence("Das Gelernte spricht für %(unit)s, das Vorwissen für %(other)s. Bitte ansehen.")
_LEARNED = sentence("In bestätigten Briefen an %(unit)s stehen oft „%(words)s“.")


class Block(Classifier):
    """Which unit must act first."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._units = tuple(unit.name for unit in plan.units)
        self._model = text_model.untaught(self._units, _SETTINGS)
        self._learned = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the units of the plan and those that were learned besides."""
        return self._model.labels

    def predict(self, item: Document) -> Answer[str]:
        """Return the unit with the reasons, the others as alternatives."""
        if not text.readable(item.text) and not item.known.get("subject"):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        read = _read(item, self.plan)
        routed = self._routed(read)
        held = rules.matching(self.plan.rules, "unit", read)
        if not self._learned and not held and (routed is None or routed.amount <= 0):
            return no_answer("unknown", "Kein Wort weist auf eine Einheit hin.")
        return self._answer(item, read, routed, held)

    def _answer(self, item: Document, read: Reading, routed: Routed | None, held: Sequence[rules.Match]) -> Answer[str]:
        known = self._item(item, read, routed)
        chances = self._model.chances(known)
        reasons = []
        for match in held:
            if match.rule.value in self.labels:
                chances = text_model.raised(
                    chances, self.labels.index(match.rule.value), _RULE_SURE * match.rule.certain, _RULE_COUNTS
                )
                reasons.append(_rule_reason(item, match))
                if match.rule.certain:
                    break
        order = [int(at) for at in np.argsort(-chances, kind="stable")]
        best = self.labels[order[0]]
        strange = [] if any(one.code == "rule" for one in reasons) else self._strange(known, best)
        proposed = [*reasons, *strange, *self._reasons(item, best, routed)]
        others = tuple(
            Alternative(self.labels[at], float(chances[at]), tuple(self._reasons(item, self.labels[at], routed)[:2]))
            for at in order[1:4]
            if chances[at] > _LEAST
        )
        sure = min(float(chances[order[0]]), 1.0)
        return Answer(best, sure, tuple(proposed), alternatives=others, unlike=bool(strange))

    def _strange(self, item: Item, best: str) -> list[Reason]:
        """Return why a letter is unlike those that were confirmed, nothing when it is like them."""
        if self._learned < _FEWEST_LEARNED:
            return []
        if self._model.unlike(item):
            return [Reason("unlike", _UNLIKE, weight=0.2)]
        first = self.labels[int(np.argmax(item.guess))] if len(item.guess) else best
        return [Reason("apart", _APART, {"unit": best, "other": first}, weight=0.2)] if first != best else []

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:
        """Learn from confirmed letters, oldest first; with few the knowledge pack goes on leading."""
        ordered = sorted(examples, key=lambda one: one.day)
        labels = tuple(dict.fromkeys([*self._units, *sorted({one.value for one in examples if one.value})]))
        self._model = text_model.untaught(labels, _SETTINGS if self._units else _SETTINGS_WITHOUT_PLAN)
        kept = [one for one in ordered if one.value and text.readable(one.item.text)]
        self._learned = len(kept)
        if self._learned < _FEWEST_LEARNED:
            return
        items = []
        for one in kept:
            read = _read(one.item, self.plan)
            items.append(self._item(one.item, read, self._routed(read)))
        self._model = text_learning.learn(items, [one.value for one in kept], labels, self._model.settings, seed)

    def _routed(self, read: Reading) -> Routed | None:
        if not self._units:
            return None
        return _office(self.plan).assess(read).routed

    def _item(self, item: Document, read: Reading, routed: Routed | None) -> Item:
        guess: list[float] = []
        if routed is not None:
            known = [math.log(max(one, 1e-4)) for one in routed.chances]
            guess = [*known, *[math.log(1e-3)] * (len(self.labels) - len(known))]
        told = "\n".join(filter(None, (read.letter.subject, read.letter.sender)))
        marks = {"district": item.known["district"]} if item.known.get("district") else {}
        scores = _numbers(routed) if routed is not None else {}
        return Item(f"{told}\n{item.text}" if told else item.text, guess, marks, scores)

    def _reasons(self, item: Document, unit: str, routed: Routed | None) -> list[Reason]:
        found: list[Reason] = []
        if routed is not None and unit in self._units:
            found += _kind_reasons(unit, self._units, routed)
            seen = [*routed.evidence.get(self._units.index(unit), ()), *self._resembling(item, unit, routed)]
            found += _evidence_reasons(item, unit, seen)
        words = self._model.telling_words(item.text, unit) if self._learned >= _FEWEST_LEARNED else []
        if words:
            found.append(
                Reason("learned", _LEARNED, {"unit": unit, "words": "“, „".join(words)}, _marks_of(item, words), 0.5)
            )
        return found or [Reason("little", "Nur wenig weist auf %(unit)s hin.", {"unit": unit}, weight=0.1)]

    def _resembling(self, item: Document, unit: str, routed: Routed) -> list[Evidence]:
        """Return the words that speak for the tasks of the unit which the letter resembles most."""
        found = _office(self.plan)
        shares = found.router.duties.share
        at = self._units.index(unit)
        tasks = {
            name: chance * shares[found.router.numbers[name]].get(at, 0.0)
            for name, chance in routed.shown.items()
            if chance > _TOLD and name in found.router.numbers
        }
        evidence = []
        for name in sorted((one for one in tasks if tasks[one] > _TOLD), key=lambda one: -tasks[one])[:2]:
            words = found.base.topic.words(_read(item, self.plan), name)[:_TOLD_WORDS]
            whole = sum(weight for _, weight in words) or 1.0
            for word, weight in words:
                place = Found(-1, word.start, word.end, BODY, 1.0)
                evidence.append(Evidence(place, RESEMBLING, 2 * tasks[name] * weight / whole, name))
        return evidence

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        data = {**self._model.data(), "learned": self._learned, "units": list(self._units)}
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles(data, self._model.arrays()))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as saved. Raises ModelDamaged, also when the plan has other units."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._model = TextModel.restored(saved.data, saved.arrays)
            block._learned = int(saved.data["learned"])
            same = list(block._units) == saved.data["units"]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        if not same:
            raise ModelDamaged(f"{folder}: learned with other units")
        return block


def _office(plan: TownPlan) -> Office:
    kinds_file = registry.folder("letter_kind") / "kinds.yaml"
    return office(_FOLDER / "pack", kinds_file, tuple((unit.name, unit.tasks) for unit in plan.units))


def _numbers(routed: Routed) -> dict[str, float]:
    """Return how much speaks for each task, by words and by examples: units differ by what else they do."""
    shown = {f"like {name}": _LIKE * chance for name, chance in routed.shown.items() if chance > _LEAST}
    return {**routed.tasks, **shown}


def _read(item: Document, plan: TownPlan) -> Reading:
    return reading.read(item.text, (plan.name, *plan.names), item.known)


def _rule_reason(item: Document, match: rules.Match) -> Reason:
    told = match.rule.pattern or "“, „".join(match.rule.words)
    marks = tuple(mark for start, end in match.places for mark in item.marks(start, end))
    return Reason(
        "rule", "Ihre Regel %(rule)s gilt: „%(words)s“.", {"rule": match.rule.id, "words": told}, _seen(marks), 10.0
    )


_BY_KIND: Mapping[str, str] = {
    "invoice": sentence("Es ist eine Rechnung oder Mahnung an die Stadt; sie geht nach dem Plan an %(unit)s."),
    "advert": sentence("Es ist Werbung; sie geht nach dem Plan an %(unit)s."),
    "application": sentence("Es ist eine Bewerbung; sie geht nach dem Plan an %(unit)s."),
    "press": sentence("Es ist eine Anfrage der Presse; sie geht nach dem Plan an %(unit)s."),
}


def _kind_reasons(unit: str, units: Sequence[str], routed: Routed) -> list[Reason]:
    at = units.index(unit)
    return [
        Reason("kind", _BY_KIND[role], {"unit": unit}, weight=2 * chance)
        for role, chance in routed.by_kind.items()
        if chance > 0.4 and routed.targets.get(role) == at
    ]


def _evidence_reasons(item: Document, unit: str, evidence: Sequence[Evidence]) -> list[Reason]:
    """Return up to three reasons: the address, and the words of the two strongest tasks."""
    found: list[Reason] = []
    address = [one for one in evidence if one.sort == ADDRESSED]
    if address:
        marks = _marks(item, address[:1])
        found.append(
            Reason("address", "Der Brief ist an %(unit)s gerichtet.", {"unit": unit}, marks, address[0].weight)
        )
    by_task: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.sort != ADDRESSED and one.weight > 0:
            by_task.setdefault(one.task, []).append(one)
    ranked = sorted(by_task.items(), key=lambda pair: -sum(one.weight for one in pair[1]))
    for task, ones in ranked[:2]:
        words = list(dict.fromkeys(word for word in (_quoted(item, one) for one in ones) if word))[:4]
        values = {"unit": unit, "words": "“, „".join(words), "task": task}
        told = _BY_TASK if task else _BY_PLAN
        if words:
            found.append(
                Reason(
                    "plan" if not task else "words", told, values, _marks(item, ones), sum(one.weight for one in ones)
                )
            )
    return sorted(found, key=lambda one: -one.weight)


def _quoted(item: Document, one: Evidence) -> str:
    if one.found.start < 0:
        return item.known.get("subject", "")[:60]
    return " ".join(item.text[one.found.start : one.found.end].split())[:60]


def _marks(item: Document, ones: Sequence[Evidence]) -> tuple[Mark, ...]:
    spots = dict.fromkeys((one.found.start, one.found.end) for one in ones if one.found.start >= 0)
    return _seen(tuple(mark for start, end in list(spots)[:6] for mark in item.marks(start, end)))


def _marks_of(item: Document, words: Sequence[str]) -> tuple[Mark, ...]:
    places = [item.text.find(word) for word in words]
    found = [item.marks(at, at + len(word)) for at, word in zip(places, words, strict=True) if at >= 0]
    return _seen(tuple(mark for marks in found for mark in marks))


def _seen(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those that do not lie on the page."""
    return tuple(one for one in marks if 0 <= one.x0 <= one.x1 <= 1 and 0 <= one.y0 <= one.y1 <= 1)
