# SPDX-License-Identifier: EUPL-1.2
"""Programmes and givers of money that names in records belong to, from the editable list ``programmes.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mittendrin.core import yaml_strict

PROGRAMMES_FILE = Path(__file__).parent.parent.parent / "programmes.yaml"
# Only where no named programme fits.
_GENERAL = {"bund", "land", "wettbewerb"}


@dataclass(frozen=True)
class Programme:
    """One entry of the list with its words in lower case."""

    id: str
    de: str
    en: str
    words: tuple[str, ...]


@cache
def programmes() -> dict[str, Programme]:
    """Return the entries of the list by id, in their order."""
    rows = yaml_strict.read(PROGRAMMES_FILE)["programmes"]
    return {
        row["id"]: Programme(row["id"], row["de"], row["en"], tuple(word.lower() for word in row["match"]))
        for row in rows
    }


def programmes_of(names: Iterable[str]) -> list[str]:
    """Return the ids of the entries that ``names`` belong to; a general one only where no other fits."""
    found: dict[str, None] = {}
    for name in names:
        text = f"{name} ".lower()
        ids = [entry.id for entry in programmes().values() if any(word in text for word in entry.words)]
        special = [identity for identity in ids if identity not in _GENERAL]
        found |= dict.fromkeys(special or ids)
    return [identity for identity in programmes() if identity in found]
