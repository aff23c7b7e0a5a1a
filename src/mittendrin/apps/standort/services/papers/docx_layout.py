# SPDX-License-Identifier: EUPL-1.2
"""How a paper looks as DOCX: own styles and foot where the town has no template, columns, what stays together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor

# A file that others open may only name a font that they have.
FONT = "Arial"
INK, QUIET, MARK = RGBColor(0x13, 0x15, 0x25), RGBColor(0x51, 0x57, 0x7A), "FFF3B8"
OWN_TABLE = "Mittendrin Tabelle"
# Style, size in points, bold, room before and after in points.
_STYLES = (
    ("Normal", 10.5, False, 0, 6),
    ("Title", 20, True, 0, 4),
    ("Subtitle", 13, False, 0, 12),
    ("Heading 1", 14, True, 16, 6),
    ("Heading 2", 11.5, True, 12, 4),
    ("Caption", 9.5, True, 4, 4),
    ("List Bullet", 10.5, False, 0, 3),
)
_TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="MittendrinTabelle">
<w:name w:val="{OWN_TABLE}"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="8E93B1"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="8E93B1"/></w:tblBorders>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="131525"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"""
_USUAL_WIDTH = Cm(16.5)
# Room for a sign of each point of its size, bold and regular alike, and for the padding of a cell.
_SIGN, _PADDING = Cm(0.0225), Cm(0.45)
_TWIP = 635
TABLE_SIZES = (9.0, 8.0)
# Longer tables may break between their rows.
_KEPT_ROWS = 15


def dress(document: Document) -> None:
    """Give a document without a template of the town the page, styles and table of our papers."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(2), Cm(2), Cm(2.2)
    for name, size, bold, before, after in _STYLES:
        _style(cast("Any", document.styles[name]), size, bold, before, after)
    add_table_style(document)


def add_table_style(document: Document) -> None:
    """Give a document the style of our tables: thin lines between the rows, a strong one below the head."""
    document.styles.element.append(parse_xml(_TABLE_STYLE))


def _style(style: Any, size: float, bold: bool, before: int, after: int) -> None:
    font, space = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, INK
    space.space_before, space.space_after, space.line_spacing = Pt(before), Pt(after), 1.15
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)
    for tag in ("w:spacing", "w:kern"):  # wide letters of the usual titles
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)


def number_pages(document: Document, title: str) -> None:
    """Write the title and "Seite 1 von 3" into the foot."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Normal"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(text_width(document), WD_TAB_ALIGNMENT.RIGHT)
    _quiet(paragraph.add_run(f"{title}\tSeite "))
    _field(paragraph, "PAGE")
    _quiet(paragraph.add_run(" von "))
    _field(paragraph, "NUMPAGES")


def _quiet(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    return run


def _field(paragraph: Any, name: str) -> None:
    for kind in ("begin", "separate", "end"):
        run = _quiet(paragraph.add_run())
        sign = OxmlElement("w:fldChar")
        sign.set(qn("w:fldCharType"), kind)
        run._r.append(sign)
        if kind == "begin":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {name} "
            _quiet(paragraph.add_run())._r.append(instruction)
        elif kind == "separate":
            _quiet(paragraph.add_run("1"))


def text_width(document: Document) -> Length:
    """Return how wide the text of the last section is; that of A4 where the template does not say."""
    page = document.sections[-1]
    if page.page_width is None or page.left_margin is None or page.right_margin is None:
        return _USUAL_WIDTH
    return Length(max(page.page_width - page.left_margin - page.right_margin, Cm(4)))


def size_for(cells: Sequence[Sequence[str]], room: int) -> float:
    """Return the size in points with which no word of ``cells`` (rows) breaks in ``room``, else the smallest."""
    fitting = (size for size in TABLE_SIZES if sum(_least(cells, size)) <= room)
    return next(fitting, TABLE_SIZES[-1])


def widths(cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the widths of the columns of ``cells`` (rows, the head first), together ``room``.

    No word is broken where there is room for all; what is left goes to the columns with much text.
    """
    size = size_for(cells, room)
    least = _least(cells, size)
    if sum(least) >= room:
        return [_whole(one * room / sum(least)) for one in least]
    lines = [max(_wide(max(len(cell), 1), size) for cell in column) for column in zip(*cells, strict=True)]
    if sum(lines) <= room:  # all in one line each: the rest evenly, so that short tables stay calm
        more = (room - sum(lines)) / len(lines)
        return [_whole(one + more) for one in lines]
    # The power keeps one very long cell from starving the others.
    wants = [(wish - base) ** 0.7 for wish, base in zip(lines, least, strict=True)]
    rest = room - sum(least)
    return [_whole(base + rest * want / sum(wants)) for base, want in zip(least, wants, strict=True)]


def _whole(width: float) -> int:
    """Return ``width`` in whole twips, as the file writes it."""
    return int(width // _TWIP) * _TWIP


def _least(cells: Sequence[Sequence[str]], size: float) -> list[int]:
    return [max(_wide(_longest(cell), size) for cell in column) for column in zip(*cells, strict=True)]


def _longest(text: str) -> int:
    return max((len(word) for word in text.replace("-", "- ").split()), default=1)


def _wide(signs: int, size: float) -> int:
    return round(signs * size * _SIGN + _PADDING)


def set_widths(table: Any, cells: Sequence[Sequence[str]], room: int) -> None:
    """Set the columns of ``table``, which holds ``cells``, to widths that fit their text."""
    table.autofit = False
    for column, width in zip(table.columns, widths(cells, room), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def keep_together(table: Any) -> None:
    """Keep a short table on one page, and its head with the first row of a long one."""
    rows = table.rows if len(table.rows) <= _KEPT_ROWS else table.rows[:2]
    for row in list(rows)[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def mark_open(run: Any) -> None:
    """Mark a place that is still to be filled in, so that it shows on the screen and in grey print."""
    run.bold = run.italic = True
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", MARK)):
        shade.set(qn(key), value)
    run._r.get_or_add_rPr().append(shade)
