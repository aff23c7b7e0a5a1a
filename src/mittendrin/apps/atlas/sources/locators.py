# SPDX-License-Identifier: EUPL-1.2
"""The notation of places in the studies, checked without the studies at hand."""

from __future__ import annotations

import re

NOTATIONS = {
    "ki-in-mittelstaedten": (
        r"Anhang 9\.4, (?:Modellprojekt|Forschungsprojekt) \d+|(?:Anhang|Kap\.) \d+(?:\.\d+)*(?:, .+)?"
        r"|(?:Tabelle|Abb\.) \d+"
    ),
    "smart-city-atlas": (
        r"Kap\. 3, Steckbrief [^,]+(?:, .+)?|Kap\. \d+(?:\.\d+)*|Anhang A(?:, .+)?|(?:Tabelle|Abbildung) \d+"
    ),
    "zukunft-vor-ort": r"Abschnitt .+",
    "kolumnenarchiv": r"Zeile \d+",
}


def is_notation(source: str, locator: str) -> bool:
    """Return whether ``locator`` has the form that places in ``source`` have; other sources are free."""
    return source not in NOTATIONS or re.fullmatch(NOTATIONS[source], locator) is not None
