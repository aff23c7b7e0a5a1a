# SPDX-License-Identifier: EUPL-1.2
"""What comes out of reading a file: letters, files made beside the original, remarks, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mittendrin.contracts.document import Document, Page
from mittendrin.core.errors import MittendrinError

POOR_QUALITY = 0.6


@dataclass(frozen=True)
class Remark:
    """Something to tell a person about a file.

    code: stable name. text: German sentence and key of its translation, with ``%(name)s`` for ``values``.
    """

    code: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


class Refused(MittendrinError):
    """A file is not read; ``remark`` says why in words for the quarantine."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.code)


class Postponed(MittendrinError):
    """A file could not be read now for a reason outside of it (program missing, disk full); ``remark`` says which."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.code)


@dataclass(frozen=True)
class Letter:
    """One letter of a file.

    first_page and page_count: which pages of the original it takes, from 0; page_count 0 when the original has no
    pages of its own. proposed_cuts: pages of the letter (from 0) where another letter seems to begin, for a person to
    decide. archive: name of its PDF/A in the folder given for derived files, empty when none.
    """

    document: Document
    first_page: int = 0
    page_count: int = 0
    proposed_cuts: tuple[int, ...] = ()
    archive: str = ""


@dataclass(frozen=True)
class Reading:
    """What was read of one file.

    kind: what the file really is, by its content (``pdf``, ``image``, ``eml`` ...). refused: why it goes to quarantine;
    then there are no letters. remarks: what else a person should know. attachments: remarks may name them.
    """

    name: str
    kind: str
    letters: tuple[Letter, ...] = ()
    remarks: tuple[Remark, ...] = ()
    refused: Remark | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return the documents of the letters."""
        return tuple(letter.document for letter in self.letters)


@dataclass(frozen=True)
class Sheet:
    """One page of a file as it was read.

    scanned: its words come from its picture; separator: a separator sheet of ours; bad_layer: it had a text layer that
    was no use; fax: as coarse as a fax. quarter, degrees: how it was set upright: clockwise by 0, 90, 180 or 270, then
    counter-clockwise by degrees about its middle, its size kept.
    """

    page: Page
    scanned: bool = False
    blank: bool = False
    separator: bool = False
    failed: bool = False
    bad_layer: bool = False
    fax: bool = False
    quarter: int = 0
    degrees: float = 0.0


Found = tuple[tuple[Letter, ...], tuple[Remark, ...]]


def poor_pages(document: Document) -> tuple[int, ...]:
    """Return the numbers (from 0) of pages that are read so badly that they should be scanned again."""
    return tuple(number for number, page in enumerate(document.pages) if page.quality < POOR_QUALITY)
