# SPDX-License-Identifier: EUPL-1.2
"""Label words that are found although a scanner misread some of their signs."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# One sign for all that scanners take for one another; lengths stay the same, so places in the text do too.
_SAME = str.maketrans(
    "0185|!ßäöüéèáàçşıł’`´–—„“”\u00a0\u202fABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÉ",
    "oibsiibaoueeaacsii'''--\"\"\"  abcdefghijkimnopqrstuvwxyzaoue",
)
_STROKES = str.maketrans("lt", "ii")


def skeleton(text: str) -> str:
    """Return ``text`` of the same length with signs that look alike made equal, in lower case."""
    return text.translate(_SAME).translate(_STROKES)


# What may stand between a label and the name that it labels.
_TO_THE_END = r"[a-z]{0,3}[\s:.,(\-]{0,3}(?:(?:frau|herrn?|dr|prof|med|familie)[\s.]{1,2}){0,3}$"


def label(name: str, *, end: bool = False, last: bool = False) -> re.Pattern[str]:
    """Return a pattern that finds the words ``name`` (``amount.total``) of words.toml in a skeleton.

    Words begin where a word begins; blanks in them may be lost or doubled. A blank at the end of a word: it must end
    there; end: all must. last: nothing but a form of address may follow. Raises KeyError.
    """
    fact, kind = name.split(".")
    return pattern(_words()[fact][kind], end=end, last=last)


def pattern(words: list[str], *, end: bool = False, last: bool = False) -> re.Pattern[str]:
    """Return the pattern that finds any of ``words``, as ``label`` says."""
    parts = "|".join(_spelled(word) for word in sorted(words, key=len, reverse=True))
    after = _TO_THE_END if last else "(?![a-z])" if end else ""
    return re.compile(f"(?<![a-z])(?:{parts}){after}")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    text = files("mittendrin.blocks.letter_facts").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _spelled(word: str) -> str:
    signs = []
    for sign in skeleton(word.rstrip()):
        if sign == " ":
            signs.append(r"\s{0,2}")
        elif sign in "-.":
            signs.append(r"[\s.\-,]{0,2}")
        else:
            signs.append("(?:m|rn)" if sign == "m" else re.escape(sign))
    return "".join(signs) + ("(?![a-z])" if word.endswith(" ") else "")
