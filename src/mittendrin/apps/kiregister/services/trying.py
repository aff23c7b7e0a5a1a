# SPDX-License-Identifier: EUPL-1.2
"""A block tried on a text: what it would propose, how sure, and why. Nothing of it is kept or counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.kiregister.services import words
from mittendrin.apps.kiregister.services.entries import Entry
from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.document import from_text
from mittendrin.core import yaml_strict
from mittendrin.townhall import offers
from mittendrin.townhall.decisions.services import blocks
from mittendrin.townhall.plan import town_plan

MOST = 20_000
OTHERS = 3
CONTRACTS = frozenset({"classifier", "extractor"})
SURE, FAIRLY = 0.9, 0.6
_CERTAINTY = {"sure": lazy("sicher"), "fairly": lazy("ziemlich sicher"), "unsure": lazy("unsicher")}
BlockOff = blocks.BlockOff


@dataclass(frozen=True)
class Sample:
    """An invented text with its name in the language of the page."""

    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Said:
    """One answer in words. name: the fact, empty where a block says one thing. value: empty when it does not know."""

    name: str
    value: str
    certainty: str
    reasons: list[str]
    others: list[str]


def possible(entry: Entry) -> bool:
    """Return whether a block reads texts, so that it can be tried on one."""
    return entry.manifest.contract in CONTRACTS


def samples(entry: Entry) -> list[Sample]:
    """Return the invented texts for the kind of thing that a block reads."""
    kind = entry.manifest.question.partition(".")[0]
    language = "en" if words.english() else "de"
    found = enumerate(_content().get(kind, []), start=1)
    return [Sample(number, one["title"][language], one["text"].strip()) for number, one in found]


def tried(entry: Entry, text: str) -> list[Said]:
    """Return what the block in operation would propose for ``text``, what was found first. Raises BlockOff."""
    block, _version = blocks.working(entry.block, town_plan(offers.rules()))
    answer = block.predict(from_text(text))
    if isinstance(answer.value, Mapping):
        facts = [_said(entry, name, fact) for name, fact in answer.value.items()]
        return sorted(facts, key=lambda one: not one.value)
    return [_said(entry, "", answer)]


def _said(entry: Entry, part: str, answer: Answer[Any]) -> Said:
    name = _(entry.use.parts.get(part, part)) if part else ""
    reasons = [sentence(one) for one in answer.reasons]
    others = [_shown(entry, part, one.value) for one in answer.alternatives[:OTHERS]]
    if answer.abstained or answer.value in (None, ""):
        return Said(name, "", "", reasons, others)
    level = "sure" if answer.confidence >= SURE else "fairly" if answer.confidence >= FAIRLY else "unsure"
    return Said(name, _shown(entry, part, answer.value), str(_CERTAINTY[level]), reasons, others)


def sentence(reason: Reason) -> str:
    """Return a reason in the language of the page."""
    return _(reason.text) % reason.values if reason.values else _(reason.text)


def _shown(entry: Entry, part: str, value: Any) -> str:
    """Return a value in the words of the app that asks the block; as it is where the app says nothing."""
    path = entry.use.shown
    say = cast("Callable[[str, str, str], str]", import_string(path)) if path else None
    return say(entry.manifest.question, part, str(value)) if say else str(value)


@cache
def _content() -> Mapping[str, list[dict[str, Any]]]:
    found: Mapping[str, list[dict[str, Any]]] = yaml_strict.read(words.CONTENT / "samples.yaml")
    return found
