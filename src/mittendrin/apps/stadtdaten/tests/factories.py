# SPDX-License-Identifier: EUPL-1.2
"""Things that measure, for tests."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.stadtdaten.models import Datastream, Grade, Location, ObservedProperty, Sensor, Thing

NOON = 1_750_000_000_000_000 // 3_600_000_000 * 3_600_000_000  # a full hour in June 2025


def thing(
    name: str = "Messstelle", grade: str = Grade.PUBLIC, *, at: tuple[float, float] | None = (7.6, 50.3)
) -> Thing:
    """Return a Thing at a place."""
    made = Thing.objects.create(name=name, description="Probe", grade=grade)
    if at:
        place = Location.objects.create(
            name=f"Ort {name}", description="Ort", location={"type": "Point", "coordinates": list(at)},
            west=at[0], east=at[0], south=at[1], north=at[1],
        )  # fmt: skip
        made.locations.add(place)
    return made


def datastream(
    name: str = "Temperatur", grade: str = Grade.PUBLIC, of: Thing | None = None, **words: Any
) -> Datastream:
    """Return a Datastream of a Thing of the same grade."""
    observed, _new = ObservedProperty.objects.get_or_create(name="Lufttemperatur", definition="urn:temperature")
    sensor, _new = Sensor.objects.get_or_create(name="DS18B20", encoding_type="text/html", metadata="urn:sensor")
    return Datastream.objects.create(
        name=name,
        description="Probe",
        observation_type="http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        unit_name="Grad Celsius",
        unit_symbol="°C",
        unit_definition="ucum:Cel",
        thing=of or thing(name, grade),
        sensor=sensor,
        observed_property=observed,
        open_grade=grade,
        **words,
    )
