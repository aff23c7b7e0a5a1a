# SPDX-License-Identifier: EUPL-1.2
"""The packets of MQTT 3.1.1 that a subscriber needs, to and from bytes (OASIS MQTT 3.1.1, chapters 2 and 3).

Many packets are read at once, because one by one the reading costs more than the storing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

PING = b"\xc0\x00"
FAREWELL = b"\xe0\x00"
_CONNECT, _PUBLISH, _PUBACK, _SUBSCRIBE = 0x10, 0x30, 0x40, 0x82
_CONNACK, _SUBACK, _PINGRESP = 0x20, 0x90, 0xD0
LARGEST = 1_100_000
REFUSALS = {
    1: "Unsupported protocol version",
    2: "Client identifier not valid",
    3: "Server unavailable",
    4: "Bad user name or password",
    5: "Not authorized",
}


class WireError(ValueError):
    """What came is not MQTT."""


class Message(NamedTuple):
    """One message. number, line: what acknowledges it; line counts connections."""

    topic: str
    payload: bytes
    number: int = 0
    qos: int = 0
    line: int = 0


@dataclass
class Arrived:
    """What bytes said. receipts: numbers of our own messages that the broker has. used: bytes that were read.

    welcome: code of the answer to our greeting, None without one. subscribed: codes of the answer to our wishes.
    skip: so many more bytes belong to a message that is too large; its payload holds only the first LARGEST.
    """

    messages: list[Message] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)
    welcome: int | None = None
    subscribed: bytes = b""
    used: int = 0
    skip: int = 0


def _text(words: str | bytes) -> bytes:
    data = words.encode() if isinstance(words, str) else words
    return len(data).to_bytes(2, "big") + data


def _packet(kind: int, body: bytes) -> bytes:
    length, said = len(body), bytearray([kind])
    while True:
        length, digit = divmod(length, 128)
        said.append(digit | (128 if length else 0))
        if not length:
            return bytes(said) + body


def greeting(client: str, keep_alive: int, user: str = "", password: str = "") -> bytes:
    """Return the packet that opens a connection; the broker keeps messages for ``client`` while it is away."""
    flags = (0x80 if user else 0) | (0x40 if user and password else 0)
    who = _text(user) * bool(user) + _text(password) * bool(user and password)
    return _packet(_CONNECT, _text("MQTT") + bytes([4, flags]) + keep_alive.to_bytes(2, "big") + _text(client) + who)


def wish(number: int, topics: Iterable[str], qos: int = 1) -> bytes:
    """Return the packet that subscribes to ``topics``."""
    return _packet(_SUBSCRIBE, number.to_bytes(2, "big") + b"".join(_text(topic) + bytes([qos]) for topic in topics))


def publication(topic: str, payload: bytes, number: int, *, again: bool = False) -> bytes:
    """Return the packet of a message that wants a receipt. again: it may have been sent before."""
    return _packet(_PUBLISH | 2 | (8 if again else 0), _text(topic) + number.to_bytes(2, "big") + payload)


def receipts(numbers: Sequence[int]) -> bytes:
    """Return the packets that acknowledge messages."""
    return b"".join([b"\x40\x02" + number.to_bytes(2, "big") for number in numbers])


def read(data: bytes | bytearray, line: int = 0) -> Arrived:
    """Return what the whole packets at the begin of ``data`` say. Raises WireError.

    line: number of the connection, kept in the messages.
    """
    found, end = Arrived(), len(data)
    topics: dict[bytes, str] = {}
    while end - found.used >= 2 and not found.skip:
        at = found.used
        kind, length, body = data[at], data[at + 1], at + 2
        if length > 127:
            length, body = _length(data, at + 1)
        stop = body + min(length, LARGEST)
        if not body or stop > end:
            break
        if kind & 0xF0 == _PUBLISH:
            found.messages.append(_message(data, kind, body, stop, line, topics))
        else:
            _note(found, kind, bytes(data[body:stop]))
        found.used, found.skip = stop, length - (stop - body)
    return found


def _note(found: Arrived, kind: int, body: bytes) -> None:
    """Note what a packet says that is no message."""
    if kind == _PUBACK and len(body) == 2:
        found.receipts.append(body[0] << 8 | body[1])
    elif kind == _CONNACK and len(body) == 2:
        found.welcome = body[1]
    elif kind == _SUBACK and len(body) > 2:
        found.subscribed = body[2:]
    elif kind != _PINGRESP:
        raise WireError(f"kind {kind:#x}")


def _length(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """Return the length of a packet and where its body begins; 0 for the begin while bytes are missing."""
    length = 0
    for place, digit in enumerate(data[at : at + 4]):
        length |= (digit & 127) << (7 * place)
        if digit < 128:
            return length, at + place + 1
    if len(data) - at >= 4:
        raise WireError("length")
    return 0, 0


def _message(data: bytes | bytearray, kind: int, body: int, stop: int, line: int, topics: dict[bytes, str]) -> Message:
    after = body + 2 + (data[body] << 8 | data[body + 1]) if stop - body >= 2 else stop + 1
    qos = kind >> 1 & 3
    if after + (2 if qos else 0) > stop or qos > 1:
        raise WireError("message")
    name = bytes(data[body + 2 : after])
    topic = topics.get(name)
    if topic is None:
        topic = topics[name] = _topic(name)
    if not qos:
        return Message(topic, bytes(data[after:stop]), 0, 0, line)
    return Message(topic, bytes(data[after + 2 : stop]), data[after] << 8 | data[after + 1], qos, line)


def _topic(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise WireError("topic") from error
