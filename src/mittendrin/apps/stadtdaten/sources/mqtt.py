# SPDX-License-Identifier: EUPL-1.2
"""The connection to a broker: messages arrive in batches, and each is acknowledged only when it is stored."""

from __future__ import annotations

import logging
import queue
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

log = logging.getLogger(__name__)
TOPICS = ("v3/+/devices/+/up", "application/+/device/+/event/+", "v1.1/+/Observations", "v1.1/Observations")
QOS = 1
LONGEST_PAUSE = 60
MOST_HELD = 10_000


@dataclass(frozen=True)
class BrokerAddress:
    """Where the broker is. security: tls or plain. ca_file: own certificate authority, empty: those of the system.

    client: the broker keeps messages for this name while we are away.
    """

    host: str
    port: int = 0
    security: str = "tls"
    user: str = ""
    password: str = ""
    ca_file: str = ""
    client: str = "mittendrin"
    topics: Sequence[str] = TOPICS

    @property
    def real_port(self) -> int:
        """Return the port, the usual one when none is named."""
        return self.port or (8883 if self.security == "tls" else 1883)


@dataclass(frozen=True)
class Message:
    """One message. number, line: what acknowledges it; line counts connections."""

    topic: str
    payload: bytes
    number: int = 0
    qos: int = 0
    line: int = 0


@dataclass
class _Link:
    """What the threads share. number: counts connections. up: whether the broker is there."""

    number: int = 0
    up: bool = False
    refused: str = ""
    arrived: queue.Queue[Message] = field(default_factory=lambda: queue.Queue(MOST_HELD))


class BrokerLink:
    """A connection that comes back by itself; use it as a context, ``batch`` and ``done`` from one thread.

    Messages that are not ``done`` when the connection or the process ends are sent again by the broker.
    """

    def __init__(self, address: BrokerAddress) -> None:
        self.address = address
        self._link = _Link()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=address.client, clean_session=False, manual_ack=True
        )
        self._client.reconnect_delay_set(1, LONGEST_PAUSE)
        self._client.max_queued_messages_set(MOST_HELD)
        if address.user:
            self._client.username_pw_set(address.user, address.password)
        if address.security == "tls":
            self._client.tls_set_context(ssl.create_default_context(cafile=address.ca_file or None))
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def __enter__(self) -> BrokerLink:
        self._client.connect_async(self.address.host, self.address.real_port, keepalive=30)
        self._client.loop_start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def is_up(self) -> bool:
        """Return whether the broker is there."""
        return self._link.up

    @property
    def refused(self) -> str:
        """Return why the broker let us not in; empty when it did, or was not reached."""
        return self._link.refused

    def batch(self, most: int = 2_000, wait: float = 0.5, linger: float = 0.02) -> list[Message]:
        """Return the messages that came, at once when there are many; none after ``wait`` seconds of silence."""
        found: list[Message] = []
        try:
            found.append(self._link.arrived.get(timeout=wait))
            ends = monotonic() + linger
            while len(found) < most:
                found.append(self._link.arrived.get(timeout=max(0.0, ends - monotonic())))
        except queue.Empty:
            pass
        return found

    def done(self, messages: Sequence[Message]) -> None:
        """Tell the broker that these are stored. Those of an earlier connection it sends again: they are stored twice
        and kept once.
        """
        for message in messages:
            if message.qos and message.line == self._link.number:
                self._client.ack(message.number, message.qos)

    def publish(self, topic: str, payload: str) -> bool:
        """Send a message; return whether it could be sent or queued."""
        if not self._link.up:
            return False
        return self._client.publish(topic, payload, qos=QOS).rc == mqtt.MQTT_ERR_SUCCESS

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._link.refused = str(reason)
            log.warning("mqtt.refused reason=%s", reason)
            return
        self._link.number += 1
        self._link.up, self._link.refused = True, ""
        client.subscribe([(topic, QOS) for topic in self.address.topics])
        log.info("mqtt.connected port=%s topics=%s", self.address.real_port, len(self.address.topics))

    def _on_disconnect(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        self._link.up = False
        self._link.number += 1
        log.log(logging.WARNING if reason.is_failure else logging.INFO, "mqtt.disconnected reason=%s", reason)

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        held = Message(message.topic, bytes(message.payload), message.mid, message.qos, self._link.number)
        try:
            self._link.arrived.put(held, timeout=1)
        except queue.Full:
            log.warning("mqtt.full held=%s", MOST_HELD)  # not acknowledged: the broker sends it again
