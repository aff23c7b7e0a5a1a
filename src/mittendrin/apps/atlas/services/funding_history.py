# SPDX-License-Identifier: EUPL-1.2
"""Programmes and givers of money that the studies name: history for a town that looks for money today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.citations import SourceList
from mittendrin.apps.atlas.services.search.programmes import programmes, programmes_of

Data = dict[str, Any]
OWN_MONEY = "eigene-mittel"


def programmes_in_studies() -> list[Data]:
    """Return the programmes with who got money, the most named first, in the language of the page.

    Each: id, title, and ``uses``: name as printed, what or who it was for, url, year, source (document and section).
    """
    english = (get_language() or "de").startswith("en")
    found: dict[str, list[Data]] = defaultdict(list)
    for name, use in _uses():
        for identity in programmes_of([name]):
            found[identity].append({"name": name, **use})
    listed = [(identity, uses) for identity, uses in found.items() if identity != OWN_MONEY]
    listed.sort(key=lambda row: -len(row[1]))
    entries = programmes()
    return [
        {"id": identity, "title": entries[identity].en if english else entries[identity].de, "uses": uses}
        for identity, uses in listed
    ]


def _uses() -> Iterator[tuple[str, Data]]:
    places = {key: record.title for key, record in records.by_key(Kind.MUNICIPALITY).items()}
    sources = SourceList()
    for record in Record.objects.filter(kind__in=[Kind.PROFILE, Kind.PROJECT]).order_by("title"):
        data = record.data
        if record.kind == Kind.PROFILE:
            names, key = data.get("programmes", []), data["municipality"]
            title, url = places.get(key, key), reverse("atlas:place", args=[key])
        else:
            names, title, url = data.get("funding", []), record.title, reverse("atlas:project", args=[record.key])
        cited = "; ".join(f"{one.name}, {one.locator}" for one in sources.of(data))
        yield from ((name, {"for": title, "url": url, "year": data["as_of"], "source": cited}) for name in names)
