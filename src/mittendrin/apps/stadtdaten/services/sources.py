# SPDX-License-Identifier: EUPL-1.2
"""Sources: files read, addresses asked with patience, what they deliver put into Datastreams."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from mittendrin.apps.stadtdaten.ingest import Row, store_observations
from mittendrin.apps.stadtdaten.models import (
    ObservedProperty,
    Sensor,
    Source,
    SourceSeries,
    SourceStation,
    Thing,
)
from mittendrin.apps.stadtdaten.services import entities
from mittendrin.apps.stadtdaten.services.source_asking import LAST, Asker, Unchanged
from mittendrin.apps.stadtdaten.sources.connectors.all import by_key
from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.known_values import UNITS
from mittendrin.apps.stadtdaten.sources.mapping import delivery_of, map_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.tables import table_of
from mittendrin.core.fetch import BadStatus, Fetched, FetchError, Wish, fetch

log = logging.getLogger(__name__)
BATCH = 10_000
LONGEST_PAUSE = timedelta(hours=24)
MOST_STATIONS, MOST_SERIES = 2_000, 10_000
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
TABLE = "table"


@dataclass
class Report:
    """What came of a file or an answer. unchanged: it is as it was. problems: kind -> how often."""

    new: int = 0
    changed: int = 0
    same: int = 0
    unchanged: bool = False
    problems: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """Return how many values were read."""
        return self.new + self.changed + self.same


def listed() -> QuerySet[Source]:
    """Return all sources."""
    return Source.objects.defer("sample")


def source_of(pk: int) -> Source | None:
    """Return a source."""
    return Source.objects.filter(pk=pk).first()


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of sources with their titles."""
    return [
        (TABLE, gettext("Tabelle: CSV, JSON, Excel, Parquet")),
        *((key, gettext(one.title)) for key, one in by_key().items()),
    ]


def examples() -> dict[str, str]:
    """Return an address as example for each connector."""
    return {gettext(one.title): one.example for one in by_key().values()}


def read_file(source: Source, data: bytes) -> Report:
    """Store what stands in a file of a source. Raises SourceRefused when it is none of its kind."""
    if source.kind == TABLE:
        wanted = map_of(source.mapping)
        delivery = delivery_of(table_of(data, path=wanted.path, skip=wanted.skip), wanted)
    else:
        connector = by_key().get(source.kind)
        if connector is None:
            raise SourceRefused("unknown-kind", source.kind)
        delivery = connector.collect(source.url, {}, lambda _url: data)
    return store(source, delivery)


def store(source: Source, delivery: Delivery) -> Report:
    """Store what a source delivers; Things and Datastreams that are missing are made. Again is the same as once."""
    keeper, report = _Keeper(source, delivery), Report()
    for batch in _batches(delivery.records):
        rows = []
        for record in batch:
            stream = keeper.stream(record)
            if stream is not None:
                rows.append(tuple(Row(stream, record.time, record.value, record.duration)))
        stored = store_observations(rows)
        report.new += stored.new
        report.changed += stored.changed
        report.same += stored.same
        report.problems.update(refusal.kind for refusal in stored.refused)
    report.problems.update(delivery.problems)
    report.problems.update(keeper.problems)
    Source.objects.filter(pk=source.pk).update(stored=F("stored") + report.new)
    return report


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    left = iter(records)
    while batch := list(islice(left, BATCH)):
        yield batch


class _Keeper:
    """Knows which Datastream a record belongs to."""

    def __init__(self, source: Source, delivery: Delivery) -> None:
        self.source, self.delivery = source, delivery
        rows = source.series.values_list("station", "quantity", "datastream_id")
        self.streams = {(station, quantity): stream for station, quantity, stream in rows}
        self.things = dict(source.stations.values_list("key", "thing_id"))
        self.problems: Counter[str] = Counter()

    def stream(self, record: Record) -> int | None:
        """Return the Datastream of a record, made when it is the first; None when there are too many."""
        key = (record.station, record.quantity)
        if key not in self.streams:
            if len(self.streams) >= MOST_SERIES or (
                record.station not in self.things and len(self.things) >= MOST_STATIONS
            ):
                self.problems["too-many-series"] += 1
                return None
            self.streams[key] = self._made(*key)
        return self.streams[key]

    def _made(self, station: str, quantity: str) -> int:
        with transaction.atomic():
            Source.objects.select_for_update().get(pk=self.source.pk)  # two readers make each Datastream once
            found = self.source.series.filter(station=station, quantity=quantity).values_list(
                "datastream_id", flat=True
            )
            number = found.first()
            if number is None:
                what = self.delivery.quantities.get(quantity) or Quantity(quantity, quantity)
                number = self._datastream(self._thing(station), what)
                SourceSeries.objects.create(
                    source=self.source, station=station, quantity=quantity, datastream_id=number
                )
        return number

    def _thing(self, key: str) -> int:
        known = self.source.stations.filter(key=key).values_list("thing_id", flat=True).first()
        if known is not None:
            self.things[key] = known
            return known
        alone = Station(key, self.source.name, self.source.latitude, self.source.longitude)
        station = self.delivery.stations.get(key) or alone
        words = {"name": station.name, "description": station.description or station.name}
        properties = {"source": self.source.name, "station": key}
        open_to = {"grade": self.source.grade, "agreement_id": self.source.agreement_id}
        number = entities.create("Thing", {**words, "properties": properties, **open_to})
        place = _place(station) or _place(alone)
        if place:
            location = {"type": "Point", "coordinates": place}
            entities.place(number, [entities.create("Location", {**words, "location": location})])
        SourceStation.objects.create(source=self.source, key=key, thing_id=number)
        self.things[key] = number
        return number

    def _datastream(self, thing_id: int, what: Quantity) -> int:
        definition = what.definition or f"urn:mittendrin:{what.name}"
        title = gettext(what.title) if what.title else what.name
        observed, _new = ObservedProperty.objects.get_or_create(name=title[:255], definition=definition[:1000])
        sensor, _made = Sensor.objects.get_or_create(
            name=self.source.name,
            defaults={"encoding_type": "text/plain", "metadata": self.source.url or self.source.kind},
        )
        ucum = UNITS.get(what.symbol, "")
        name = Thing.objects.values_list("name", flat=True).get(pk=thing_id)
        values: dict[str, Any] = {
            "name": f"{name}: {title}"[:255],
            "description": what.name,
            "observation_type": _MEASUREMENT,
            "unit_name": what.symbol or None,
            "unit_symbol": what.symbol or None,
            "unit_definition": f"ucum:{ucum}" if ucum else None,
            "thing_id": thing_id,
            "sensor_id": sensor.pk,
            "observed_property_id": observed.pk,
        }
        return entities.create("Datastream", values)


def _place(station: Station) -> list[float] | None:
    if station.latitude is None or station.longitude is None:
        return None
    return [station.longitude, station.latitude]


def ask_due() -> int:
    """Ask the sources whose time has come; return how many were asked."""
    asked = 0
    for pk in Source.objects.filter(_due()).order_by("due_at").values_list("pk", flat=True)[:50]:
        if source := _claimed(pk):
            ask(source)
            asked += 1
    return asked


def _due() -> Q:
    return Q(active=True) & ~Q(url="") & (Q(due_at__isnull=True) | Q(due_at__lte=timezone.now()))


def _claimed(pk: int) -> Source | None:
    """Return a due source, which from now on is nobody else's for an hour."""
    hold = timezone.now() + timedelta(hours=1)
    taken = Source.objects.filter(_due(), pk=pk).update(due_at=hold)
    return Source.objects.get(pk=pk) if taken else None


def ask(source: Source) -> Report | None:
    """Ask a source and store what is new; None when it is down or says something else: the next try waits longer."""
    try:
        report = _asked(source)
    except FetchError as error:
        _failed(source, f"{error.kind}: {error.detail}", error.retry_after if isinstance(error, BadStatus) else None)
        return None
    except SourceRefused as error:
        _failed(source, str(error), None)
        return None
    now = timezone.now()
    source.run_at, source.due_at, source.failures = now, now + timedelta(minutes=source.every), 0
    source.problem = ", ".join(f"{kind} {count}" for kind, count in report.problems.most_common(5))[:400]
    source.save(update_fields=["run_at", "due_at", "failures", "problem", "etag", "last_modified", "digest", "memory"])
    log.info("source.asked source=%s new=%s", source.pk, report.new)
    return report


def _asked(source: Source) -> Report:
    if source.kind != TABLE:
        connector = by_key().get(source.kind)
        if connector is None:
            raise SourceRefused("unknown-kind", source.kind)
        memory, asker = dict(source.memory), Asker(source, decides=connector.last_decides)
        try:
            delivery = connector.collect(source.url, memory, asker.get)
        except Unchanged:
            return Report(unchanged=True)
        report = store(source, delivery)
        source.memory = {**memory, LAST: asker.last}
        return report
    answer = fetch(source.url, Wish(etag=source.etag, last_modified=source.last_modified, private=source.private))
    digest = hashlib.sha256(answer.body).hexdigest()
    if answer.unchanged or digest == source.digest:
        return Report(unchanged=True)
    report = read_file(source, answer.body)
    _remember(source, answer, digest)
    return report


def _remember(source: Source, answer: Fetched, digest: str) -> None:
    source.etag, source.last_modified, source.digest = answer.etag, answer.last_modified, digest


def _failed(source: Source, problem: str, retry_after: float | None) -> None:
    pause = min(timedelta(minutes=source.every) * 2 ** min(source.failures, 12), LONGEST_PAUSE)
    if retry_after is not None:
        pause = max(pause, min(timedelta(seconds=retry_after), LONGEST_PAUSE))
    now = timezone.now()
    source.run_at, source.due_at = now, now + pause
    source.failures += 1
    source.problem = problem[:400]
    source.save(update_fields=["run_at", "due_at", "failures", "problem"])
    log.warning("source.failed source=%s failures=%s", source.pk, source.failures)
