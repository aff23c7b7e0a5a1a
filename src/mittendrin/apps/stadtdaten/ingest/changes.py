# SPDX-License-Identifier: EUPL-1.2
"""Notes of what is new or changed, for subscribers of a broker: whoever tells them runs in a process of its own.

New Observations need no note, for their numbers grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import (
    Change,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)

KEPT = timedelta(days=1)
MOST = 500
_SETS: dict[type[Model], str] = {
    Thing: "Things",
    Location: "Locations",
    HistoricalLocation: "HistoricalLocations",
    Datastream: "Datastreams",
    Sensor: "Sensors",
    ObservedProperty: "ObservedProperties",
    FeatureOfInterest: "FeaturesOfInterest",
}


def wanted() -> bool:
    """Return whether a broker is told of what is new."""
    return bool(
        settings.MQTT["publish"] and (settings.MQTT["host"] or settings.MQTT_MORE or settings.MQTT_EMBEDDED_PORT)
    )


def note(entity: str, changed: Mapping[int, Iterable[str]]) -> None:
    """Note entities of a set, with the names of the columns that changed, none for new ones. Of many only the last.

    Belongs into the transaction that changes them.
    """
    if not changed or not wanted():
        return
    last = islice(changed.items(), max(0, len(changed) - MOST), None)
    Change.objects.bulk_create(
        [Change(entity=entity, number=number, names=",".join(sorted(names))) for number, names in last]
    )


def listen() -> None:
    """Note whatever is saved of the seven small entities."""
    for model in _SETS:
        pre_save.connect(_before, sender=model, dispatch_uid=f"changes.before.{model.__name__}")
        post_save.connect(_after, sender=model, dispatch_uid=f"changes.after.{model.__name__}")


def tidy() -> int:
    """Delete old notes; return how many."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _before(sender: type[Model], instance: Model, update_fields: frozenset[str] | None, **_more: Any) -> None:
    if instance.pk is None or not wanted():
        return
    fields = [one for one in sender._meta.concrete_fields if update_fields is None or one.name in update_fields]
    old = sender._default_manager.filter(pk=instance.pk).values(*(one.attname for one in fields)).first() or {}
    changed = {name for name, value in old.items() if getattr(instance, name) != value}
    instance.__dict__["_changed_columns"] = changed


def _after(sender: type[Model], instance: Model, created: bool, **_more: Any) -> None:
    changed: set[str] = instance.__dict__.pop("_changed_columns", set())
    if created or changed:
        note(_SETS[sender], {int(instance.pk): set() if created else changed})
