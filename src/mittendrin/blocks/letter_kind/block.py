# SPDX-License-Identifier: EUPL-1.2
"""Proposes the kind of a letter: rules of the town, then what shows each kind, then what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mittendrin.contracts import registry
from mittendrin.contracts.block import Alternative, Answer, Classifier, Example, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text, text_learning, text_model
from mittendrin.core.letters import kinds, reading, rules
from mittendrin.core.letters.kinds import Kinds, KindScores
from mittendrin.core.letters.office import Office, office
from mittendrin.core.letters.reading import Found, Reading
from mittendrin.core.letters.zones import BODY
from mittendrin.core.model_files import ModelFiles
from mittendrin.core.text import sentence
from mittendrin.core.text_model import Item, Settings, TextModel

_FORMAT = 1
_FILE = Path(__file__).with_name("kinds.yaml")
_SETTINGS = Settings(ridge=1.0, letters=(3, 4, 5), words=2)
_RULE_SURE, _RULE_COUNTS = 0.995, 2.0
_LEAST = 0.01
_FEWEST_LEARNED = 5
_UNLIKE = sentence("So ein Schreiben war bisher nicht dabei: zu viele Wörter sind neu. Bitte ansehen.")
_APART = sentence("Das Gelernte spricht für %(kind)s, das Vorwissen für %(other)s. Bitte ansehen.")
_TOLD = sentence("In bestätigten Schreiben dieser Art (%(kind)s) steht oft „%(words)s“.")


class Block(Classifier):
    """What kind of letter it is."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._model = text_model.untaught(_kinds().names, _SETTINGS)
        self._learned = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the kinds that are known, and those that were learned besides."""
        return self._model.labels

    def predict(self, item: Document) -> Answer[str]:
        """Return the kind with the reasons, the others as alternatives."""
        if not text.readable(item.text) and not item.known.get("subject"):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known)
        scores = _office(self.plan).assess(read).kind
        held = rules.matching(self.plan.rules, "kind", read)
        like = _office(self.plan).assess(read).like
        if not self._learned and not held and not scores.clues and not like.says and not item.invoice:
            return no_answer("unknown", "Keine Formel weist auf eine Art des Schreibens hin.")
        known = self._item(item, read, scores)
        chances = self._model.chances(known)
        reasons = []
        for match in held:
            if match.rule.value in self.labels:
                chances = _ruled(chances, self.labels.index(match.rule.value), match.rule.certain)
                values = {"rule": match.rule.id, "value": match.rule.value}
                marks = tuple(mark for start, end in match.places for mark in item.marks(start, end))
                reasons.append(Reason("rule", "Ihre Regel %(rule)s gilt: %(value)s.", values, _seen(marks), 10.0))
                if match.rule.certain:
                    break
        if item.invoice and "Rechnung" in self.labels:
            chances = _ruled(chances, self.labels.index("Rechnung"), True)
            reasons.append(Reason("einvoice", "Die Datei ist eine elektronische Rechnung.", weight=10.0))
        strange = [] if reasons else self._strange(known, self.labels[int(chances.argmax())])
        return self._answer(item, scores, chances, [*reasons, *strange])

    def _answer(
        self, item: Document, scores: KindScores, chances: text_model.Floats, reasons: Sequence[Reason]
    ) -> Answer[str]:
        order = [int(at) for at in np.argsort(-chances, kind="stable")]
        best = self.labels[order[0]]
        others = tuple(
            Alternative(self.labels[at], float(chances[at]), tuple(self._reasons(item, self.labels[at], scores)[:1]))
            for at in order[1:4]
            if chances[at] > _LEAST
        )
        why = (*reasons, *self._reasons(item, best, scores))
        strange = any(one.code in ("unlike", "apart") for one in reasons)
        return Answer(best, min(float(chances[order[0]]), 1.0), why, alternatives=others, unlike=strange)

    def _strange(self, item: Item, best: str) -> list[Reason]:
        """Return why a letter is unlike those that were confirmed, nothing when it is like them."""
        if self._learned < _FEWEST_LEARNED:
            return []
        if self._model.unlike(item):
            return [Reason("unlike", _UNLIKE, weight=0.2)]
        first = self.labels[int(np.argmax(item.guess))]
        return [Reason("apart", _APART, {"kind": best, "other": first}, weight=0.2)] if first != best else []

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:
        """Learn from confirmed letters, oldest first; with few the known formulas go on leading."""
        labels = tuple(dict.fromkeys([*_kinds().names, *sorted({one.value for one in examples if one.value})]))
        self._model = text_model.untaught(labels, _SETTINGS)
        ordered = sorted(examples, key=lambda one: one.day)
        kept = [one for one in ordered if one.value and text.readable(one.item.text)]
        self._learned = len(kept)
        if self._learned < _FEWEST_LEARNED:
            return
        items = []
        for one in kept:
            read = reading.read(one.item.text, (self.plan.name, *self.plan.names), one.item.known)
            items.append(self._item(one.item, read, _office(self.plan).assess(read).kind))
        self._model = text_learning.learn(items, [one.value for one in kept], labels, _SETTINGS, seed)

    def _item(self, item: Document, read: Reading, scores: KindScores) -> Item:
        known = np.log(np.maximum(text_model.softmax(np.array(scores.logits)), 1e-4))
        guess = [*map(float, known), *[-7.0] * (len(self.labels) - len(known))]
        told = "\n".join(filter(None, (read.letter.subject, read.letter.sender)))
        return Item(
            f"{told}\n{item.text}" if told else item.text, guess, {"source": item.source}, _clue_numbers(scores)
        )

    def _reasons(self, item: Document, kind: str, scores: KindScores) -> list[Reason]:
        found: list[Reason] = []
        clues = scores.clues.get(_kinds().names.index(kind), ()) if kind in _kinds().names else ()
        telling = [(one, weight) for one, weight in clues if weight > 0][:4] or self._resembling(item, kind)
        if telling:
            words = [_quoted(item, one.start, one.end) for one, _ in telling]
            marks = [mark for one, _ in telling if one.start >= 0 for mark in item.marks(one.start, one.end)]
            values = {"kind": kind, "words": "“, „".join(dict.fromkeys(words))}
            weight = sum(weight for _, weight in telling)
            found.append(Reason("words", "„%(words)s“ spricht für: %(kind)s.", values, _seen(marks), weight))
        learned = self._model.telling_words(item.text, kind) if self._learned >= _FEWEST_LEARNED else []
        if learned:
            places = [(item.text.find(word), word) for word in learned]
            marks = [mark for at, word in places if at >= 0 for mark in item.marks(at, at + len(word))]
            values = {"kind": kind, "words": "“, „".join(learned)}
            found.append(Reason("learned", _TOLD, values, _seen(marks), 0.5))
        return found or [Reason("little", "Nur wenig weist auf diese Art hin: %(kind)s.", {"kind": kind}, weight=0.1)]

    def _resembling(self, item: Document, kind: str) -> list[tuple[Found, float]]:
        """Return the words that letters of this kind hold more often than others, by the examples."""
        base = _office(self.plan).base
        if kind not in base.kinds:
            return []
        read = reading.read(item.text, (self.plan.name, *self.plan.names), item.known)
        words = base.manner.words(read, kind)[:3]
        return [(Found(-1, word.start, word.end, BODY, 1.0), weight) for word, weight in words]

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        data = {**self._model.data(), "learned": self._learned}
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles(data, self._model.arrays()))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block as saved. Raises ModelDamaged."""
        saved = model_files.load(folder, cls.manifest.id, _FORMAT)
        block = cls(plan)
        try:
            block._model = TextModel.restored(saved.data, saved.arrays)
            block._learned = int(saved.data["learned"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{folder}: {error}") from error
        return block


def _clue_numbers(scores: KindScores) -> dict[str, float]:
    """Return how much each known formula shows, by kind and number of the formula."""
    return {f"{kind} {one.term}": abs(weight) for kind, clues in scores.clues.items() for one, weight in clues}


def _office(plan: TownPlan) -> Office:
    units = tuple((unit.name, unit.tasks) for unit in plan.units)
    return office(registry.folder("letter_unit") / "pack", _FILE, units)


def _kinds() -> Kinds:
    return kinds.read(_FILE)


def _quoted(item: Document, start: int, end: int) -> str:
    return " ".join(item.text[start:end].split())[:60] if start >= 0 else item.known.get("subject", "")[:60]


def _ruled(chances: text_model.Floats, at: int, certain: bool) -> text_model.Floats:
    return text_model.raised(chances, at, _RULE_SURE if certain else 0.0, _RULE_COUNTS)


def _seen(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those that do not lie on the page."""
    return tuple(one for one in marks if 0 <= one.x0 <= one.x1 <= 1 and 0 <= one.y0 <= one.y1 <= 1)
