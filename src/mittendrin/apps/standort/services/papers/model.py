# SPDX-License-Identifier: EUPL-1.2
"""What a paper holds, independent of the file that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.sources.questionnaire import Citation

OPEN = "noch auszufüllen"


@dataclass(frozen=True)
class Text:
    """A paragraph. lead: the sentence that comes first. hint: small, beside what it explains."""

    text: str
    lead: bool = False
    hint: bool = False


@dataclass(frozen=True)
class Blank:
    """Something that the town has still to write, with a hint what belongs there."""

    hint: str


@dataclass(frozen=True)
class Items:
    """A list, numbered or with dots."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table: the first column names the row. numeric: columns that are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A drawing with what it shows in words, for those who do not see it. svg: a file of its own."""

    svg: str
    alt: str
    caption: str


Block = Text | Blank | Items | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading with its blocks. level: 1 or 2."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """A whole paper. facts: pairs at its head."""

    title: str
    subtitle: str
    town: str
    on: date | None
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = field(default=())

    @property
    def blanks(self) -> int:
        """Return how many places are still to be filled in."""
        cells = [value for _name, value in self.facts]
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Blank):
                    cells.append(OPEN)
                elif isinstance(block, Table):
                    cells += [cell for row in block.rows for cell in row]
                elif isinstance(block, Items):
                    cells += block.items
        return sum(OPEN in cell for cell in cells)


class Sources:
    """Numbers the sources of a paper in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, citations: Iterable[Citation]) -> str:
        """Return the numbers of ``citations`` as they stand in the text: [1, 3]."""
        numbers = [self._number(wording.citation(citation)) for citation in citations]
        return f"[{', '.join(map(str, sorted(set(numbers))))}]" if numbers else ""

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    def listed(self) -> tuple[str, ...]:
        """Return the list at the end of the paper."""
        return tuple(self._numbers)


def euros(value: float | None) -> str:
    """Return an amount in words of a paper."""
    return OPEN if value is None else f"{wording.number(value, 0)} Euro"


def day(value: date | None) -> str:
    """Return a day as it is written in German."""
    return OPEN if value is None else f"{value.day}.{value.month}.{value.year}"


def or_open(text: str) -> str:
    """Return ``text``, or the mark that it is still to be filled in."""
    return text or OPEN


def section(heading: str, blocks: Sequence[Block | None], level: int = 1) -> Section:
    """Return a section without the blocks that are not there."""
    return Section(heading, tuple(block for block in blocks if block is not None), level)
