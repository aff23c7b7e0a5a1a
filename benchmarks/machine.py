# SPDX-License-Identifier: EUPL-1.2
"""The machine that figures were measured on."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path


def machine() -> str:
    """Return day, processor, cores, memory, system and Python in one line."""
    cpu = _line(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = _line(Path("/proc/meminfo"), "MemTotal").split()
    gigabytes = f"{int(memory[0]) / 1024**2:.0f} GB" if memory else "memory unknown"
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d')}, {cpu}, {os.cpu_count()} cores, {gigabytes}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, load before {load:.1f}"
    )


def _line(path: Path, name: str) -> str:
    """Return the value of the first line called ``name``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
