# SPDX-License-Identifier: EUPL-1.2
"""A town of sensors for measurements: a database of its own, Datastreams, and values every five minutes."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARSER = argparse.ArgumentParser()
PARSER.add_argument("--size", type=int, default=1_000_000, help="how many observations")
PARSER.add_argument("--streams", type=int, default=500)
PARSER.add_argument("--database", default="", help="address of an empty PostgreSQL database; SQLite without")
PARSER.add_argument("--folder", default="", help="where the data lie; a temporary folder without")
STEP = 5 * 60 * 1_000_000
BEGIN = 1_704_067_200_000_000  # 2024-01-01
_HELD: list[Any] = []


def start() -> argparse.Namespace:
    """Set Django up on an empty store and return the options."""
    options = PARSER.parse_args()
    if not options.folder:
        _HELD.append(tempfile.TemporaryDirectory(prefix="mittendrin-bench-"))
        options.folder = _HELD[0].name
    os.environ["MITTENDRIN_DATA_DIR"] = options.folder
    if options.database:
        os.environ["MITTENDRIN_DATABASE_URL"] = options.database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
    (Path(options.folder) / "static").mkdir(parents=True, exist_ok=True)
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    return options


def datastreams(count: int, name: str = "Reihe") -> list[int]:
    """Return the numbers of new Datastreams, each of a Thing of its own."""
    from mittendrin.apps.stadtdaten.services import entities

    sensor = entities.create("Sensor", {"name": "S", "encoding_type": "text/html", "metadata": "urn:s"})
    observed = entities.create("ObservedProperty", {"name": "T", "definition": "urn:t"})
    found = []
    for number in range(count):
        point = {"type": "Point", "coordinates": [7 + number % 25 / 100, 50 + number // 25 / 100]}
        place = entities.create("Location", {"name": f"Ort {number}", "location": point})
        thing = entities.create("Thing", {"name": f"{name} {number}", "grade": "public"})
        entities.place(thing, [place])
        words = {"thing_id": thing, "sensor_id": sensor, "observed_property_id": observed}
        found.append(
            entities.create("Datastream", {"name": f"{name} {number}", "observation_type": "urn:measurement", **words})
        )
    return found


def value(stream: int, step: int) -> float:
    """Return what a Datastream measures at a step: known, so that answers can be checked."""
    return (stream * 7 + step * 13) % 1000 / 10 + 0.05


def batches(streams: list[int], size: int, rows: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows as a town sends them: all Datastreams of one moment, then the next moment."""
    batch: list[tuple[Any, ...]] = []
    for step in range(size // len(streams)):
        at = BEGIN + step * STEP
        batch += [(stream, at, value(stream, step)) for stream in streams]
        if len(batch) >= rows:
            yield batch
            batch = []
    if batch:
        yield batch
