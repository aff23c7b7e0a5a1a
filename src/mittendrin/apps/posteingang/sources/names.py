# SPDX-License-Identifier: EUPL-1.2
"""Names of files that strangers chose: only a plain last part is kept."""

from __future__ import annotations

import re
import unicodedata

from mittendrin.apps.posteingang.sources import limits

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*]')


def safe_name(name: str, fallback: str = "Datei") -> str:
    """Return the last part of ``name`` without path, control and direction signs, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if _keeps(sign))
    plain = _UNSAFE.sub("_", plain).strip(" .")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    if len(plain) > limits.NAME_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        ending = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
        plain = (stem if ending else plain)[: limits.NAME_CHARACTERS - len(ending)] + ending
    return plain or fallback


def _keeps(sign: str) -> bool:
    # Direction signs (Cf) make "exe.fdp" look like "pdf.exe" turned round.
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def ending_of(name: str) -> str:
    """Return the ending of ``name`` in lower case without its point, empty when there is none."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and len(ending) <= 8 else ""
