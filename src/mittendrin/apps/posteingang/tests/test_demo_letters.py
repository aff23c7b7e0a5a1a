# SPDX-License-Identifier: EUPL-1.2
"""Letters of the demo town on paper: they say what the letter says, twice the same, as files of their kind."""

from __future__ import annotations

import email
import random
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from mittendrin.apps.posteingang.demo import fonts, marks
from mittendrin.apps.posteingang.demo.mail import mailed
from mittendrin.apps.posteingang.demo.paper import Look, Paper
from mittendrin.apps.posteingang.demo.posting import posted
from mittendrin.apps.posteingang.demo.scanner import Scan, scanned
from mittendrin.apps.posteingang.demo.writing import written
from mittendrin.contracts.sample_letters import SampleLetter

BODY = """Sehr geehrte Damen und Herren,

bitte zahlen Sie wie folgt:

Pos | Leistung | Betrag €
1 | Streichen der Fenster im Rathaus | 1.200,00
Summe | | 1.200,00

Zahlbar bis zum 30.11.2026.
"""


def letter(form: str = "brief", **parts: Any) -> SampleLetter:
    own: dict[str, Any] = {
        "id": f"t-{form}",
        "form": form,
        "letterhead": ["Malerei Kunterbunt"],
        "sender_lines": ["Malerei Kunterbunt", "Gartenweg 7", "56999 Musterstadt"],
        "recipient": ["Stadtverwaltung Musterstadt", "Rathausplatz 1"],
        "info": ["Kundennummer: 4711", "Datum: 11.11.2026"],
        "date_line": "",
        "subject": ["Rechnung 26-118"],
        "body": BODY,
        "closing": ["Mit freundlichen Grüßen", "Rosa Bunt"],
        "attachments": ["Stundenzettel"],
        "footer": ["IBAN DE02 1203 0000 0000 2020 51"],
    }
    return SampleLetter(f"t-{form}", {**own, **parts}, {"date": "2026-11-11"})


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(found.split())


@pytest.mark.parametrize("form", ["brief", "rechnung", "formular", "fax", "email", "handschrift", "postkarte"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_form_says_all_that_matters(form: str, seed: int) -> None:
    text = text_of(written(letter(form), seed))
    for wanted in ("Rosa Bunt", "Gartenweg 7", "4711", "1.200,00", "30.11.2026", "Stadtverwaltung", "26-118"):
        assert wanted in text, wanted


def test_a_letter_without_letterhead_names_its_sender_in_every_layout() -> None:
    for seed in range(12):
        text = text_of(written(letter(letterhead=[], info=[], date_line="Musterstadt, 11.11.2026"), seed))
        assert "Gartenweg 7" in text
        assert text.count("11.11.2026") == 1


def test_long_letters_go_on_to_further_sheets() -> None:
    long = letter(body="Ein Satz, der sich wiederholt und nicht aufhört. " * 30 + "\n\n" + "Noch ein Absatz. " * 400)
    document = pdfium.PdfDocument(written(long))
    assert len(document) > 1
    document.close()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_file_and_another_one_another() -> None:
    assert posted(letter()).data == posted(letter()).data
    assert written(letter(), 0) != written(letter(), 1)


def test_mail_has_the_head_the_text_and_the_attachment() -> None:
    mail = letter(
        "email",
        letterhead=[],
        sender_lines=["Von: Rosa Bunt <rosa@post.example>"],
        recipient=["An: kasse@musterstadt.example"],
        info=["Gesendet: 11.11.2026 21:47"],
        attachments=["plan.pdf", "bild.jpg", "liste.csv"],
    )
    for seed in range(8):
        message = email.message_from_bytes(mailed(mail, seed), policy=default)
        assert isinstance(message, EmailMessage)
        assert message["From"] == "Rosa Bunt <rosa@post.example>"
        assert message["Subject"] == "Rechnung 26-118"
        assert message["Date"].datetime.isoformat() == "2026-11-11T21:47:00+01:00"
        assert [part.get_filename() for part in message.iter_attachments()] == ["plan.pdf", "bild.jpg", "liste.csv"]
        text = message.get_body(("plain", "html"))
        assert text is not None
        assert "Zahlbar bis zum 30.11.2026." in text.get_content()


def test_a_sender_without_address_keeps_the_name() -> None:
    message = email.message_from_bytes(mailed(letter("email", sender_lines=["Rosa Bunt"])), policy=default)
    assert message["From"].addresses[0].display_name == "Rosa Bunt"


def test_scans_have_the_size_and_colours_asked_for() -> None:
    pdf = written(letter())
    grey = scanned(pdf, Scan("poor", (100, 100)), "x", "EINGEGANGEN 17. NOV. 2026")[0]
    assert (grey.size, grey.mode) == ((827, 1170), "L")
    assert 5 < np.asarray(grey).std() < 100
    fax = scanned(pdf, Scan("usual", (102, 49), "1", header="S. {page}/{pages}"), "x")[0]
    assert (fax.width, fax.mode) == (844, "1")
    assert abs(fax.height / (fax.width * 1.414 * 49 / 102) - 1) < 0.02
    turned = scanned(pdf, Scan("usual", (100, 100), "RGB", turned=1), "x")[0]
    assert turned.size == (1170, 827)


def test_poor_scans_are_noisier_than_clean_ones() -> None:
    pdf = written(letter())
    clean, poor = (np.asarray(scanned(pdf, Scan(grade, (100, 100)), "x")[0], float) for grade in ("clean", "poor"))
    assert np.median(np.abs(np.diff(poor))) > 2 * np.median(np.abs(np.diff(clean)))


def test_a_stamp_darkens_and_never_lightens() -> None:
    sheet = Image.new("L", (827, 1170), 200)
    for seed in range(6):
        picture = sheet.copy()
        marks.add(picture, random.Random(seed), 100, "EINGEGANGEN 17. NOV. 2026", poor=True)
        assert np.asarray(picture).max() <= 235
    assert (np.asarray(picture) < 200).any()


def test_a_stamp_looks_for_room_near_the_wished_place() -> None:
    sheet = Image.new("L", (827, 1170), 255)
    sheet.paste(0, (300, 0, 827, 600))
    x, y = marks._free_place(sheet, (235, 85), (400, 100))
    assert np.asarray(sheet)[y : y + 85, x : x + 235].min() == 255


@pytest.mark.slow
def test_files_are_what_their_names_say() -> None:
    seen = set()
    for seed in range(14):
        form = ("brief", "fax", "rechnung", "email")[seed % 4]
        file = posted(letter(form), seed)
        suffix = file.name.rsplit(".", 1)[-1]
        seen.add(suffix)
        if suffix == "pdf":
            assert file.data.startswith(b"%PDF")
        elif suffix == "eml":
            assert b"From:" in file.data
        else:
            assert Image.open(BytesIO(file.data)).format == {"tif": "TIFF", "jpg": "JPEG"}[suffix]
    assert {"pdf", "tif", "eml"} <= seen


def test_tables_set_figures_to_the_right_and_keep_every_cell() -> None:
    paper = Paper(Look(fonts.families(fonts.OFFICE)[0], grid="boxes"))
    paper.table([["Pos", "Leistung", "Betrag €"], ["1", "Streichen " * 20, "1.200,00"], ["Summe", "", "1.200,00"]])
    text = text_of(paper.finished())
    assert text.count("1.200,00") == 2
    assert text.count("Streichen") == 20


def test_without_typefaces_on_the_machine_the_shipped_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts._installed.cache_clear()
    fonts.families.cache_clear()
    try:
        assert fonts.families(fonts.HAND)[0].regular == "Vera"
        assert "Rosa Bunt" in text_of(written(letter("handschrift")))
    finally:
        fonts._installed.cache_clear()
        fonts.families.cache_clear()
