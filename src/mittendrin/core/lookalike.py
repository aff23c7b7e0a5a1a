# SPDX-License-Identifier: EUPL-1.2
"""Words found in text although a scanner misread some signs: signs that look alike are made equal."""

from __future__ import annotations

import re
from collections.abc import Iterable

# One sign for all that scanners take for one another; lengths stay the same, so places in the text do too.
_SAME = str.maketrans(
    "0185|!ßäöüéèáàçşıł’`´–—„“”\u00a0\u202fABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÉ",
    "oibsiibaoueeaacsii'''--\"\"\"  abcdefghijkimnopqrstuvwxyzaoue",
)
_STROKES = str.maketrans("lt", "ii")


def skeleton(text: str) -> str:
    """Return ``text`` of the same length with signs that look alike made equal, in lower case.

    The digits 0, 1, 5 and 8 become letters: look for numbers in the text itself.
    """
    return text.translate(_SAME).translate(_STROKES)


def spelled(word: str) -> str:
    """Return the regular expression that finds ``word`` in a skeleton.

    Blanks may be lost or doubled, ``m`` may be read as ``rn``. A blank at the end: the word must end there.
    """
    signs = []
    for sign in skeleton(word.rstrip()):
        if sign == " ":
            signs.append(r"\s{0,2}")
        elif sign in "-.":
            signs.append(r"[\s.\-,]{0,2}")
        else:
            signs.append("(?:m|rn)" if sign == "m" else re.escape(sign))
    return "".join(signs) + ("(?![a-z])" if word.endswith(" ") else "")


def any_of(words: Iterable[str], after: str = "") -> re.Pattern[str]:
    """Return the pattern that finds any of ``words`` in a skeleton where a word begins; ``after`` must follow.

    ``*`` at the beginning: the word may also stand inside a longer one.
    """
    ordered = sorted(words, key=len, reverse=True)
    begin = "|".join(spelled(word) for word in ordered if not word.startswith("*"))
    inside = "|".join(spelled(word.removeprefix("*")) for word in ordered if word.startswith("*"))
    # One look behind for all words: the search is several times faster than with one for each.
    parts = [part for part in (f"(?<![a-z])(?:{begin})" if begin else "", inside) if part]
    return re.compile(f"(?:{'|'.join(parts)}){after}")
