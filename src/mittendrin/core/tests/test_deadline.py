# SPDX-License-Identifier: EUPL-1.2
"""However a server drips, a fetch ends when it must."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from mittendrin.core.fetch import TimedOut, Wish, fetch, send

LIMIT = 0.6
FORMS = {
    "status": b"HTTP/1.1 200 O",
    "headers": b"HTTP/1.1 200 OK\r\nX: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
}


class Dripping:
    """A server that says ``begin`` and then a byte each 0.05 seconds, for ever."""

    def __init__(self, begin: bytes) -> None:
        self.begin, self.stopped = begin, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._drip, args=[self.listener.accept()[0]], daemon=True).start()

    def _drip(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            client.sendall(self.begin)
            while not self.stopped.wait(0.05):
                client.sendall(b"1")


@pytest.fixture(params=FORMS)
def dripping(request: pytest.FixtureRequest) -> Iterator[Dripping]:
    made = Dripping(FORMS[request.param])
    yield made
    made.stopped.set()
    made.listener.close()


def ends_in_time(action: Any) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut):
        action()
    assert time.monotonic() - began < LIMIT + 1.5


def test_a_dripping_server_is_left_in_time(dripping: Dripping) -> None:
    ends_in_time(lambda: fetch(f"http://{dripping.address}/", Wish(seconds=LIMIT, private=True)))


def test_a_dripping_handshake_is_left_in_time() -> None:
    made = Dripping(b"\x16\x03\x03\x40\x00")  # the head of a long TLS record whose rest never ends
    ends_in_time(lambda: fetch(f"https://{made.address}/", Wish(seconds=LIMIT, private=True)))
    made.stopped.set()


def test_redirects_share_one_limit() -> None:
    made = Dripping(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
    slow = Wish(seconds=LIMIT, private=True)
    lookup = socket.getaddrinfo

    def late(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.25)
        return lookup(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", late)
        ends_in_time(lambda: fetch(f"http://{made.address}/", slow))
    made.stopped.set()


def test_a_name_service_that_does_not_answer_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()

    def never(*_args: Any, **_kwargs: Any) -> Any:
        free.wait(30)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", never)
    ends_in_time(lambda: fetch("http://langsam.example/", Wish(seconds=LIMIT, private=True)))
    free.set()


def test_sending_to_a_dripping_server_ends_too() -> None:
    made = Dripping(FORMS["headers"])
    ends_in_time(lambda: send(f"http://{made.address}/", b"x", "text/plain", Wish(seconds=LIMIT, private=True)))
    made.stopped.set()


def test_nothing_of_a_fetch_is_left_behind(dripping: Dripping) -> None:
    before = threading.active_count()
    with pytest.raises(TimedOut):
        fetch(f"http://{dripping.address}/", Wish(seconds=0.2, private=True))
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    assert threading.active_count() <= before + 1, "the server's own"
