# SPDX-License-Identifier: EUPL-1.2
"""Numbers as people read them in the language of the page."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language

SMALLEST_BASE = 5
"""Below this many cases a percentage says more than is known; it is left out."""


def _locale() -> str:
    return get_language() or "de"


def amount(value: float | None, unit: str = "") -> str:
    """Return ``value`` with separators, at most one decimal, and its unit; a dash when it is missing."""
    if value is None:
        return "–"
    if unit == "%":
        return format_percent(
            value / 100, format="#,##0.#\N{NO-BREAK SPACE}%" if _locale() == "de" else "#,##0.#%", locale=_locale()
        )
    text = format_decimal(value, format="#,##0.#", locale=_locale())
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def signed(value: float | None) -> str:
    """Return a difference with its sign; zero has none."""
    if value is None:
        return "–"
    return format_decimal(value, format="+#,##0.#;\N{MINUS SIGN}#,##0.#" if value else "0", locale=_locale())


def share(part: float, whole: float) -> float | None:
    """Return ``part`` as percentage of ``whole``, rounded; None when the base is under five cases."""
    return None if whole < SMALLEST_BASE else float(round(100 * part / whole))


def decimal(value: float | str | None) -> str:
    """Return a cell for a CSV file: plain digits with the decimal sign of the language, empty when missing."""
    if value is None or isinstance(value, str):
        return value or ""
    text = f"{value:.10g}"
    return text.replace(".", ",") if _locale() == "de" else text
