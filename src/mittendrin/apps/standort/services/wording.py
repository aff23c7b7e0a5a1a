# SPDX-License-Identifier: EUPL-1.2
"""Texts of the data in the language of the page, and the names of stages, efforts and the like."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.standort.sources.answer_values import Value
from mittendrin.apps.standort.sources.questionnaire import Citation, Item

STEPS = 4
SOURCES = {
    "ki-in-mittelstaedten": "KI in Mittelstädten (2021)",
    "smart-city-atlas": "Smart-City-Atlas (2019)",
    "zukunft-vor-ort": "Zukunft wird vor Ort gemacht (2018)",
    "kolumnenarchiv": "Kolumnenarchiv",
}


def say(text: Mapping[str, str]) -> str:
    """Return a text in the language of the page, German when there is no other."""
    return text.get((get_language() or "de")[:2]) or text.get("de", "")


def number(value: float, digits: int = 1) -> str:
    """Return a number with the separators of the language; halves are rounded up, as people in offices do."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(format_decimal(rounded, format=pattern, locale=get_language() or "de"))


def stage_names() -> list[str]:
    """Return the five stages that every field goes through."""
    return [_("nicht begonnen"), _("begonnen"), _("im Aufbau"), _("im Alltag"), _("gefestigt")]


def stage(value: float) -> str:
    """Return the stage nearest to a value from 0 to 1."""
    return stage_names()[round(value * STEPS)]


def stages(low: float, high: float) -> str:
    """Return one stage, or two with "bis" between them when the span reaches over more."""
    first, last = stage(low), stage(high)
    return first if first == last else _("%(first)s bis %(last)s") % {"first": first, "last": last}


def span(low: int, high: int) -> str:
    """Return one number, or two with "bis" between them."""
    return str(low) if low == high else _("%(first)s bis %(last)s") % {"first": low, "last": high}


def effort(key: str) -> str:
    """Return the word for an effort."""
    return {"small": _("klein"), "medium": _("mittel"), "large": _("groß")}[key]


def months(span: tuple[int, int]) -> str:
    """Return how long a step takes."""
    low, high = span
    if low == high:
        return _("1 Monat") if low == 1 else _("%(count)s Monate") % {"count": low}
    return _("%(low)s bis %(high)s Monate") % {"low": low, "high": high}


def citation(source: Citation) -> str:
    """Return where something stands, for a list of sources."""
    parts = [SOURCES.get(source.source, source.source), source.locator, source.detail]
    return ", ".join(part for part in parts if part)


def answer(item: Item, value: Value | None) -> str:
    """Return an answer in words."""
    if value is None:
        return _("offen")
    if isinstance(value, frozenset):
        chosen = [say(choice.label) for choice in item.choices if choice.key in value]
        return ", ".join(chosen) or _("nichts davon")
    if isinstance(value, str):
        return say(item.by_key[value].label) if value in item.by_key else value
    return f"{number(value)} {say(item.unit)}".strip()


def join(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s und %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def upper_first(text: str) -> str:
    """Return ``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]
