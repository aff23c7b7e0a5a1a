# SPDX-License-Identifier: EUPL-1.2
"""Is this text, or what a broken font or a bad reading left? Works without a dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# The most frequent small words of the languages that reach a German town hall.
_SMALL_WORDS = """
    der die das den dem des ein eine einen einem einer und oder ist sind war hat haben wird werden wurde nicht mit von
    vom zu zum zur für auf aus bei nach an am in im ich sie wir er es uns mir mich ihr ihre ihren ihnen sich dass als
    auch um so bis über unter kein keine bitte herr frau ihrem seit durch noch nur wenn wie sehr
    the and of to for is are was with on you your we our this that have not be
    le la les de des du et un une est pour dans que vous nous je il ne pas
    ve bir bu için ile da de olarak ben biz
    i w na z do nie się jest że o и в на не что с я по у о та на що не до за
    """
_SMALL = frozenset(_SMALL_WORDS.split())
_VOWELS = re.compile(r"[aeiouyäöüéèêáàâíìîóòôúùûøœæаеёиоуыэюяіїєαεηιουωığ]", re.IGNORECASE)
_HARD = re.compile(r"[bcdfghjklmnpqrstvwxzßçğşłżźćńśč]{6,}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[^\W\d_]\d[^\W\d_]|[a-zäöü][A-ZÄÖÜ][a-zäöü]")
_LATIN = re.compile(r"[a-z]")
_COMMON = frozenset("enirstad")
_STRANGE = frozenset({"Co", "Cn", "Cc", "Cs"})


def strange_share(text: str) -> float:
    """Return the share of signs that no text has: replacement signs, private use, control."""
    signs = [sign for sign in text if not sign.isspace()]
    strange = sum(sign == "\ufffd" or unicodedata.category(sign) in _STRANGE for sign in signs)
    return strange / len(signs) if signs else 0.0


def plausible(word: str) -> bool:
    """Return whether ``word`` may be a word or a number of some language."""
    bare = word.strip(".,;:!?()[]\"'„“”‚‘’«»/-–—*•")
    if not bare:
        return len(word) == 1 and not word.isalnum()
    if any(sign.isdigit() for sign in bare):
        return not _MIXED.search(bare)
    letters = _LETTERS.findall(bare)
    if not letters or len(bare) - sum(map(len, letters)) > 2:
        return False
    return all(len(part) <= 3 or (bool(_VOWELS.search(part)) and not _HARD.search(part)) for part in letters)


def _is_cipher(text: str) -> bool:
    """Return whether Latin letters are as frequent as in no language: fonts without a table of signs do that."""
    letters = _LATIN.findall(text.lower())
    return len(letters) > 60 and sum(letter in _COMMON for letter in letters) < 0.25 * len(letters)


def looks_like_text(words: Sequence[str]) -> bool:
    """Return whether ``words`` are text as people write it; few words get the benefit of the doubt."""
    if strange_share("".join(words)) > 0.05:
        return False
    if len(words) < 15:
        return not words or sum(map(plausible, words)) / len(words) >= 0.4
    if _is_cipher("".join(words)):
        return False
    fair = sum(map(plausible, words)) / len(words)
    small = sum(word.lower().strip(".,;:") in _SMALL for word in words) / len(words)
    return fair >= 0.55 and (small >= 0.03 or fair >= 0.8)
