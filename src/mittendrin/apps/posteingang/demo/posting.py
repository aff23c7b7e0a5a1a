# SPDX-License-Identifier: EUPL-1.2
"""Letters of the samples as the files in which they reach a town hall: scans, faxes, e-mails, PDF from programs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from mittendrin.apps.posteingang.demo.mail import mailed
from mittendrin.apps.posteingang.demo.marks import MONTHS
from mittendrin.apps.posteingang.demo.scanner import FAX_DOTS, Scan, scanned
from mittendrin.apps.posteingang.demo.writing import written
from mittendrin.contracts.sample_letters import SampleLetter

# Raised when the same letter would come as another file: what was read of the old ones is then out of date.
EDITION = 2
GRADES = ("clean", "usual", "poor")
_SHARES = (0.35, 0.45, 0.20)
# Files carry no clock: the same letter gives the same bytes.
_MADE = date(2026, 11, 17).timetuple()


@dataclass(frozen=True)
class Posted:
    """A letter as a file. way: ``scan``, ``fax``, ``mail`` or ``program``. grade: of the scan, else empty."""

    name: str
    data: bytes
    way: str
    grade: str = ""


def posted(letter: SampleLetter, seed: int = 0, grade: str = "") -> Posted:
    """Return the letter as a file by one of the ways that its form allows.

    seed: another one gives another layout, way and noise. grade: ``clean``, ``usual`` or ``poor`` instead of chance;
    then the letter always comes as a picture.
    """
    chance = random.Random(f"post {letter.id} {seed}")  # noqa: S311 - how a letter comes is no secret
    form = letter.parts["form"]
    roll = chance.random()
    if not grade and form == "email" and roll < 0.8:
        return Posted(f"{letter.id}.eml", mailed(letter, seed), "mail")
    pdf = written(letter, seed)
    if not grade and roll < _born_digital(letter):
        return Posted(f"{letter.id}.pdf", pdf, "program")
    grade = grade or chance.choices(GRADES, _SHARES)[0]
    scan = _faxed(grade, letter, chance) if form == "fax" else _scan(grade, chance)
    pages = scanned(pdf, scan, f"{letter.id} {seed}", _stamp(letter, chance))
    name, data = _file(letter.id, pages, scan, chance)
    return Posted(name, data, "fax" if form == "fax" else "scan", grade)


def _born_digital(letter: SampleLetter) -> float:
    """Return how likely a letter of this form comes as a PDF from a program."""
    if letter.parts["form"] == "email":
        return 0.9
    if letter.parts["form"] in ("handschrift", "postkarte", "fax"):
        return 0.0
    return {"rechnung": 0.3, "formular": 0.15}.get(letter.parts["form"], 0.08 if letter.lines("letterhead") else 0.02)


def _scan(grade: str, chance: random.Random) -> Scan:
    mode = chance.choices(("L", "RGB", "1"), (0.55, 0.25, 0.2))[0]
    if grade == "clean":
        return Scan(grade, (300, 300), mode, marked=chance.random() < 0.4)
    dots = chance.choice((200, 300)) if grade == "usual" else 200
    turned = chance.choices((0, 2, 1, 3), (0.92, 0.05, 0.015, 0.015))[0]
    return Scan(grade, (dots, dots), mode, turned)


def _faxed(grade: str, letter: SampleLetter, chance: random.Random) -> Scan:
    down = FAX_DOTS // 2 - 4 if grade == "poor" else FAX_DOTS - 8
    day = _day(letter)
    number = f"+49 {chance.randrange(200, 999)} {chance.randrange(10**5, 10**6)}"
    header = f"{day:%d.%m.%Y} {chance.randrange(7, 19):02d}:{chance.randrange(60):02d}  {number}  S. {{page}}/{{pages}}"
    return Scan(grade, (FAX_DOTS, down), "1", header=header, marked=chance.random() < 0.3)


def _day(letter: SampleLetter) -> date:
    return date.fromisoformat(letter.truth["date"] or "2026-11-16")


def _stamp(letter: SampleLetter, chance: random.Random) -> str:
    day = _day(letter) + timedelta(days=chance.randrange(1, 5))
    return f"EINGEGANGEN {day.day:02d}. {MONTHS[day.month - 1]} {day.year}"


def _file(name: str, pages: Sequence[Image.Image], scan: Scan, chance: random.Random) -> tuple[str, bytes]:
    """Return name and content: TIFF for a fax and for some, JPEG or PNG for few single pages, else PDF."""
    roll = chance.random()
    if scan.mode == "1" and (scan.header or roll < 0.5):
        return f"{name}.tif", _bytes(pages, scan, "TIFF", compression="group4")
    quality = {"clean": 85, "usual": chance.randrange(60, 80), "poor": chance.randrange(30, 50)}[scan.grade]
    if scan.mode != "1" and len(pages) == 1 and roll < 0.1:
        return f"{name}.jpg", _bytes(pages, scan, "JPEG", quality=quality)
    if scan.mode == "L" and roll < 0.16:
        return f"{name}.tif", _bytes(pages, scan, "TIFF", compression="tiff_lzw")
    wish = {} if scan.mode == "1" else {"quality": quality}
    return f"{name}.pdf", _bytes(pages, scan, "PDF", creationDate=_MADE, modDate=_MADE, **wish)


def _bytes(pages: Sequence[Image.Image], scan: Scan, kind: str, **wish: Any) -> bytes:
    across = (scan.dpi[1], scan.dpi[0]) if scan.turned % 2 else scan.dpi
    if kind != "JPEG" and len(pages) > 1:
        wish |= {"save_all": True, "append_images": list(pages[1:])}
    held = BytesIO()
    pages[0].save(held, kind, dpi=across, **wish)
    return held.getvalue()
