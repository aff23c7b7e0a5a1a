# SPDX-License-Identifier: EUPL-1.2
"""A sheet to write on from top to bottom, with wrapped text, tables, rules and further pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from mittendrin.apps.posteingang.demo.fonts import Family

MM = 72 / 25.4
_NUMBER = re.compile(r"[-–+]?[\d.,'’]+(\s*(€|EUR|%))?")
_SUM = re.compile(r"(summe|gesamt|rechnungsbetrag|zu zahlen|endbetrag|total|zwischensumme)", re.IGNORECASE)
Colour = tuple[float, float, float]
BLACK: Colour = (0.08, 0.08, 0.08)


@dataclass(frozen=True)
class Look:
    """How a letter looks. Sizes in points. justified: both margins straight. ink: colour of the text."""

    family: Family
    size: float = 11.0
    leading: float = 1.25
    left: float = 25 * MM
    right: float = 20 * MM
    bottom: float = 25 * MM
    justified: bool = False
    ink: Colour = BLACK
    accent: Colour = BLACK
    grid: str = "lines"


class Paper:
    """Sheets of paper; ``y`` is where the next line goes, in points from the top edge."""

    def __init__(self, look: Look, size: tuple[float, float] = A4) -> None:
        self.look = look
        self.width, self.height = size
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=size, invariant=1)
        self.y = 20 * MM
        self.page = 1
        self.every_page: list[Callable[[Paper], None]] = []

    @property
    def text_width(self) -> float:
        """Return the width between the margins."""
        return self.width - self.look.left - self.look.right

    def finished(self) -> bytes:
        """Return all sheets as a PDF with a text layer."""
        self._end_page()
        self.canvas.save()
        return self._buffer.getvalue()

    def _end_page(self) -> None:
        for draw in self.every_page:
            draw(self)
        self.canvas.showPage()

    def new_page(self) -> None:
        """Go on to a further sheet."""
        self._end_page()
        self.page += 1
        self.y = 25 * MM
        self.text(self.width / 2, 15 * MM, f"- {self.page} -", size=9, align="center")

    def room(self, height: float) -> None:
        """Go on to a further sheet when less than ``height`` is left."""
        if self.y + height > self.height - self.look.bottom:
            self.new_page()

    def gap(self, lines: float = 1.0) -> None:
        """Leave some lines empty."""
        self.y += lines * self.look.size * self.look.leading

    def text(
        self,
        x: float,
        y: float,
        line: str,
        *,
        size: float = 0.0,
        bold: bool = False,
        align: str = "left",
        colour: Colour | None = None,
        family: Family | None = None,
    ) -> None:
        """Write one line with its foot at ``y``; ``x`` is its left end, middle or right end by ``align``."""
        face = family or self.look.family
        self.canvas.setFont(face.bold if bold else face.regular, (size or self.look.size) * face.scale)
        self.canvas.setFillColorRGB(*(colour or self.look.ink))
        draw = {"left": "drawString", "center": "drawCentredString", "right": "drawRightString"}[align]
        getattr(self.canvas, draw)(x, self.height - y, line)

    def measure(self, line: str, size: float = 0.0, bold: bool = False) -> float:
        """Return the width of a line in points."""
        face = self.look.family
        width: float = stringWidth(line, face.bold if bold else face.regular, (size or self.look.size) * face.scale)
        return width

    def wrap(self, line: str, width: float, size: float = 0.0, bold: bool = False) -> list[str]:
        """Return the line cut between words so that no piece is wider than ``width``, if its words allow."""
        pieces: list[str] = []
        now = ""
        for word in line.split():
            longer = f"{now} {word}".strip()
            if now and self.measure(longer, size, bold) > width:
                pieces.append(now)
                now = word
            else:
                now = longer
        return [*pieces, now]

    def block(
        self,
        lines: Sequence[str],
        x: float | None = None,
        width: float = 0.0,
        *,
        size: float = 0.0,
        bold: bool = False,
        align: str = "left",
        colour: Colour | None = None,
    ) -> None:
        """Write lines below one another, wrapped, and move on."""
        start = self.look.left if x is None else x
        room = width or max(self.width - self.look.right - start, 40.0) if align == "left" else self.text_width
        step = (size or self.look.size) * self.look.leading
        for line in lines:
            for piece in self.wrap(line, room, size, bold):
                self.room(step)
                self.y += step
                self.text(start, self.y, piece, size=size, bold=bold, align=align, colour=colour)

    def paragraph(self, line: str) -> None:
        """Write a paragraph over the whole width."""
        pieces = self.wrap(line, self.text_width)
        step = self.look.size * self.look.leading
        for at, piece in enumerate(pieces):
            self.room(step)
            self.y += step
            words = piece.count(" ")
            spare = self.text_width - self.measure(piece)
            stretch = self.look.justified and at < len(pieces) - 1 and words and 0 < spare < self.text_width / 4
            if stretch:
                self.canvas.setFont(self.look.family.regular, self.look.size * self.look.family.scale)
                self._stretched(piece, spare / words)
            else:
                self.text(self.look.left, self.y, piece)

    def _stretched(self, piece: str, more: float) -> None:
        x = self.look.left
        for word in piece.split(" "):
            self.text(x, self.y, word)
            x += self.measure(word + " ") + more

    def rule(self, x0: float, y: float, x1: float, thick: float = 0.6, colour: Colour | None = None) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeColorRGB(*(colour or self.look.ink))
        self.canvas.setLineWidth(thick)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def box(self, x: float, y: float, width: float, height: float, *, fill: Colour | None = None) -> None:
        """Draw a frame with its upper left corner at ``x``, ``y``; filled and without border when ``fill`` is given."""
        self.canvas.setStrokeColorRGB(*self.look.ink)
        self.canvas.setLineWidth(0.6)
        if fill:
            self.canvas.setFillColorRGB(*fill)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=int(not fill), fill=int(bool(fill)))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Write a table: columns of figures to the right, sums bold, rules by the look's ``grid``."""
        count = max(map(len, rows))
        cells = [[*row, *[""] * (count - len(row))] for row in rows]
        widths, figures = self._columns(cells)
        for at, row in enumerate(cells):
            bold = (at == 0 and self.look.grid != "none") or bool(_SUM.match(row[0]))
            self._table_row(row, widths, figures, bold, last=at in (0, len(cells) - 1))

    def _columns(self, cells: Sequence[Sequence[str]]) -> tuple[list[float], list[bool]]:
        """Return the width of each column and whether it holds figures; the widest column gives or takes the rest.

        A cell followed by an empty one, as the label of a sum, may reach over it and does not count.
        """
        columns = list(zip(*cells, strict=True))
        figures = [
            sum(bool(_NUMBER.fullmatch(cell)) for cell in column[1:]) * 2 > len(column[1:]) for column in columns
        ]
        widths = [20.0] * len(columns)
        for row in cells:
            for at, cell in enumerate(row):
                if cell and (at + 1 == len(row) or row[at + 1]):
                    widths[at] = max(widths[at], self.measure(cell, 0, True) + 8)
        widest = max(range(len(widths)), key=widths.__getitem__)
        spare = self.text_width - sum(widths)
        if spare < 0 or self.look.grid != "none":
            widths[widest] = max(widths[widest] + spare, 60.0)
        return widths, figures

    def _table_row(
        self, row: Sequence[str], widths: Sequence[float], figures: Sequence[bool], bold: bool, last: bool
    ) -> None:
        step = self.look.size * self.look.leading
        narrow = self.look.size * 0.95
        free = [width + (widths[at + 1] if row[at + 1 : at + 2] == [""] else 0) for at, width in enumerate(widths)]
        pieces = [self.wrap(cell, free[at] - 6, narrow, bold) for at, cell in enumerate(row)]
        height = step * max(map(len, pieces)) + 3
        self.room(height)
        x = self.look.left
        for at, lines in enumerate(pieces):
            for number, line in enumerate(lines):
                right = figures[at] and (free[at] == widths[at] or bool(_NUMBER.fullmatch(line)))
                self.text(
                    x + widths[at] - 4 if right else x + 4,
                    self.y + step * (number + 0.85),
                    line,
                    size=narrow,
                    bold=bold,
                    align="right" if right else "left",
                )
            if self.look.grid == "boxes":
                self.box(x, self.y, widths[at], height)
            x += widths[at]
        self.y += height
        if self.look.grid == "lines" or (self.look.grid == "few" and last):
            self.rule(self.look.left, self.y, self.look.left + sum(widths), 0.4)
