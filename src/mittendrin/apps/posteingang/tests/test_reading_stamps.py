# SPDX-License-Identifier: EUPL-1.2
"""Print below stamps is read without them; what is no stamp stays where it is."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mittendrin.apps.posteingang.sources import coloured_ink, images, ocr, pdf, record, tesseract, under_stamps
from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.apps.posteingang.sources.pale_ink import pale_parts, print_only
from mittendrin.apps.posteingang.tests.reading_factories import LETTER, picture
from mittendrin.contracts.document import Document, Page, Word
from mittendrin.core import program

DPI = 300
LINES = ("Musterstadt, 03.11.2026", "Zeichen 25.008862.4 vom Mai", *LETTER)
needs_tesseract = pytest.mark.skipif(not program.installed("tesseract"), reason="Tesseract is not installed")


def stamp_on(page: Gray, at: tuple[int, int], level: int = 130) -> Gray:
    """Return ``page`` with a stamp in grey ``level`` pressed onto it, its upper left corner ``at`` x, y."""
    mark = Image.new("L", (680, 250), 255)
    draw, font = ImageDraw.Draw(mark), ImageFont.load_default(60)
    draw.rectangle((4, 4, 675, 245), outline=level, width=6)
    draw.text((30, 30), "EINGEGANGEN", font=font, fill=level)
    draw.text((30, 130), "07. NOV. 2026", font=font, fill=level)
    below = page.copy()
    x, y = at
    part = below[y : y + 250, x : x + 680]
    below[y : y + 250, x : x + 680] = np.minimum(part, np.asarray(mark))
    return below


def test_a_stamp_is_found_and_goes_when_only_print_is_left() -> None:
    page = stamp_on(picture(LINES), (600, 230))
    (part,) = pale_parts(page, DPI)
    left, top, right, bottom = part.box
    assert left < 640 and top < 270 and right > 1240 and bottom > 440
    bare = print_only(page, part.level)
    assert (
        np.array_equal(bare < 50, picture(LINES) < 50)
        and (bare[360:420] < 255).mean() < (page[360:420] < 255).mean() / 2
    )
    assert not pale_parts(bare, DPI)


@pytest.mark.parametrize("level", [60, 75, 100, 160])
def test_the_darker_a_stamp_the_darker_must_print_be(level: int) -> None:
    (part,) = pale_parts(stamp_on(picture(LINES), (600, 230), level), DPI)
    assert 0.5 * level < part.level < level


def test_the_pale_edges_of_dark_strokes_stay() -> None:
    page = np.full((40, 40), 255, np.uint8)
    page[10:14, 5:35], page[12, 5:35], page[30, 5:35] = 120, 20, 120
    bare = print_only(page, 60)
    assert np.array_equal(bare[8:16], page[8:16])
    assert np.all(bare[20:] == 255)


@pytest.mark.parametrize("level", [0, 255])
def test_black_ink_and_a_page_without_stamp_have_no_pale_parts(level: int) -> None:
    assert pale_parts(stamp_on(picture(LINES), (600, 230), level), DPI) == []


def test_empty_tiny_and_all_grey_pages_are_no_trouble() -> None:
    for page in (
        np.full((1, 1), 255, np.uint8),
        np.full((300, 200), 255, np.uint8),
        np.full((900, 900), 128, np.uint8),
    ):
        assert pale_parts(page, DPI) == []
        assert print_only(page, 80).shape == page.shape


def test_a_page_that_is_pale_all_over_has_no_stamp() -> None:
    page = picture(LINES)
    for y in range(0, page.shape[0] - 250, 250):
        for x in range(0, page.shape[1] - 680, 680):
            page = stamp_on(page, (x, y))
    assert pale_parts(page, DPI) == []


@needs_tesseract
@pytest.mark.slow
def test_what_stands_below_a_stamp_is_read_and_the_stamp_stands_behind() -> None:
    found = ocr.recognised(stamp_on(picture(LINES), (500, 215)), (DPI, DPI))
    text = Document((found.page,)).text
    assert "Musterstadt, 03.11.2026" in text
    assert "25.008862.4" in text
    lines = text.splitlines()
    stamped = [number for number, line in enumerate(lines) if "NOV" in line or "EINGEGANGEN" in line]
    assert min(stamped, default=99) > lines.index("Erika Sandmann")
    assert [word.line for word in found.page.words] == sorted(word.line for word in found.page.words)


def in_colours(page: Gray, ink: tuple[int, int, int]) -> Image.Image:
    """Return ``page`` in colours with a stamp in ``ink`` pressed onto it: black below it stays black."""
    mark = stamp_on(np.full_like(page, 255), (500, 215), 0) < 128
    colours = np.repeat(page[:, :, None], 3, axis=2)
    colours[mark] = np.minimum(colours[mark], np.array(ink, np.uint8))
    return Image.fromarray(colours)


BLUE, RED, GREEN = (20, 20, 150), (140, 10, 20), (0, 110, 40)


@pytest.mark.parametrize("ink", [BLUE, RED, GREEN])
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_coloured_stamp_is_paler_without_its_colour(ink: tuple[int, int, int], kind: str) -> None:
    out = io.BytesIO()
    in_colours(picture(LINES), ink).save(out, kind, dpi=(DPI, DPI), resolution=DPI)
    if kind == "PNG":
        (page,) = images.pages(out.getvalue())
        gray, plain = page.gray, page.plain
    else:
        with pdf.opened(out.getvalue()) as document:
            gray, plain = pdf.picture(document, 0), pdf.plain_picture(document, 0)
    assert plain is not None and plain.shape == gray.shape
    (part,) = pale_parts(gray, DPI, plain)
    left, top, right, bottom = part.box
    assert left < 540 and top < 250 and right > 1140 and bottom > 430
    assert 30 < part.level < max(ink)


def test_pages_without_coloured_ink_and_coloured_paper_are_read_in_grey_alone() -> None:
    page = picture(LINES)
    yellow = np.stack([page, page, page // 2], axis=2)
    assert not coloured_ink.has_colours(np.repeat(page[:, :, None], 3, axis=2))
    assert not coloured_ink.has_colours(yellow)
    assert not coloured_ink.has_colours(np.zeros((0, 5, 3), np.uint8))


@needs_tesseract
@pytest.mark.slow
def test_print_below_a_dark_blue_stamp_is_read() -> None:
    page = np.asarray(in_colours(picture(LINES), BLUE))
    gray = np.asarray(Image.fromarray(page).convert("L"))
    found = ocr.recognised(gray, (DPI, DPI), coloured_ink.without_colours(page))
    text = Document((found.page,)).text
    assert ", 03.11.2026\n" in text
    assert "25.008862.4" in text


def test_coloured_words_beside_black_ones_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    page = picture(LINES)
    page = np.vstack([page[:320], np.full_like(page[320:], 255)])
    gray = stamp_on(page, (500, 215), 60)
    plain = stamp_on(page, (500, 215), 160)
    height, width = page.shape
    black = Word("03.11.2026", 600 / width, 235 / height, 900 / width, 290 / height, 0, 0.9)
    blue = Word("2026", 540 / width, 350 / height, 900 / width, 410 / height, 1, 0.9)
    monkeypatch.setattr(under_stamps, "_read_again", lambda *_: [black])
    assert under_stamps.freed(gray, DPI, [black, blue], plain) == under_stamps.Freed((black, blue))
    other = replace(black, text="08.11.2026")
    assert under_stamps.freed(gray, DPI, [other, blue], plain).stamped == (blue,)


@needs_tesseract
@pytest.mark.slow
def test_a_stamp_in_nobodys_way_leaves_all_words_as_they_were() -> None:
    page = stamp_on(picture(LINES), (1500, 1200))
    words = tesseract.words(page, DPI)
    assert under_stamps.freed(page, DPI, words) == under_stamps.Freed(words)


def test_the_first_reading_of_a_number_stays_known(monkeypatch: pytest.MonkeyPatch) -> None:
    page = stamp_on(picture(LINES), (500, 215))
    height, width = page.shape
    box = (600 / width, 235 / height, 900 / width, 290 / height)
    monkeypatch.setattr(under_stamps, "_read_again", lambda *_: [Word("03.11.2026", *box, 0, 0.9)])
    first = Word("08.11.2026", *box, 0, 0.94)
    assert under_stamps.freed(page, DPI, [first]).words == (Word("03.11.2026", *box, 0, 0.9, "08.11.2026"),)
    much_worse = Word("08.11.2026", *box, 0, 0.9 + 0.26)
    assert under_stamps.freed(page, DPI, [much_worse]).words == (much_worse,)


def test_a_crash_at_the_second_reading_keeps_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_arguments: object, **_options: object) -> None:
        raise program.ProgramTimedOut("tesseract")

    page = stamp_on(picture(LINES), (500, 215))
    word = Word("Musterstadt,", 0.1, 0.15, 0.2, 0.2, 0)
    monkeypatch.setattr(tesseract, "words", crash)
    assert under_stamps.freed(page, DPI, [word]) == under_stamps.Freed((word,))


def test_the_first_reading_is_kept_with_the_document() -> None:
    words = (Word("03.11.2026", 0.1, 0.1, 0.2, 0.12, 0, 0.9, "08.11.2026"), Word("an", 0.3, 0.1, 0.4, 0.12, 0, 0.9))
    document = Document((Page(words),), "scan")
    assert record.document_of(record.document_data(document)) == document
    assert [len(word) for word in record.document_data(document)["pages"][0]["words"]] == [8, 7]


def test_a_small_unsure_word_over_a_whole_line_is_no_word() -> None:
    line = Word("ee", 0.72, 0.195, 0.843, 0.202, 0, 0.31)
    assert ocr.is_stretched(line, 1.414)
    assert not ocr.is_stretched(replace(line, sure=0.9), 1.414)
    assert not ocr.is_stretched(replace(line, x1=0.735), 1.414)
    assert not ocr.is_stretched(replace(line, text="Datum: 28.10.2026"), 1.414)


@needs_tesseract
@pytest.mark.slow
def test_a_line_that_was_taken_for_a_small_word_is_read_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    read = tesseract.words

    def short_sighted(page: Gray, dpi: int, *, mode: int = 3, part: bool = False) -> tuple[Word, ...]:
        words = read(page, dpi, mode=mode, part=part)
        if mode != 3:
            return words
        first = [word for word in words if word.y0 < 0.19]
        taken = Word("ee", first[0].x0, first[0].y0, first[-1].x1, first[-1].y1, 0, 0.3)
        return (taken, *(word for word in words if word not in first))

    monkeypatch.setattr(tesseract, "words", short_sighted)
    found = ocr.recognised(picture(LINES), (DPI, DPI))
    assert "03.11.2026" in Document((found.page,)).text.splitlines()[0]
