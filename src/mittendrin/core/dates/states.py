# SPDX-License-Identifier: EUPL-1.2
"""The German state that a municipality belongs to."""

from __future__ import annotations

# First two digits of the official municipality key (AGS, Statistisches Bundesamt) -> ISO 3166-2 without "DE-".
STATE_OF_KEY = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}


def state_of(ags: str) -> str:
    """Return the state (``RP``) of an official municipality key; empty when it names none."""
    return STATE_OF_KEY.get(ags[:2], "")
