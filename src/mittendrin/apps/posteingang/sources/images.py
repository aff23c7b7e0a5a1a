# SPDX-License-Identifier: EUPL-1.2
"""Pictures: opened within bounds, upright as the camera held them, as grey values on white."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pi_heif
import pikepdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.apps.posteingang.sources.coloured_ink import has_colours, without_colours
from mittendrin.apps.posteingang.sources.refusals import refused

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = limits.IMAGE_PIXELS

FORMATS = ("JPEG", "PNG", "TIFF", "HEIF", "BMP", "GIF", "WEBP", "PPM")
_PAGE_INCHES = 11.7  # long side of A4, for pictures that do not say their size
_BELIEVABLE_DPI = (70.0, 1300.0)
_FULL_SCALE_16 = 257.0
_JPEG_QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """One page of a picture file: grey values, height x width, and the dots per inch across and down.

    plain: the same with coloured ink made pale, None when there is no coloured ink.
    """

    gray: Gray
    dpi: tuple[float, float]
    plain: Gray | None = None


def pages(data: bytes) -> Iterator[Picture]:
    """Yield the pages of a picture file. Raises Refused when it is broken, too large or has too many pages."""
    for frame in _frames(data):
        dpi = _dpi(frame)
        upright = ImageOps.exif_transpose(frame)
        gray, plain = _values(upright)
        yield Picture(gray, dpi if upright.size == frame.size else dpi[::-1], plain)


def as_pdf(data: bytes) -> bytes:
    """Return the pages of a picture file as PDF, in their colours. Raises Refused as ``pages`` does."""
    with pikepdf.new() as whole:
        for frame in _frames(data):
            dpi = _dpi(frame)
            upright = ImageOps.exif_transpose(frame)
            sheet = io.BytesIO()
            turned = dpi if upright.size == frame.size else dpi[::-1]
            printable = _printable(upright)
            options = {} if printable.mode == "1" else {"quality": _JPEG_QUALITY}
            printable.save(sheet, "PDF", dpi=turned, **options)
            with pikepdf.open(sheet) as one:
                whole.pages.extend(one.pages)
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()


def _printable(image: Image.Image) -> Image.Image:
    """Return ``image`` in a mode that PDF knows: black and white, grey or colours on white."""
    if image.mode in {"1", "L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode in {"CMYK", "YCbCr", "LAB", "HSV"}:
        return image.convert("RGB")
    if image.mode in {"P", "PA", "RGBA", "RGBa"}:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return Image.fromarray(_values(image)[0])


def _frames(data: bytes) -> Iterator[Image.Image]:
    with _refusing(), Image.open(io.BytesIO(data), formats=FORMATS) as image:
        count = int(getattr(image, "n_frames", 1))
        if count > limits.FRAMES:
            raise refused("too-many-pages", pages=count, most=limits.FRAMES)
        if image.format in {"GIF", "WEBP"}:
            count = 1
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number >= count:
                return
            if frame.width * frame.height > limits.IMAGE_PIXELS:
                raise refused("image-too-large", pixels=frame.width * frame.height // 1_000_000)
            frame.load()
            yield frame


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what Pillow says of bad files into refusals."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise refused("image-too-large", pixels=f"mehr als {limits.IMAGE_PIXELS // 1_000_000}") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError) as error:
            raise refused("broken") from error


def _values(image: Image.Image) -> tuple[Gray, Gray | None]:
    """Return grey values whatever the colours were: palette, alpha, CMYK, 16 bit, floating point; and without colours.

    None as the second when there is no coloured ink.
    """
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        return _deep(image), None
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in {"RGBA", "LA", "La", "RGBa"}:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode == "CMYK":
        image = image.convert("RGB")
    colours = np.asarray(image) if image.mode == "RGB" else None
    plain = without_colours(colours) if colours is not None and has_colours(colours) else None
    return np.asarray(image.convert("L"), dtype=np.uint8), plain


def _deep(image: Image.Image) -> Gray:
    values = np.asarray(image, dtype=np.float32)
    top = float(values.max(initial=0.0))
    scale = _FULL_SCALE_16 if top > 255 else (1.0 if top > 1 else 1 / 255)
    return np.asarray((np.nan_to_num(values) / scale).clip(0, 255), dtype=np.uint8)


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Return the resolution: as the file says when that can be, else as if the page were A4."""
    given = image.info.get("dpi")
    try:
        across, down = (float(value) for value in given) if given else (0.0, 0.0)
    except (TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    low, high = _BELIEVABLE_DPI
    inches = max(image.width / across, image.height / down) if across > 0 and down > 0 else 0.0
    if low <= across <= high and low <= down <= high and 3 <= inches <= 50:
        return across, down
    guess = max(image.size) / _PAGE_INCHES
    return guess, guess
