# SPDX-License-Identifier: EUPL-1.2
"""Tesseract: one page of grey values in, words with places and certainties out."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.refusals import postponed
from mittendrin.contracts.document import Word
from mittendrin.core.program import MIB, Limits, ProgramFailed, ProgramMissing, run

LANGUAGES = ("deu", "eng")
_MEMORY = 1_024 * MIB
_OSD_MEMORY = 512 * MIB
# One thread each: several pages at once use the cores better than several threads a page.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1"}
_WORD_LEVEL = "5"


def words(picture: NDArray[np.uint8], dpi: int, *, mode: int = 3, part: bool = False) -> tuple[Word, ...]:
    """Return the words of ``picture`` (height x width, grey), boxes as shares of it, lines not yet numbered.

    mode: page segmentation of Tesseract. part: only a part of a page: in German alone, which takes about half the
    time, and with less time. Raises Postponed when Tesseract is missing, ProgramError when it fails.
    """
    languages = _languages()[:1] if part else _languages()
    arguments = ["-l", "+".join(languages), "--psm", str(mode), "--dpi", str(dpi), "tsv"]
    seconds = limits.OCR_SECONDS_PER_PART if part else limits.OCR_SECONDS_PER_PAGE
    table = _tesseract(picture, arguments, seconds, _MEMORY)
    height, width = picture.shape
    return tuple(_words(table, width, height))


def upright_turn(picture: NDArray[np.uint8], dpi: int) -> tuple[int, float]:
    """Return by how many degrees clockwise to turn ``picture`` (0, 90, 180, 270) and how sure that is (15 is very).

    Raises Postponed when Tesseract is missing.
    """
    try:
        said = _tesseract(picture, ["--psm", "0", "--dpi", str(dpi)], 30.0, _OSD_MEMORY)
    except ProgramFailed:  # too few letters to tell
        return 0, 0.0
    found = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    try:
        return int(found["Rotate"]) % 360, float(found["Orientation confidence"])
    except (KeyError, ValueError):
        return 0, 0.0


@cache
def _languages() -> tuple[str, ...]:
    """Return the languages of LANGUAGES that are installed. Raises Postponed when German is not."""
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        try:
            said = run(["tesseract", "--list-langs"], folder=Path(folder), limits=Limits(20.0, _OSD_MEMORY))
        except ProgramMissing as error:
            raise postponed("no-tesseract") from error
    there = said.stdout.decode().split()
    if LANGUAGES[0] not in there:
        raise postponed("no-language", language=LANGUAGES[0])
    return tuple(language for language in LANGUAGES if language in there)


def version() -> str:
    """Return the version of Tesseract. Raises Postponed when it is missing."""
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        try:
            said = run(["tesseract", "--version"], folder=Path(folder), limits=Limits(20.0, _OSD_MEMORY))
        except ProgramMissing as error:
            raise postponed("no-tesseract") from error
    return said.stdout.decode().split()[1]


def _tesseract(picture: NDArray[np.uint8], arguments: list[str], seconds: float, memory: int) -> str:
    height, width = picture.shape
    with tempfile.TemporaryDirectory(prefix="ocr-") as name:
        folder = Path(name)
        page = folder / "page.pgm"
        page.write_bytes(b"P5 %d %d 255\n" % (width, height) + picture.tobytes())
        try:
            output = run(
                ["tesseract", page, "stdout", *arguments],
                folder=folder,
                limits=Limits(seconds, memory),
                environment=_ENVIRONMENT,
            )
        except ProgramMissing as error:
            raise postponed("no-tesseract") from error
    return output.stdout.decode("utf-8", "replace")


def _words(table: str, width: int, height: int) -> Iterator[Word]:
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        x0, y0 = int(row["left"]), int(row["top"])
        x1, y1 = x0 + int(row["width"]), y0 + int(row["height"])
        sure = min(max(float(row["conf"]) / 100, 0.0), 1.0)
        yield Word(text, x0 / width, y0 / height, x1 / width, y1 / height, 0, round(sure, 3))
