# SPDX-License-Identifier: EUPL-1.2
"""A paper as DOCX. A town's own template brings its styles, page, head and foot; its text is replaced."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from mittendrin.apps.standort.services.papers import docx_layout
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

LANGUAGE = "de-DE"
MAX_TEMPLATE = 20 * 1024 * 1024
MACROS = "vbaproject.bin"
MAX_UNPACKED = 200 * 1024 * 1024
_NO_DOCX = (
    PackageNotFoundError,
    KeyError,
    ValueError,
    EOFError,
    AttributeError,
    NotImplementedError,
    XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)
TABLE_STYLES = (docx_layout.OWN_TABLE, "Table Grid", "Tabellenraster")


class BadTemplate(MittendrinError):
    """The template of the town is no DOCX file."""


def to_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """Return the file; raises BadTemplate."""
    document = _fresh(paper) if template is None else opened(template)
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


def _fresh(paper: Paper) -> Document:
    document = docx.Document()
    docx_layout.dress(document)
    docx_layout.number_pages(document, paper.title)
    return document


def opened(template: bytes) -> Document:
    """Return the template of the town without its text. Raises BadTemplate, also for too much and for macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            parts = packed.infolist()
        if len(template) > MAX_TEMPLATE or sum(one.file_size for one in parts) > MAX_UNPACKED:
            raise BadTemplate
        if any(one.filename.lower().endswith(MACROS) for one in parts):
            raise BadTemplate
        document = docx.Document(io.BytesIO(template))
    except _NO_DOCX as error:
        raise BadTemplate from error
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    if _style(document, *TABLE_STYLES, kind=WD_STYLE_TYPE.TABLE) is None:
        docx_layout.add_table_style(document)
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


def _style(document: Document, *names: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    """Return the first of ``names`` that the document has as a style of its ``kind``; None means its default.

    The style itself: by its name python-docx does not find those that LibreOffice writes.
    """
    known = {style.name: style for style in document.styles if style.type == kind}
    return next((known[name] for name in names if name in known), None)


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
    shape = document.add_picture(io.BytesIO(content), width=min(Cm(16), docx_layout.text_width(document)))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    shape._inline.docPr.set("descr", block.alt)
    shape._inline.docPr.set("title", block.caption)
    document.add_paragraph(block.caption, style=_style(document, "Caption", "Beschriftung"))


def _text(document: Document, block: Text) -> None:
    paragraph = document.add_paragraph()
    for run in _marked(paragraph, block.text):
        run.bold = True if block.lead else run.bold
        if block.hint:
            run.font.size = Pt(9)
    # A line that leads to a list does not stand alone at the foot of a page.
    paragraph.paragraph_format.keep_with_next = True if block.text.endswith(":") else None


def _marked(paragraph: Any, text: str) -> Iterator[Any]:
    """Write ``text`` and yield its runs; the places to be filled in are marked."""
    for number, part in enumerate(text.split(OPEN)):
        if number:
            run = paragraph.add_run(OPEN)
            docx_layout.mark_open(run)
            yield run
        if part:
            yield paragraph.add_run(part)


def _blank(document: Document, block: Blank) -> None:
    paragraph = document.add_paragraph()
    docx_layout.mark_open(paragraph.add_run(OPEN))
    paragraph.add_run(f" ({block.hint})").italic = True


def _items(document: Document, block: Items) -> None:
    if block.numbered:  # written out, so that numbers start anew in each list whatever the template says
        for number, item in enumerate(block.items, start=1):
            paragraph = document.add_paragraph()
            deque(_marked(paragraph, f"{number}.\t{item}"), 0)
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.paragraph_format.first_line_indent = Cm(-1)
            paragraph.paragraph_format.space_after = Pt(3)
        return
    style = _style(document, "List Bullet", "Aufzählungszeichen")
    for item in block.items:
        deque(_marked(document.add_paragraph(style=style), item if style else f"– {item}"), 0)


def _table(document: Document, block: Table) -> None:
    caption = document.add_paragraph(block.caption, style=_style(document, "Caption", "Beschriftung"))
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(
        rows=1, cols=len(block.head), style=_style(document, *TABLE_STYLES, kind=WD_STYLE_TYPE.TABLE)
    )
    _describe(table, block.caption)
    cells, room = (block.head, *block.rows), docx_layout.text_width(document)
    size = docx_layout.size_for(cells, room)
    _fill(table.rows[0], block.head, block.numeric, size, head=True)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for values in block.rows:
        row = table.add_row()
        _fill(row, values, block.numeric, size)
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
    docx_layout.set_widths(table, cells, room)
    docx_layout.keep_together(table)
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(8)


def _describe(table: Any, caption: str) -> None:
    """Give the table a name for screen readers."""
    properties = table._tbl.tblPr
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), caption)
        properties.append(element)


def _fill(row: Any, values: tuple[str, ...], numeric: frozenset[int], size: float, *, head: bool = False) -> None:
    for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        paragraph = cell.paragraphs[0]
        for run in _marked(paragraph, value):
            run.bold = True if head or column == 0 else run.bold
            run.font.size = Pt(size)
        room = paragraph.paragraph_format
        room.space_before, room.space_after, room.line_spacing = Pt(2), Pt(2), 1.0
        if column in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif column - 1 in numeric:  # words do not touch the number beside them
            room.left_indent = Pt(8)


def _sources(document: Document, paper: Paper) -> None:
    if paper.sources:
        _styled(document, "Quellen", "Heading 1", "Überschrift 1")
        for number, source in enumerate(paper.sources, start=1):
            _small(document, f"[{number}] {source}")
    _small(document, f"Erstellt mit Mittendrin aus den Angaben der Stadt {paper.town}, Stand: {day(paper.on)}.")


def _small(document: Document, text: str) -> None:
    paragraph = document.add_paragraph()
    for run in _marked(paragraph, text):
        run.font.size = Pt(9)
    paragraph.paragraph_format.space_after = Pt(2)
