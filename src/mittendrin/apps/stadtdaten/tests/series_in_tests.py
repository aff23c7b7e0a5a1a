# SPDX-License-Identifier: EUPL-1.2
"""Series with history, for tests of the cockpit and the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mittendrin.apps.stadtdaten.ingest import store_observations
from mittendrin.apps.stadtdaten.models import Datastream, Grade, ObservedProperty
from mittendrin.apps.stadtdaten.tests.factories import datastream, thing
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

NOW = instants.from_datetime(datetime(2026, 11, 14, 10, 4, tzinfo=UTC))  # Saturday, 11:04 in Germany
Curve = Callable[[int], float]


def series(
    name: str, kind: str, curve: Curve, *, unit: str = "°C", weeks: int = 5, step: int = HOUR, end: int = NOW,
    grade: str = Grade.PUBLIC, properties: dict[str, Any] | None = None, at: tuple[float, float] | None = (7.6, 50.3),
) -> Datastream:  # fmt: skip
    """Return a Datastream of a Thing called ``name`` whose values are ``curve`` of their time."""
    observed, _new = ObservedProperty.objects.get_or_create(name=kind, definition=f"urn:test:{kind}")
    made = datastream(f"{kind} {name}", grade, thing(name, grade, at=at))
    made.observed_property, made.unit_symbol, made.properties = observed, unit, properties or {}
    made.save()
    fill(made, curve, end - weeks * 7 * DAY, end, step)
    return made


def fill(stream: Datastream, curve: Curve, start: int, end: int, step: int = HOUR) -> None:
    """Store values from ``start`` to before ``end``."""
    first = -(-start // step) * step
    store_observations([(stream.pk, at, float(curve(at))) for at in range(first, end, step)], now=end)
