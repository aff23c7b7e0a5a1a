# SPDX-License-Identifier: EUPL-1.2
"""Papers are opened and checked: structure, language, tables, and that nothing is made up."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from docx.oxml.ns import qn
from docx.shared import RGBColor
from PIL import ImageFile

from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.papers import pdf_file
from mittendrin.apps.standort.services.papers.model import OPEN, Blank, Items, Paper, Section, Table, Text
from mittendrin.apps.standort.services.wording import number
from mittendrin.apps.standort.tests.makers import assessed

pytestmark = pytest.mark.slow
SAID = {
    "strategy-agenda": "in_development",
    "organisation-staff": 1,
    "organisation-officer": "yes",
    "data-inventory": "none",
    "ai-use": "none",
    "participation-process": "single",
    "process-mail": {"value": "scanned", "comment": "seit 2024 & <neu>"},
}
MEASURES = [
    {"title": "E-Akte im Bauamt", "owner": "Hauptamt", "start": "2026-01-01", "end": "2026-10-31", "one_off": 40000,
     "yearly": 6000, "posts": 0.5, "risks": "Umzug", "milestones": [{"date": "2026-03-01", "title": "Start"}]},
    {"step": "data-list", "title": "Datenliste", "yearly": 0},
]  # fmt: skip
COUNCIL = ["Sachverhalt", "Begründung", "Finanzielle Auswirkungen", "Auswirkungen auf das Klima", "Beteiligung",
           "Beschlussvorschlag", "Wie sicher sind diese Angaben?", "Quellen"]  # fmt: skip


def made(kind: str, said: dict[str, Any] | None = None, **more: Any) -> Paper:
    return papers.make(kind, assessed(SAID if said is None else said, **more))


def words_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return text.replace("\r\n", " ").replace("\n", " ").replace("\ufffe", "-")


@pytest.fixture(scope="module")
def council_docx() -> bytes:
    return papers.render(made("council", measures=MEASURES, date="2026-11-30"), "docx")


@pytest.fixture(scope="module")
def council_pdf() -> bytes:
    return papers.render(made("council", measures=MEASURES, date="2026-11-30"), "pdf")


def test_the_council_paper_has_its_parts_in_order(council_docx: bytes) -> None:
    document = docx.Document(io.BytesIO(council_docx))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == COUNCIL
    assert document.paragraphs[0].style is not None and document.paragraphs[0].style.name == "Title"


def test_docx_says_language_title_and_heads_of_tables(council_docx: bytes) -> None:
    document = docx.Document(io.BytesIO(council_docx))
    assert document.core_properties.language == "de-DE"
    assert document.core_properties.title.startswith("Beschlussvorlage")
    languages = document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert [one.get(qn("w:val")) for one in languages] == ["de-DE"]
    assert len(document.tables) >= 4
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_pdf_is_tagged_with_language_title_and_heads(council_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(council_pdf)) as pdf:
        assert pdf.Root.Lang == "de"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert str(metadata["dc:title"]).startswith("Beschlussvorlage")
        kinds = tags(pdf.Root.StructTreeRoot)
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == len(COUNCIL)
    assert kinds.count("Table") >= 4
    assert kinds.count("TH") > kinds.count("Table")
    assert {"Caption", "LI", "P"} <= set(kinds)


def tags(node: Any) -> list[str]:
    found = [str(node.S).removeprefix("/")] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found += tags(child)
    return found


def test_the_pdf_brings_its_fonts(council_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(council_pdf)) as pdf:
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    expected = "Fira" if pdf_file._font_files() else "DejaVu"
    assert fonts and all(expected in name for name in fonts)


def test_both_files_say_the_same(council_docx: bytes, council_pdf: bytes) -> None:
    in_docx, in_pdf = words_of_docx(council_docx), words_of_pdf(council_pdf)
    for words in ("Neustadt", "E-Akte im Bauamt", "40.000 Euro", "70.000 Euro", "30.11.2026", "[1]"):
        assert words in in_docx and words in in_pdf
    assert in_docx.count(OPEN) == in_pdf.count(OPEN)


def test_open_money_is_a_lower_limit_and_never_a_sum(council_docx: bytes) -> None:
    text = words_of_docx(council_docx)
    assert "Untergrenze" in text
    assert f"Mittel in Höhe von ({OPEN})" in text
    full = [{"title": "A", "one_off": 1000, "yearly": 200}]
    assert "einmalig 1.000 Euro und jährlich 200 Euro vorgesehen" in words_of_docx(
        papers.render(made("council", measures=full), "docx")
    )


@pytest.mark.parametrize("kind", [kind for kind in papers.KINDS if kind != "chart"])
def test_a_town_that_said_nothing_gets_blanks_and_no_claims(kind: str) -> None:
    paper = made(kind, {})
    assert paper.blanks >= 3
    text = words_of_docx(papers.render(paper, "docx"))
    assert OPEN in text
    assert "Noch ist keine Frage beantwortet." in text or kind == "progress"
    assert "Neustadt" in words_of_pdf(papers.render(paper, "pdf"))


@pytest.mark.parametrize("kind", papers.KINDS)
def test_papers_are_german_whatever_the_page_speaks(kind: str) -> None:
    with translation.override("en"):
        text = words_of_docx(papers.render(made(kind, measures=MEASURES), "docx"))
    assert "Strategie" in text and "nicht begonnen" in text
    assert "Strategy" not in text and "not begun" not in text


def test_comments_of_the_town_stay_text(council_pdf: bytes) -> None:
    text = words_of_docx(
        papers.render(made("sheet", {"organisation-unit": {"value": "own_unit", "comment": "A & <b>"}}), "docx")
    )
    assert "(A & <b>)" in text
    in_pdf = words_of_pdf(
        papers.render(made("sheet", {"organisation-unit": {"value": "own_unit", "comment": "A & <b>"}}), "pdf")
    )
    assert "(A & <b>)" in in_pdf


def test_the_progress_report_names_what_is_late() -> None:
    text = words_of_docx(papers.render(made("progress", measures=MEASURES, date="2026-11-30"), "docx"))
    assert "E-Akte im Bauamt: sollte am 31.10.2026 fertig sein." in text
    early = words_of_docx(papers.render(made("progress", measures=MEASURES, date="2025-11-30"), "docx"))
    assert "Keine eingetragene Frist ist überschritten." in early


def test_open_questions_and_doubts_are_listed() -> None:
    said = {"strategy-agenda": "adopted", "organisation-staff": 0}
    text = words_of_docx(papers.render(made("council", said), "docx"))
    assert "Wann haben Sie zuletzt eine Datensicherung zurückgespielt?" in text
    assert "Stimmt die Zahl der Stellen?" in text


def test_every_number_of_a_source_is_in_the_list() -> None:
    paper = made("council")
    text = words_of_docx(papers.render(paper, "docx"))
    assert all(f"[{number}] {source}" in text for number, source in enumerate(paper.sources, start=1))
    assert f"[{len(paper.sources) + 1}]" not in text


def test_the_town_can_bring_its_own_template(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("Muster der Stadt")
    style: Any = template.styles["Heading 1"]
    style.font.color.rgb = RGBColor(0x00, 0x65, 0x4C)
    template.sections[0].header.paragraphs[0].text = "Stadt Neustadt"
    path = tmp_path / "vorlage.docx"
    template.save(str(path))
    document = docx.Document(io.BytesIO(papers.render(made("council"), "docx", path.read_bytes())))
    own: Any = document.styles["Heading 1"]
    assert own.font.color.rgb == RGBColor(0x00, 0x65, 0x4C)
    assert document.sections[0].header.paragraphs[0].text == "Stadt Neustadt"
    assert "Muster der Stadt" not in [one.text for one in document.paragraphs]


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vorlage.docx"
    path.write_bytes(content)
    with pytest.raises(papers.BadTemplate):
        papers.render(made("council"), "docx", path.read_bytes())


def test_a_missing_library_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"cannot load library for {name}")

    pdf_file._weasyprint.cache_clear()
    monkeypatch.setattr(pdf_file, "import_module", missing)
    with pytest.raises(papers.PdfNotPossible, match="libpango"):
        papers.render(made("council"), "pdf")
    monkeypatch.undo()
    assert papers.render(made("council"), "pdf").startswith(b"%PDF")


def test_long_tables_and_texts_go_over_pages() -> None:
    rows = tuple((f"Zeile {number}", "Wort " * 40, OPEN) for number in range(120))
    table = Table("Viele", ("A", "B", "C"), rows)
    section = Section("Teil", (Text("x " * 3000), Blank("Rest"), Items(("a", "b"), numbered=True), table))
    paper = Paper("Titel", "Unter", "Stadt", date(2026, 1, 2), (("A", "B"),), (section,))
    assert len(pypdfium2.PdfDocument(papers.render(paper, "pdf"))) > 5
    assert papers.render(paper, "docx").startswith(b"PK")


def test_writing_a_paper_lets_no_piece_of_a_picture_count_as_whole(council_pdf: bytes) -> None:
    """WeasyPrint sets this for the whole process when it is loaded, and letters are read there too."""
    assert council_pdf
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_a_paper_never_reaches_for_the_network() -> None:
    fetcher = pdf_file._fetcher(pdf_file._weasyprint())
    for url in ("http://127.0.0.1/x.png", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="own fonts"):
            fetcher.fetch(url)


def test_the_council_decides_on_nothing_that_rests_on_open_answers() -> None:
    decision = next(one for one in made("council", {}).sections if one.heading == "Beschlussvorschlag").blocks[0]
    assert isinstance(decision, Items)
    assert not any("mit dem Schritt" in item for item in decision.items)
    assert any("die offenen Fragen zu klären" in item for item in decision.items)


def test_a_comparison_counts_fields_and_explains_only_a_drawing_that_is_there() -> None:
    far = {"ai-use": "several", "ai-knowledge": "maintained", "ai-oversight": "limit"}
    towns = [assessed(SAID), *(assessed(far) for _number in range(3))]
    paper = papers.compare(towns)
    texts = [block.text for block in paper.sections[0].blocks if isinstance(block, Text)]
    clear = paper.sections[1].blocks[0]
    assert isinstance(clear, Items)
    fields = {item.partition(":")[0] for item in clear.items}
    assert texts[0].startswith("In einem Feld" if len(fields) == 1 else f"In {len(fields)} Feldern")
    assert not any("Gestrichelt" in text for text in texts)
    assert all("vom noch" not in value for _name, value in paper.facts)


def test_halves_are_rounded_up_in_every_paper() -> None:
    assert [number(value, 0) for value in (62.5, 57.5, 0.5, 1234.5)] == ["63", "58", "1", "1.235"]


def test_posts_that_nobody_named_are_not_none() -> None:
    def posts(*measures: dict[str, Any]) -> str:
        table = next(one for one in made("progress", measures=[*measures]).sections if one.heading == "Geld").blocks[0]
        assert isinstance(table, Table)
        return table.rows[-1][-1]

    assert posts({"title": "A", "one_off": 5, "yearly": 0}) == OPEN
    assert posts({"title": "A", "posts": 0.5}, {"title": "B"}) == "mindestens 0,5"
    assert posts({"title": "A", "posts": 0.5}, {"title": "B", "posts": 1}) == "1,5"
