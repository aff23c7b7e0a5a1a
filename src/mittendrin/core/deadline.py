# SPDX-License-Identifier: EUPL-1.2
"""One end on the clock for all that a connection does: looking up, connecting, handshake, headers, body.

The time-out of a socket counts each wait anew, so a server that sends a byte now and then would hold it for ever.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import Any, Self

Address = tuple[Any, ...]
Found = list[tuple[Any, Any, int, str, Address]]


class Deadline:
    """Cuts the watched connections at ``ends`` (of the monotonic clock); a context manager.

    Whoever waits on a connection that is cut sees it end or fail: ``over`` tells why.
    """

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self._twins: list[socket.socket] = []
        self._timer = threading.Timer(max(0.0, ends - monotonic()), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for twin in self._twins:
            twin.close()

    @property
    def left(self) -> float:
        """Return the seconds that are left, at least a little: 0 would mean not to wait at all."""
        return max(0.01, self.ends - monotonic())

    @property
    def over(self) -> bool:
        """Return whether the end is reached."""
        return monotonic() >= self.ends

    def watch(self, made: socket.socket) -> socket.socket:
        """Return ``made``, which is cut at the end; a twin is kept, because TLS takes the socket itself away."""
        self._twins.append(made.dup())
        if self.over:
            self._cut()
        return made

    def _cut(self) -> None:
        for twin in list(self._twins):
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)


def look_up(host: str, port: int, seconds: float) -> Found:
    """Return what the name service says of ``host``. Raises OSError, UnicodeError; TimeoutError after ``seconds``.

    The system offers no limit for it: it is asked beside, and left alone when it takes too long.
    """
    answers: list[Found] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimeoutError(host)
    return answers[0]
