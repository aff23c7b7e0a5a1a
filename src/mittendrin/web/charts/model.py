# SPDX-License-Identifier: EUPL-1.2
"""What a chart says: figures, sentence, table, source. Drawing is in ``draw``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mittendrin.web.charts import draw, numbers
from mittendrin.web.charts.figures import Bar, Form, Row, Value

__all__ = ["Bar", "Chart", "Column", "ColumnKind", "Form", "Row", "Table", "Value"]

Cell = float | str | None
WIDE, HALF, NARROW, PANEL, FEW = 860, 560, 343, 400, 5


class ColumnKind(StrEnum):
    """How the cells of a column read."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    kind: ColumnKind = ColumnKind.COUNT

    @property
    def numeric(self) -> bool:
        """Whether the column is set flush right."""
        return self.kind is not ColumnKind.TEXT

    def text(self, cell: Cell) -> str:
        """Return ``cell`` as the page shows it."""
        if isinstance(cell, str):
            return cell
        if self.kind is ColumnKind.DIFFERENCE:
            return numbers.signed(cell)
        return numbers.amount(cell, "%" if self.kind is ColumnKind.PERCENT else "")


@dataclass(frozen=True)
class TableRow:
    """One row as the template shows it."""

    name: str
    cells: tuple[tuple[str, bool], ...]
    marked: bool


@dataclass(frozen=True)
class Table:
    """The figures of a chart; the first column names the row. ``marked`` rows differ from what is printed."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    marked: frozenset[int] = frozenset()
    note: str = ""

    def _shown(self, cells: tuple[Cell, ...], marked: bool) -> TableRow:
        texts = [column.text(cell) for column, cell in zip(self.columns, cells, strict=True)]
        pairs = zip(texts[1:], (column.numeric for column in self.columns[1:]), strict=True)
        return TableRow(texts[0], tuple(pairs), marked)

    @property
    def shown(self) -> Iterator[TableRow]:
        """The rows as text."""
        for number, cells in enumerate(self.rows):
            yield self._shown(cells, number in self.marked)

    @property
    def shown_total(self) -> TableRow | None:
        """The last line, if the columns add up."""
        return self._shown(self.total, False) if self.total else None


@dataclass(frozen=True)
class Chart:
    """One chart with everything that belongs to it.

    key: name in addresses. title: names the measure. sentence: what it shows. legend: what the signs mean.
    limit, limit_text: where the limit of a line with a band stands, and what happens above it.
    Made in one language: its drawings are kept.
    """

    key: str
    title: str
    sentence: str
    rows: tuple[Row, ...]
    table: Table
    source: str
    date: str
    form: Form = Form.BARS
    bars: tuple[Bar, ...] = (Bar(),)
    unit: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    limit: float | None = None
    limit_text: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw: no row has a figure above zero."""
        return not any(value and value.top > 0 for row in self.rows for value in row.values)

    def _drawn(self, width: int) -> SafeString:
        return draw.inline(draw.chart(self, width), self.sentence)

    @cached_property
    def wide(self) -> SafeString:
        """The drawing for a column of the desk."""
        return self._drawn(WIDE)

    @cached_property
    def half(self) -> SafeString:
        """The drawing beside its table."""
        return self._drawn(HALF)

    @cached_property
    def narrow(self) -> SafeString:
        """The drawing for a phone or a side column; labels stand above the bars."""
        return self._drawn(NARROW)

    @cached_property
    def panel(self) -> SafeString:
        """The drawing for a side column with labels beside short bars."""
        return self._drawn(PANEL)

    @cached_property
    def small(self) -> SafeString:
        """The drawing for an overview: the first rows of a long chart."""
        return replace(self, rows=self.rows if self.form is Form.LINE else self.rows[:FEW])._drawn(NARROW)

    def standalone(self) -> str:
        """Return the drawing as a file of its own: colours inside, with title, sentence and source."""
        return draw.standalone(draw.chart(self, WIDE), self.title, self.sentence, f"{self.source} {self.date}".strip())

    def csv(self) -> str:
        """Return the table as semicolon separated text that spreadsheets open as it is; the source in each row."""
        target = io.StringIO()
        writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
        writer.writerow([*(column.title for column in self.table.columns), _("Quelle")])
        for cells in (*self.table.rows, *([self.table.total] if self.table.total else [])):
            writer.writerow([*(_harmless(cell) for cell in cells), self.source])
        return "\N{BYTE ORDER MARK}" + target.getvalue()


def _harmless(cell: Cell) -> str:
    """Return ``cell`` so that no spreadsheet takes a text for a formula."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return numbers.decimal(cell)
