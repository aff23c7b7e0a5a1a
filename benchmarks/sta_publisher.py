# SPDX-License-Identifier: EUPL-1.2
"""One publisher of ``sta_server``, in a process of its own: posts data arrays on one connection until the time is over.

It says ``ready``, begins when its input ends, and prints how many rows were acknowledged and their sum.
"""

from __future__ import annotations

import json
import sys
import time
from http.client import HTTPConnection
from typing import Any

from mittendrin.core.instants import SECOND, to_iso

BEGIN = 1_704_067_200_000_000  # 2024-01-01


def body(streams: list[int], first: int, rows: int) -> tuple[str, float]:
    """Return a request of ``rows`` observations that begin ``first`` seconds after the start, and their sum."""
    groups: list[Any] = []
    each = -(-rows // len(streams))
    total = 0.0
    for place, stream in enumerate(streams):
        steps = range(first + place * each, first + min((place + 1) * each, rows))
        lines = [[to_iso(BEGIN + at * SECOND), at % 1000 / 10] for at in steps]
        total += sum(at % 1000 / 10 for at in steps)
        if lines:
            groups.append(
                {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": lines}
            )
    return json.dumps(groups), total


def main() -> None:
    """Post until the time is over."""
    given = json.loads(sys.argv[1])
    head = {"Authorization": f"Bearer {given['token']}", "Content-Type": "application/json"}
    line = HTTPConnection("127.0.0.1", given["port"], timeout=60)
    # Made beforehand, so that the publisher takes little of the machine while it is measured.
    made = [body(given["streams"], given["first"] + at * given["rows"], given["rows"]) for at in range(20)]
    print("ready", flush=True)
    sys.stdin.read()
    end, done, total = time.perf_counter() + given["seconds"], 0, 0.0
    while time.perf_counter() < end:
        first = given["first"] + done * given["rows"]
        text, amount = made[done] if done < len(made) else body(given["streams"], first, given["rows"])
        line.request("POST", "/sta/v1.1/CreateObservations", text, head)
        answer = line.getresponse()
        said = answer.read()
        assert answer.status == 201 and b'"error"' not in said, said[:300]
        done, total = done + 1, total + amount
    print(json.dumps({"rows": done * given["rows"], "requests": done, "total": total}), flush=True)


if __name__ == "__main__":
    main()
