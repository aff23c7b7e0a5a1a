# SPDX-License-Identifier: EUPL-1.2
"""Numbers as people and spreadsheets write them, German or English."""

from __future__ import annotations

import math
import re

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*", re.ASCII)
_TAIL = re.compile(r"[.,]0*$")
_SHORT = re.compile(r"-?\d{1,3}(?:\.\d{3})*(?:,\d+)?(?:e[+-]?\d+)?", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")
MAX_LENGTH = 40
_MOST_PLACES = 6
_MOST_PLAIN = 1e12


def parse_integer(text: str) -> int:
    """Return the whole number in ``text``: ``47514``, ``47.514``, ``47,514``, ``47 514``, ``47514,0``.

    A point or comma before exactly three digits groups thousands. Raises ValueError for anything else.
    """
    bare = _bare(text)
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[.,]", "", digits)
    else:
        digits = _TAIL.sub("", digits) if digits[:1].isdigit() else digits
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(text[:MAX_LENGTH])
    return sign * int(digits)


def parse_decimal(text: str) -> float:
    """Return the number in ``text``: ``85,81``, ``85.81``, ``1.234,5``, ``1,234.5``.

    A single point or comma is the decimal sign; of two different ones the last is. Raises ValueError otherwise.
    """
    bare = _bare(text)
    point, comma = bare.rfind("."), bare.rfind(",")
    if point >= 0 and comma >= 0:
        group, decimal = (".", ",") if comma > point else (",", ".")
        whole, _, fraction = bare.rpartition(decimal)
        if not _GROUPED.fullmatch(whole.lstrip("-")):
            raise ValueError(text[:MAX_LENGTH])
        bare = f"{whole.replace(group, '')}.{fraction}"
    elif max(bare.count("."), bare.count(",")) > 1 and _GROUPED.fullmatch(bare.lstrip("-")):
        bare = re.sub(r"[.,]", "", bare)
    else:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", bare, re.ASCII):
        raise ValueError(text[:MAX_LENGTH])
    return float(bare)


def _bare(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise ValueError(text[:MAX_LENGTH])
    return _SPACES.sub("", text).replace("\u2212", "-")


def short(number: float, digits: int = 3) -> str:
    """Return ``number`` as people read it in German: about three digits, decimal comma, thousands by point."""
    if number == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    if places > _MOST_PLACES or abs(number) >= _MOST_PLAIN:
        return f"{number:.{digits - 1}e}".replace(".", ",")
    text = f"{number:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def in_english(text: str) -> str:
    """Return a number that ``short`` wrote as English readers expect it; anything else as it is."""
    return text.translate(_SWAPPED) if _SHORT.fullmatch(text) else text
