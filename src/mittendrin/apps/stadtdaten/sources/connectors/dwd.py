# SPDX-License-Identifier: EUPL-1.2
"""Open data of the German Weather Service: files of stations of the Climate Data Center, by ten minutes or hours."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from mittendrin.apps.stadtdaten.sources.connectors.base import Connector, Get, number
from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.mapping import Clock, parsed_time
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core.text import sentence

_CF = "http://vocab.nerc.ac.uk/standard_name/"
_KNOWN = (
    (("TT_10", "TT_TU"), sentence("Lufttemperatur"), "°C", f"{_CF}air_temperature/"),
    (("TM5_10",), sentence("Temperatur am Boden"), "°C", ""),
    (("RF_10", "RF_TU"), sentence("Luftfeuchte"), "%", f"{_CF}relative_humidity/"),
    (("TD_10", "TD"), sentence("Taupunkt"), "°C", f"{_CF}dew_point_temperature/"),
    (("PP_10",), sentence("Luftdruck"), "hPa", f"{_CF}air_pressure/"),
    (("P0",), sentence("Luftdruck an der Station"), "hPa", f"{_CF}air_pressure/"),
    (("P",), sentence("Luftdruck auf Meereshöhe"), "hPa", f"{_CF}air_pressure_at_mean_sea_level/"),
    (("FF_10", "F"), sentence("Windgeschwindigkeit"), "m/s", f"{_CF}wind_speed/"),
    (("DD_10", "D"), sentence("Windrichtung"), "°", f"{_CF}wind_from_direction/"),
    (("FX_10",), sentence("Windböen"), "m/s", f"{_CF}wind_speed_of_gust/"),
    (("RWS_10", "R1"), sentence("Niederschlag"), "mm", ""),
    (("GS_10",), sentence("Globalstrahlung"), "J/cm²", ""),
    (("SD_10",), sentence("Sonnenschein"), "h", ""),
)
QUANTITIES = {name: Quantity(name, title, unit, iri) for names, title, unit, iri in _KNOWN for name in names}
MISSING = -999
MOST_UNPACKED = 200_000_000


def collect(url: str, _memory: dict[str, Any], get: Get) -> Delivery:
    """Return the values of one station. url: of a ZIP or text file. Raises SourceRefused."""
    lines = _text(get(url)).splitlines()
    columns = [name.strip().upper() for name in lines[0].split(";")] if lines else []
    if not {"STATIONS_ID", "MESS_DATUM"} <= set(columns):
        raise SourceRefused("other-form", "STATIONS_ID, MESS_DATUM")
    made = Delivery(quantities={name: QUANTITIES[name] for name in columns if name in QUANTITIES})
    made.records = list(_records(made, columns, lines[1:]))
    return made


def _records(made: Delivery, columns: list[str], lines: list[str]) -> Iterator[Record]:
    clock = Clock("UTC")
    wanted = [(at, name) for at, name in enumerate(columns) if name in QUANTITIES]
    key_at, time_at = columns.index("STATIONS_ID"), columns.index("MESS_DATUM")
    for line in lines:
        cells = [cell.strip() for cell in line.split(";")]
        if len(cells) < len(columns):
            made.problems["bad-row"] += bool(line.strip())
            continue
        local = parsed_time(cells[time_at])
        moment = clock.moment(local, "") if local else None
        if moment is None:
            made.problems["bad-time"] += 1
            continue
        station = cells[key_at].zfill(5)[:20]
        made.stations.setdefault(station, Station(station, f"DWD {station}"))
        for at, name in wanted:
            value = number(cells[at])
            if value is not None and value != MISSING:
                yield Record(station, name, moment, value)


def _text(data: bytes) -> str:
    """Return the text of the product in a ZIP, or of a plain file."""
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("latin-1")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = [one for one in packed.infolist() if re.match(r"(?i).*produkt.*\.txt", one.filename)]
            if not files or files[0].file_size > MOST_UNPACKED:
                raise SourceRefused("other-form", "produkt")
            return packed.read(files[0]).decode("latin-1")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceRefused("other-form", "ZIP") from error


CONNECTOR = Connector(
    "dwd", sentence("Wetter (DWD Open Data, CDC)"),
    "https://opendata.dwd.de/climate_environment/CDC/observations_germany/climate/10_minutes/air_temperature/now/"
    "10minutenwerte_TU_00430_now.zip", collect, minutes=10,
)  # fmt: skip
