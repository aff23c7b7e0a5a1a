# SPDX-License-Identifier: EUPL-1.2
"""Typefaces that letters are set in: those of this machine, one that comes with reportlab when there are none."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
OFFICE, TYPEWRITER, HAND = "office", "typewriter", "hand"


@dataclass(frozen=True)
class Family:
    """A typeface. regular, bold: names in reportlab. scale: factor that makes it as tall as Arial. path: its file."""

    regular: str
    bold: str
    scale: float
    path: Path

    @property
    def signs(self) -> frozenset[int]:
        """Return the code points that the typeface has."""
        return _signs(self.regular)


_FILES: dict[str, tuple[tuple[str, str, float], ...]] = {
    OFFICE: (
        ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", 1.0),
        ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", 1.08),
        ("Carlito-Regular.ttf", "Carlito-Bold.ttf", 1.06),
        ("Caladea-Regular.ttf", "Caladea-Bold.ttf", 1.0),
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", 0.92),
        ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", 0.92),
        ("Lato-Regular.ttf", "Lato-Bold.ttf", 1.0),
        ("OpenSans-Regular.ttf", "OpenSans-Bold.ttf", 0.94),
        ("LiberationSansNarrow-Regular.ttf", "LiberationSansNarrow-Bold.ttf", 1.05),
    ),
    TYPEWRITER: (
        ("GNUTypewriter.ttf", "GNUTypewriter.ttf", 1.0),
        ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf", 0.95),
        ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", 0.92),
    ),
    HAND: (
        ("Breip.ttf", "Breip.ttf", 1.25),
        ("femkeklaver.ttf", "femkeklaver.ttf", 1.25),
        ("SteveHand.ttf", "SteveHand.ttf", 1.3),
        ("Delphine.ttf", "Delphine.ttf", 1.3),
        ("Ecolier-court.ttf", "Ecolier-court.ttf", 1.3),
        ("Rufscript010.ttf", "Rufscript010.ttf", 1.2),
    ),
}


@cache
def _installed() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS for path in sorted(folder.rglob("*.ttf"))}


@cache
def _signs(name: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(name).face.charToGlyph)


def _registered(path: Path) -> str:
    if path.stem not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(path.stem, str(path)))
    return path.stem


@cache
def families(kind: str) -> tuple[Family, ...]:
    """Return the typefaces of a kind on this machine, never none."""
    found = _installed()
    here = tuple(
        Family(_registered(found[regular]), _registered(found[bold]), scale, found[regular])
        for regular, bold, scale in _FILES[kind]
        if regular in found and bold in found
    )
    if here or kind != OFFICE:
        return here or families(OFFICE)
    shipped = Path(pdfmetrics.__file__).resolve().parents[1] / "fonts"
    return (Family(_registered(shipped / "Vera.ttf"), _registered(shipped / "VeraBd.ttf"), 0.92, shipped / "Vera.ttf"),)


def chosen(kind: str, text: str, chance: random.Random) -> Family:
    """Return one typeface of a kind by chance: the first by the dice that has all signs of ``text``."""
    needed = {ord(sign) for sign in text if not sign.isspace()}
    order = list(families(kind))
    chance.shuffle(order)
    for family in [*order, *families(OFFICE)]:
        if needed <= family.signs:
            return family
    return max([*order, *families(OFFICE)], key=lambda family: len(needed & family.signs))
