# SPDX-License-Identifier: EUPL-1.2
"""The reading process: takes one file after the other from its input, answers on its output. See ``reader``.

Each line of input is JSON: path, name, folder (or null), answer. Out come a point for each page and, when the reading
stands in the file ``answer``, ``done``; a file that had to be put off gives ``later`` with its remark.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import sys
from pathlib import Path
from typing import IO, Any

from mittendrin.apps.posteingang.sources import pulse
from mittendrin.apps.posteingang.sources.read import read
from mittendrin.apps.posteingang.sources.reading import Postponed, Remark
from mittendrin.apps.posteingang.sources.record import reading_data, remark_data
from mittendrin.apps.posteingang.sources.refusals import postponed


def main() -> None:
    """Answer until the input ends."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0) as out:
        # Libraries that print must not talk into the answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for line in sys.stdin.buffer:
            _answer(json.loads(line), out)


def _answer(task: dict[str, Any], out: IO[bytes]) -> None:
    folder = Path(task["folder"]) if task["folder"] else None
    try:
        with pulse.heard_by(lambda: _say(out, b".\n")):
            reading = read(Path(task["path"]), task["name"], folder)
        Path(task["answer"]).write_text(json.dumps(reading_data(reading)), encoding="utf-8")
    except (Postponed, OSError) as error:
        _say(out, b"later " + json.dumps(remark_data(_obstacle(error))).encode() + b"\n")
        return
    _say(out, b"done %d\n" % resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _obstacle(error: Postponed | OSError) -> Remark:
    """Return what stands in the way of reading. Raises the error itself when it may lie in the file."""
    if isinstance(error, Postponed):
        return error.remark
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return postponed("no-space").remark
    raise error


def _say(out: IO[bytes], words: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):
        out.write(words)


if __name__ == "__main__":
    main()
