# SPDX-License-Identifier: EUPL-1.2
"""Label words that are found although a scanner misread some of their signs."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from mittendrin.core.lookalike import any_of

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
    return any_of(words, _TO_THE_END if last else "(?![a-z])" if end else "")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    text = files("mittendrin.blocks.letter_facts").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
