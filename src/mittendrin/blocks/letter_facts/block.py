# SPDX-License-Identifier: EUPL-1.2
"""Reads the facts of a letter: sender, date, subject, reference, deadline, amount, account, invoice number, person."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from mittendrin.blocks.letter_facts.facts import QUESTIONS, Gathered, gather, office_of, same, sender_name
from mittendrin.blocks.letter_facts.invoice_data import from_invoice
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.learning import Lesson, fit, merged
from mittendrin.blocks.letter_facts.ranking import READ_TWICE, answer
from mittendrin.blocks.letter_facts.sender_fact import address_of
from mittendrin.blocks.letter_facts.spans_fact import computed
from mittendrin.contracts.block import (
    Alternative,
    Answer,
    Example,
    Extractor,
    Facts,
    ModelDamaged,
    Reason,
    no_answer,
)
from mittendrin.contracts.document import Document, Page, Word
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.calibration import Calibrator
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
# The first pages decide; the rest of a long file is attachments.
_MAX_PAGES = 6
_MAX_WORDS = 3_000
_LONGEST_WORD = 120
# How strongly what was known before holds against what a town teaches.
_PULL = 3.0
_LEAST_LETTERS = 2
_MIN_LETTERS = 12
# Where two readings differ, a person sees both at once: below what counts as sure.
_READ_TWICE_SURE = 0.89
_CALIBRATED = (*QUESTIONS, "subject")

Weights = dict[str, dict[str, float]]


class Block(Extractor):
    """Finds candidates for each fact, weighs what speaks for them, and says "nothing" when nothing does."""

    names = (
        "sender",
        "sender_address",
        "date",
        "subject",
        "reference",
        "deadline",
        "deadline_computed",
        "amount",
        "iban",
        "invoice_no",
        "person",
    )

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._weights = shipped_weights()
        self._curves = shipped_curves()

    def predict(self, item: Document) -> Answer[Facts]:
        """Return an answer for each of ``names``; abstains as a whole on what holds no letter."""
        short = _short(item)
        if not item.invoice and not _is_letter(short.text):
            return no_answer("empty", "Hier steht kein lesbarer Brief.")
        layout = Layout(short, self.plan)
        gathered = gather(layout, self._weights)
        found = self._ranked(layout, gathered)
        found["subject"] = self._calibrated("subject", gathered.subject.answer)
        found |= _from_email(layout, gathered)
        found["deadline_computed"] = computed(layout, gathered.letter_day, gathered.received)
        found["sender_address"] = _address(layout, gathered, found["sender"])
        found |= from_invoice(item, self.plan.ibans)
        facts = {name: found[name] for name in self.names}
        given = [one for one in facts.values() if not one.abstained]
        if not given:
            return no_answer("nothing", "In diesem Schreiben stehen keine Angaben.")
        sure = sum(one.confidence for one in given) / len(given)
        count = str(len(given))
        return Answer(facts, sure, (Reason("facts", "%(count)s Angaben gefunden", {"count": count}),))

    def _ranked(self, layout: Layout, gathered: Gathered) -> dict[str, Answer[str]]:
        return {
            name: self._calibrated(name, answer(layout, question, gathered.candidates[name], self._weights[name]))
            for name, question in QUESTIONS.items()
        }

    def _calibrated(self, name: str, found: Answer[str]) -> Answer[str]:
        curve = self._curves.get(name)
        if curve is None or found.abstained:
            return found
        sure = curve(found.confidence)
        if any(reason.code == READ_TWICE for reason in found.reasons):
            sure = min(sure, _READ_TWICE_SURE)
        left = 1 - sure
        others = tuple(
            Alternative(one.value, min(one.confidence, left), one.reasons) for one in found.alternatives if left > 0
        )
        return Answer(found.value, sure, found.reasons, alternatives=others)

    def learn(self, examples: Sequence[Example[Facts]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Adapt the weights to what people confirmed, starting from the shipped ones."""
        self._weights = shipped_weights()
        usable = [example for example in examples if _is_letter(_short(example.item).text)]
        if len(usable) < _MIN_LETTERS:
            return
        gathered = [gather(Layout(_short(example.item), self.plan), self._weights) for example in usable]
        for name in QUESTIONS:
            lessons = [
                Lesson(one.candidates[name], truth)
                for one, example in zip(gathered, usable, strict=True)
                if (truth := _truth(example.value, name)) is not None
            ]
            if len(lessons) >= _LEAST_LETTERS:
                self._weights[name] = fit(lessons, self._weights[name], partial(same, name), _PULL)

    def save(self, folder: Path) -> None:
        """Write the weights."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles({"weights": self._weights}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block with its weights. Raises ModelDamaged."""
        data = model_files.load(folder, cls.manifest.id, _FORMAT).data.get("weights")
        if not isinstance(data, dict) or set(data) != set(QUESTIONS):
            raise ModelDamaged(str(folder))
        block = cls(plan)
        try:
            block._weights = {
                name: {str(feature): float(weight) for feature, weight in own.items()} for name, own in data.items()
            }
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelDamaged(str(folder)) from error
        return block


def shipped_weights() -> Weights:
    """Return the weights of the first day: general knowledge, adapted to letters written for this purpose."""
    return merged({name: question.weights for name, question in QUESTIONS.items()}, _shipped().get("weights", {}))


def shipped_curves() -> dict[str, Calibrator]:
    """Return the curve of each fact that makes its confidences mean what they say."""
    curves = _shipped().get("curves", {})
    return {name: Calibrator.from_array(curves[name]) for name in _CALIBRATED if name in curves}


@cache
def _shipped() -> Mapping[str, Any]:
    path = files("mittendrin.blocks.letter_facts").joinpath("weights.json")
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _short(item: Document) -> Document:
    """Return the document with its first pages and words only."""
    pages: list[Page] = []
    left = _MAX_WORDS
    for page in item.pages[:_MAX_PAGES]:
        words = tuple(_cut(word) for word in page.words[:left])
        pages.append(replace(page, words=words))
        left -= len(words)
    return replace(item, pages=tuple(pages))


def _cut(word: Word) -> Word:
    return word if len(word.text) <= _LONGEST_WORD else replace(word, text=word.text[:_LONGEST_WORD])


def _is_letter(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]{3,}", text)) >= 3


def _truth(value: Facts, name: str) -> str | None:
    """Return what was confirmed for a fact, empty for "nothing", None when nobody said."""
    found: Any = value.get(name)
    if found is None:
        return None
    return str(found.value or "") if isinstance(found, Answer) else str(found)


def _from_email(layout: Layout, gathered: Gathered) -> dict[str, Answer[str]]:
    item = layout.document
    found: dict[str, Answer[str]] = {}
    name, sent = sender_name(item.known.get("sender", "")), item.known.get("sent", "")[:10]
    office = office_of(name, gathered.candidates["sender"])
    if office:
        reason = Reason(
            "signed", "steht unter dem Gruß und passt zur E-Mail-Adresse", marks=layout.marks(office.start, office.end)
        )
        other = Alternative(name, 0.35, (Reason("known", "steht als Absender in der E-Mail"),))
        found["sender"] = Answer(office.value, 0.6, (reason,), alternatives=(other,))
    elif name:
        found["sender"] = Answer(name, 0.9, (Reason("known", "steht als Absender in der E-Mail"),))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", sent):
        found["date"] = Answer(sent, 0.98, (Reason("known", "an diesem Tag wurde die E-Mail gesendet"),))
    return found


def _address(layout: Layout, gathered: Gathered, sender: Answer[str]) -> Answer[str]:
    places = [
        one.start for one in gathered.candidates["sender"] if sender.value and same("sender", one.value, sender.value)
    ]
    for place in places:
        address = address_of(layout, place)
        if address:
            text, start, end = address
            reason = Reason("below", "steht beim Namen des Absenders", marks=layout.marks(start, end))
            return Answer(text, 0.85 * sender.confidence, (reason,))
    return no_answer("nothing", "Eine Anschrift des Absenders steht nicht da.")
