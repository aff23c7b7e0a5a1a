# SPDX-License-Identifier: EUPL-1.2
"""Facets of the search: their values in words, with counts; zero stays, so that nothing seems to vanish."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services import citations, field_labels, labels
from mittendrin.apps.atlas.services.catalogue import KINDS, STAGES
from mittendrin.apps.atlas.services.search.documents import FACETS, NONE, WEIGHTS
from mittendrin.apps.atlas.services.search.programmes import programmes
from mittendrin.core.text import sort_key

PARAMETERS = {
    "kind": "art",
    "state": "land",
    "size": "groesse",
    "field": "feld",
    "ai": "ki",
    "stage": "stand",
    "technology": "technik",
    "programme": "programm",
    "source": "quelle",
}
_FIXED: dict[str, Sequence[str]] = {
    "kind": (*KINDS, *(kind for kind in WEIGHTS if kind != "project")),
    "state": (*labels.STATE, NONE),
    "size": (*labels.SIZE, NONE),
    "field": tuple(labels.FIELD),
    "ai": tuple(labels.AI),
    "stage": STAGES,
    "technology": tuple(labels.TECHNOLOGY),
}
# Facets whose values have an order of their own; the others are sorted by count.
_ORDERED = {"kind", "size", "ai", "stage"}
SHOWN, FEWEST = 7, 3


@dataclass(frozen=True)
class Value:
    """One value of a facet with the number of hits that have it."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One facet: the values to show at once, and those behind "more"."""

    name: str
    parameter: str
    title: str
    values: list[Value]
    more: list[Value]


def titles() -> dict[str, str]:
    """Return the title of each facet in the language of the page."""
    return {
        "kind": _("Art"),
        "state": _("Land"),
        "size": _("Größe des Ortes"),
        "field": _("Handlungsfeld"),
        "ai": _("KI"),
        "stage": _("Stand"),
        "technology": _("Technik"),
        "programme": _("Förderung und Programme"),
        "source": _("Quelle"),
    }


def known(name: str) -> Sequence[str]:
    """Return all values of the facet ``name`` in their order."""
    if name == "programme":
        return tuple(programmes())
    if name == "source":
        return tuple(citations.documents())
    return _FIXED[name]


def value_label(name: str, code: str) -> str:
    """Return the words for one value of a facet in the language of the page."""
    if code == NONE and name in {"state", "size"}:
        return _("ohne Land") if name == "state" else _("ohne Ort")
    if name == "kind":
        return labels.label("kind", code) if code in KINDS else field_labels.kind_label(code)
    if name == "size":
        return str(labels.SIZE_RANGE.get(code) or labels.label("size", code))
    if name == "programme":
        entry = programmes()[code]
        return entry.en if get_language() == "en" else entry.de
    if name == "source":
        return field_labels.value_label(code, "source")
    return labels.label(name, code)


def facets(counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Collection[str]]) -> list[Facet]:
    """Return all facets with ``counts``; chosen values are always shown."""
    names = titles()
    return [_facet(name, names[name], counts.get(name, {}), chosen.get(name, ())) for name in FACETS]


def _facet(name: str, title: str, counts: Mapping[str, int], chosen: Collection[str]) -> Facet:
    values = [Value(code, value_label(name, code), counts.get(code, 0), code in chosen) for code in known(name)]
    if name in _ORDERED:
        shown = _useful(values)
    else:
        values.sort(key=lambda value: (-value.count, sort_key(value.label)))
        with_hits = [value for value in values if value.count]
        shown = values[: max(len(with_hits), FEWEST)]
    first = [value for number, value in enumerate(shown) if number < SHOWN or value.chosen]
    more = [value for value in values if value not in first]
    return Facet(name, PARAMETERS[name], title, first, more)


def _useful(values: Iterable[Value]) -> list[Value]:
    """Return the values in their order, those with hits before those without where there are too many."""
    listed = list(values)
    if len(listed) <= SHOWN:
        return listed
    with_hits = [value for value in listed if value.count or value.chosen]
    room = max(SHOWN - len(with_hits), 0)
    without = [value for value in listed if value not in with_hits][:room]
    return [value for value in listed if value in with_hits or value in without]
