# SPDX-License-Identifier: EUPL-1.2
"""Messages that hold neighbours as a whole (deep insert): entities are made with the right of a key, once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from mittendrin.apps.stadtdaten.ingest import taken
from mittendrin.apps.stadtdaten.services.mqtt_topics import about, path_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.mqtt import Message
from mittendrin.apps.stadtdaten.sources.observation_json import holds_whole, parsed

log = logging.getLogger(__name__)
Create = Callable[[str, bytes, str], str]


def parts(batch: Sequence[Message]) -> Iterator[tuple[list[Message], int | None]]:
    """Cut a batch behind each message that holds a neighbour as a whole; give the usual ones before it and its place.

    The last part has no such message. The order of the messages stays, for of two values the later one is right.
    """
    usual: list[Message] = []
    for place, message in enumerate(batch):
        said = message.payload
        if (b'"Datastream"' in said or b'"FeatureOfInterest"' in said) and _has_whole(message):
            yield usual, place
            usual = []
        else:
            usual.append(message)
    yield usual, None


def make(message: Message, key: str) -> bool:
    """Store the Observation of a message with all that is new in it, or nothing of it, as a POST with the key would.

    Return whether it is new: one that says its time and came before, within a week, makes nothing again.
    Raises SourceRefused.
    """
    create = cast("Create", import_string(settings.MQTT_CREATES))
    with transaction.atomic():
        if "phenomenonTime" in parsed(message.payload) and not taken.first_time(_digest(message)):
            return False
        why = create(path_of(message.topic), message.payload, key)
        if why:
            log.warning("mqtt.not_made kind=%s", why)
            raise SourceRefused(why)
    return True


def _has_whole(message: Message) -> bool:
    if about(message.topic) is None:
        return False
    try:
        body: dict[str, Any] = parsed(message.payload)
    except SourceRefused:
        return False
    return "@iot.id" not in body and bool(holds_whole(body))


def _digest(message: Message) -> str:
    return hashlib.sha256(message.topic.encode() + b"\0" + message.payload).hexdigest()
