# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest

from mittendrin.apps.posteingang.sources import pdf, pdf_safety
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.text_quality import looks_like_text
from mittendrin.apps.posteingang.tests.reading_factories import (
    LETTER,
    pdf_of_pictures,
    pdf_with_text,
    picture,
    saved,
)


def layers(data: bytes) -> list[pdf.PdfPage]:
    with pdf.opened(data) as document:
        return list(pdf.pages(document))


def test_text_is_taken_as_it_stands_with_its_places() -> None:
    page = layers(pdf_with_text(LETTER))[0]
    assert not page.needs_ocr
    words = {word.text: word for word in page.layer.words}
    assert words["Hundesteuer"].line == 1
    sehr = words["Sehr"]
    assert sehr.x0 == pytest.approx(70 / 595, abs=0.01)
    assert sehr.y1 == pytest.approx(1 - 758 / 842, abs=0.012)
    assert sehr.sure == 1.0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_places_fit_a_turned_page(turn: int) -> None:
    page = layers(pdf_with_text(LETTER, rotate=turn))[0]
    assert not page.needs_ocr and (page.width, page.height) == (595, 842)
    sehr = page.layer.words[0]
    assert sehr.text == "Sehr"
    assert sehr.x0 == pytest.approx(70 / 595, abs=0.01)
    assert sehr.y1 == pytest.approx(84 / 842, abs=0.012)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_that_lies_on_its_side_is_recognised_from_the_picture(turn: int) -> None:
    page = layers(pdf_with_text(LETTER, rotate=turn, sideways=True))[0]
    assert page.layer.fault == "turned" and page.needs_ocr


def test_a_blank_page_needs_no_recognition() -> None:
    page = layers(pdf_with_text([]))[0]
    assert page.layer.empty and not page.needs_ocr


def test_a_scan_has_no_text() -> None:
    page = layers(pdf_of_pictures(picture()))[0]
    assert page.layer.fault == "no-text" and page.needs_ocr


def test_text_that_cannot_be_seen_is_not_believed() -> None:
    page = layers(pdf_with_text(LETTER, invisible=True))[0]
    assert page.layer.words == ()


def with_layer(lines: list[str], top: float = 0.0) -> bytes:
    """Return a scan with an invisible text layer of ``lines``."""
    scan = pikepdf.open(io.BytesIO(pdf_of_pictures(picture())))
    text = pikepdf.open(io.BytesIO(pdf_with_text(lines, invisible=True)))
    scan.pages[0].add_overlay(text.pages[0], pikepdf.Rectangle(0, top, 595, 420 + top))
    return saved(scan)


def test_garbage_below_a_scan_is_read_anew() -> None:
    garbage = ["xqzt brfgk 7x8y wqrt plkjh vbnmz qwrtz fghjk"] * 30
    page = layers(with_layer(garbage))[0]
    assert page.layer.fault == "garbage" and page.needs_ocr


def test_a_stamp_on_a_scan_is_not_its_text() -> None:
    scan = pikepdf.open(io.BytesIO(pdf_of_pictures(picture(LETTER * 2))))
    stamp = pikepdf.open(io.BytesIO(pdf_with_text(["Gescannt am 03.11.2026"])))
    scan.pages[0].add_overlay(stamp.pages[0], pikepdf.Rectangle(400, 350, 595, 420))
    page = layers(saved(scan))[0]
    assert page.layer.fault == "partial"


@pytest.mark.parametrize(
    ("text", "fair"),
    [
        ("Hiermit beantrage ich die Befreiung von der Hundesteuer für das Jahr 2026 und bitte um Antwort.", True),
        ("Rechnung 4711 Pos Menge Preis 1 Stk 12,50 2 Stk 30,00 Summe netto 42,50 MwSt 19% 8,08 brutto 50,58", True),
        ("Прошу надати мені довідку про місце проживання та інформацію про школу для моєї дитини", True),
        ("\ufffd\ufffd\ufffd \ufffd\ufffd \ufffd\ufffd\ufffd\ufffd", False),
        (
            "6HKU JHHKUWH 'DPHQ XQG +HUUHQ KLHUPLW EHDQWUDJH LFK GLH %HIUHLXQJ YRQ GHU +XQGHVWHXHU PLW IUHXQGOLFKHQ",
            False,
        ),
    ],
)
def test_text_is_told_from_garbage(text: str, fair: bool) -> None:
    assert looks_like_text(text.split()) is fair


def active_pdf() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf_with_text(LETTER)))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = script
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=document.make_indirect(launch)
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])
    document.attachments["geheim.exe"] = pikepdf.AttachedFileSpec(
        document, b"MZ", description="", filename="geheim.exe", mime_type="", creation_date="", mod_date=""
    )
    return saved(document)


def test_scripts_and_actions_are_named_and_never_run() -> None:
    reading = read(active_pdf(), "x.pdf")
    assert reading.refused is None
    said = {one.code: str(one) for one in reading.remarks}
    assert "JavaScript" in said["active-content"] and "Programmstart" in said["active-content"]
    assert "geheim.exe" in said["embedded-files"]


def test_the_harmless_copy_holds_no_script_action_or_file() -> None:
    copy = pdf_safety.harmless(active_pdf())
    assert pdf_safety.inspected(copy) == pdf_safety.Safety()
    assert b"app.alert" not in copy and b"cmd.exe" not in copy
    assert [word.text for word in layers(copy)[0].layer.words][:2] == ["Sehr", "geehrte"]


def hidden_launch(place: str) -> bytes:
    """Return a PDF that would start a program, the order hidden in ``place``."""
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    with pikepdf.open(io.BytesIO(pdf_with_text(LETTER))) as document:
        root, page = document.Root, document.pages[0]
        if place == "page":
            page.AA = pikepdf.Dictionary(O=launch)
        elif place == "next":
            harmless = pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.NextPage, Next=pikepdf.Array([launch]))
            page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=harmless)])
        elif place == "bookmark":
            item = document.make_indirect(pikepdf.Dictionary(Title="Anlage", A=launch))
            root.Outlines = document.make_indirect(pikepdf.Dictionary(First=item, Last=item, Count=1))
        else:
            entry = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="Name", AA=pikepdf.Dictionary(K=launch))
            root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.make_indirect(entry)]))
        return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)


@pytest.mark.parametrize("place", ["page", "next", "bookmark", "field"])
def test_a_hidden_order_to_start_a_program_is_named_and_gone_from_the_copy(place: str) -> None:
    data = hidden_launch(place)
    assert b"/Launch" in data
    [found] = [one for one in read(data, "x.pdf").remarks if one.code == "active-content"]
    assert "Programmstart" in str(found)
    with pikepdf.open(io.BytesIO(pdf_safety.harmless(data))) as copy:
        assert not [one for one in pdf_safety._dictionaries(copy) if one.get("/S") == pikepdf.Name.Launch]


def test_an_encrypted_pdf_is_refused() -> None:
    document = pikepdf.open(io.BytesIO(pdf_with_text(LETTER)))
    locked = saved(document, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert read(locked, "x.pdf").refused == read(locked, "y.pdf").refused
    refused = read(locked, "x.pdf").refused
    assert refused is not None and refused.code == "encrypted"


def test_a_pdf_that_may_be_opened_by_all_is_read() -> None:
    document = pikepdf.open(io.BytesIO(pdf_with_text(LETTER)))
    guarded = saved(document, encryption=pikepdf.Encryption(owner="a", user=""))
    assert "Hundesteuer" in read(guarded, "x.pdf").documents[0].text


def test_ten_thousand_pages_are_refused_at_once() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    first = document.pages[0].obj
    kids = pikepdf.Array([document.make_indirect(pikepdf.Dictionary(dict(first.items()))) for _ in range(10_000)])
    document.Root.Pages.Kids, document.Root.Pages.Count = kids, 10_000
    refused = read(saved(document), "x.pdf").refused
    assert refused is not None and refused.code == "too-many-pages"


def test_a_sheet_larger_than_a_house_is_refused() -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(14_000, 14_000))
    refused = read(saved(document), "x.pdf").refused
    assert refused is not None and refused.code == "page-too-large"


def test_pieces_of_a_pdf_are_read_or_refused() -> None:
    data = pdf_with_text(LETTER, LETTER)
    for cut in range(20, len(data), max(len(data) // 12, 1)):
        reading = read(data[:cut], "x.pdf")
        assert reading.refused is not None or reading.letters
    noise = bytearray(data)
    noise[300:600] = np.random.default_rng(1).bytes(300)
    read(bytes(noise), "x.pdf")
