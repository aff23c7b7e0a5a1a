# SPDX-License-Identifier: EUPL-1.2
"""The process in which codecs of strangers run; started by its path, so that it needs nothing of ours. See ``sandbox``.

The first line of input is JSON: prelude, call, most. Each further line is a task: codec, bytes, port, time, variables.
Each line of output is JSON: answer, or kind and detail. Every codec has an engine of its own, so that none sees or
changes another.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import OrderedDict
from typing import Any

import py_mini_racer as engine

SECONDS = 2.0
MIB = 1024 * 1024
HEAP = 64 * MIB
PROCESS = 768 * MIB  # all private memory: arrays of bytes lie outside of the heap that the engine counts
ENGINES = 8
# Without compiling to machine code there is less to attack, and what codecs do is short.
FAILURES = (engine.JSEvalException, engine.JSPromiseError)
FLAGS = ("--single-threaded", "--jitless", "--max-heap-size=96", "--stack-size=400")


def main() -> None:
    """Answer until the input ends."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0) as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the engine's own words must not get into the answers
        engine.init_mini_racer(flags=FLAGS)
        resource.setrlimit(resource.RLIMIT_DATA, (PROCESS, PROCESS))
        engines = Engines(**json.loads(sys.stdin.buffer.readline()))
        out.write(b"{}\n")
        for line in sys.stdin.buffer:
            out.write(json.dumps(engines.answer(json.loads(line))).encode() + b"\n")


class Engines:
    """The engines of the codecs used last."""

    def __init__(self, prelude: str, call: str, most: int) -> None:
        self.prelude, self.call, self.most = prelude, call, most
        self.known: OrderedDict[str, engine.MiniRacer] = OrderedDict()

    def answer(self, task: dict[str, Any]) -> dict[str, str]:
        """Return what the codec says, or why it did not."""
        codec = task["codec"]
        try:
            found = self._engine(codec)
            arguments = json.dumps([task["bytes"], task["port"], task["time"], task["variables"]])[1:-1]
            text = found.eval(f"{self.call}({arguments})", timeout_sec=SECONDS)
        except engine.JSTimeoutException:
            return self._drop(codec, "codec-too-slow", f"{SECONDS:.0f} s")
        except engine.JSOOMException:
            return self._drop(codec, "codec-too-big", f"{HEAP // MIB} MB")
        except engine.JSParseException as error:
            return self._drop(codec, "codec-syntax", _first_line(error))
        except FAILURES as error:
            words = _first_line(error)
            if "RangeError" in words:  # what took all memory must not hold it while others are asked
                self._drop(codec, "", "")
            return _failure(words)
        if not isinstance(text, str) or len(text) > self.most:
            return self._drop(codec, "codec-no-answer", "")
        return {"answer": text}

    def _engine(self, codec: str) -> engine.MiniRacer:
        if codec in self.known:
            self.known.move_to_end(codec)
            return self.known[codec]
        while len(self.known) >= ENGINES:
            self.known.popitem(last=False)[1].close()
        fresh = engine.MiniRacer()
        self.known[codec] = fresh
        fresh.set_hard_memory_limit(HEAP)
        fresh.eval(self.prelude, timeout_sec=SECONDS)
        try:
            fresh.eval(f"{codec}\n;0", timeout_sec=SECONDS)
        except FAILURES:
            self._drop(codec, "", "")
            raise
        return fresh

    def _drop(self, codec: str, kind: str, detail: str) -> dict[str, str]:
        if spoiled := self.known.pop(codec, None):
            spoiled.close()
        return {"kind": kind, "detail": detail}


def _failure(words: str) -> dict[str, str]:
    for name in ("no-function", "no-answer", "too-long-answer"):
        if words.endswith(f"Error: {name}"):
            return {"kind": f"codec-{name}", "detail": ""}
    return {"kind": "codec-failed", "detail": words}


def _first_line(error: Exception) -> str:
    """Return what is wrong without the place in our own lines: ``TypeError: x is not a function``."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    named = [line for line in lines if "Error:" in line and not line.startswith("at ")]
    return (named[-1] if named else lines[-1] if lines else "")[:300]


if __name__ == "__main__":
    main()
