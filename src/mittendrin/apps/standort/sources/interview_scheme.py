# SPDX-License-Identifier: EUPL-1.2
"""The scheme for coding interviews, and transcripts as people upload them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mittendrin.apps.standort.sources.questionnaire import Citation
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

FILE = Path(__file__).parent.parent / "content" / "interview_scheme.yaml"
MOST_BYTES, MOST_SENTENCES, LONGEST = 500_000, 4000, 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_END = re.compile(r"(?<=[.!?…])[\"“”»«']?\s+(?=[\"„»«'(]?[A-ZÄÖÜ0-9])")
_SHORTENED = re.compile(
    r"(?:(?<!\w)[A-Za-zÄÖÜäöü]|\b(?:Dr|Prof|Hr|Fr|Nr|Abs|Art|ca|bzw|etc|vgl|usw|evtl|ggf|inkl|Str|St|Mio|Mrd|Tsd|sog|max"
    r"|min|Kap|Jh)|\b\d{1,2})\.$"
)


@dataclass(frozen=True)
class Category:
    """One category with its definition, in two languages."""

    id: str
    name: Mapping[str, str]
    about: Mapping[str, str]


@dataclass(frozen=True)
class Scheme:
    """The categories that are set before the coding begins, and where they come from."""

    name: str
    source: Citation
    categories: tuple[Category, ...]


@cache
def shipped() -> Scheme:
    """Return the scheme that comes with Mittendrin."""
    data = yaml_strict.read(FILE)
    rows = tuple(
        Category(one["id"], {"de": one["de"], "en": one["en"]}, {"de": one["about_de"], "en": one["about_en"]})
        for one in data["categories"]
    )
    return Scheme(data["name"], Citation(**data["source"]), rows)


def read_text(data: bytes) -> str:
    """Return a transcript from a text file, UTF-8 or Windows-1252, with plain line ends.

    Raises ProblemsFound: too large, empty, not a text, too many sentences.
    """
    if len(data) > MOST_BYTES:
        raise ProblemsFound([Problem("", "transcript-large", str(MOST_BYTES // 1000))])
    if b"\x00" in data or data.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf")):
        raise ProblemsFound([Problem("", "transcript-no-text")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    if not text:
        raise ProblemsFound([Problem("", "transcript-empty")])
    if len(sentences(text)) > MOST_SENTENCES:
        raise ProblemsFound([Problem("", "transcript-long", str(MOST_SENTENCES))])
    return text


def sentences(text: str) -> list[str]:
    """Return the sentences of a transcript in order: the units that are coded. Each line ends one, too."""
    found: list[str] = []
    for line in text.split("\n"):
        held = ""
        for part in _END.split(line.strip()):
            held = f"{held} {part}".strip()
            if held and not _SHORTENED.search(held):
                found += [held[at : at + LONGEST] for at in range(0, len(held), LONGEST)]
                held = ""
        if held:
            found.append(held[:LONGEST])
    return found
