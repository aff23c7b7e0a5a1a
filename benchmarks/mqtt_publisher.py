# SPDX-License-Identifier: EUPL-1.2
"""One publisher of ``mqtt_ingest``, in a process of its own: it must not share the time of what is measured.

All packets are made before; then it only sends, with at most ``HELD`` messages that the broker has not acknowledged. It
says ``ready`` when it is connected and begins when its input ends.
"""

from __future__ import annotations

import socket
import sys

from mittendrin.apps.stadtdaten.sources import mqtt_wire
from mittendrin.core import instants
from mittendrin.core.instants import SECOND

HELD, CHUNK, RECEIPT = 1_000, 250, 4


def packets(topic: str, number: int, size: int, publishers: int, base: int, streams: list[int]) -> list[bytes]:
    """Return the packets of every n-th Observation, joined by ``CHUNK``."""
    made = [
        mqtt_wire.publication(
            topic.format(streams[at % len(streams)]),
            f'{{"result": {at}, "phenomenonTime": "{instants.to_iso(base + at * SECOND)}"}}'.encode(),
            place % 65_535 + 1,
        )
        for place, at in enumerate(range(number, size, publishers))
    ]
    return [b"".join(made[at : at + CHUNK]) for at in range(0, len(made), CHUNK)]


def main() -> None:
    """Publish and wait until the broker has acknowledged all."""
    topic, *given = sys.argv[1:]
    number, port, size, publishers, base, *streams = map(int, given)
    chunks = packets(topic, number, size, publishers, base, streams)
    expected = len(range(number, size, publishers))
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(mqtt_wire.greeting(f"publisher-{topic.partition('/')[0]}-{number}", 600))
        assert mqtt_wire.read(line.recv(RECEIPT)).welcome == 0
        print("ready", flush=True)
        sys.stdin.read()
        sent = received = 0
        for chunk in chunks:
            line.sendall(chunk)
            sent += CHUNK
            while sent - received // RECEIPT > HELD - CHUNK:
                received += len(line.recv(1 << 16))
        while received < expected * RECEIPT:
            received += len(line.recv(1 << 16))
        line.sendall(mqtt_wire.FAREWELL)


if __name__ == "__main__":
    main()
