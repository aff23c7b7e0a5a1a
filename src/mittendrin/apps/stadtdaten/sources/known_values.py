# SPDX-License-Identifier: EUPL-1.2
"""What names of values mostly mean: proposals for a person who gives a series its title and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mittendrin.core.text import sentence

_CF = "http://vocab.nerc.ac.uk/standard_name/"


@dataclass(frozen=True)
class Meaning:
    """title: German, the key of its translation. symbol, ucum: unit. definition: IRI of the property."""

    title: str
    symbol: str = ""
    ucum: str = ""
    definition: str = ""


UNITS = {
    "°C": "Cel", "C": "Cel", "℃": "Cel", "K": "K", "°F": "[degF]", "%": "%", "%RH": "%", "hPa": "hPa", "mbar": "mbar",
    "Pa": "Pa", "kPa": "kPa", "bar": "bar", "V": "V", "mV": "mV", "A": "A", "mA": "mA", "W": "W", "kW": "kW",
    "Wh": "W.h", "kWh": "kW.h", "lx": "lx", "lux": "lx", "ppm": "[ppm]", "ppb": "[ppb]", "µg/m³": "ug/m3",
    "μg/m³": "ug/m3",
    "ug/m3": "ug/m3", "mg/m³": "mg/m3", "m/s": "m/s", "km/h": "km/h", "m": "m", "cm": "cm", "mm": "mm", "m³": "m3",
    "l": "L", "L": "L", "l/min": "L/min", "m³/h": "m3/h", "m³⋅m⁻³": "m3/m3", "Hz": "Hz", "dB": "dB", "dB(A)": "dB",
    "°": "deg", "W⋅m⁻²": "W/m2", "W/m²": "W/m2", "s": "s", "min": "min", "h": "h", "g": "g", "kg": "kg",
    "µS/cm": "uS/cm", "mm/h": "mm/h", "mg/l": "mg/L", "NTU": "[NTU]", "J": "J", "MWh": "MW.h",
}  # fmt: skip
_KNOWN: list[tuple[str, Meaning]] = [
    (r"soil.*(moist|vwc|water)|volumetric_water|bodenfeucht", Meaning(sentence("Bodenfeuchte"), "%", "%")),
    (r"soil.*temp|boden.*temp", Meaning(sentence("Bodentemperatur"), "°C", "Cel")),
    (r"water.*temp|wasser.*temp", Meaning(sentence("Wassertemperatur"), "°C", "Cel")),
    (r"dew.?point|taupunkt", Meaning(sentence("Taupunkt"), "°C", "Cel", f"{_CF}dew_point_temperature/")),
    (r"temp", Meaning(sentence("Temperatur"), "°C", "Cel", f"{_CF}air_temperature/")),
    (r"humid|feucht|\brh\b", Meaning(sentence("Luftfeuchte"), "%", "%", f"{_CF}relative_humidity/")),
    (r"(batt|vdd|akku).*(volt|_v\b)|vdd|^volt$|bat(tery)?v$", Meaning(sentence("Batteriespannung"), "V", "V")),
    (r"batt|akku", Meaning(sentence("Batterie"), "%", "%")),
    (r"co2|kohlendioxid", Meaning(sentence("CO₂"), "ppm", "[ppm]")),
    (r"pm_?2_?5|pm25", Meaning(sentence("Feinstaub PM2,5"), "µg/m³", "ug/m3")),
    (r"pm_?10", Meaning(sentence("Feinstaub PM10"), "µg/m³", "ug/m3")),
    (r"\bno_?2\b", Meaning(sentence("Stickstoffdioxid"), "µg/m³", "ug/m3")),
    (r"\bo_?3\b|ozon", Meaning(sentence("Ozon"), "µg/m³", "ug/m3")),
    (r"pressure|luftdruck|barom", Meaning(sentence("Luftdruck"), "hPa", "hPa", f"{_CF}air_pressure/")),
    (r"wind.*(dir|richtung)", Meaning(sentence("Windrichtung"), "°", "deg", f"{_CF}wind_from_direction/")),
    (
        r"wind.*(max|gust|boe|böe)|maximum_wind",
        Meaning(sentence("Windböen"), "m/s", "m/s", f"{_CF}wind_speed_of_gust/"),
    ),
    (r"wind", Meaning(sentence("Windgeschwindigkeit"), "m/s", "m/s", f"{_CF}wind_speed/")),
    (r"rain|precip|niederschlag|regen", Meaning(sentence("Niederschlag"), "mm", "mm")),
    (r"level|pegel|distance|abstand|water_depth", Meaning(sentence("Pegel"), "cm", "cm")),
    (r"noise|sound|laeq|schall|lärm|laerm", Meaning(sentence("Schallpegel"), "dB(A)", "dB")),
    (r"lumin|illum|light|lux|hellig", Meaning(sentence("Helligkeit"), "lx", "lx")),
    (r"solar|radiation|strahlung", Meaning(sentence("Globalstrahlung"), "W/m²", "W/m2")),
    (r"energy|kwh|verbrauch", Meaning(sentence("Energie"), "kWh", "kW.h")),
    (r"power|leistung|watt", Meaning(sentence("Leistung"), "W", "W")),
    (r"voltage|spannung|volt", Meaning(sentence("Spannung"), "V", "V")),
    (r"current|strom", Meaning(sentence("Stromstärke"), "A", "A")),
    (r"occup|belegt|parked|parking", Meaning(sentence("Belegt"), "", "")),
    (r"free|frei|available", Meaning(sentence("Frei"), "", "{count}")),
    (r"count|anzahl|zähl|zaehl|pulse", Meaning(sentence("Anzahl"), "", "{count}")),
]
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in _KNOWN]


def meaning_of(name: str, unit: str = "") -> Meaning:
    """Return what a value of this name mostly is; a unit that the source names counts more than the usual one."""
    found = next((meaning for pattern, meaning in _PATTERNS if pattern.search(name)), Meaning(name.replace("_", " ")))
    if not unit:
        return found
    return Meaning(found.title, unit, UNITS.get(unit, found.ucum if unit == found.symbol else ""), found.definition)
