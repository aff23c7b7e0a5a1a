# SPDX-License-Identifier: EUPL-1.2
"""Single answers as people write them: keys or German words, yes and ja, 1,5 and 1.5, and the many forms of unknown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from mittendrin.apps.standort.sources.questionnaire import NO, YES, Choice, Item

Value = str | float | frozenset[str]
OPEN = frozenset(
    {"", "unknown", "unbekannt", "?", "-", "–", "k.a.", "k. a.", "keine angabe", "weiß nicht", "weiss nicht", "n/a"}
)
_YES = frozenset({"yes", "ja", "true", "wahr", "y", "j"})
_NO = frozenset({"no", "nein", "false", "falsch", "n"})
_THOUSANDS = re.compile(r"\d{1,3}(?:[.\s\u00a0\u202f']\d{3})+(?:,\d+)?")
_DECIMALS = re.compile(r"\d{1,3}\.\d{3}")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


LARGE = 1000  # what goes beyond is counted in whole pieces


class Wrong(Exception):
    """An answer that does not fit; kind and detail name it as in Problem."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.kind, self.detail = kind, detail
        super().__init__(kind)


def is_open(value: Any) -> bool:
    """Return whether a value says that nobody knows."""
    return value is None or (isinstance(value, str) and value.strip().lower() in OPEN)


def clean(text: str) -> str:
    """Return ``text`` without control characters, which neither a document nor a page can hold."""
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"})
    return "".join(kept).strip()


def value(item: Item, said: Any) -> Value | None:
    """Return the answer to an item, None when it is open; raises Wrong."""
    if is_open(said):
        return None
    if item.kind == "number":
        return number(said, item.most, whole=item.most > LARGE)
    if item.kind == "multiple":
        return frozenset(several(said, item.by_key))
    if item.kind == "yes_no":
        return _yes_no(said)
    return one(said, item.by_key)


def _yes_no(said: Any) -> str:
    text = str(said).strip().lower()
    if text in _YES or said is True:
        return YES
    if text in _NO or said is False:
        return NO
    raise Wrong("not-yes-no", str(said)[:80])


def one(said: Any, choices: Mapping[str, Choice]) -> str:
    """Return the key of the choice that ``said`` names by key or by its German or English words; raises Wrong."""
    if isinstance(said, list | dict):
        raise Wrong("one-choice", _listed(choices))
    if isinstance(said, bool):
        said = "ja" if said else "nein"
    text = " ".join(str(said).split()).lower()
    for key, choice in choices.items():
        if text in {key, key.replace("_", "-"), *(words.lower() for words in choice.label.values())}:
            return key
    if text in _NO and (found := [key for key, choice in choices.items() if choice.label["de"] == "nein"]):
        return found[0]
    raise Wrong("unknown-choice", f"{str(said)[:80]}|{_listed(choices)}")


def several(said: Any, choices: Mapping[str, Choice]) -> list[str]:
    """Return the keys of the choices in a list, or in a text with commas; raises Wrong."""
    if isinstance(said, dict):
        raise Wrong("list-of-choices", _listed(choices))
    if isinstance(said, bool) or (isinstance(said, str) and said.strip().lower() in _NO | {"none", "keine"}):
        if said is True:
            raise Wrong("list-of-choices", _listed(choices))
        return []
    parts = said if isinstance(said, list) else [said] if str(said).lower() in _words(choices) else str(said).split(",")
    return [one(part, choices) for part in parts]


def _words(choices: Mapping[str, Choice]) -> set[str]:
    return {words.lower() for choice in choices.values() for words in choice.label.values()}


def _listed(choices: Mapping[str, Choice]) -> str:
    return ", ".join(choices)


def number(said: Any, most: float, *, whole: bool = False) -> float:
    """Return a number from 0 to ``most``, also as a German writes it; raises Wrong.

    whole: what is counted, so that 41.200 means forty-one thousand two hundred; else 43.762 has three decimals.
    """
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        raise Wrong("not-a-number", str(said)[:80])
    try:
        found = _parsed(said, whole)
    except (ValueError, OverflowError) as error:
        raise Wrong("not-a-number", str(said)[:80]) from error
    if not math.isfinite(found) or found < 0 or found > most:
        raise Wrong("out-of-range", f"{said}|{most:g}"[:100])
    return found


def _parsed(said: int | float | str, whole: bool) -> float:
    if not isinstance(said, str):
        return float(said)
    text = said.strip()
    if _THOUSANDS.fullmatch(text) and (whole or not _DECIMALS.fullmatch(text)):
        text = re.sub(r"[.\s\u00a0\u202f']", "", text)
    return float(text.replace(",", "."))


def day(said: Any) -> date:
    """Return a day written 2026-11-30, 30.11.2026 or 2026-11 (its first day); raises Wrong."""
    text = str(said).strip()
    try:
        if match := _GERMAN_DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _MONTH.fullmatch(text):
            return date(int(match[1]), int(match[2]), 1)
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong("not-a-day", text[:80]) from error
