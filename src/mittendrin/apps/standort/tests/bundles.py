# SPDX-License-Identifier: EUPL-1.2
"""Bundles of other towns for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from mittendrin.apps.standort.sources import bundle
from mittendrin.apps.standort.sources.bundle import Content
from mittendrin.core.signing import Signer

KEY, OTHER_KEY = Signer(b"\x01" * 32), Signer(b"\x02" * 32)
MADE = date(2026, 11, 30)
TOWN: dict[str, Any] = {"name": "Nachbarstadt", "ags": "07999001", "state": "RP", "population": 23000}
MEASURE: dict[str, Any] = {
    "id": "0123456789ab",
    "title": "E-Akte im Bauamt",
    "state": "planned",
    "start": "2027-01-01",
    "one_off": 40000,
    "milestones": [{"day": "2027-03-31", "title": "Start im Bürgerbüro"}],
}
BLOCK: dict[str, Any] = {"id": "letter_unit", "version": "1.0.0", "decided": 120, "changed": 9, "verdict": "kept"}
TEXT = {"de": "Ein Text auf Deutsch.", "en": "A text in English."}
PROFILE: dict[str, Any] = {
    "as_of": 2026,
    "summary_de": "Die Nachbarstadt steuert alles aus dem Hauptamt.",
    "summary_en": "The neighbour town steers everything from its main office.",
    "organisation": {"models": ["existing_unit"], "attached_to": "main_office", **TEXT},
    "agenda": {"state": "in_development", **TEXT},
    "goals": [{"category": "administration", **TEXT}],
}


def content(**changes: Any) -> Content:
    """Return the content of a bundle."""
    return Content(**{"town": TOWN, "profile": PROFILE, "measures": (MEASURE,), "blocks": (BLOCK,)} | changes)


def packed(issue: int = 1, signer: Signer = KEY, made: date = MADE, **changes: Any) -> bytes:
    """Return the file of a signed bundle."""
    return bundle.write(content(**changes), issue, made, signer)
