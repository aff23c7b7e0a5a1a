# SPDX-License-Identifier: EUPL-1.2
"""System checks of the settings of the intake of sensors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Notice

from mittendrin.apps.stadtdaten.sources.mqtt import address_of

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def broker(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse brokers with unknown encryption or a missing file; warn of passwords sent in the clear."""
    said = settings.MQTT
    if not said["host"]:
        return
    if said["security"] not in {"tls", "plain"}:
        yield Error(
            "The encryption of the broker is unknown.",
            hint="Set MITTENDRIN_MQTT_SECURITY to tls, or to plain in a closed network.",
            id="mittendrin.E040",
        )
    if said["ca_file"] and not Path(said["ca_file"]).is_file():
        yield Error(
            "The certificate of the broker's authority is not there.",
            hint="MITTENDRIN_MQTT_CA_FILE names a PEM file with its whole path.",
            id="mittendrin.E041",
        )
    if said["security"] == "plain" and said["password"] and said["host"] not in LOCAL:
        yield Notice(
            "The password of the broker is sent in the clear.",
            hint="Set MITTENDRIN_MQTT_SECURITY to tls.",
            id="mittendrin.W042",
        )


def more_brokers(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse further brokers whose address cannot be read; warn of passwords sent in the clear."""
    for place, text in enumerate(settings.MQTT_MORE, 1):
        try:
            found = address_of(text)
        except ValueError:
            yield Error(
                f"The address of further broker {place} cannot be read.",
                hint="Write it as mqtts://user:password@broker.example:8883 in MITTENDRIN_MQTT_MORE; "
                "signs like @ or : in a password as %40 or %3A.",
                id="mittendrin.E044",
            )
            continue
        if found.security == "plain" and found.password and found.host not in LOCAL:
            yield Notice(
                f"The password of further broker {place} is sent in the clear.",
                hint="Begin its address in MITTENDRIN_MQTT_MORE with mqtts://.",
                id="mittendrin.W045",
            )


def folder(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Warn of a watched folder that is not there."""
    path = settings.SENSOR_FOLDER
    if path and not (Path(path).is_absolute() and Path(path).is_dir()):
        yield Notice(
            "The watched folder of sensor files is not there.",
            hint="MITTENDRIN_SENSOR_FOLDER names a folder with its whole path; mount the share or correct the name.",
            id="mittendrin.W043",
        )


CHECKS = (broker, more_brokers, folder)
