# SPDX-License-Identifier: EUPL-1.2
"""One row of the register as a municipality, or what is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from mittendrin.apps.atlas.sources.register import keys
from mittendrin.apps.atlas.sources.register.layout import RECORD_TYPES, Layout, PopulationColumn
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.numbers import parse_decimal, parse_integer

MAX_PEOPLE, MAX_AREA, MAX_NAME = 10_000_000, 5_000.0, 150
LON, LAT = (5.5, 15.5), (47.0, 55.5)
_FORMULA_SIGNS = ("=", "@", "+")
_ERRORS = ("#REF!", "#BEZUG!", "#NAME?", "#VALUE!", "#WERT!", "#DIV/0!", "#N/A", "#NV", "#NUM!", "#ZAHL!", "#NULL!")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality as the register has it; ``row`` is its place in the file."""

    ags: str
    ars: str
    name: str
    state: str
    district: str
    role: str
    area_km2: float
    population: int
    population_year: int | None
    lon: float | None
    lat: float | None
    row: int


@dataclass
class _Row:
    """Cells of one row with the problems found in them."""

    layout: Layout
    number: int
    cells: list[str]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, index: int) -> str:
        return self.cells[index] if 0 <= index < len(self.cells) else ""

    def text(self, name: str) -> str:
        return self.cell(self.layout.columns.get(name, -1))

    def wrong(self, column: str, kind: str, detail: str = "") -> None:
        self.problems.append(Problem(csv_table.place(self.number, column), kind, detail[:60]))


class RowReader:
    """Reads rows of one layout; ``counts`` tells afterwards what was repaired or is missing."""

    def __init__(self, layout: Layout, populations: list[PopulationColumn], *, fixed_width: bool) -> None:
        self.layout = layout
        self.populations = populations
        self.width = len(layout.titles) if fixed_width else 0
        self.counts: Counter[str] = Counter()
        self._districts: dict[str, str] = {}

    def read(self, number: int, cells: list[str]) -> Municipality | None:
        """Return the municipality in ``cells``; None for other records and for notes below the table.

        Raises ProblemsFound when the row is wrong.
        """
        row = _Row(self.layout, number, cells)
        if self.layout.official and not self._is_municipality(row):
            if row.problems:
                raise ProblemsFound(row.problems)
            return None
        self._check_cells(row)
        found = None if row.problems else self._municipality(row)
        if row.problems:
            raise ProblemsFound(row.problems)
        return found

    def _is_municipality(self, row: _Row) -> bool:
        """Tell municipalities from other records; remember the names of districts on the way."""
        kind = row.text("type")
        if kind == "40":
            key = "".join(row.cell(self.layout.key_parts[part]) for part in ("land", "rb", "kreis"))
            self._districts[key] = row.text("name")
        if kind not in RECORD_TYPES and sum(1 for cell in row.cells if cell) > 2:
            row.wrong(self.layout.title("type"), "record-type", kind)
        return kind == "60"

    def _check_cells(self, row: _Row) -> None:
        if self.width and len(row.cells) != self.width:
            row.wrong("", "row-width", f"{len(row.cells)}/{self.width}")
            return
        for index, cell in enumerate(row.cells):
            if cell.startswith(_FORMULA_SIGNS):
                row.wrong(self.layout.titles.get(index, str(index + 1)), "formula", cell)
            elif cell in _ERRORS:
                row.wrong(self.layout.titles.get(index, str(index + 1)), "excel-error", cell)

    def _municipality(self, row: _Row) -> Municipality | None:
        ags, ars = self._keys(row)
        name = self._name(row)
        area = self._area(row)
        if not ags:
            return None
        role = keys.role_of(ags, ars, name, row.text("mark"))
        population, year = self._population(row, role)
        lon, lat = self._position(row)
        self._check_state(row, ags)
        if role == "unincorporated" and population == 0:
            self.counts["uninhabited"] += 1
        elif lon is None:
            self.counts["no-coordinates"] += 1
        return Municipality(
            ags,
            ars,
            name,
            keys.state_of(ags),
            self._district(row, ags),
            role,
            area,
            population,
            year,
            lon,
            lat,
            row.number,
        )

    def _keys(self, row: _Row) -> tuple[str, str]:
        if self.layout.key_parts:
            return self._split_keys(row)
        ags = self._key(row, "ags", 8)
        ars = self._key(row, "ars", 12)
        if not row.problems and not ags and not ars:
            row.wrong(self.layout.title("ags"), "missing-key")
        if ags and ars and keys.ags_of(ars) != ags:
            row.wrong(self.layout.title("ars"), "keys-differ", f"{ags} / {ars}")
        return ags or (keys.ags_of(ars) if ars else ""), ars

    def _key(self, row: _Row, name: str, length: int) -> str:
        text = row.text(name)
        if not text:
            return ""
        try:
            key, restored = keys.repair(text, length)
        except ValueError:
            rounded = "e+" in text.lower()
            row.wrong(self.layout.title(name), "key-rounded" if rounded else f"bad-{name}", text)
            return ""
        if restored and name == "ags":
            self.counts["zero-restored"] += 1
        return key

    def _split_keys(self, row: _Row) -> tuple[str, str]:
        lengths = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gem": 3}
        parts = {}
        for part, index in self.layout.key_parts.items():
            text = row.cell(index).zfill(lengths[part])
            if not (text.isascii() and text.isdigit() and len(text) == lengths[part]):
                row.wrong(self.layout.titles[index], "bad-key-part", row.cell(index))
            parts[part] = text
        ags = parts["land"] + parts["rb"] + parts["kreis"] + parts["gem"]
        if not row.problems and ags[:2] not in keys.STATES:
            row.wrong(self.layout.titles[self.layout.key_parts["land"]], "bad-ags", ags)
        if row.problems:
            return "", ""
        return ags, ags[:5] + parts["vb"] + parts["gem"] if "vb" in parts else ""

    def _name(self, row: _Row) -> str:
        name = " ".join(row.text("name").split())
        if not name:
            row.wrong(self.layout.title("name"), "missing-name")
        elif len(name) > MAX_NAME or not any(sign.isalpha() for sign in name):
            row.wrong(self.layout.title("name"), "bad-name", name)
        return name

    def _area(self, row: _Row) -> float:
        title = self.layout.title("area")
        text = row.text("area")
        if not text:
            row.wrong(title, "missing-area")
            return 0.0
        try:
            area = parse_decimal(text)
        except ValueError:
            row.wrong(title, "not-a-number", text)
            return 0.0
        if not 0 <= area <= MAX_AREA:
            row.wrong(title, "area-range", text)
        return area

    def _population(self, row: _Row, role: str) -> tuple[int, int | None]:
        """Return people and year from the first column that has a figure."""
        for position, column in enumerate(self.populations):
            text = row.cell(column.index)
            if not text or text in {"-", "–", ".", "x"}:
                continue
            try:
                people = parse_integer(text)
            except ValueError:
                row.wrong(column.name, "not-a-count", text)
                return 0, None
            if not 0 <= people <= MAX_PEOPLE:
                row.wrong(column.name, "population-range", text)
            if position and people:
                self.counts["population-older"] += 1
            return people, column.year
        if role != "unincorporated":
            row.wrong(self.populations[0].name, "missing-population")
        return 0, self.populations[0].year

    def _position(self, row: _Row) -> tuple[float | None, float | None]:
        lon_text, lat_text = row.text("lon"), row.text("lat")
        if not lon_text or not lat_text:
            return None, None
        try:
            lon, lat = parse_decimal(lon_text), parse_decimal(lat_text)
        except ValueError:
            row.wrong(self.layout.title("lon"), "not-a-number", f"{lon_text} / {lat_text}")
            return None, None
        if lon == lat == 0:  # how tables write an unknown place
            return None, None
        if LON[0] <= lon <= LON[1] and LAT[0] <= lat <= LAT[1]:
            return lon, lat
        swapped = LON[0] <= lat <= LON[1] and LAT[0] <= lon <= LAT[1]
        row.wrong(self.layout.title("lon"), "place-swapped" if swapped else "place-outside", f"{lon_text} / {lat_text}")
        return None, None

    def _district(self, row: _Row, ags: str) -> str:
        return " ".join((row.text("district") or self._districts.get(ags[:5], "")).split())[:120]

    def _check_state(self, row: _Row, ags: str) -> None:
        text = row.text("state")
        if not text:
            return
        code = keys.state_code(text)
        if code is None:
            row.wrong(self.layout.title("state"), "unknown-state", text)
        elif code != keys.state_of(ags):
            row.wrong(self.layout.title("state"), "state-differs", f"{text} / {ags}")
