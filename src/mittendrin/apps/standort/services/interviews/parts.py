# SPDX-License-Identifier: EUPL-1.2
"""Words of a sentence with a category of their own: found by their wording, never across two sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction

from mittendrin.apps.standort.models import CodedPart, Interview
from mittendrin.apps.standort.services.interviews import keeping
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person

LONGEST = 500


class NotOnce(MittendrinError):
    """The words stand in no sentence, or more than once, so that nobody knows which are meant."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; category: key of its own category, empty where only the sentence has one."""

    text: str
    category: str = ""


@dataclass(frozen=True)
class Place:
    """Where words stand: number of the sentence, first sign and the one behind the last."""

    number: int
    start: int
    end: int


def find(sentences: Sequence[str], words: str, ticked: Collection[int] = ()) -> Place:
    """Return where ``words`` stand, in one of the ticked sentences if any are ticked. Raises NotOnce."""
    wanted = words.split()
    if not wanted or len(words) > LONGEST:
        raise NotOnce
    pattern = re.compile(r"\s+".join(re.escape(one) for one in wanted), re.IGNORECASE)
    found = [
        Place(number, match.start(), match.end())
        for number, text in enumerate(sentences, start=1)
        if not ticked or number in ticked
        for match in pattern.finditer(text)
    ]
    if len(found) != 1:
        raise NotOnce
    return found[0]


@transaction.atomic
def code(interview: Interview, person: Person, place: Place, category: str) -> CodedPart:
    """Give words a category; what the person coded before of the same words gives way."""
    overlapping = CodedPart.objects.filter(
        interview=interview, person=person, number=place.number, start__lt=place.end, end__gt=place.start
    )
    overlapping.delete()
    return CodedPart.objects.create(
        interview=interview,
        person=person,
        number=place.number,
        start=place.start,
        end=place.end,
        category=category,
    )


def forget(interview: Interview, person: Person, numbers: Collection[int]) -> int:
    """Take the categories of all parts of these sentences away; return of how many."""
    count, _by_model = CodedPart.objects.filter(interview=interview, person=person, number__in=numbers).delete()
    return count


def of(interview: Interview, person: Person) -> dict[int, list[CodedPart]]:
    """Return the parts that a person coded, by number of the sentence, in their order."""
    found: dict[int, list[CodedPart]] = {}
    for one in CodedPart.objects.filter(interview=interview, person=person):
        found.setdefault(one.number, []).append(one)
    return found


def pieces(text: str, coded: Sequence[CodedPart]) -> list[Piece]:
    """Return a sentence cut at its parts."""
    made, at = list[Piece](), 0
    for one in coded:
        made += [Piece(text[at : one.start]), Piece(text[one.start : one.end], one.category)]
        at = one.end
    return [one for one in (*made, Piece(text[at:])) if one.text]


def units(
    text: str, first: tuple[str, Sequence[CodedPart]], second: tuple[str, Sequence[CodedPart]]
) -> list[tuple[str, str]]:
    """Return what two people say of each stretch of a sentence, cut wherever one of them cut.

    first, second: the category of the whole sentence and the parts of each. A stretch without letters is none.
    """
    cuts = sorted(
        {0, len(text), *(place for _whole, parts in (first, second) for one in parts for place in _ends(one))}
    )
    stretches = [(start, end) for start, end in pairwise(cuts) if _has_letters(text[start:end])]
    return [(_category(start, *first), _category(start, *second)) for start, _end in stretches] or [
        (first[0], second[0])
    ]


def _ends(one: CodedPart) -> tuple[int, int]:
    return one.start, one.end


def _has_letters(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _category(at: int, whole: str, parts: Sequence[CodedPart]) -> str:
    return next((one.category for one in parts if one.start <= at < one.end), whole)


def place_in(interview: Interview, words: str, ticked: Collection[int]) -> Place:
    """Return where ``words`` stand in a transcript. Raises NotOnce."""
    return find(keeping.sentences(interview), words, ticked)
