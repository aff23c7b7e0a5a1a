# SPDX-License-Identifier: EUPL-1.2
"""One publisher of ``mqtt_ingest``, in a process of its own: it must not share the time of what is measured.

It says ``ready`` when it is connected and begins when its input ends.
"""

from __future__ import annotations

import sys
import time

from mittendrin.apps.stadtdaten.tests.brokers import publisher
from mittendrin.core import instants
from mittendrin.core.instants import SECOND


def main() -> None:
    """Publish every n-th Observation and wait until the broker has them all."""
    number, port, size, publishers, base, *streams = map(int, sys.argv[1:])
    sender = publisher(port, inflight=500)
    messages = [
        (
            f"v1.1/Datastreams({streams[at % len(streams)]})/Observations",
            f'{{"result": {at}, "phenomenonTime": "{instants.to_iso(base + at * SECOND)}"}}',
        )
        for at in range(number, size, publishers)
    ]
    print("ready", flush=True)
    sys.stdin.read()
    last = None
    for topic, body in messages:
        last = sender.publish(topic, body, qos=1)
    while last is not None and not last.is_published():
        time.sleep(0.01)
    sender.disconnect()
    sender.loop_stop()


if __name__ == "__main__":
    main()
