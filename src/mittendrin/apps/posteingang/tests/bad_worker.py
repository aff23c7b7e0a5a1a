# SPDX-License-Identifier: EUPL-1.2
"""A reading process that misbehaves as the name of the file says; for the tests of the leash."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def say(words: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Answer, or not."""
    for line in sys.stdin.buffer:
        task = json.loads(line)
        name = Path(task["path"]).name
        if name == "hang":
            time.sleep(60)
        elif name == "crash":
            os.abort()
        elif name == "eat":
            held = [b"x" * 50_000_000 for _ in range(1000)]
            say(str(len(held)))
        elif name == "later":
            remark = {"code": "no-tesseract", "text": "fehlt", "values": {}}
            say("later " + json.dumps(remark))
        else:
            say(".\n.")
            reading: dict[str, object] = {"name": name, "kind": "text", "letters": [], "remarks": [], "refused": None}
            Path(task["answer"]).write_text(json.dumps(reading), encoding="utf-8")
            say("done 1000")


if __name__ == "__main__":
    main()
