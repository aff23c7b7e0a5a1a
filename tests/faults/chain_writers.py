# SPDX-License-Identifier: EUPL-1.2
"""Processes that write into the chain of decisions at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools import serving

WRITER = """
import threading, django
django.setup()
from django.db import connection
from mittendrin.contracts.block import Answer
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services
person = Person.objects.first()
def write(name):
    for turn in range(15):
        row = services.propose(services.Proposal("a_block", f"letter:{name}-{turn}", Answer("Bauamt", 0.9)))[0]
        services.confirm(row, person)
        print("wrote", flush=True)
    connection.close()
threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def verdict(data: Path, **more: str) -> dict[str, Any]:
    """Return what ``mittendrin audit verify`` says, with its exit code."""
    command = [str(serving.BIN / "mittendrin"), "audit", "verify", "--json"]
    done = subprocess.run(command, env=serving.environment(data, **more), capture_output=True, text=True, check=False)
    return {"code": done.returncode, **json.loads(done.stdout)}


def writers(data: Path, count: int, **more: str) -> list[subprocess.Popen[str]]:
    """Return started processes that write thirty decisions each and confirm them."""
    environment = serving.environment(data, DJANGO_SETTINGS_MODULE="mittendrin.config.settings", **more)
    command = [sys.executable, "-c", WRITER]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return [subprocess.Popen(command, env=environment, **pipes) for _ in range(count)]
