# SPDX-License-Identifier: EUPL-1.2
"""The connection to a broker: messages arrive in batches, and each is acknowledged only when it is stored.

No thread of its own: one that reads while another writes to SQLite makes each row wait for the interpreter.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from urllib.parse import unquote, urlsplit

from mittendrin.apps.stadtdaten.sources import mqtt_wire
from mittendrin.apps.stadtdaten.sources.mqtt_wire import Message, WireError

__all__ = ["BrokerAddress", "BrokerLink", "Message", "address_of"]
log = logging.getLogger(__name__)
TOPICS = (
    "v3/+/devices/+/up", "application/+/device/+/event/+", "v1.1/+/Observations", "v1.1/Observations",
    "v1.1/CreateObservations",
)  # fmt: skip
LONGEST_PAUSE = 60.0
MOST_HELD = 10_000
KEEP_ALIVE = 30
PATIENCE = 5.0  # seconds for a greeting, or for a broker that takes nothing
_CHUNK = 1 << 18
_MOST_CHUNKS = 64  # of a batch: what is held in memory
_NUMBERS = 65_535


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

    @property
    def name(self) -> str:
        """Return host and port."""
        return f"{self.host}:{self.real_port}"


@dataclass
class _Line:
    """What is true of the present connection. number: counts connections. skip: bytes that are thrown away."""

    number: int = 0
    socket: socket.socket | None = None
    data: bytearray = field(default_factory=bytearray)
    skip: int = 0
    heard: float = 0.0
    sent: float = 0.0
    next_try: float = 0.0
    pause: float = 1.0


def address_of(text: str) -> BrokerAddress:
    """Return the broker in ``mqtts://user:password@host:port`` or ``mqtt://...``. Raises ValueError."""
    found = urlsplit(text.strip())
    if found.scheme not in {"mqtt", "mqtts"} or not found.hostname or found.path.strip("/") or found.query:
        raise ValueError(found.scheme)
    return BrokerAddress(
        found.hostname, found.port or 0, "tls" if found.scheme == "mqtts" else "plain",
        unquote(found.username or ""), unquote(found.password or ""),
    )  # fmt: skip


class BrokerLink:
    """A connection that comes back by itself; use it as a context, from one thread. lost: why it ended last.

    Messages that are not ``done`` when the connection or the process ends are sent again by the broker.
    """

    def __init__(self, address: BrokerAddress) -> None:
        self.address = address
        self.refused = ""
        self.lost = ""
        self._line = _Line()
        self._context = (
            ssl.create_default_context(cafile=address.ca_file or None) if address.security == "tls" else None
        )
        self._untold: dict[int, tuple[str, bytes]] = {}
        self._last_number = 0
        self._early: list[Message] = []

    def __enter__(self) -> BrokerLink:
        """Try once to reach the broker; ``batch`` and ``tend`` try again."""
        self.tend()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line.socket is not None:
            self._send(mqtt_wire.FAREWELL)
            self._drop("", logging.INFO)

    @property
    def is_up(self) -> bool:
        """Return whether the broker is there, as far as we heard."""
        return self._line.socket is not None

    def tend(self) -> None:
        """Reach the broker again when it is time to, tell it that we are still here."""
        now = monotonic()
        if self._line.socket is None:
            if now >= self._line.next_try:
                self._reach()
        elif now - self._line.sent > KEEP_ALIVE / 2:
            self._send(mqtt_wire.PING)

    def batch(self, most: int = 2_000, wait: float = 0.5, linger: float = 0.05, quiet: float = 0.002) -> list[Message]:
        """Return the messages that came, about ``most`` of them; none after ``wait`` seconds of silence.

        It waits for more as long as they come, at most ``linger`` seconds, and not after ``quiet`` seconds of silence:
        a broker may send the next ones only when these are acknowledged.
        """
        found, self._early = self._early, []
        ends = monotonic() + wait
        for _chunk in range(_MOST_CHUNKS):
            came = self._receive(quiet if found else max(quiet, ends - monotonic()))
            if came and not found:
                ends = monotonic() + linger
            found += came
            if monotonic() >= ends or (found and not came) or len(found) >= most:
                break
        return found

    def done(self, messages: Sequence[Message]) -> None:
        """Tell the broker that these are stored. Those of an earlier connection it sends again: they are stored twice
        and kept once.
        """
        line = self._line.number
        numbers = [message.number for message in messages if message.qos and message.line == line]
        if numbers and self.is_up:
            self._send(mqtt_wire.receipts(numbers))

    def publish(self, topic: str, payload: str) -> bool:
        """Send a message, again after a new connection while the broker has not said that it has it.

        Return whether it could be sent.
        """
        if not self.is_up or len(self._untold) >= MOST_HELD:
            return False
        self._last_number = self._last_number % _NUMBERS + 1
        while self._last_number in self._untold:
            self._last_number = self._last_number % _NUMBERS + 1
        self._untold[self._last_number] = topic, payload.encode()
        return self._send(mqtt_wire.publication(topic, payload.encode(), self._last_number))

    def _reach(self) -> None:
        """Open a connection, greet, subscribe, and send again what the broker may not have."""
        line = self._line = _Line(self._line.number + 1, pause=self._line.pause)
        line.next_try = monotonic() + line.pause
        line.pause = min(line.pause * 2, LONGEST_PAUSE)
        try:
            line.socket = self._opened()
            self._greet()
        except (OSError, WireError) as error:
            self._drop(self.refused or type(error).__name__)
            return
        line.pause = 1.0
        self._send(mqtt_wire.wish(_NUMBERS, self.address.topics))
        for number, (topic, payload) in list(self._untold.items()):
            self._send(mqtt_wire.publication(topic, payload, number, again=True))
        log.info("mqtt.connected port=%s topics=%s", self.address.real_port, len(self.address.topics))

    def _opened(self) -> socket.socket:
        plain = socket.create_connection((self.address.host, self.address.real_port), timeout=PATIENCE)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is None:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self.address.host)
        except (OSError, ValueError):
            plain.close()
            raise

    def _greet(self) -> None:
        address, ends = self.address, monotonic() + PATIENCE
        self._send(mqtt_wire.greeting(address.client, KEEP_ALIVE, address.user, address.password))
        while (found := self._heard(self._recv(ends - monotonic()))).welcome is None:
            pass
        self.refused = mqtt_wire.REFUSALS.get(found.welcome, str(found.welcome)) if found.welcome else ""
        if found.welcome:
            raise WireError(self.refused)
        self._early += found.messages

    def _receive(self, seconds: float) -> list[Message]:
        """Return what comes within these seconds, at once when something is there."""
        self.tend()
        if self._line.socket is None:
            time.sleep(max(0.0, min(seconds, self._line.next_try - monotonic())))
            return []
        try:
            return self._heard(self._recv(seconds)).messages
        except TimeoutError:
            if monotonic() - self._line.heard > KEEP_ALIVE * 1.5:
                self._drop("silent")
        except (OSError, WireError) as error:
            self._drop(type(error).__name__)
        return []

    def _recv(self, seconds: float) -> bytes:
        """Return what is there. Raises OSError, TimeoutError among them."""
        line = self._line
        if line.socket is None:
            raise ConnectionError
        line.socket.settimeout(max(0.001, seconds))
        data = line.socket.recv(_CHUNK)
        if not data:
            raise ConnectionResetError
        line.heard = monotonic()
        if line.skip:
            thrown = min(line.skip, len(data))
            line.skip -= thrown
            return data[thrown:]
        return data

    def _heard(self, data: bytes) -> mqtt_wire.Arrived:
        line = self._line
        line.data += data
        found = mqtt_wire.read(line.data, line.number)
        over = len(line.data) - found.used
        line.skip += max(0, found.skip - over)
        del line.data[: found.used + found.skip]
        if found.skip and line.data:
            found.messages.extend(self._heard(b"").messages)
        for number in found.receipts:
            self._untold.pop(number, None)
        if any(code > 2 for code in found.subscribed):
            log.warning("mqtt.topics_refused codes=%s", list(found.subscribed))
        return found

    def _send(self, data: bytes) -> bool:
        line = self._line
        if line.socket is None:
            return False
        try:
            line.socket.settimeout(PATIENCE)
            line.socket.sendall(data)
        except OSError as error:
            self._drop(type(error).__name__)
            return False
        line.sent = monotonic()
        return True

    def _drop(self, reason: str, level: int = logging.WARNING) -> None:
        line = self._line
        if line.socket is not None:
            line.socket.close()
        line.socket = None
        line.next_try = max(line.next_try, monotonic() + 1.0)
        self.lost = reason
        log.log(level, "mqtt.disconnected reason=%s", reason)
