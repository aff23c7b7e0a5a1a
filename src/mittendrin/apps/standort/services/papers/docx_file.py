# SPDX-License-Identifier: EUPL-1.2
"""A paper as DOCX. A town's own template brings its styles, page, head and foot; its text is replaced."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, cast

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from mittendrin.apps.standort.services.papers.model import (
    OPEN,
    Blank,
    Items,
    Paper,
    Picture,
    Section,
    Table,
    Text,
    day,
)
from mittendrin.apps.standort.services.papers.pdf_file import PdfNotPossible, picture
from mittendrin.core.errors import MittendrinError

FONT = "Fira Sans"
LANGUAGE = "de-DE"
MAX_TEMPLATE = 20 * 1024 * 1024
TABLE_STYLES = ("Mittendrin Tabelle", "Table Grid", "Tabellenraster")


class BadTemplate(MittendrinError):
    """The template of the town is no DOCX file."""


def to_docx(paper: Paper, template: Path | None = None) -> bytes:
    """Return the file; raises BadTemplate, OSError."""
    document = _opened(template) if template else _fresh()
    _properties(document, paper)
    _styled(document, paper.title, "Title", "Titel")
    _styled(document, paper.subtitle, "Subtitle", "Untertitel")
    _table(document, Table("Angaben", ("Angabe", "Wert"), (("Stadt", paper.town), *paper.facts)))
    for section in paper.sections:
        _section(document, section)
    _sources(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _fresh() -> Document:
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(2), Cm(2), Cm(2)
    normal = cast("Any", document.styles["Normal"])
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2"):
        style = cast("Any", document.styles[name])
        style.font.name = FONT
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
    return document


def _opened(template: Path) -> Document:
    if template.stat().st_size > MAX_TEMPLATE:
        raise BadTemplate
    try:
        document = docx.Document(str(template))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadTemplate from error
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


def _properties(document: Document, paper: Paper) -> None:
    core = document.core_properties
    core.title, core.author, core.language = paper.title, paper.town, LANGUAGE
    core.subject = paper.subtitle[:255]
    core.comments = ""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    runs = [] if defaults is None else list(defaults.iter(qn("w:rPr")))
    for properties in runs:
        language = properties.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            properties.append(language)
        language.set(qn("w:val"), LANGUAGE)


def _style(document: Document, *names: str) -> str | None:
    """Return the first of ``names`` that the document has as a style; None means its default."""
    known = {style.name for style in document.styles}
    return next((name for name in names if name in known), None)


def _styled(document: Document, text: str, *names: str) -> None:
    document.add_paragraph(text, style=_style(document, *names))


def _section(document: Document, section: Section) -> None:
    level = section.level
    _styled(document, section.heading, f"Heading {level}", f"Überschrift {level}")
    for block in section.blocks:
        if isinstance(block, Text):
            _text(document, block)
        elif isinstance(block, Blank):
            _blank(document, block)
        elif isinstance(block, Items):
            _items(document, block)
        elif isinstance(block, Picture):
            _picture(document, block)
        else:
            _table(document, block)


def _picture(document: Document, block: Picture) -> None:
    """Put the drawing in with its words; where it cannot be drawn the words and the table beside it stay."""
    try:
        content = picture(block.svg)
    except PdfNotPossible:
        document.add_paragraph(block.alt)
        return
    shape = document.add_picture(io.BytesIO(content), width=Cm(16))
    shape._inline.docPr.set("descr", block.alt)
    shape._inline.docPr.set("title", block.caption)
    document.add_paragraph(block.caption, style=_style(document, "Caption", "Beschriftung"))


def _text(document: Document, block: Text) -> None:
    run = document.add_paragraph().add_run(block.text)
    run.bold = True if block.lead else None
    if block.hint:
        run.font.size = Pt(9)


def _blank(document: Document, block: Blank) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(OPEN)
    run.italic = run.bold = True
    paragraph.add_run(f" ({block.hint})").italic = True


def _items(document: Document, block: Items) -> None:
    if block.numbered:  # written out, so that numbers start anew in each list whatever the template says
        for number, item in enumerate(block.items, start=1):
            paragraph = document.add_paragraph(f"{number}.\t{item}")
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.paragraph_format.first_line_indent = Cm(-1)
        return
    style = _style(document, "List Bullet", "Aufzählungszeichen")
    for item in block.items:
        document.add_paragraph(item if style else f"– {item}", style=style)


def _table(document: Document, block: Table) -> None:
    caption = document.add_paragraph(block.caption, style=_style(document, "Caption", "Beschriftung"))
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.head), style=_style(document, *TABLE_STYLES))
    _describe(table, block.caption)
    _fill(table.rows[0], block.head, block.numeric, head=True)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for values in block.rows:
        row = table.add_row()
        _fill(row, values, block.numeric)
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
    document.add_paragraph()


def _describe(table: Any, caption: str) -> None:
    """Give the table a name for screen readers."""
    properties = table._tbl.tblPr
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), caption)
        properties.append(element)


def _fill(row: Any, values: tuple[str, ...], numeric: frozenset[int], *, head: bool = False) -> None:
    for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(value)
        run.bold = True if head or column == 0 else None
        run.italic = True if value == OPEN else None
        run.font.size = Pt(9)
        if column in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _sources(document: Document, paper: Paper) -> None:
    if paper.sources:
        _styled(document, "Quellen", "Heading 1", "Überschrift 1")
        for number, source in enumerate(paper.sources, start=1):
            document.add_paragraph(f"[{number}] {source}")
    document.add_paragraph(f"Erstellt mit Mittendrin aus den Angaben der Stadt {paper.town}, Stand: {day(paper.on)}.")
