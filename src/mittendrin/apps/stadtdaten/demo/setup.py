# SPDX-License-Identifier: EUPL-1.2
"""Puts the simulated town into the store, with some weeks of history, and lets it go on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from mittendrin.apps.stadtdaten.demo import replay
from mittendrin.apps.stadtdaten.demo.plan import PlannedSeries, PlannedThing, plan
from mittendrin.apps.stadtdaten.ingest import store_observations
from mittendrin.apps.stadtdaten.models import (
    AlertKind,
    AlertRule,
    Datastream,
    DatastreamState,
    DeviceState,
    Grade,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from mittendrin.core import instants
from mittendrin.core.instants import DAY, MINUTE

HISTORY = 35 * DAY
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
NOTE = "Simuliert: kein echter Messwert."


def ensure_demo_sensors(now: int | None = None) -> int:
    """Return how many Observations were stored: the town with its history, or only what is missing up to now."""
    moment = now or instants.now()
    with transaction.atomic():
        if not Thing.objects.filter(simulated=True).exists():
            _make(moment)
            _make_rules(moment)
        return catch_up(moment)


def catch_up(now: int | None = None) -> int:
    """Store what the simulated sensors measured since their last Observation; return how many.

    While a replay is running, the town does not go on by itself.
    """
    if replay.running():
        return 0
    moment = now or instants.now()
    planned = {one.key: (thing, one) for thing in plan() for one in thing.series}
    rows: list[tuple[Any, ...]] = []
    found = Datastream.objects.filter(simulated=True, thing__simulated=True).select_related("thing", "state")
    alive: set[int] = set()
    for stream in found:
        entry = planned.get(str(stream.properties.get("demo", "")))
        if entry is None:
            continue
        new = _rows(stream, entry[1], moment)
        rows += new
        if new:
            alive.add(stream.thing_id)
    stored = store_observations(rows, now=moment)
    DeviceState.objects.filter(thing__in=alive).update(last_seen_at=timezone.now())
    return stored.new


def _rows(stream: Datastream, series: PlannedSeries, now: int) -> list[tuple[Any, ...]]:
    state = getattr(stream, "state", None)
    latest = state.latest_start if state else None
    anchor = int(stream.thing.properties["demo_anchor"])
    step = series.step * MINUTE
    duration = step if series.interval else 0
    start = max(latest + 1 if latest is not None else 0, now - HISTORY)
    times, values = series.values(start, now - duration, anchor)
    pairs = zip(times.tolist(), values.tolist(), strict=True)
    return [(stream.pk, at, value, duration) for at, value in pairs]


def _make(now: int) -> None:
    sensor, _new = Sensor.objects.get_or_create(
        name="Simulation",
        defaults={
            "description": NOTE,
            "encoding_type": "text/html",
            "metadata": "https://mittendrin.example/simulation",
        },
    )
    made: list[Datastream] = []
    for order, thing in enumerate(plan()):
        stored = _thing(thing, now)
        made += [_stream(stored, sensor, one, thing, order) for one in thing.series]
    DatastreamState.objects.bulk_create([DatastreamState(datastream=stream) for stream in made])


# key of the series, title, kind, value, minutes, slack, public
RULES = (
    ("Pegel Mühlbach/water_level", "Hochwasser am Mühlbach (Vorführung)", AlertKind.ABOVE, 1.6, 0, 0.1, True),
    ("Pegel Mühlbach/water_level", "Mühlbach steigt schnell (Vorführung)", AlertKind.RISE, 0.4, 360, 0.1, True),
    ("Wetterstation Rathaus/air_temperature", "Frost (Vorführung)", AlertKind.FORECAST_BELOW, 0.0, 720, 1.0, True),
    ("Wetterstation Rathaus/rain", "Es beginnt zu regnen (Vorführung)", AlertKind.ABOVE, 0.2, 0, 0.1, True),
    ("Luftmessung Markt/o3", "Ozon über 180 µg/m³ (Vorführung)", AlertKind.ABOVE, 180.0, 0, 10.0, True),
    ("Pegel Wehr Süd/water_level", "Pegel Wehr Süd schweigt (Vorführung)", AlertKind.SILENT, None, 60, 0.0, False),
)


def _make_rules(now: int) -> None:
    streams = {stream.properties["demo"]: stream for stream in Datastream.objects.filter(simulated=True)}
    for key, title, kind, value, minutes, slack, public in RULES:
        AlertRule.objects.create(
            title=title, datastream=streams[key], kind=kind, value=value, minutes=minutes, slack=slack, public=public,
            checked_to=now,
        )  # fmt: skip


def _thing(thing: PlannedThing, now: int) -> Thing:
    lon, lat = thing.at
    properties: dict[str, Any] = {"demo_anchor": now}
    if thing.building:
        properties["building"] = dict(thing.building)
    stored = Thing.objects.create(
        name=thing.name, description=NOTE, properties=properties, grade=Grade.PUBLIC, simulated=True
    )
    point = {"type": "Point", "coordinates": [lon, lat]}
    place = Location.objects.create(
        name=thing.place, description=NOTE, location=point, west=lon, east=lon, south=lat, north=lat
    )
    stored.locations.add(place)
    since = HistoricalLocation.objects.create(thing=stored, time=now - HISTORY)
    since.locations.add(place)
    DeviceState.objects.create(thing=stored, battery=thing.battery)
    return stored


def _stream(stored: Thing, sensor: Sensor, one: PlannedSeries, thing: PlannedThing, order: int) -> Datastream:
    observed, _new = ObservedProperty.objects.get_or_create(
        definition=one.observed.definition,
        defaults={"name": one.observed.name, "properties": {"kind": one.observed.key}},
    )
    grade = str(one.options.get("grade", ""))
    properties = {"demo": one.key, "step_minutes": one.step, "order": order}
    properties |= {name: one.options[name] for name in ("capacity", "limits", "area") if name in one.options}
    return Datastream.objects.create(
        name=f"{one.observed.name} {thing.place}",
        description=NOTE,
        properties=properties,
        observation_type=MEASUREMENT,
        unit_name=one.observed.unit,
        unit_symbol=one.observed.symbol,
        unit_definition=f"ucum:{one.observed.ucum}",
        ucum=one.observed.ucum,
        thing=stored,
        sensor=sensor,
        observed_property=observed,
        grade=grade,
        open_grade=grade or Grade.PUBLIC,
        simulated=True,
    )
