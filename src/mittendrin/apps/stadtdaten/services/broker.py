# SPDX-License-Identifier: EUPL-1.2
"""Messages of a broker into the store, and new public Observations out to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from mittendrin.apps.stadtdaten.ingest import Extra, Row, storing
from mittendrin.apps.stadtdaten.ingest import devices as taking
from mittendrin.apps.stadtdaten.services import broker_making
from mittendrin.apps.stadtdaten.services.asked_topics import Asked
from mittendrin.apps.stadtdaten.services.brokers import Notes
from mittendrin.apps.stadtdaten.services.mqtt_topics import ARRAYS, Owner, about
from mittendrin.apps.stadtdaten.services.telling import Publisher
from mittendrin.apps.stadtdaten.sources.embedded_broker import EmbeddedBroker
from mittendrin.apps.stadtdaten.sources.lorawan import messages
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerLink, Message
from mittendrin.apps.stadtdaten.sources.observation_json import (
    GivenObservation,
    arrays_of,
    observation_of,
    parsed,
    plain_observation,
)
from mittendrin.core import instants

__all__ = ["BrokerLink", "EmbeddedBroker"]
log = logging.getLogger(__name__)
PAUSE = 2.0
TOLD_EVERY = 0.1  # seconds: to tell of one value costs as much as to store some
RENEWED = 30.0  # seconds after which the connection to the database is opened anew


@dataclass
class Count:
    """What became of messages."""

    stored: int = 0
    same: int = 0
    devices: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)

    def aside(self, kind: str) -> None:
        """Count a message that nothing can be done with."""
        self.set_aside[kind] = self.set_aside.get(kind, 0) + 1


def store(batch: Sequence[Message], count: Count, key: str = "", made: set[int] | None = None) -> None:
    """Store a batch. Bad messages are counted by what is wrong; a database that is away raises its error.

    key: name of the key whose right counts for neighbours inside of messages, empty: they are refused.
    made: places in the batch of messages that made entities already, with all before them stored; added to.
    """
    if not key:
        _store_usual(batch, count)
        return
    done = set() if made is None else made
    for usual, place in broker_making.parts(batch):
        if place in done:
            continue  # with all before it: stored again, an older value would win
        _store_usual(usual, count)
        if place is None:
            break
        try:
            new = broker_making.make(batch[place], key)
            count.stored, count.same = count.stored + new, count.same + (not new)
        except SourceRefused as error:
            count.aside(error.kind)
        done.add(place)


def _store_usual(batch: Sequence[Message], count: Count) -> None:
    """Store messages that make no entities."""
    uplinks: list[Uplink] = []
    given: list[tuple[Owner, bytes]] = []
    rows: list[tuple[Any, ...]] = []
    for message in batch:
        owner = about(message.topic)
        if owner is not None:
            given.append((owner, message.payload))
            continue
        try:
            if message.topic.endswith(ARRAYS):
                rows += _rows(given, count)  # in the order of the messages: the later one is right
                given.clear()
                rows += _rows_of_arrays(message.payload, count)
            else:
                uplinks.append(messages.uplink_of(messages.parsed(message.payload)))
        except SourceRefused as error:
            count.aside(error.kind)
    if uplinks:
        taken = taking.take(uplinks)
        count.devices += taken.new
        count.same += taken.same
    rows += _rows(given, count)
    if rows:
        stored = storing.store_observations(rows)
        count.stored += stored.new + stored.changed
        count.same += stored.same
        for refusal in stored.refused:
            count.aside(refusal.kind)


def _rows(given: Sequence[tuple[Owner, bytes]], count: Count) -> list[tuple[Any, ...]]:
    """Return the rows of Observations, given with what the topic names; the usual ones all at once."""
    plain = [plain_observation(payload) if owner[0] else None for owner, payload in given]
    starts = iter(_starts([one[1] for one in plain if one]))
    rows: list[tuple[Any, ...]] = []
    for (owner, payload), one in zip(given, plain, strict=True):
        start = next(starts) if one else None
        if one and start is not None:
            rows.append((owner[0], start, one[0]))
            continue
        try:
            rows += _row(payload, owner)
        except SourceRefused as error:
            count.aside(error.kind)
    return rows


def _starts(texts: Sequence[str]) -> Sequence[int | None]:
    """Return moments, or None for each of them when they are not all written in the usual way."""
    found = instants.many_from_iso(texts) if texts else None
    return [None] * len(texts) if found is None else found.tolist()


def _row(payload: bytes, owner: Owner) -> list[tuple[Any, ...]]:
    """Return the row of an Observation; none for what we published ourselves."""
    body = parsed(payload)
    return [] if "@iot.id" in body else [_row_of(observation_of(body), owner)]


def _rows_of_arrays(payload: bytes, count: Count) -> list[tuple[Any, ...]]:
    """Return the rows of data arrays: many Observations in one message."""
    plain, others, wrong = arrays_of(payload)
    for error in wrong:
        count.aside(error.kind)
    return [*plain, *(_row_of(one, (None, None)) for one in others)]


def _row_of(given: GivenObservation, owner: Owner) -> Row:
    datastream, feature = owner[0] or given.datastream_id, owner[1] or given.feature_id
    if datastream is None:
        raise SourceRefused("unknown_datastream")
    if given.inside:
        raise SourceRefused("new-entity", given.inside)
    extra = Extra(given.result_quality, given.parameters, *given.valid)
    start = instants.now() if given.start is None else given.start
    row = Row(datastream, start, given.result, given.duration, given.result_time, 0, feature)
    return row if extra == Extra() else row._replace(extra=extra)


def store_surely(batch: Sequence[Message], count: Count, ended: Callable[[float], bool], key: str = "") -> bool:
    """Store a batch, again and again while the database is away; return False when it ends before.

    ended: waits for some seconds and says whether to stop. A message that breaks the batch is found and set aside.
    """
    made: set[int] = set()
    while True:
        try:
            store(batch, count, key, made)
        except (OperationalError, InterfaceError) as error:
            log.warning("mqtt.database_away kind=%s", type(error).__name__)
            close_old_connections()
            if ended(PAUSE):
                return False
        except (DatabaseError, ValueError, TypeError, OverflowError) as error:
            if len(batch) == 1:
                log.warning("mqtt.set_aside kind=%s", type(error).__name__)
                count.aside(type(error).__name__)
                return True
            rest = batch[max(made, default=-1) + 1 :]
            return all(store_surely([one], count, ended, key) for one in rest)
        else:
            return True


def work(
    link: BrokerLink,
    ended: Callable[[float], bool],
    *,
    publishes: bool,
    once: bool = False,
    key: str = "",
    asked: Asked | None = None,
) -> Count:
    """Store what comes and publish what is new until ``ended`` says so. once: until nothing came for a while.

    key: see ``store``. asked: who knows what was subscribed to.
    """
    count, notes, renewed = Count(), Notes(link), monotonic()
    told, next_telling = _told(link, None, asked) if publishes else None, 0.0

    def waited(seconds: float) -> bool:
        link.tend()
        return ended(seconds)

    while not ended(0):
        batch = link.batch()
        notes.note(len(batch))
        measured = asked.learn(batch) if asked else batch
        if batch and store_surely(measured, count, waited, key):
            link.done(batch)
        if publishes and monotonic() >= next_telling:
            told, next_telling = _told(link, told, asked), monotonic() + TOLD_EVERY
        if not batch or monotonic() - renewed > RENEWED:
            # Not with each batch: to open SQLite anew takes longer than to store a thousand rows.
            close_old_connections()
            renewed = monotonic()
        if once and not batch and link.is_up:
            break
    return count


def _told(link: BrokerLink, publisher: Publisher | None, asked: Asked | None) -> Publisher | None:
    """Publish what is new and return who does it next time; None while the database is away from the first."""
    try:
        teller = publisher or Publisher()
        if link.is_up:
            for topic, body in teller.new(asked.topics() if asked else ()):
                link.publish(topic, body)
    except (OperationalError, InterfaceError):
        close_old_connections()
        return publisher
    return teller
