# SPDX-License-Identifier: EUPL-1.2
"""A real Mosquitto for tests: on a port of its own, with or without TLS and users, stopped and started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until ``condition`` holds; fail when it never does."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.02)


class Mosquitto:
    """One broker; it keeps its messages in ``folder`` when it is stopped."""

    def __init__(self, folder: Path, *lines: str, port: int = 0, anonymous: bool = True) -> None:
        self.folder, self.port = folder, port or free_port()
        self.config = folder / "mosquitto.conf"
        owner = folder.owner()
        words = [
            f"listener {self.port} 127.0.0.1", f"allow_anonymous {str(anonymous).lower()}", "persistence true",
            f"persistence_location {folder}/", "autosave_interval 1", "max_inflight_messages 1000",
            "max_queued_messages 100000", f"user {owner}", *lines,
        ]  # fmt: skip
        self.config.write_text("\n".join(words) + "\n", encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Mosquitto:
        """Start it and wait until it answers."""
        assert PROGRAM
        self.process = subprocess.Popen(
            [PROGRAM, "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._answers)
        return self

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Stop it; it keeps what it has."""
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


def publisher(port: int, *, inflight: int = 20, **words: Any) -> mqtt.Client:
    """Return a client that publishes and is connected. inflight: messages that wait for their receipt at a time."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, **words)
    client.max_inflight_messages_set(inflight)
    client.connect("127.0.0.1", port)
    client.loop_start()
    wait_for(client.is_connected)
    return client
