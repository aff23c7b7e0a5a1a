# SPDX-License-Identifier: EUPL-1.2
"""Devices of LoRaWAN networks: who waits, what they say, how a person makes Things of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from mittendrin.apps.stadtdaten.ingest import devices as taking
from mittendrin.apps.stadtdaten.ingest.devices import Taken
from mittendrin.apps.stadtdaten.models import (
    Codec,
    CodecKind,
    Device,
    DeviceMessage,
    DeviceSeries,
    Grade,
    ObservedProperty,
    Sensor,
    Standing,
)
from mittendrin.apps.stadtdaten.services import entities, openness
from mittendrin.apps.stadtdaten.services.source_words import words_of
from mittendrin.apps.stadtdaten.sources.flat import as_text
from mittendrin.apps.stadtdaten.sources.known_values import UNITS, meaning_of
from mittendrin.apps.stadtdaten.sources.lorawan import decoding, messages
from mittendrin.apps.stadtdaten.sources.lorawan.decoding import CodecText
from mittendrin.apps.stadtdaten.sources.lorawan.sandbox import shared
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import Measured, Scalar, SourceRefused
from mittendrin.townhall.accounts.models import Person

__all__ = ["Taken"]
TRIED = 20
_OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_"
SILENT = timedelta(days=2)


@dataclass(frozen=True)
class TrialRow:
    """One message read on trial: its values, or why there are none."""

    message: DeviceMessage
    values: Sequence[Measured] = ()
    problem: str = ""


@dataclass(frozen=True)
class SeriesDraft:
    """One value of a device as it may become a Datastream. example: newest value."""

    name: str
    title: str
    symbol: str = ""
    definition: str = ""
    example: str = ""
    kind: str = "number"
    keep: bool = True


@dataclass(frozen=True)
class Trial:
    """What a codec makes of the newest messages."""

    rows: Sequence[TrialRow] = ()
    series: Sequence[SeriesDraft] = ()

    @property
    def understood(self) -> int:
        """Return how many messages gave values."""
        return sum(bool(row.values) for row in self.rows)


@dataclass(frozen=True)
class Naming:
    """What a person says about a device. place: name of the place, empty: as the device. openness: see there."""

    title: str
    latitude: float
    longitude: float
    description: str = ""
    place: str = ""
    openness: str = Grade.INTERNAL
    codec: str = "network"
    series: Sequence[SeriesDraft] = field(default_factory=tuple)


def take_message(data: bytes) -> Taken:
    """Keep a message of a network server as it came by HTTP. Raises SourceRefused."""
    return taking.take([messages.uplink_of(messages.parsed(data))])


def listed(standing: str) -> QuerySet[Device]:
    """Return devices of this standing with their thing, newest sign of life first."""
    return Device.objects.filter(standing=standing).select_related("thing", "codec")


def counts() -> dict[str, int]:
    """Return how many devices wait, measure, are ignored."""
    wanted = {one.value: Count("pk", filter=Q(standing=one.value)) for one in Standing}
    return Device.objects.aggregate(**wanted)


def device_with(dev_eui: str) -> Device | None:
    """Return the device with this number."""
    return Device.objects.select_related("thing", "codec").filter(dev_eui=dev_eui.upper()).first()


def is_silent(device: Device) -> bool:
    """Return whether nothing came for two days."""
    return device.last_seen_at < timezone.now() - SILENT


def codec_choices() -> list[tuple[str, str]]:
    """Return the codecs that can be chosen: those built in, then those that people brought."""
    built_in = [(kind.value, str(kind.label)) for kind in CodecKind if kind != CodecKind.JAVASCRIPT]
    own = Codec.objects.filter(kind=CodecKind.JAVASCRIPT).values_list("pk", "name")
    return [*built_in, *((str(pk), name) for pk, name in own)]


def likely_codec(device: Device) -> str:
    """Return what to try first: the device's own codec, that of others of its type, else what the network says."""
    if device.codec:
        return _choice(device.codec)
    like = Device.objects.filter(profile=device.profile, codec__isnull=False).exclude(profile="").first()
    if like and like.codec:
        return _choice(like.codec)
    return CodecKind.NETWORK


def _choice(codec: Codec) -> str:
    return str(codec.pk) if codec.kind == CodecKind.JAVASCRIPT else codec.kind


def text_of(choice: str) -> CodecText | None:
    """Return how to read with a choice of ``codec_choices``; None when there is no such codec."""
    if choice in {"network", "cayenne", "json"}:
        return CodecText(choice)  # type: ignore[arg-type]
    own = Codec.objects.filter(pk=int(choice)).first() if choice.isdecimal() else None
    return CodecText("javascript", own.source) if own else None


def tried(device: Device, codec: CodecText) -> Trial:
    """Read the newest messages of a device with a codec; nothing is stored."""
    rows: list[TrialRow] = []
    for message in device.messages.order_by("-time")[:TRIED]:
        row, spent = _tried(device, message, codec)
        rows.append(row)
        if spent:
            break  # nobody waits twenty times for a codec that hangs
    found: dict[str, SeriesDraft] = {}
    for row in rows:
        for value in row.values:
            found.setdefault(value.name[:200], _draft(value))
    return Trial(rows, list(found.values()))


def _tried(device: Device, message: DeviceMessage, codec: CodecText) -> tuple[TrialRow, bool]:
    """Return what the codec makes of a message and whether it used up its time or memory."""
    try:
        return TrialRow(message, decoding.decode(taking.uplink_of(device, message), codec, shared()).values), False
    except SourceRefused as error:
        return TrialRow(message, (), words_of(error)), error.kind in taking.SPENDING


def _draft(value: Measured) -> SeriesDraft:
    meaning = meaning_of(value.name, value.unit)
    kind = _kind(value.value)
    title = gettext(meaning.title) if meaning.title else value.name
    symbol = meaning.symbol if kind == "number" else ""
    return SeriesDraft(
        value.name[:200], title, symbol, meaning.definition, as_text(value.value)[:80], kind, kind == "number"
    )


def _kind(value: Scalar) -> str:
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def name_device(device: Device, naming: Naming) -> int:
    """Make a Thing with its Datastreams of a waiting device; return how many values of its history were stored."""
    with transaction.atomic():
        locked = Device.objects.select_for_update().get(pk=device.pk)
        _make(locked, naming)
    return taking.replay(locked)


def _make(device: Device, naming: Naming) -> None:
    thing_id = device.thing_id or _thing(device, naming)
    codec = _codec(naming.codec)
    sensor, _new = Sensor.objects.get_or_create(
        name=device.profile or device.name or device.dev_eui,
        defaults={"encoding_type": "text/plain", "metadata": f"LoRaWAN, {codec.name}"},
    )
    kept = dict(device.series.filter(datastream__isnull=False).values_list("name", "datastream_id"))
    for draft in naming.series:
        stream = kept.get(draft.name) or (_datastream(thing_id, sensor, naming, draft) if draft.keep else None)
        DeviceSeries.objects.update_or_create(
            device=device, name=draft.name, defaults={"datastream_id": stream, "seen": draft.example}
        )
    device.thing_id, device.codec, device.standing = thing_id, codec, Standing.ACTIVE
    device.save(update_fields=["thing", "codec", "standing"])


def _thing(device: Device, naming: Naming) -> int:
    properties = {"devEUI": device.dev_eui, "network": device.network, "type": device.profile}
    words = {"name": naming.title, "description": naming.description or naming.title}
    thing_id = entities.create("Thing", {**words, "properties": properties, **openness.columns(naming.openness)})
    point = {"type": "Point", "coordinates": [naming.longitude, naming.latitude]}
    place = naming.place or naming.title
    location_id = entities.create("Location", {"name": place, "description": place, "location": point})
    entities.place(thing_id, [location_id])
    return thing_id


def _codec(choice: str) -> Codec:
    if choice.isdecimal():
        return Codec.objects.get(pk=int(choice))
    return Codec.objects.get_or_create(kind=choice, defaults={"name": str(CodecKind(choice).label)})[0]


def _datastream(thing_id: int, sensor: Sensor, naming: Naming, draft: SeriesDraft) -> int:
    definition = draft.definition or f"urn:mittendrin:{draft.name}"
    observed, _new = ObservedProperty.objects.get_or_create(name=draft.title, definition=definition[:1000])
    ucum = UNITS.get(draft.symbol, "")
    values: dict[str, Any] = {
        "name": f"{naming.title}: {draft.title}"[:255],
        "description": draft.name,
        "observation_type": _OM + {"truth": "TruthObservation", "text": "Observation"}.get(draft.kind, "Measurement"),
        "unit_name": draft.symbol or None,
        "unit_symbol": draft.symbol or None,
        "unit_definition": f"ucum:{ucum}" if ucum else None,
        "thing_id": thing_id,
        "sensor_id": sensor.pk,
        "observed_property_id": observed.pk,
    }
    return entities.create("Datastream", values)


def ignore(device: Device) -> None:
    """Take no more messages of a waiting device and delete those that were kept."""
    with transaction.atomic():
        device.messages.all().delete()
        Device.objects.filter(pk=device.pk, standing=Standing.WAITING).update(standing=Standing.IGNORED)


def wait_again(device: Device) -> None:
    """Let an ignored device wait in the list again."""
    Device.objects.filter(pk=device.pk, standing=Standing.IGNORED).update(standing=Standing.WAITING)


def codecs() -> QuerySet[Codec]:
    """Return the codecs that people brought, with the number of devices."""
    return Codec.objects.filter(kind=CodecKind.JAVASCRIPT).annotate(used=Count("devices"))


def codec_of(pk: int) -> Codec | None:
    """Return a codec that a person brought."""
    return Codec.objects.filter(pk=pk, kind=CodecKind.JAVASCRIPT).first()


def try_codec(source: str, payload: bytes, port: int) -> list[Measured]:
    """Return what a codec makes of one payload. Raises SourceRefused."""
    uplink = Uplink("ttn", "0" * 16, f_port=port, payload=payload)
    return decoding.decode(uplink, CodecText("javascript", source), shared()).values


def save_codec(person: Person, name: str, source: str, codec: Codec | None = None) -> Codec:
    """Store a codec; devices that use it read with it from the next message on."""
    kept = codec or Codec(kind=CodecKind.JAVASCRIPT)
    kept.name, kept.source, kept.author = name, source, person
    kept.save()
    return kept


def read_again(codec_pk: int) -> int:
    """Read messages anew of which a codec could not read anything before; return how many values are new."""
    found = Device.objects.filter(codec=codec_pk, standing=Standing.ACTIVE).select_related("codec")
    return sum(taking.replay(device, only_problems=True) for device in found)


def codec_exists(name: str, other_than: int | None) -> bool:
    """Return whether another codec has this name."""
    same = Codec.objects.filter(name=name)
    return same.exists() if other_than is None else same.exclude(pk=other_than).exists()


def tidy() -> int:
    """Delete old messages."""
    return taking.tidy()
