# SPDX-License-Identifier: EUPL-1.2
"""From a table of any form to values: which column is what, in which unit, time zone and notation."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.flat import moment_of
from mittendrin.apps.stadtdaten.sources.known_values import meaning_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.tables import Cell, Table
from mittendrin.core import instants

EMPTY = frozenset({"", "-", "--", "—", "–", "n/a", "na", "nan", "null", "none", "k.a.", "-999", "-999.0", "-9999"})
_GERMAN = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?(?: Uhr)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})?(\d{2})?)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: Uhr)?")
_EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zone
_TIME_HEADS = re.compile(r"zeit|time|datum|date|stamp|stunde|hour|\bts\b", re.IGNORECASE)
_STATION_HEADS = re.compile(r"station|stelle|sensor|ger[aä]t|device|standort|z[aä]hler|name|\bid\b", re.IGNORECASE)


@dataclass(frozen=True)
class SeriesMap:
    """One column that is measured. factor: times it, for other units."""

    column: str
    title: str
    symbol: str = ""
    factor: float = 1.0


@dataclass(frozen=True)
class TableMap:
    """What the columns of a table mean.

    time: column of the time, or of the day with ``clock`` for the hour. zone: of times that name none. decimal: sign
    before fractions, empty: found out for each cell. minutes: length of a period, 0 for an instant; ends: whether the
    time is its end. station: column of the measuring place, empty: the source is one place. name, value: columns of a
    table with one value in each row. path, skip: see tables.
    """

    time: str = ""
    clock: str = ""
    zone: str = "Europe/Berlin"
    decimal: str = ""
    minutes: int = 0
    ends: bool = False
    station: str = ""
    latitude: str = ""
    longitude: str = ""
    name: str = ""
    value: str = ""
    path: str = ""
    skip: int = 0
    series: Sequence[SeriesMap] = field(default_factory=tuple)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        return {**asdict(self), "series": [asdict(one) for one in self.series]}


def map_of(data: Mapping[str, Any]) -> TableMap:
    """Return the map that ``as_data`` gave."""
    rest = {key: value for key, value in data.items() if key in TableMap.__dataclass_fields__ and key != "series"}
    return TableMap(**rest, series=tuple(SeriesMap(**one) for one in data.get("series", ())))


def guess(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> TableMap:
    """Return what the columns of a table most likely mean, from their names and some rows."""
    cells = {name: [row[at] if at < len(row) else None for row in sample] for at, name in enumerate(columns)}
    times = [name for name in columns if _share(cells[name], _looks_like_time) > 0.8]
    named = [name for name in times if _TIME_HEADS.search(name)] or times
    time = named[0] if named else ""
    clocks = [name for name in columns if name != time and _share(cells[name], _looks_like_clock) > 0.8]
    only_days = bool(time) and not any(_has_hour(cell) for cell in cells[time])
    decimal = "," if any(_comma(cell) for name in columns for cell in cells[name]) else ""
    rest = [name for name in columns if name not in {time, *clocks}]
    numbers = [name for name in rest if _share(cells[name], lambda cell: number_of(cell, decimal) is not None) > 0.6]
    places = {axis: _axis(axis, numbers) for axis in ("lat", "lon")}
    texts = [name for name in columns if name not in {time, *clocks, *numbers} and _STATION_HEADS.search(name)]
    series = [
        _series(name) for name in numbers if name not in places.values() and not re.fullmatch(r"(?i).*\bid", name)
    ]
    return TableMap(
        time=time, clock=clocks[0] if clocks and only_days else "", decimal=decimal, station=texts[0] if texts else "",
        latitude=places["lat"], longitude=places["lon"], series=tuple(series),
    )  # fmt: skip


def _series(column: str) -> SeriesMap:
    unit = re.search(r"[\[(]([^\])]{1,12})[\])]\s*$", column)
    plain = column[: unit.start()].strip() if unit else column
    meaning = meaning_of(plain, unit[1].strip() if unit else "")
    title = meaning.title if plain.isascii() and re.fullmatch(r"[a-z0-9_.]+", plain) else plain
    return SeriesMap(column, title or column, meaning.symbol)


def _axis(axis: str, names: Sequence[str]) -> str:
    words = {"lat": r"^(geo_?)?lat|breite|coordinates\.1$", "lon": r"^(geo_?)?lo?ng?|länge|laenge|coordinates\.0$"}
    return next((name for name in names if re.search(words[axis], name, re.IGNORECASE)), "")


def _share(cells: Sequence[Cell], fits: Any) -> float:
    filled = [cell for cell in cells if cell is not None and str(cell).strip().lower() not in EMPTY]
    return sum(bool(fits(cell)) for cell in filled) / len(filled) if filled else 0.0


def _looks_like_time(cell: Cell) -> bool:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell > 1e9
    return parsed_time(cell) is not None


def _looks_like_clock(cell: Cell) -> bool:
    return isinstance(cell, str) and _CLOCK.fullmatch(cell.strip()) is not None


def _has_hour(cell: Cell) -> bool:
    return not isinstance(cell, str) or ":" in cell or bool(re.fullmatch(r"\d{10,}", cell))


def _comma(cell: Cell) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"-?\d+,\d+|-?\d{1,3}(\.\d{3})+,\d+", cell.strip()) is not None


def number_of(cell: Cell, decimal: str = "") -> float | None:
    """Return the number in a cell; None when there is none. decimal: sign before fractions, empty: point or comma."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", cell).replace("\u2212", "-").lstrip("+")
    if bare.lower() in EMPTY or len(bare) > 40:
        return None
    if decimal == ",":
        bare = bare.replace(".", "").replace(",", ".")
    elif decimal == ".":
        bare = bare.replace(",", "")
    elif "," in bare and "." in bare:
        bare = bare.replace("." if bare.rfind(",") > bare.rfind(".") else ",", "").replace(",", ".")
    else:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", bare, re.ASCII):
        return None
    value = float(bare)
    return value if math.isfinite(value) else None


def parsed_time(cell: Cell, clock: Cell = None) -> datetime | None:
    """Return the time in a cell, with a zone only where it names one; None when it is no time.

    clock: cell with the hour, added to the day.
    """
    found = _time(cell)
    if found is None or clock is None or clock == "":
        return found
    hour = _CLOCK.fullmatch(str(clock).strip())
    if not hour or int(hour[1]) > 24 or int(hour[2]) > 59:
        return None
    return found.replace(hour=0, minute=0, second=0) + timedelta(
        hours=int(hour[1]), minutes=int(hour[2]), seconds=int(hour[3] or 0)
    )


def _time(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - its zone is that of the table
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number_time(float(cell))
    return _text_time(cell.strip()) if isinstance(cell, str) and 6 <= len(cell) <= 40 else None


def _number_time(value: float) -> datetime | None:
    micros = moment_of(value)
    if micros is not None:
        return instants.to_datetime(micros)
    if 20_000 < value < 80_000:  # days of a sheet since 1900
        return _EXCEL + timedelta(seconds=round(value * 86_400))
    return None


def _text_time(text: str) -> datetime | None:
    try:
        if found := _GERMAN.fullmatch(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            start = datetime(year + 2000 if year < 100 else year, month, day)  # noqa: DTZ001
            return start + timedelta(hours=hour, minutes=minute, seconds=second) if hour < 25 else None
        if re.fullmatch(r"\d{10}(\.\d+)?|\d{13}", text) and not _COMPACT.fullmatch(text[:10]):
            return _number_time(float(text))
        if found := _COMPACT.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            if 1900 < year < 2200 and hour < 25:
                return datetime(year, month, day) + timedelta(hours=hour, minutes=minute, seconds=second)  # noqa: DTZ001
        if re.fullmatch(r"\d{10}|\d{13}", text):
            return _number_time(float(text))
        return datetime.fromisoformat(text.replace("/", "-").replace(" UTC", "+00:00"))
    except (ValueError, OverflowError):
        return None


class Clock:
    """Turns local times into moments, in the order they come.

    The hour that comes twice in autumn: the first time it is summer time; when times step back or repeat, winter time.
    The hour that is missing in spring is refused.
    """

    def __init__(self, zone: str) -> None:
        self.zone = UTC if zone.upper() == "UTC" else ZoneInfo(zone)
        self._last: dict[str, datetime] = {}
        self._fold: dict[str, int] = {}

    def moment(self, local: datetime, series: str) -> int | None:
        """Return microseconds since 1970 UTC; None for an hour that was left out."""
        if local.tzinfo is not None:
            return instants.from_datetime(local)
        early, late = local.replace(tzinfo=self.zone, fold=0), local.replace(tzinfo=self.zone, fold=1)
        if early.utcoffset() == late.utcoffset():
            self._last[series], self._fold[series] = local, 0
            return instants.from_datetime(early)
        if early.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != local:
            return None
        last = self._last.get(series)
        if last is not None and local <= last:
            self._fold[series] = 1
        self._last[series] = local
        return instants.from_datetime(late if self._fold.get(series) else early)


def delivery_of(table: Table, wanted: TableMap) -> Delivery:
    """Return what a table says; its records are made while they are gone through. Raises SourceRefused.

    Rows that cannot be read are counted in ``problems``.
    """
    place = {name: at for at, name in enumerate(table.columns)}
    needed = [
        wanted.time,
        wanted.clock,
        wanted.station,
        wanted.name,
        wanted.value,
        *(one.column for one in wanted.series),
    ]
    missing = [name for name in needed if name and name not in place]
    if missing or not wanted.time or not (wanted.series or wanted.value):
        raise SourceRefused("column-missing", ", ".join(missing) or "time")
    made = Delivery()
    for one in wanted.series:
        meaning = meaning_of(one.column, one.symbol)
        made.quantities[one.column] = Quantity(one.column, one.title, one.symbol, meaning.definition)
    made.records = _Rows(table, wanted, place, made).records()
    return made


class _Rows:
    """The rows of one table on their way to records."""

    def __init__(self, table: Table, wanted: TableMap, place: Mapping[str, int], made: Delivery) -> None:
        self.table, self.wanted, self.place, self.made = table, wanted, place, made
        self.clock = Clock(wanted.zone)

    def records(self) -> Iterator[Record]:
        """Yield the records of all rows."""
        length = self.wanted.minutes * instants.MINUTE
        for row in self.table.rows:
            station = self._station(row)
            if station is None:
                self.made.problems["no-station"] += 1
                continue
            name = str(self._cell(row, self.wanted.name) or "") if self.wanted.name else ""
            local = parsed_time(self._cell(row, self.wanted.time), self._cell(row, self.wanted.clock))
            moment = self.clock.moment(local, f"{station}|{name}") if local else None
            if moment is None:
                self.made.problems["bad-time" if local is None else "no-such-hour"] += 1
                continue
            start = moment - length if self.wanted.ends else moment
            yield from self._values(row, station, name, start, length)

    def _values(self, row: Sequence[Cell], station: str, name: str, start: int, length: int) -> Iterator[Record]:
        if self.wanted.value:
            quantity = name or self.wanted.value
            if quantity not in self.made.quantities:
                meaning = meaning_of(quantity)
                self.made.quantities[quantity] = Quantity(quantity, meaning.title, meaning.symbol, meaning.definition)
            yield from self._one(self._cell(row, self.wanted.value), station, quantity, start, length, 1.0)
        for one in self.wanted.series:
            yield from self._one(self._cell(row, one.column), station, one.column, start, length, one.factor)

    def _one(self, cell: Cell, station: str, quantity: str, start: int, length: int, factor: float) -> Iterator[Record]:
        value = number_of(cell, self.wanted.decimal)
        if value is not None:
            yield Record(station, quantity, start, value * factor, length)
        elif isinstance(cell, bool):
            yield Record(station, quantity, start, cell, length)
        elif cell is not None and str(cell).strip().lower() not in EMPTY:
            self.made.problems["no-number"] += 1

    def _station(self, row: Sequence[Cell]) -> str | None:
        if not self.wanted.station:
            return ""
        cell = self._cell(row, self.wanted.station)
        key = str(cell).strip()[:200] if cell is not None else ""
        if not key:
            return None
        if key not in self.made.stations:
            self.made.stations[key] = Station(key, key, *self._place(row))
        return key

    def _place(self, row: Sequence[Cell]) -> tuple[float | None, float | None]:
        latitude = number_of(self._cell(row, self.wanted.latitude), self.wanted.decimal)
        longitude = number_of(self._cell(row, self.wanted.longitude), self.wanted.decimal)
        good = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
        return (latitude, longitude) if good else (None, None)

    def _cell(self, row: Sequence[Cell], name: str) -> Cell:
        at = self.place.get(name, -1)
        return row[at] if 0 <= at < len(row) else None
