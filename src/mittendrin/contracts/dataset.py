# SPDX-License-Identifier: EUPL-1.2
"""What an app offers as open data: a table with its description, and where programs may ask for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Value = str | int | float | datetime | None
Row = tuple[Value, ...]
ColumnKind = Literal["text", "integer", "number", "time"]


@dataclass(frozen=True)
class Words:
    """The same in German and English."""

    de: str
    en: str

    def to(self, language: str) -> str:
        """Return the words in a language; German for all but English."""
        return self.en if language.startswith("en") else self.de


@dataclass(frozen=True)
class Column:
    """One column of the table. name: as in files. kind: of all its values; any of them may be missing."""

    name: str
    title: Words
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Example:
    """An address that answers with data, from the first slash on, and what it gives."""

    title: Words
    path: str


@dataclass(frozen=True)
class Api:
    """Where programs ask for the data. path, access_path: of the service and of this dataset in it, from the first
    slash on. description_path: how it is asked. conforms_to: IRI of its standard, empty without one.
    """

    title: Words
    path: str
    access_path: str
    description_path: str = ""
    conforms_to: str = ""
    examples: Sequence[Example] = ()


@dataclass(frozen=True)
class OpenDataset:
    """One dataset of the catalogue.

    key: its name in addresses, the same for ever, a-z, 0-9 and hyphens. themes, frequency: codes of the EU's authority
    tables ``data-theme`` and ``frequency``. licence: code as in DCAT-AP.de (``cc-by/4.0``), empty for that of the town.
    attribution: whom to name, empty for the town. start, end: the time that the data are about. box: west, south, east
    and north in degrees. national: about more than the town. rows: gives the rows of ``columns`` anew at each call.
    """

    key: str
    title: Words
    description: Words
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Row]]
    themes: Sequence[str] = ()
    keywords: Sequence[Words] = ()
    frequency: str = "UNKNOWN"
    licence: str = ""
    attribution: str = ""
    issued: datetime | None = None
    modified: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    box: tuple[float, float, float, float] | None = None
    national: bool = False
    simulated: bool = False
    api: Api | None = None
