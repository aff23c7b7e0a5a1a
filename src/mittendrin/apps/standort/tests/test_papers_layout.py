# SPDX-License-Identifier: EUPL-1.2
"""The look of a paper as DOCX, told by its structure: columns, foot, marks, what stays together, templates."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.papers import docx_layout
from mittendrin.apps.standort.services.papers.model import OPEN
from mittendrin.apps.standort.tests.test_papers import MEASURES, made

ROOM = Cm(16.5)
KINDS = ("council", "sheet", "strategy", "progress")


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def council() -> Document:
    return opened(papers.render(made("council", measures=MEASURES, date="2026-11-30"), "docx"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_a_table_is_broken_and_no_table_leaves_the_page(kind: str) -> None:
    for table in opened(papers.render(made(kind, measures=MEASURES), "docx")).tables:
        given_widths = [column.width or 0 for column in table.columns]
        assert sum(given_widths) <= ROOM
        for row in table.rows:
            for cell, width in zip(row.cells, given_widths, strict=True):
                assert cell.width == width
                size = cell.paragraphs[0].runs[0].font.size if cell.paragraphs[0].runs else None
                longest = max((len(word) for word in cell.text.replace("-", "- ").split()), default=0)
                assert not size or longest * size.pt * Cm(0.02) <= width


@given(
    st.integers(1, 7).flatmap(
        lambda count: st.lists(st.lists(st.text(max_size=60), min_size=count, max_size=count), min_size=1, max_size=5)
    ),
    st.integers(Cm(4), Cm(30)),
)
def test_columns_fill_the_room_and_never_more(cells: list[list[str]], room: int) -> None:
    found = docx_layout.widths(cells, room)
    assert len(found) == len(cells[0])
    assert all(width > 0 for width in found)
    assert room - 635 * len(found) <= sum(found) <= room


def test_long_text_gets_more_room_than_short() -> None:
    short, long = docx_layout.widths([("Dauer", "Grund"), ("3 Monate", "viele Worte " * 30)], ROOM)
    assert long > 3 * short


def test_pages_are_numbered_below_the_title(council: Document) -> None:
    foot = council.sections[0].footer.paragraphs[0]
    assert foot.text.startswith("Beschlussvorlage")
    assert re.findall(r"instrText[^>]*> (\w+) <", foot._p.xml) == ["PAGE", "NUMPAGES"]


def test_heads_repeat_and_short_tables_stay_whole(council: Document) -> None:
    for table in council.tables:
        assert table.rows[0]._tr.trPr is not None and table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert not kept[-1]
        assert all(kept[:-1]) if len(kept) <= 15 else kept[0]


def test_a_line_that_leads_to_a_list_stays_with_it(council: Document) -> None:
    leads = [one for one in council.paragraphs if one.text.endswith(":")]
    assert leads and all(one.paragraph_format.keep_with_next for one in leads)


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_to_be_filled_in_is_marked(kind: str) -> None:
    document = opened(papers.render(made(kind, measures=MEASURES), "docx"))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    paragraphs = [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    runs = [run for one in paragraphs for run in one.runs if OPEN in run.text]
    assert runs
    for run in runs:
        assert run.text == OPEN and run.bold and run.italic
        assert run._r.rPr is not None and run._r.rPr.find(qn("w:shd")) is not None


def test_only_fonts_are_named_that_others_have(council: Document) -> None:
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        style: Any = council.styles[name]
        assert style.font.name == "Arial"


def test_a_template_as_libreoffice_writes_it_works(tmp_path: Path) -> None:
    """LibreOffice writes "Heading 1" where Word writes "heading 1", and knows no table style."""
    path = tmp_path / "vorlage.docx"
    docx.Document().save(str(path))
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    styles = parts["word/styles.xml"].replace(b'w:val="heading ', b'w:val="Heading ').replace(b"Table Grid", b"Other")
    with zipfile.ZipFile(path, "w") as target:
        for name, part in parts.items():
            target.writestr(name, styles if name == "word/styles.xml" else part)
    document = opened(papers.render(made("council"), "docx", path.read_bytes()))
    names = {one.style.name for one in document.paragraphs if one.style is not None}
    assert "Heading 1" in names
    assert {table.style.name for table in document.tables if table.style is not None} == {docx_layout.OWN_TABLE}


def test_a_narrow_template_gets_narrow_tables(tmp_path: Path) -> None:
    template = docx.Document()
    template.sections[0].page_width = Cm(21)
    template.sections[0].left_margin = template.sections[0].right_margin = Cm(4)
    path = tmp_path / "vorlage.docx"
    template.save(str(path))
    for table in opened(papers.render(made("council", measures=MEASURES), "docx", path.read_bytes())).tables:
        assert sum(column.width or 0 for column in table.columns) <= Cm(13)
