# SPDX-License-Identifier: EUPL-1.2
"""Marks that a post room and its machines leave on paper: stamps of receipt, holes, staples, notes, lines of a fax."""

from __future__ import annotations

import random
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from mittendrin.apps.posteingang.demo import fonts

MONTHS = ("JAN.", "FEB.", "MÄRZ", "APR.", "MAI", "JUNI", "JULI", "AUG.", "SEP.", "OKT.", "NOV.", "DEZ.")
_STAMP_INKS = ((40, 40, 140), (150, 30, 40), (60, 60, 70), (90, 40, 120))
_NOTES = ("z.K.", "b.R.", "20 / 32", "z.d.A.", "Kopie an II", "Eilt!", "m.d.B.u.Ü.", "erl. Ha")


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _pressed(picture: Image.Image, mark: Image.Image, at: tuple[int, int]) -> None:
    """Print ``mark`` (dark on white) onto the picture so that what is below shines through."""
    x, y = at
    box = (x, y, min(x + mark.width, picture.width), min(y + mark.height, picture.height))
    if box[2] <= x or box[3] <= y or x < 0 or y < 0:
        return
    below = picture.crop(box)
    pressed = mark.crop((0, 0, box[2] - x, box[3] - y)).convert(picture.mode)
    picture.paste(ImageChops.multiply(below, pressed), box[:2])


def add(picture: Image.Image, chance: random.Random, dots: int, stamp: str, *, poor: bool) -> None:
    """Leave marks by chance on the picture, more of them on poor ones."""
    more = 1.6 if poor else 1.0
    if stamp and chance.random() < 0.45 * more:
        _stamp(picture, chance, dots, stamp)
    if chance.random() < 0.35 * more:
        _holes(picture, chance, dots)
    if chance.random() < 0.2 * more:
        _staple(picture, chance, dots)
    if chance.random() < 0.15 * more:
        _note(picture, chance, dots)
    if chance.random() < 0.3 * more:
        _folds(picture, chance)


def _stamp(picture: Image.Image, chance: random.Random, dots: int, words: str) -> None:
    """Press a stamp of receipt, as a rule to the upper right where there is room, sometimes over the text."""
    width, height = int(2.35 * dots), int(0.85 * dots)
    mark = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(mark)
    ink = chance.choice(_STAMP_INKS)
    draw.rectangle((3, 3, width - 4, height - 4), outline=ink, width=max(dots // 75, 2))
    face = str(fonts.families(fonts.OFFICE)[0].path).replace("Regular", "Bold")
    rows = (("Stadtverwaltung Musterstadt", 0.11), (words, 0.155), ("Anl. ____   Amt ____", 0.11))
    for at, (row, size) in enumerate(rows):
        draw.text(
            (width / 2, height * (0.2 + at * 0.3)), row, fill=ink, font=_font(face, int(size * dots)), anchor="mm"
        )
    mark = mark.rotate(chance.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    faded = Image.blend(Image.new("RGB", mark.size, "white"), mark, chance.uniform(0.45, 0.95))
    x = int(picture.width * chance.uniform(0.45, 0.68))
    y = int(picture.height * (chance.uniform(0.08, 0.25) if chance.random() < 0.6 else chance.uniform(0.25, 0.6)))
    place = (min(x, picture.width - mark.width - 1), y)
    careless = x % 5 == 0
    _pressed(picture, faded, place if careless else _free_place(picture, faded.size, place))


def _free_place(picture: Image.Image, size: tuple[int, int], wish: tuple[int, int]) -> tuple[int, int]:
    """Return a place for a stamp with little print below it, near the wished one."""
    small = picture.convert("L").reduce(8)
    width, height = picture.size
    places = [wish] + [
        (int(width * across / 20), int(height * down / 40)) for across in range(7, 15) for down in range(1, 26)
    ]
    inside = [(x, y) for x, y in places if x + size[0] < width and y + size[1] < height]

    def cost(place: tuple[int, int]) -> tuple[int, int]:
        x, y = place
        below = small.crop((x // 8, y // 8, (x + size[0]) // 8, (y + size[1]) // 8))
        print_ = round(255 - ImageStat.Stat(below).mean[0])
        return print_ // 4, abs(x - wish[0]) + abs(y - wish[1])

    return min(inside, key=cost, default=wish)


def _holes(picture: Image.Image, chance: random.Random, dots: int) -> None:
    """Punch two holes 80 mm apart into the left margin."""
    draw = ImageDraw.Draw(picture)
    radius, x = 3 / 25.4 * dots, 12 / 25.4 * dots * chance.uniform(0.7, 1.1)
    dark = chance.choice((20, 60, 235))
    for side in (-1, 1):
        y = picture.height / 2 + side * 40 / 25.4 * dots
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=_grey(picture, dark), outline=_grey(picture, 150)
        )


def _grey(picture: Image.Image, level: int) -> int | tuple[int, int, int]:
    return level if picture.mode == "L" else (level, level, level)


def _staple(picture: Image.Image, chance: random.Random, dots: int) -> None:
    """Draw a staple with its shadow into the upper left corner."""
    x, y = int(chance.uniform(0.2, 0.5) * dots), int(chance.uniform(0.2, 0.5) * dots)
    size = int(0.6 * dots)
    mark = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(mark)
    draw.line((size * 0.2, size * 0.7, size * 0.7, size * 0.25), fill=(90, 90, 90), width=max(dots // 60, 2))
    _pressed(picture, mark.filter(ImageFilter.GaussianBlur(dots / 90)), (x, y))
    _pressed(picture, mark, (x, y))


def _note(picture: Image.Image, chance: random.Random, dots: int) -> None:
    """Write a note by hand, as the post room does: somewhere, aslant, coloured."""
    words = chance.choice(_NOTES)
    face = fonts.chosen(fonts.HAND, words, chance)
    mark = Image.new("RGB", (int(1.6 * dots), int(0.6 * dots)), "white")
    ink = chance.choice(((170, 30, 30), (30, 110, 50), (40, 40, 150)))
    draw = ImageDraw.Draw(mark)
    draw.text((8, 8), words, fill=ink, font=_font(str(face.path), int(0.3 * dots)))
    mark = mark.rotate(chance.uniform(-15, 15), Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    x = int(chance.uniform(0.02, 0.75) * picture.width)
    _pressed(picture, mark, (x, int(chance.uniform(0.02, 0.9) * picture.height)))


def _folds(picture: Image.Image, chance: random.Random) -> None:
    """Draw the soft shadows of folds in thirds."""
    for third in (105 / 297, 210 / 297):
        depth = int(chance.uniform(5, 45))
        height = max(picture.height // 300, 4)
        strip = Image.new("RGB", (picture.width, height * 3), "white")
        ImageDraw.Draw(strip).rectangle((0, height, picture.width, height * 2), fill=(255 - depth,) * 3)
        _pressed(picture, strip.filter(ImageFilter.GaussianBlur(height / 2)), (0, int(picture.height * third)))


def fax_header(picture: Image.Image, line: str, dots: int) -> None:
    """Print the line of the sending machine along the upper edge."""
    face = fonts.families(fonts.TYPEWRITER)[-1].path
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, picture.width, int(0.2 * dots)), fill="white")
    draw.text((0.25 * dots, 0.04 * dots), line, fill="black", font=_font(str(face), int(0.12 * dots)))
