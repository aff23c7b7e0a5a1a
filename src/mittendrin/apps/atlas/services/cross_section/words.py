# SPDX-License-Identifier: EUPL-1.2
"""Puts counts into sentences: lists of names, shares in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.web.charts import numbers

NEAR = 0.05
LAST = ("other", "not_stated", "unknown")
"""What says nothing by itself stands at the end of a chart, however often it counts."""


def listing(names: Iterable[str]) -> str:
    """Return names as a list of the language: A, B und C."""
    return format_list(list(names), locale=get_language() or "de")


def quoted(names: Iterable[str]) -> str:
    """Return names as a list, each in quotes: for phrases that would run into the sentence."""
    return listing(_("„%(name)s“") % {"name": name} for name in names)


def count(number: float) -> str:
    """Return a number with the separators of the language."""
    return numbers.amount(number)


def _fractions() -> list[tuple[Fraction, str, str, str]]:
    return [
        (Fraction(1, 4), _("fast ein Viertel"), _("ein Viertel"), _("gut ein Viertel")),
        (Fraction(1, 3), _("fast ein Drittel"), _("ein Drittel"), _("gut ein Drittel")),
        (Fraction(1, 2), _("fast die Hälfte"), _("die Hälfte"), _("gut die Hälfte")),
        (Fraction(2, 3), _("fast zwei Drittel"), _("zwei Drittel"), _("gut zwei Drittel")),
        (Fraction(3, 4), _("fast drei Viertel"), _("drei Viertel"), _("gut drei Viertel")),
    ]


def share_words(part: int, whole: int) -> str:
    """Return the plain fraction that ``part`` of ``whole`` is near to; empty when none is near or cases are few."""
    if whole < 2 * numbers.SMALLEST_BASE:
        return ""
    ratio = part / whole
    value, below, equal, above = min(_fractions(), key=lambda row: abs(float(row[0]) - ratio))
    gap = ratio - float(value)
    if abs(gap) > NEAR:
        return ""
    if abs(gap) < 0.005:
        return equal
    return above if gap > 0 else below


def ranked(counts: Mapping[str, int], order: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Return counts, the largest first, equal ones in ``order``; what says nothing by itself comes last."""
    place = {code: number for number, code in enumerate(order)}
    return sorted(counts.items(), key=lambda item: (item[0] in LAST, -item[1], place.get(item[0], len(place)), item[0]))


def leaders(counts: Mapping[str, int], at_most: int = 2) -> list[str]:
    """Return the codes that say something and count most: ties with the last one included, zeros left out."""
    named = [(code, number) for code, number in ranked(counts) if number and code not in LAST]
    if len(named) <= at_most:
        return [code for code, _number in named]
    bound = named[at_most - 1][1]
    tied = [code for code, number in named if number >= bound]
    return tied if len(tied) <= at_most + 1 else [code for code, number in named if number > bound]


def as_subject(text: str) -> str:
    """Return ``text`` fit to begin a sentence."""
    return text[:1].upper() + text[1:]
