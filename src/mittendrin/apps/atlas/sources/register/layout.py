# SPDX-License-Identifier: EUPL-1.2
"""Which column holds what: the layout of the official extract, or named columns in German or English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mittendrin.apps.atlas.sources.register.tables import NumberedRow, refuse
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.text import fold

RECORD_TYPES = frozenset({"10", "20", "30", "40", "50", "60"})
HEADER_ROWS = 20
_KEY_PARTS = ("land", "rb", "kreis", "vb", "gem")
_NAMES = {
    "ags": re.compile(
        r"ags|(amtlicher)?gemeindeschluessel(ags)?|gkz|gemeinde(kennziffer|nummer)|(municipality|community)key"
    ),
    "ars": re.compile(r"ars|rs|(amtlicher)?regionalschluessel(ars)?|regionalkey"),
    "name": re.compile(r"name|gemeinde(name)?|municipality(name)?|stadt|ort|ortsname|gen|town"),
    "state": re.compile(r"(bundes)?land(name)?|(federal)?state(name)?"),
    "district": re.compile(r"(land)?kreis(name)?|district(name)?|county"),
    "lon": re.compile(r"lon|long|lng|longitude|laengengrad|(geo)?laenge|xwgs84"),
    "lat": re.compile(r"lat|latitude|breitengrad|(geo)?breite|ywgs84"),
    "type": re.compile(r"satzart|recordtype"),
    "mark": re.compile(r"textkennzeichen|textmark"),
}
_AREA = re.compile(r"(flaeche|gebietsflaeche|area)(in)?(km2|qkm|sqkm|quadratkilometer)?\d?")
_POPULATION = re.compile(r"(population|bevoelkerung|einwohner|einwohnerzahl|inhabitants|residents|ewz)[a-z]*(\d.*)?")
_NO_TOTAL = re.compile(r"maenn|weibl|male|jekm2|dichte|density|frauen|maenner|proz|percent|veraend|change")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DAY = re.compile(r"(\d{2})\.(\d{2})\.((?:19|20)\d{2})")
_SHEET_DAY = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})$")


@dataclass(frozen=True)
class PopulationColumn:
    """One column with numbers of people, the year they hold for, and whether they are of the census."""

    index: int
    name: str
    year: int | None
    census: bool = False


@dataclass
class Layout:
    """Columns by meaning; ``titles`` are the printed names by index, ``territory`` the day of the borders."""

    header_row: int
    titles: dict[int, str]
    columns: dict[str, int]
    populations: list[PopulationColumn]
    official: bool = False
    territory: str = ""
    key_parts: dict[str, int] = field(default_factory=dict)

    def title(self, field_name: str) -> str:
        """Return the printed name of a column."""
        return self.titles.get(self.columns.get(field_name, -1), field_name)


def token(cell: str) -> str:
    """Return a heading as one word: ``Post-leit-zahl`` becomes ``postleitzahl``, ``Fläche km²`` ``flaechekm2``."""
    return re.sub(r"[^a-z0-9]", "", fold(cell))


def detect(rows: Sequence[NumberedRow], sheet: str = "") -> Layout:
    """Return the layout that the first rows of a table show.

    Raises ProblemsFound when no row of headings is among them or a needed column is missing.
    """
    for position, (_, cells) in enumerate(rows):
        tokens = [token(cell) for cell in cells]
        if "satzart" in tokens:
            layout = _official(rows, position, sheet)
            break
        if _recognised(tokens) >= 3:
            layout = _named(rows[position], tokens)
            break
    else:
        raise refuse("no-header", csv_table.place(rows[0][0]) if rows else "")
    _require(layout)
    return layout


def _recognised(tokens: Iterable[str]) -> int:
    return sum(1 for item in tokens if _meaning(item) or _AREA.fullmatch(item) or _is_population(item))


def _meaning(item: str) -> str:
    return next((meaning for meaning, names in _NAMES.items() if names.fullmatch(item)), "")


def _is_population(item: str) -> bool:
    return bool(_POPULATION.fullmatch(item)) and not _NO_TOTAL.search(item)


def _named(row: NumberedRow, tokens: list[str]) -> Layout:
    number, cells = row
    layout = Layout(number, dict(enumerate(cells)), {}, [])
    if {"land", "kreis", "gem"} <= set(tokens) and not {"ags", "ars"} & set(tokens):
        layout.key_parts = {part: tokens.index(part) for part in _KEY_PARTS if part in tokens}
    taken = set(layout.key_parts.values())
    for index, item in enumerate(tokens):
        if index in taken:
            continue
        if meaning := _meaning(item):
            layout.columns.setdefault(meaning, index)
        elif _AREA.fullmatch(item):
            layout.columns.setdefault("area", index)
        elif _is_population(item):
            year = _YEAR.search(item)
            census = "zensus" in item or "census" in item
            layout.populations.append(
                PopulationColumn(index, cells[index], int(year.group()) if year else None, census)
            )
    return layout


def _official(rows: Sequence[NumberedRow], position: int, sheet: str) -> Layout:
    """Read the stacked headings of the extract: from the row with ``Satzart`` down to the first record."""
    number, cells = rows[position]
    type_column = [token(cell) for cell in cells].index("satzart")
    block = [cells]
    for below, cells in rows[position + 1 :]:
        if type_column < len(cells) and cells[type_column] in RECORD_TYPES:
            break
        number = below
        block.append(cells)
    stacks = _stacks(block)
    layout = Layout(number, {index: _printed(stack) for index, stack in stacks.items()}, {}, [], official=True)
    for index, stack in stacks.items():
        _place_official(layout, index, {token(cell) for cell in stack})
    year = _population_year(block, [cells for _, cells in rows[:position]])
    layout.populations = [
        PopulationColumn(column.index, column.name, year, column.census) for column in layout.populations[:1]
    ]
    layout.territory = _territory([cells for _, cells in rows[: position + len(block)]], sheet)
    return layout


def _stacks(block: list[list[str]]) -> dict[int, list[str]]:
    width = max(len(cells) for cells in block)
    return {index: [cells[index] for cells in block if index < len(cells) and cells[index]] for index in range(width)}


def _printed(stack: list[str]) -> str:
    """Return the lowest heading that is no date, on one line."""
    words = next((cell for cell in reversed(stack) if not _DAY.search(cell)), "")
    return re.sub(r"-?\s*\n\s*", " ", words)


def _place_official(layout: Layout, index: int, tokens: set[str]) -> None:
    part = next((part for part in _KEY_PARTS if part in tokens), None)
    starts = {
        "name": "gemeindename",
        "area": "flaeche",
        "lon": "laengengrad",
        "lat": "breitengrad",
        "type": "satzart",
        "mark": "textkenn",
    }
    meaning = next((key for key, start in starts.items() if any(item.startswith(start) for item in tokens)), None)
    if part:
        layout.key_parts.setdefault(part, index)
    elif meaning:
        layout.columns.setdefault(meaning, index)
    elif _is_total(tokens):
        census = any("zensus" in item for item in tokens)
        layout.populations.append(PopulationColumn(index, layout.titles[index], None, census))


def _is_total(tokens: set[str]) -> bool:
    people = any(item == "insgesamt" or item.startswith("bevoelkerung") for item in tokens)
    return people and not any(_NO_TOTAL.search(item) for item in tokens)


def _population_year(block: list[list[str]], above: list[list[str]]) -> int | None:
    """Return the year of the population: its own day in the headings, else that of a yearly issue's title."""
    for cells in block:
        for index, cell in enumerate(cells):
            day = _DAY.search(cell)
            if day and index >= 9 and "gebietsstand" not in fold(cell):
                return int(day.group(3))
    for cells in [*above, *block]:
        for cell in cells:
            text = fold(cell)
            day = _DAY.search(cell)
            if day and ("(jahr)" in text or "bevoelkerung am" in text):
                return int(day.group(3))
    return None


def _territory(heading: list[list[str]], sheet: str) -> str:
    days = [(cell, day) for cells in heading for cell in cells if (day := _DAY.search(cell))]
    for wanted in ("gebietsstand", "postleitzahl am", ""):
        for cell, day in days:
            if wanted in fold(cell):
                return day.group()
    day = _SHEET_DAY.search(sheet)
    if day:
        year = day.group(3) if len(day.group(3)) == 4 else f"20{day.group(3)}"
        return f"{day.group(1)}.{day.group(2)}.{year}"
    return ""


def _require(layout: Layout) -> None:
    """Refuse a table without key, name, area or population."""
    missing = []
    if not (layout.key_parts or {"ags", "ars"} & set(layout.columns)):
        missing.append("AGS")
    if layout.key_parts and not {"land", "rb", "kreis", "gem"} <= set(layout.key_parts):
        missing.append("Land, RB, Kreis, Gem")
    missing += [name for key, name in (("name", "Gemeindename"), ("area", "Fläche km2")) if key not in layout.columns]
    if not layout.populations:
        missing.append("Bevölkerung")
    if missing:
        where = csv_table.place(layout.header_row)
        raise ProblemsFound([Problem(where, "missing-column", name) for name in missing])
