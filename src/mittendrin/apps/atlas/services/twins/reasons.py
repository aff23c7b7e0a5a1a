# SPDX-License-Identifier: EUPL-1.2
"""Why two towns are alike, in plain words. Read the other way round, bigger becomes smaller."""

from __future__ import annotations

import math
from collections.abc import Iterable

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.twins.town import Town

# Limits of the ratio of two figures, symmetrical: equal up to 2 %, almost up to 6 %, a bit up to 20 %, up to double.
_LIMITS = tuple(math.log(limit) for limit in (1.02, 1.06, 1.2, 2.0))
_ROUNDING = 1e-9


def level(own: float | None, other: float | None) -> int | None:
    """Return 0 equal, 1 almost, 2 a bit, 3 clearly, 4 more than double; negative when the other is smaller."""
    if own is None or other is None:
        return None
    steps = sum(abs(other - own) > limit + _ROUNDING for limit in _LIMITS)
    return steps if other >= own else -steps


def size_words(step: int) -> str:
    """Return how big the other town is beside the own one."""
    return {
        0: _("gleich groß"),
        1: _("fast gleich groß"),
        2: _("etwas größer"),
        3: _("größer"),
        4: _("mehr als doppelt so groß"),
        -1: _("fast gleich groß"),
        -2: _("etwas kleiner"),
        -3: _("kleiner"),
        -4: _("weniger als halb so groß"),
    }[step]


def density_words(step: int) -> str:
    """Return how densely people live there beside the own town."""
    return {
        0: _("gleich dicht"),
        1: _("fast gleich dicht"),
        2: _("etwas dichter besiedelt"),
        3: _("dichter besiedelt"),
        4: _("mehr als doppelt so dicht"),
        -1: _("fast gleich dicht"),
        -2: _("etwas dünner besiedelt"),
        -3: _("dünner besiedelt"),
        -4: _("weniger als halb so dicht"),
    }[step]


def area_words(step: int) -> str:
    """Return how large the ground of the other town is beside the own one."""
    return {
        0: _("gleiche Fläche"),
        1: _("fast gleiche Fläche"),
        2: _("etwas mehr Fläche"),
        3: _("mehr Fläche"),
        4: _("mehr als die doppelte Fläche"),
        -1: _("fast gleiche Fläche"),
        -2: _("etwas weniger Fläche"),
        -3: _("weniger Fläche"),
        -4: _("weniger als die halbe Fläche"),
    }[step]


def unknown_words(criterion: str) -> str:
    """Return that the other town's figure is unknown."""
    return {
        "population": _("Einwohnerzahl unbekannt"),
        "density": _("Dichte unbekannt"),
        "area": _("Fläche unbekannt"),
        "state": _("Land unbekannt"),
        "role": _("Rolle unbekannt"),
    }[criterion]


def reason(own: Town, other: Town, criterion: str) -> str:
    """Return what one criterion says about the other town."""
    if criterion == "state":
        return _("gleiches Land") if own.state == other.state else _("anderes Land")
    if criterion == "role":
        same, words = own.role == other.role, label("role", other.role)
        return _("ebenfalls %(role)s") % {"role": words} if same else words
    attribute, words_of = {
        "population": ("log_people", size_words),
        "density": ("log_density", density_words),
        "area": ("log_area", area_words),
    }[criterion]
    step = level(getattr(own, attribute), getattr(other, attribute))
    return unknown_words(criterion) if step is None else words_of(step)


def sentence(own: Town, other: Town, criteria: Iterable[str]) -> str:
    """Return the reasons of all ``criteria`` in one line, an equal role left out."""
    counting = list(criteria)
    found = [] if own.role == other.role else ["role"]
    rest = [name for name in counting if name not in {"role", "population", "density"}]
    words = [*_both(own, other, counting), *(reason(own, other, name) for name in rest)]
    words += [reason(own, other, name) for name in found if name in counting]
    return ", ".join(words)


def _both(own: Town, other: Town, criteria: list[str]) -> list[str]:
    """Return the words for size and density, drawn together where they say the same."""
    size = level(own.log_people, other.log_people)
    density = level(own.log_density, other.log_density)
    if {"population", "density"} <= set(criteria) and size is not None and density is not None:
        if size == density == 0:
            return [_("gleich groß und dicht")]
        if abs(size) <= 1 and abs(density) <= 1:
            return [_("fast gleich groß und dicht")]
    return [reason(own, other, name) for name in ("population", "density") if name in criteria]
