# SPDX-License-Identifier: EUPL-1.2
"""Sentences are coded by people; a block proposes with reasons, and each proposal and word on it is on record."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from mittendrin.apps.standort.models import CodedPart, CodedSentence, FoundCategory, Interview
from mittendrin.apps.standort.services.interviews import keeping, parts
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block
from mittendrin.contracts.document import from_text
from mittendrin.core.errors import MittendrinError
from mittendrin.core.text import fold
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.models import Decision, ModelVersion, Outcome
from mittendrin.townhall.decisions.services import blocks, recording, words
from mittendrin.townhall.plan import town_plan

QUESTION = "interview.category"
MOST_AT_ONCE = 20
MOST_FOUND = 60
log = logging.getLogger(__name__)


class UnknownCategory(MittendrinError):
    """There is no such category."""


class NoBlock(MittendrinError):
    """No block answers, or it is switched off."""


class CategoryRefused(MittendrinError):
    """A new category has no name of its own; ``reason`` is ``taken``, ``empty`` or ``many``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Proposed:
    """A proposal that waits for a word: category, and why."""

    category: str
    answer: Answer[str]


def categories() -> dict[str, str]:
    """Return the names of all categories: those of the scheme, then those that people found."""
    scheme = {one.id: say(one.name) for one in interview_scheme.shipped().categories}
    return scheme | {one.key: one.name for one in FoundCategory.objects.all()}


def shown(_question: str, _part: str, value: str) -> str:
    """Return the name of a category by its key."""
    return categories().get(value, value)


def add_category(name: str, about: str) -> FoundCategory:
    """Return a new category that somebody found in the material. Raises CategoryRefused."""
    plain = " ".join(name.split())
    key = f"eigen-{slugify(fold(plain))}"[:60].strip("-")
    if key == "eigen":
        raise CategoryRefused("empty")
    if FoundCategory.objects.count() >= MOST_FOUND:
        raise CategoryRefused("many")
    if plain.casefold() in {one.casefold() for one in categories().values()} or key in categories():
        raise CategoryRefused("taken")
    return FoundCategory.objects.create(key=key, name=plain[:80], about=about.strip()[:300])


def codes(interview: Interview, person: Person) -> dict[int, CodedSentence]:
    """Return what a person said of the sentences, and open proposals, by number."""
    return {one.number: one for one in CodedSentence.objects.filter(interview=interview, person=person)}


@transaction.atomic
def code(interview: Interview, person: Person, numbers: Collection[int], category: str) -> int:
    """Give sentences a category, or none; return how many. A proposal that waits is confirmed or corrected by it.

    Without a category the parts of these sentences lose theirs as well. Raises UnknownCategory.
    """
    if category and category not in categories():
        raise UnknownCategory
    count = len(keeping.sentences(interview))
    there = codes(interview, person)
    wanted = sorted({one for one in numbers if 0 < one <= count})
    for number in wanted:
        row = there.get(number) or CodedSentence(interview=interview, person=person, number=number)
        _decide(row, category, person)
        row.category = category
        row.save()
    if not category:
        parts.forget(interview, person, wanted)
    return len(wanted)


def code_words(interview: Interview, person: Person, words: str, ticked: Collection[int], category: str) -> CodedPart:
    """Give some words of a sentence a category. Raises UnknownCategory, parts.NotOnce."""
    if category not in categories():
        raise UnknownCategory
    return parts.code(interview, person, parts.place_in(interview, words, ticked), category)


def _decide(row: CodedSentence, category: str, person: Person) -> None:
    """Put the word of the person on record when the sentence has a proposal."""
    decision = Decision.objects.filter(uuid=row.decision).exclude(subject="").first() if row.decision else None
    if decision is None or (not category and decision.outcome == Outcome.OPEN):
        return
    words.correct(decision, category or None, person)


@transaction.atomic
def propose(interview: Interview, person: Person, start: int = 1) -> int:
    """Ask the block about the next sentences without a category from ``start`` on; return how many it proposes for.

    Raises NoBlock.
    """
    block_id, block, version = _working()
    there = codes(interview, person)
    open_ones = [
        (number, sentence)
        for number, sentence in enumerate(keeping.sentences(interview), start=1)
        if number >= start and number not in there
    ][:MOST_AT_ONCE]
    known = categories()
    asked = []
    for number, sentence in open_ones:
        document = from_text(sentence)
        answer = block.predict(document)
        if not answer.abstained and answer.value in known:
            subject = keeping.subject_of(interview, number)
            asked.append((number, recording.Proposal(block_id, subject, answer, document=document, version=version)))
    decided = recording.propose_all([proposal for _number, proposal in asked])
    CodedSentence.objects.bulk_create(
        CodedSentence(interview=interview, person=person, number=number, decision=decision.uuid)
        for (number, _proposal), decision in zip(asked, decided, strict=True)
    )
    log.info("standort.interview_proposed id=%s count=%s", interview.pk, len(asked))
    return len(asked)


def _working() -> tuple[str, Block[Any], ModelVersion]:
    try:
        block_id = registry.answering(QUESTION)
        if blocks.is_off(block_id):
            raise NoBlock
        return block_id, *blocks.working(block_id, town_plan())
    except (registry.UnknownBlock, blocks.BlockOff) as error:
        raise NoBlock from error


def proposals(rows: Mapping[int, CodedSentence]) -> dict[int, Proposed]:
    """Return the proposals that wait for a word, by number of the sentence."""
    waiting = {one.decision: number for number, one in rows.items() if one.decision and not one.category}
    found: Sequence[Decision] = list(
        Decision.objects.filter(uuid__in=[key for key in waiting if key], outcome=Outcome.OPEN).exclude(subject="")
    )
    answers = recording.answers_of(found)
    return {
        waiting[decision.uuid]: Proposed(str(answers[decision.pk].value), answers[decision.pk])
        for decision in found
        if answers[decision.pk].value is not None
    }
