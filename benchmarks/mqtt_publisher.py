# SPDX-License-Identifier: EUPL-1.2
"""One publisher of ``mqtt_ingest``, in a process of its own: it must not share the time of what is measured.

All packets are made before; then it only sends, with at most ``HELD`` messages that the broker has not acknowledged. It
says ``ready`` when it is connected and begins when its input ends.
"""

from __future__ import annotations

import json
import socket
import sys

from mittendrin.apps.stadtdaten.sources import mqtt_wire
from mittendrin.core import instants
from mittendrin.core.instants import SECOND

HELD, CHUNK, RECEIPT = 1_000, 250, 4


def packets(topic: str, mine: range, each: int, base: int, streams: list[int]) -> list[bytes]:
    """Return the packets of the Observations ``mine``, ``each`` of them in one, joined by ``CHUNK``."""
    made = []
    for place, at in enumerate(range(0, len(mine), each)):
        stream, part = streams[place % len(streams)], mine[at : at + each]
        body = one(part[0], base) if each == 1 else array(part, base, stream)
        made.append(mqtt_wire.publication(topic.format(stream), body.encode(), place % 65_535 + 1))
    return [b"".join(made[at : at + CHUNK]) for at in range(0, len(made), CHUNK)]


def one(at: int, base: int) -> str:
    """Return an Observation."""
    return f'{{"result": {at}, "phenomenonTime": "{instants.to_iso(base + at * SECOND)}"}}'


def array(part: range, base: int, stream: int) -> str:
    """Return many as a data array."""
    lines = [[instants.to_iso(base + at * SECOND), at] for at in part]
    names = ["phenomenonTime", "result"]
    return json.dumps([{"Datastream": {"@iot.id": stream}, "components": names, "dataArray": lines}])


def main() -> None:
    """Publish and wait until the broker has acknowledged all."""
    topic, *given = sys.argv[1:]
    number, port, size, publishers, base, each, *streams = map(int, given)
    mine = range(number, size, publishers)
    chunks = packets(topic, mine, each, base, streams)
    expected = -(-len(mine) // each)
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
