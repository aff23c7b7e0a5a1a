# SPDX-License-Identifier: EUPL-1.2
"""Messages of devices: kept until a person has named the device, stored as Observations from then on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from mittendrin.apps.stadtdaten.ingest.rows import Row
from mittendrin.apps.stadtdaten.ingest.storing import store_observations
from mittendrin.apps.stadtdaten.models import Device, DeviceMessage, DeviceSeries, DeviceState, Standing
from mittendrin.apps.stadtdaten.sources.lorawan.decoding import CodecKind, CodecText, decode
from mittendrin.apps.stadtdaten.sources.lorawan.sandbox import Sandbox, shared
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import Measured, SourceRefused
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

MOST_WAITING = 2_000
MOST_KEPT = 5_000
KEPT_DAYS = 90
SPENDING = frozenset({"codec-too-slow", "codec-too-big"})
MOST_SPENT = 3
RESTING = "codec-resting"


@dataclass(frozen=True)
class Taken:
    """What became of a batch. refused: devices that are too many to wait."""

    new: int = 0
    same: int = 0
    values: int = 0
    refused: int = 0


def take(uplinks: Sequence[Uplink], *, now: int | None = None) -> Taken:
    """Keep messages, each once; what named devices measured is stored with them in one transaction."""
    moment = now or instants.now()
    readers = _readers({one.dev_eui for one in uplinks})
    rows: dict[int, list[tuple[Any, ...]]] = {}
    problems: dict[int, str] = {}
    for index, uplink in enumerate(uplinks):  # before the transaction: codecs may be slow, the store must not wait
        reader = readers.get(uplink.dev_eui)
        if reader and not uplink.status:
            rows[index], problems[index] = reader.read(uplink, uplink.time or moment)
    batch = _Batch(uplinks, rows, problems, moment)
    with transaction.atomic():
        taken = batch.stored()
    for device in batch.devices.values():
        if device.standing == Standing.ACTIVE and device.dev_eui not in readers:
            replay(device)  # it was named between the two looks
    return taken


@dataclass
class _Batch:
    """Messages on their way into the store. rows, problems: by the index of the message."""

    uplinks: Sequence[Uplink]
    rows: dict[int, list[tuple[Any, ...]]]
    problems: dict[int, str]
    now: int
    devices: dict[str, Device] = field(default_factory=dict)

    def stored(self) -> Taken:
        """Store everything and say what became of it."""
        self.devices = _devices(self.uplinks, self.now)
        new_values = self._values()
        made = [
            _message(self.devices[one.dev_eui], one, self.problems.get(index, ""), self.now)
            for index, one in enumerate(self.uplinks)
            if one.dev_eui in self.devices and not one.status
        ]
        before = _known(made)
        fresh = {(one.device_id, one.digest): one for one in made if (one.device_id, one.digest) not in before}
        DeviceMessage.objects.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=500)
        _note(self.devices, self.uplinks, fresh.values(), self.now)
        refused = sum(one.dev_eui not in self.devices for one in self.uplinks)
        return Taken(len(fresh), len(made) - len(fresh), new_values, refused)

    def _values(self) -> int:
        """Store what was measured; note with the message what the store refuses."""
        owners = [index for index in sorted(self.rows) for _row in self.rows[index]]
        stored = store_observations([row for index in sorted(self.rows) for row in self.rows[index]], now=self.now)
        for refusal in stored.refused:
            self.problems[owners[refusal.index]] = refusal.kind
        return stored.new


def _devices(uplinks: Sequence[Uplink], now: int) -> dict[str, Device]:
    """Return the devices of ``uplinks``, new ones waiting; of too many new ones only the first."""
    wanted = {one.dev_eui: one for one in uplinks}
    found = {one.dev_eui: one for one in Device.objects.select_for_update().filter(dev_eui__in=wanted)}
    missing = [one for eui, one in wanted.items() if eui not in found]
    if missing:
        room = max(0, MOST_WAITING - Device.objects.filter(standing=Standing.WAITING).count())
        at = instants.to_datetime(now)
        fresh = [
            Device(dev_eui=one.dev_eui, network=one.network, first_seen_at=at, last_seen_at=at)
            for one in missing[:room]
        ]
        Device.objects.bulk_create(fresh, ignore_conflicts=True)
        found = {one.dev_eui: one for one in Device.objects.filter(dev_eui__in=wanted)}
    return {eui: device for eui, device in found.items() if device.standing != Standing.IGNORED}


def _message(device: Device, uplink: Uplink, problem: str, now: int) -> DeviceMessage:
    return DeviceMessage(
        device=device,
        digest=digest(uplink, now),
        time=uplink.time or now,
        f_port=uplink.f_port,
        f_cnt=uplink.f_cnt,
        payload=uplink.payload,
        decoded=dict(uplink.decoded),
        rssi=uplink.rssi,
        snr=uplink.snr,
        problem=problem,
    )


def digest(uplink: Uplink, now: int) -> str:
    """Return what tells a message from others: its time, or the hour it came in when the network names no time."""
    at = f"hour {now // HOUR}" if uplink.time is None else str(uplink.time)
    words = f"{at}|{uplink.f_cnt}|{uplink.f_port}|{uplink.payload.hex()}|{dict(uplink.decoded)!r}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _known(made: Iterable[DeviceMessage]) -> set[tuple[int, str]]:
    digests = {one.digest for one in made}
    rows = DeviceMessage.objects.filter(digest__in=digests).values_list("device_id", "digest")
    return set(rows)


def _note(devices: dict[str, Device], uplinks: Sequence[Uplink], fresh: Iterable[DeviceMessage], now: int) -> None:
    """Keep how the devices do."""
    counts: dict[int, int] = defaultdict(int)
    for message in fresh:
        counts[message.device_id] += 1
    for uplink in {one.dev_eui: one for one in sorted(uplinks, key=lambda one: one.time or now)}.values():
        device = devices.get(uplink.dev_eui)
        if device is None:
            continue
        seen = instants.to_datetime(min(uplink.time or now, now))
        changes: dict[str, Any] = {"messages_count": F("messages_count") + counts[device.pk]}
        if seen >= device.last_seen_at or not device.name:
            changes |= {"last_seen_at": max(seen, device.last_seen_at)} | _heard(uplink)
        Device.objects.filter(pk=device.pk).update(**changes)
        if device.thing_id:
            _note_state(device.thing_id, uplink, seen)


def _heard(uplink: Uplink) -> dict[str, Any]:
    names = ("name", "profile", "application", "battery", "rssi", "snr", "latitude", "longitude")
    return {name: value for name in names if (value := getattr(uplink, name)) not in (None, "")}


def _note_state(thing_id: int, uplink: Uplink, seen: Any) -> None:
    state, _new = DeviceState.objects.get_or_create(thing_id=thing_id)
    if state.last_seen_at is None or seen >= state.last_seen_at:
        state.last_seen_at = seen
        state.battery = state.battery if uplink.battery is None else uplink.battery
        radio = {"rssi": uplink.rssi, "snr": uplink.snr, "margin": uplink.margin, "gateways": uplink.gateways}
        state.signal = {**state.signal, **{name: value for name, value in radio.items() if value is not None}}
        state.save()


class Reader:
    """Reads the messages of one device as Observations of its Datastreams.

    A codec that used up its time or memory three times rests: the others must not wait for it.
    """

    def __init__(self, device: Device, series: dict[str, int | None], sandbox: Sandbox | None = None) -> None:
        codec = device.codec
        self.codec = CodecText(_kind(codec.kind), codec.source) if codec else CodecText()
        self.series = series
        self.device_id = device.pk
        self.spent = 0
        self.sandbox = sandbox or shared()

    def read(self, uplink: Uplink, at: int) -> tuple[list[tuple[Any, ...]], str]:
        """Return rows for the store and, when nothing can be read, why."""
        if self.spent >= MOST_SPENT:
            return [], RESTING
        try:
            values = decode(uplink, self.codec, self.sandbox).values
        except SourceRefused as error:
            self.spent += error.kind in SPENDING
            return [], str(error)[:400]
        self._note_new(values)
        rows = []
        for value in values:
            stream = self.series.get(value.name[:200])
            if stream is not None:
                rows.append(tuple(Row(stream, at if value.time is None else value.time, value.value)))
        return rows, ""

    def _note_new(self, values: Iterable[Measured]) -> None:
        """Keep names that were never seen, so that a person can decide about them."""
        for value in values:
            name = value.name[:200]
            if name not in self.series and len(self.series) < 200:
                self.series[name] = None
                DeviceSeries.objects.get_or_create(
                    device_id=self.device_id, name=name, defaults={"seen": str(value.value)[:200]}
                )


def _kind(text: str) -> CodecKind:
    kinds: dict[str, CodecKind] = {"javascript": "javascript", "cayenne": "cayenne", "json": "json"}
    return kinds.get(text, "network")


def _readers(euis: Iterable[str]) -> dict[str, Reader]:
    found = Device.objects.filter(dev_eui__in=set(euis), standing=Standing.ACTIVE).select_related("codec")
    return {device.dev_eui: reader_of(device) for device in found}


def reader_of(device: Device) -> Reader:
    """Return what reads the messages of a named device."""
    return Reader(device, dict(DeviceSeries.objects.filter(device=device).values_list("name", "datastream_id")))


def replay(device: Device, *, only_problems: bool = False) -> int:
    """Read the kept messages of a device anew and store what they say; return how many values are new.

    only_problems: only those of which nothing could be read.
    """
    reader, new = reader_of(device), 0
    kept = device.messages.exclude(problem="") if only_problems else device.messages.all()
    pks = list(kept.order_by("time").values_list("pk", flat=True))
    for at in range(0, len(pks), 500):
        rows: list[tuple[Any, ...]] = []
        changed = []
        for message in DeviceMessage.objects.filter(pk__in=pks[at : at + 500]).order_by("time"):
            found, problem = reader.read(uplink_of(device, message), message.time)
            rows += found
            if problem != message.problem:
                message.problem = problem
                changed.append(message)
        new += store_observations(rows).new
        DeviceMessage.objects.bulk_update(changed, ["problem"])
    return new


def uplink_of(device: Device, message: DeviceMessage) -> Uplink:
    """Return a kept message as it came."""
    return Uplink(
        network="ttn" if device.network == "ttn" else "chirpstack",
        dev_eui=device.dev_eui,
        f_port=message.f_port,
        f_cnt=message.f_cnt,
        time=message.time,
        payload=bytes(message.payload),
        decoded=message.decoded,
        rssi=message.rssi,
        snr=message.snr,
    )


def tidy(now: int | None = None) -> int:
    """Delete messages of named devices after 90 days and, of each device, all but the newest 5,000; return how many."""
    before = (now or instants.now()) - KEPT_DAYS * DAY
    gone, _each = DeviceMessage.objects.filter(time__lt=before).exclude(device__standing=Standing.WAITING).delete()
    for pk in Device.objects.values_list("pk", flat=True):
        rows = DeviceMessage.objects.filter(device_id=pk).order_by("-time")
        limit = rows.values_list("time", flat=True)[MOST_KEPT : MOST_KEPT + 1].first()
        if limit is not None:
            gone += rows.filter(time__lte=limit).delete()[0]
    return gone
