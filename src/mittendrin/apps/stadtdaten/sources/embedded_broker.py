# SPDX-License-Identifier: EUPL-1.2
"""A small broker inside the own process, for the demo: it keeps nothing when it ends. Real towns run Mosquitto."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from types import TracebackType
from typing import Any

from amqtt.broker import Broker
from amqtt.errors import AMQTTError

log = logging.getLogger(__name__)


class EmbeddedBroker:
    """A broker on this machine; use it as a context. Anybody on this machine may publish and subscribe."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._failed = ""
        self._broker: Any = None
        self._thread = threading.Thread(target=self._serve, name="broker", daemon=True)

    def __enter__(self) -> EmbeddedBroker:
        """Start it. Raises OSError when the port is taken."""
        with socket.create_server((self.host, self.port)):
            pass  # free: the broker itself would leave half a start behind
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)
        logging.getLogger("transitions").setLevel(logging.CRITICAL)
        self._thread.start()
        self._ready.wait(30)
        if self._failed:
            raise OSError(self._failed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._broker is not None:
            asyncio.run_coroutine_threadsafe(self._broker.shutdown(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def asked_for(self, client: str) -> list[str]:
        """Return the topics that others than ``client`` subscribed to, in the order in which they were first asked."""
        if self._broker is None:
            return []
        asked = list(self._broker.subscriptions.items())
        return [topic for topic, who in asked if any(session.client_id != client for session, _qos in list(who))]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._start())
        except (AMQTTError, OSError) as error:
            self._failed = str(error)[:200] or type(error).__name__
        finally:
            self._ready.set()
        if not self._failed:
            self._loop.run_forever()
        self._loop.close()

    async def _start(self) -> None:
        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{self.host}:{self.port}", "max_connections": 100}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        await self._broker.start()
