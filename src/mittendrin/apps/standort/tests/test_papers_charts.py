# SPDX-License-Identifier: EUPL-1.2
"""The chart as a paper and the comparison of towns: opened, with texts for the pictures, tables and language."""

from __future__ import annotations

import io
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.papers import docx_file, pdf_file
from mittendrin.apps.standort.services.papers.model import OPEN, Paper, Picture, Table
from mittendrin.apps.standort.services.readiness import Origin
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.apps.standort.tests.makers import TOWN, assessed, best, worst
from mittendrin.apps.standort.tests.test_papers import words_of_docx, words_of_pdf

pytestmark = pytest.mark.slow
SAID: dict[str, Any] = {"strategy-agenda": "in_development", "data-inventory": "none", "ai-use": "none"}
MEASURES = [{"title": "E-Akte", "one_off": 40000, "yearly": 6000, "status": "running"}]


def town(name: str, said: dict[str, Any] | None = None, **more: Any) -> Assessment:
    return assessed(SAID if said is None else said, town={**TOWN, "name": name}, **more)


def all_of(choose: Any) -> dict[str, Any]:
    return {item.id: choose(item) for item in shipped().items}


@pytest.fixture(scope="module")
def compared() -> Paper:
    return papers.compare([town("Astadt", measures=MEASURES), town("Bstadt", {}), town("Cstadt", all_of(best))])


@pytest.fixture(scope="module")
def both() -> dict[str, Paper]:
    two = papers.compare([town("Astadt", measures=MEASURES, date="2026-11-30"), town("Bstadt", {})])
    return {"chart": papers.make("chart", town("Astadt", date="2026-11-30")), "comparison": two}


@pytest.mark.parametrize("kind", ["chart", "comparison"])
def test_the_docx_has_headings_language_tables_and_texts_for_pictures(both: dict[str, Paper], kind: str) -> None:
    document = docx.Document(io.BytesIO(papers.render(both[kind], "docx")))
    assert document.core_properties.language == "de-DE"
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[0] in {"Diagramm", "Stand je Feld"} and len(headings) >= 3
    shapes = document.inline_shapes
    assert len(shapes) == 1
    described = shapes[0]._inline.docPr.get("descr") or ""
    assert described.startswith("Balken je Feld") and "Strategie" in described and "KI im Einsatz" in described
    for table in document.tables:
        assert table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None


@pytest.mark.parametrize("kind", ["chart", "comparison"])
def test_the_pdf_says_that_it_is_accessible_and_tells_the_picture(both: dict[str, Paper], kind: str) -> None:
    content = papers.render(both[kind], "pdf")
    pdf = pikepdf.open(io.BytesIO(content))
    assert str(pdf.Root.Lang) == "de" and bool(pdf.Root.MarkInfo.Marked)
    assert "pdfuaid" in bytes(pdf.Root.Metadata.read_bytes()).decode()
    figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
    assert len(figures) == 1 and str(figures[0].Alt).startswith("Balken je Feld")
    assert "Dieselben Zahlen als Tabelle" in words_of_pdf(content) or kind == "comparison"


def test_the_same_numbers_stand_in_the_table_and_the_text_of_the_picture(both: dict[str, Paper]) -> None:
    found = town("Astadt")
    paper = both["chart"]
    picture = next(block for part in paper.sections for block in part.blocks if isinstance(block, Picture))
    table = next(block for part in paper.sections for block in part.blocks if isinstance(block, Table))
    assert len(table.rows) == len(found.standings)
    for row in table.rows:
        assert row[0] in picture.alt


def test_only_what_cannot_overlap_is_a_clear_difference() -> None:
    paper = papers.compare([town("Hoch", all_of(best)), town("Tief", all_of(worst)), town("Offen", {})])
    text = words_of_docx(papers.render(paper, "docx"))
    assert "Hoch ist weiter als Tief" in text
    assert "Offen (" not in text and "als Offen" not in text
    same = papers.compare([town("Eins"), town("Zwei")])
    assert "Die Spannen überschneiden sich" in words_of_docx(papers.render(same, "docx"))


def test_nothing_is_made_up(compared: Paper) -> None:
    text = words_of_docx(papers.render(compared, "docx"))
    assert "70.000 Euro" in text and OPEN in text
    assert "Eine Rangliste entsteht daraus nicht." in text
    open_in_b = town("Bstadt", {}).count(Origin.OPEN)
    assert f"Bstadt: {open_in_b} von {open_in_b} Fragen sind offen." in text


def test_more_than_three_towns_get_the_table_only() -> None:
    paper = papers.compare([town(name) for name in "ABCD"])
    assert not any(isinstance(block, Picture) for part in paper.sections for block in part.blocks)


@pytest.mark.parametrize("count", [1, 7])
def test_one_town_and_too_many_are_no_comparison(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        papers.compare([town("A")] * count)


def test_without_the_library_the_words_of_the_picture_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_svg: str) -> bytes:
        raise pdf_file.PdfNotPossible

    monkeypatch.setattr(docx_file, "picture", missing)
    text = words_of_docx(papers.render(papers.make("chart", town("Astadt")), "docx"))
    assert "Balken je Feld" in text
