# SPDX-License-Identifier: EUPL-1.2
"""Recognition with the real Tesseract, archive copies with the real OCRmyPDF."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from mittendrin.apps.posteingang.sources import cleaning, ocr, pdf, separator, tesseract
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reading import Postponed
from mittendrin.apps.posteingang.tests.reading_factories import (
    LETTER,
    pdf_of_pictures,
    pdf_with_text,
    picture,
    picture_file,
)
from mittendrin.contracts.document import Document, Page
from mittendrin.core import program

needs_tesseract = pytest.mark.skipif(not program.installed("tesseract"), reason="Tesseract is not installed")
pytestmark = [pytest.mark.slow, needs_tesseract]


def missed(page: Page) -> list[str]:
    """Return the words that were not read; Pillow's own font, which is always there, has no umlauts."""
    got = Document((page,)).text.split()
    return [word for line in LETTER for word in line.split() if word.isascii() and word not in got]


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_a_page_is_read_any_way_up(quarter: int) -> None:
    found = ocr.recognised(cleaning.quarter_turned(picture(), quarter), (300, 300))
    assert found.quarter == (360 - quarter) % 360
    assert len(missed(found.page)) <= 1
    assert found.page.quality > 0.85
    assert found.page.width == pytest.approx(8.27 * 72, abs=1)


def test_a_slanted_dark_noisy_scan_is_read() -> None:
    gray = cleaning.turned(picture(), 2.5)
    shadow = np.linspace(0.7, 0.4, gray.shape[1])[None, :]
    noise = np.random.default_rng(1).normal(0, 8, gray.shape)
    found = ocr.recognised(np.asarray((gray * shadow + 25 + noise).clip(0, 255), dtype=np.uint8), (300, 300))
    assert found.degrees == pytest.approx(-2.5, abs=0.2)
    assert len(missed(found.page)) <= 2


def test_a_coarse_fax_with_specks_is_read() -> None:
    from PIL import Image

    fax = Image.fromarray(picture(size=13)).resize((1687, 571), Image.Resampling.BOX)
    dark = np.asarray(fax) < 140
    noise = np.random.default_rng(1).random(dark.shape)
    spoiled = np.where(dark ^ (noise < 0.002), 0, 255).astype(np.uint8)
    found = ocr.recognised(spoiled, (204, 98))
    assert len(missed(found.page)) <= 6


def test_an_archive_copy_is_pdf_a_with_words_in_their_places(tmp_path: Path) -> None:
    slanted = cleaning.turned(cleaning.quarter_turned(picture(), 180), 2.0)
    reading = read(pdf_of_pictures(slanted), "scan.pdf", tmp_path)
    assert reading.remarks == ()
    copy = (tmp_path / reading.letters[0].archive).read_bytes()
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert document.open_metadata()["pdfaid:part"] == "2"
    with pdf.opened(copy) as opened:
        page = next(pdf.pages(opened))
    assert not page.needs_ocr
    there = {word.text: word for word in page.layer.words}
    for word in reading.documents[0].pages[0].words:
        assert there[word.text].x0 == pytest.approx(word.x0, abs=0.01)
        assert (there[word.text].y0 + there[word.text].y1) / 2 == pytest.approx((word.y0 + word.y1) / 2, abs=0.01)


def test_a_file_without_its_fonts_becomes_pictures_with_words(tmp_path: Path) -> None:
    reading = read(pdf_with_text(LETTER), "x.pdf", tmp_path)
    assert reading.remarks == ()
    copy = (tmp_path / reading.letters[0].archive).read_bytes()
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert document.open_metadata()["pdfaid:part"] == "2"
    with pdf.opened(copy) as opened:
        words = next(pdf.pages(opened)).layer.words
    assert [word.text for word in words] == [word.text for word in reading.documents[0].pages[0].words]


def test_a_batch_is_split_at_our_separator_and_each_letter_gets_its_copy(tmp_path: Path) -> None:
    with pdf.opened(separator.sheet_pdf()) as opened:
        mark = pdf.picture(opened, 0, 150)
    page = picture(dpi=150)
    reading = read(pdf_of_pictures(page, mark, page, page, dpi=150), "stapel.pdf", tmp_path)
    assert [(letter.first_page, letter.page_count) for letter in reading.letters] == [(0, 1), (2, 2)]
    for letter in reading.letters:
        with pikepdf.open(tmp_path / letter.archive) as document:
            assert len(document.pages) == letter.page_count


def test_a_poor_page_is_named_for_rescanning() -> None:
    scribble = picture(["~/\\|{}[] ''`` ;;,, ((()) \\/\\/ |_|_| ^^^^"] * 8)
    reading = read(picture_file(scribble), "x.png")
    assert [one.code for one in reading.remarks] == ["poor-page"]
    assert "neu scannen" in str(reading.remarks[0])


def test_without_tesseract_the_file_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: object, **_options: object) -> None:
        raise program.ProgramMissing("tesseract")

    tesseract._languages.cache_clear()
    monkeypatch.setattr(tesseract, "run", missing)
    with pytest.raises(Postponed) as caught:
        read(picture_file(picture()), "x.png")
    assert caught.value.remark.code == "no-tesseract"
    tesseract._languages.cache_clear()


def test_a_crash_of_tesseract_loses_the_page_and_not_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_arguments: object, **_options: object) -> None:
        raise program.ProgramTimedOut("tesseract")

    tesseract._languages()
    monkeypatch.setattr(tesseract, "run", crash)
    reading = read(picture_file(picture()), "x.png")
    assert [one.code for one in reading.remarks] == ["ocr-failed"]
    assert reading.documents[0].pages[0].quality == 0.0
