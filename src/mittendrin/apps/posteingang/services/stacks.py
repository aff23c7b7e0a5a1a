# SPDX-License-Identifier: EUPL-1.2
"""Stacks as people go through them: each letter with its first line and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mittendrin.apps.posteingang.models import Letter
from mittendrin.apps.posteingang.services import access, documents, words
from mittendrin.apps.posteingang.services.queue import Item
from mittendrin.townhall.accounts.models import Person

_SHOWN = ("date", "reference", "deadline", "amount", "invoice_no")
LONGEST = 180


@dataclass(frozen=True)
class Leaf:
    """One letter of a stack. line: its first sentence after the salutation. facts: title and value."""

    item: Item
    line: str
    facts: list[tuple[str, str]]


def leaves(person: Person, items: Sequence[Item]) -> list[Leaf]:
    """Return the letters of a stack with what a person needs to look them over; who looked is written down."""
    found = access.may_see(person).filter(uuid__in=[item.uuid for item in items]).select_related("reading")
    letters = {letter.uuid: letter for letter in found}
    access.note_access(letters.values(), person, "seen", "stack")
    return [_leaf(letters[item.uuid], item) for item in items if item.uuid in letters]


def _leaf(letter: Letter, item: Item) -> Leaf:
    facts = []
    for name in _SHOWN:
        value = str(getattr(letter, words.BY_NAME[name].column) or "")
        if value:
            facts.append((str(words.BY_NAME[name].title), words.shown(name, value)))
    return Leaf(item, _first_line(letter), facts)


def _first_line(letter: Letter) -> str:
    document = documents.opened(letter)
    if document is None:
        return documents.line() if documents.problem(letter, document) else ""
    lines = [" ".join(line.split()) for line in document.text.splitlines()]
    told = [line for line in lines if line]
    after = next((at for at, line in enumerate(told) if line.lower().startswith(("sehr geehrte", "guten tag"))), None)
    start = told[after + 1 :] if after is not None else [line for line in told if len(line) > 40] or told
    text = " ".join(start[:4])
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
