# SPDX-License-Identifier: EUPL-1.2
"""Small valid records for tests."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mittendrin.apps.atlas.ingest import bump_version
from mittendrin.apps.atlas.models import Record


def remove(records: QuerySet[Record]) -> None:
    """Delete ``records`` past the ingest and say so, so that no test after this one finds what was kept for it."""
    records.delete()
    bump_version()


def municipality(key: str = "testhausen", **changes: Any) -> dict[str, Any]:
    """Return a valid municipality record."""
    return {
        "id": key,
        "name": key.title(),
        "kind": "municipality",
        "role": "district_member",
        "ags": "05974999",
        "state": "NW",
        "lon": 8.1,
        "lat": 51.57,
        "groups": ["model-project"],
        "population": [{"value": 41000, "year": 2019, "source": "gemeindeverzeichnis"}],
        "area_km2": [{"value": 80.0, "year": 2019, "source": "gemeindeverzeichnis"}],
        "citations": [{"source": "ki-in-mittelstaedten", "locator": "Kap. 5.2"}],
        **changes,
    }


def project(key: str = "testhausen-briefe", **changes: Any) -> dict[str, Any]:
    """Return a valid project record."""
    return {
        "id": key,
        "kind": "ai_use",
        "title": "Briefe verteilen",
        "title_en": "Sort letters",
        "municipalities": ["testhausen"],
        "fields": ["Verwaltung"],
        "ai": ["text"],
        "technologies": ["text-recognition"],
        "stage": "in_operation",
        "as_of": 2021,
        "summary_de": "Ein Programm liest eingehende Briefe und schlägt das zuständige Amt vor.",
        "summary_en": "A program reads incoming letters and proposes the office in charge.",
        "source": "ki-in-mittelstaedten",
        "locator": "Kap. 5.2",
        **changes,
    }
