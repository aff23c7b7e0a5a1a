# SPDX-License-Identifier: EUPL-1.2
"""Official keys: states by number, lost zeros, AGS out of ARS, and the role that a key shows."""

from __future__ import annotations

import re

from mittendrin.core.text import fold

STATES = {
    "01": ("SH", "Schleswig-Holstein"),
    "02": ("HH", "Hamburg"),
    "03": ("NI", "Niedersachsen"),
    "04": ("HB", "Bremen"),
    "05": ("NW", "Nordrhein-Westfalen"),
    "06": ("HE", "Hessen"),
    "07": ("RP", "Rheinland-Pfalz"),
    "08": ("BW", "Baden-Württemberg"),
    "09": ("BY", "Bayern"),
    "10": ("SL", "Saarland"),
    "11": ("BE", "Berlin"),
    "12": ("BB", "Brandenburg"),
    "13": ("MV", "Mecklenburg-Vorpommern"),
    "14": ("SN", "Sachsen"),
    "15": ("ST", "Sachsen-Anhalt"),
    "16": ("TH", "Thüringen"),
}
CITY_STATES = frozenset({"02000000", "11000000"})
_CODES = {fold(name): code for code, name in STATES.values()} | {code.lower(): code for code, _ in STATES.values()}
_INDEPENDENT_MARKS = frozenset({"61", "62"})
_UNINCORPORATED_MARKS = frozenset({"65", "66"})
_UNINCORPORATED = re.compile(r"gemeindefrei|gemfr", re.IGNORECASE)


def repair(text: str, length: int) -> tuple[str, bool]:
    """Return a key of ``length`` digits and whether a leading zero had to be put back.

    Raises ValueError when ``text`` is no such key.
    """
    digits = re.sub(r"[\s.]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(text[:40])
    lost = len(digits) == length - 1 and digits[0] != "0"
    digits = f"0{digits}" if lost else digits
    if len(digits) != length or digits[:2] not in STATES:
        raise ValueError(text[:40])
    return digits, lost


def ags_of(ars: str) -> str:
    """Return the 8-digit key of a municipality from its 12-digit regional key."""
    return ars[:5] + ars[9:]


def state_of(ags: str) -> str:
    """Return the code of the state (SH, HH, ...) that a key belongs to."""
    return STATES[ags[:2]][0]


def state_code(text: str) -> str | None:
    """Return the code for a state's name, code or number; None when it is none."""
    if text.isdigit() and text.zfill(2) in STATES:
        return STATES[text.zfill(2)][0]
    return _CODES.get(fold(text))


def role_of(ags: str, ars: str, name: str, mark: str) -> str:
    """Return city_state, independent_city, unincorporated or district_member.

    A municipality that is a district of its own has the number 000; areas that belong to no municipality
    have a regional key whose association part starts with 9.
    """
    if ags in CITY_STATES:
        return "city_state"
    if mark in _UNINCORPORATED_MARKS or ars[5:6] == "9" or _UNINCORPORATED.search(name):
        return "unincorporated"
    if mark in _INDEPENDENT_MARKS or ags.endswith("000"):
        return "independent_city"
    return "district_member"
