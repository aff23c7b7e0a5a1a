# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from mittendrin.apps.posteingang.sources import cleaning, images, separator
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.apps.posteingang.tests.reading_factories import picture, picture_file

GRAY = picture(dpi=100)


def first(data: bytes) -> images.Picture:
    return next(images.pages(data))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "JPEG", "HEIF"])
def test_each_format_gives_the_same_page(kind: str) -> None:
    if kind == "HEIF":
        pytest.skip("the library reads HEIC only; a real one is read by hand")
    found = first(picture_file(GRAY, kind))
    assert found.gray.shape == GRAY.shape
    assert np.abs(found.gray.astype(int) - GRAY).mean() < 3


def test_a_camera_held_sideways_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = np.rot90(GRAY, 1)
    found = first(picture_file(turned, "JPEG", exif=exif.tobytes(), quality=95))
    assert found.gray.shape == GRAY.shape
    assert np.abs(found.gray.astype(int) - GRAY).mean() < 5


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "1", "I;16", "F", "RGB"])
def test_all_colours_become_grey_on_white(mode: str) -> None:
    image = Image.fromarray(GRAY)
    if mode in {"RGBA", "LA"}:
        # Transparent paper with black print.
        image = Image.merge("LA", (Image.new("L", image.size, 0), Image.fromarray(255 - GRAY))).convert(mode)
    elif mode == "I;16":
        image = Image.fromarray(GRAY.astype(np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(GRAY.astype(np.float32))
    else:
        image = image.convert("RGB").convert(mode) if mode != "1" else image.convert("1")
    out = io.BytesIO()
    image.save(out, "TIFF")
    found = first(out.getvalue()).gray
    assert np.abs(found.astype(int) - GRAY).mean() < 8


def test_the_resolution_is_believed_only_when_it_can_be() -> None:
    assert first(picture_file(GRAY, dpi=(100, 100))).dpi == pytest.approx((100, 100), abs=0.5)
    assert first(picture_file(GRAY, dpi=(1, 1))).dpi[0] == pytest.approx(max(GRAY.shape) / 11.7)
    fax = np.zeros((1143, 1728), dtype=np.uint8) + 255
    assert first(picture_file(fax, "TIFF", dpi=(204, 98))).dpi == pytest.approx((204, 98))


def test_all_pages_of_a_tiff_are_read() -> None:
    out = io.BytesIO()
    Image.fromarray(GRAY).save(out, "TIFF", save_all=True, append_images=[Image.fromarray(GRAY)] * 2)
    assert len(list(images.pages(out.getvalue()))) == 3


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (20_000, 6_000), (2_000_000_000, 1)])
def test_a_picture_bomb_is_refused(width: int, height: int) -> None:
    refused = read(bomb(width, height), "x.png").refused
    assert refused is not None and refused.code in {"image-too-large", "broken"}


def test_pieces_of_pictures_are_refused() -> None:
    data = picture_file(GRAY, "JPEG")
    for cut in (30, 300, len(data) // 2):
        with pytest.raises(Refused):
            list(images.pages(data[:cut]))


def spoiled(gray: cleaning.Gray, seed: int = 1) -> cleaning.Gray:
    """Return ``gray`` on dark paper with a shadow across."""
    shadow = np.linspace(0.75, 0.4, gray.shape[1])[None, :]
    noise = np.random.default_rng(seed).normal(0, 4, gray.shape)
    return np.asarray((gray * shadow + 20 * shadow + noise).clip(0, 255), dtype=np.uint8)


def test_dark_paper_with_a_shadow_becomes_white() -> None:
    gray = picture(dpi=200)
    level = cleaning.even_background(spoiled(gray))
    paper = gray > 200
    assert np.percentile(level[paper], 2) > 200
    assert np.percentile(level[gray < 30], 90) < 90


def test_clean_pictures_stay_as_they_are() -> None:
    gray = picture(dpi=200)
    assert cleaning.even_background(gray) is gray
    assert cleaning.without_specks(gray) is gray


def test_specks_go_and_dots_of_letters_stay() -> None:
    gray = picture(dpi=200)
    dirty = gray.copy()
    dirty[np.random.default_rng(1).random(gray.shape) < 0.002] = 0
    clean = cleaning.without_specks(dirty)
    far = cleaning._sums(gray < 128, 9, 9) == 0
    assert (clean[far] < 128).mean() < 0.1 * (dirty[far] < 128).mean()
    assert ((clean < 128) & (gray < 128)).sum() > 0.995 * (gray < 128).sum()


@pytest.mark.parametrize("degrees", [-5.0, -1.3, 0.7, 3.2])
def test_slanted_lines_are_levelled(degrees: float) -> None:
    slanted = cleaning.turned(picture(dpi=150), degrees)
    assert cleaning.skew(slanted, 150) == pytest.approx(-degrees, abs=0.2)


def test_an_empty_sheet_has_no_slant() -> None:
    assert cleaning.skew(np.full((900, 600), 255, dtype=np.uint8), 100) == 0.0


def test_a_sheet_on_its_side_or_head_is_noticed() -> None:
    gray = picture(dpi=150)
    assert not cleaning.lies_on_its_side(gray, 150)
    assert cleaning.lies_on_its_side(cleaning.quarter_turned(gray, 90), 150)
    assert not cleaning.looks_upside_down(gray, 150)
    assert cleaning.looks_upside_down(cleaning.quarter_turned(gray, 180), 150)


def test_coarse_faxes_get_square_dots() -> None:
    fax = np.full((1143, 1728), 255, dtype=np.uint8)
    scaled, dpi = cleaning.scaled(fax, (204, 98))
    assert dpi == 300
    assert scaled.shape[0] / 300 == pytest.approx(1143 / 98, abs=0.01)
    assert scaled.shape[1] / 300 == pytest.approx(1728 / 204, abs=0.01)


def test_dust_on_a_sheet_is_blank_and_one_line_is_not() -> None:
    sheet = np.full((3508, 2480), 243, dtype=np.uint8)
    sheet[::300, ::300] = 90
    assert cleaning.is_blank(sheet, 300)
    assert not cleaning.is_blank(picture(["Nur eine Zeile Text steht hier."]), 300)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("dpi", [300, 100])
def test_our_separator_sheet_is_known_in_any_position(turn: int, dpi: int) -> None:
    from mittendrin.apps.posteingang.sources import pdf

    with pdf.opened(separator.sheet_pdf()) as document:
        sheet = pdf.picture(document, 0, dpi)
    noisy = spoiled(cleaning.turned(cleaning.quarter_turned(sheet, turn), 2.0))
    assert separator.is_separator(noisy)
    assert not separator.is_separator(picture(dpi=100))
