# SPDX-License-Identifier: EUPL-1.2
"""What the pages of interviews show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from mittendrin.apps.standort.models import FoundCategory, Interview
from mittendrin.apps.standort.services.interviews import coding, keeping, parts
from mittendrin.apps.standort.services.interviews.parts import Piece
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources import interview_scheme
from mittendrin.contracts.block import Reason
from mittendrin.townhall.accounts.models import Person

PAGE = 40


@dataclass(frozen=True)
class Row:
    """One sentence in pieces with the names of their categories, with its own, or what is proposed for it and why."""

    number: int
    pieces: list[Piece]
    category: str
    proposed: str
    proposed_id: str
    why: str


@dataclass(frozen=True)
class Leaf:
    """A piece of a transcript. start: number of the first sentence; before, after: of the pieces beside it, or 0."""

    rows: list[Row]
    start: int
    count: int
    coded: int
    before: int
    after: int

    @property
    def end(self) -> int:
        """Return the number of the last sentence."""
        return self.start + len(self.rows) - 1


def leaf(interview: Interview, person: Person, wanted: int) -> Leaf:
    """Return the piece that begins with sentence ``wanted``, with what the person coded."""
    found = keeping.sentences(interview)
    start = min(max(wanted, 1), max(len(found), 1))
    start -= (start - 1) % PAGE
    there = coding.codes(interview, person)
    waiting, names, cut = coding.proposals(there), coding.categories(), parts.of(interview, person)
    rows = []
    for number, text in enumerate(found[start - 1 : start - 1 + PAGE], start=start):
        proposal = waiting.get(number)
        category = there[number].category if number in there else ""
        rows.append(
            Row(
                number,
                _named(parts.pieces(text, cut.get(number, ())), names),
                names.get(category, category),
                names.get(proposal.category, proposal.category) if proposal else "",
                proposal.category if proposal else "",
                _why(proposal.answer.reasons) if proposal else "",
            )
        )
    coded = len({one.number for one in there.values() if one.category} | cut.keys())
    after = start + PAGE if start + PAGE <= len(found) else 0
    return Leaf(rows, start, len(found), coded, max(start - PAGE, 0), after)


def _named(found: Sequence[Piece], names: Mapping[str, str]) -> list[Piece]:
    return [Piece(one.text, names.get(one.category, one.category)) for one in found]


def _why(reasons: Sequence[Reason]) -> str:
    return " ".join(gettext(one.text) % dict(one.values) if one.values else gettext(one.text) for one in reasons[:2])


def scheme() -> dict[str, Any]:
    """Return the scheme with its source, and the categories that were found."""
    shipped = interview_scheme.shipped()
    return {
        "scheme": shipped,
        "set": [(say(one.name), say(one.about)) for one in shipped.categories],
        "found": list(FoundCategory.objects.all()),
    }
