# SPDX-License-Identifier: EUPL-1.2
"""Worker processes of the server that do not wait for ever for a client that sends or reads too slowly.

Threads of the server read from blocking sockets: without a limit a handful of connections that send nothing would
keep all of them. Counted is only the time spent waiting for the client, never that of our own work.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import TConn, ThreadWorker

LEAST_RATE = 8_192
"""Bytes a second that a client must send, or take, on average; less is no line but an attack or a broken one."""
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
GRACE = 3
"""How many stalls a request may take in all before the rate counts."""


class TooSlow(ConnectionResetError):
    """The client sent or took too little; the connection is given up as one that broke."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")


class PatientSocket:
    """A connection with an end to its patience. stall: seconds that one wait for the client may last."""

    def __init__(self, sock: Any, stall: float) -> None:
        self._sock, self._stall = sock, stall
        self._waited, self._received = 0.0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def begin(self) -> None:
        """Begin a new request: patience is whole again."""
        self._waited, self._received = 0.0, 0

    def recv(self, size: int) -> bytes:
        """Return what came. Raises TooSlow."""
        left = GRACE * self._stall + self._received / LEAST_RATE - self._waited
        if left <= 0:
            raise TooSlow
        before, began = self._sock.gettimeout(), time.monotonic()
        self._sock.settimeout(min(self._stall, left, before or self._stall))
        try:
            data: bytes = self._sock.recv(size)
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self._waited += time.monotonic() - began
            self._sock.settimeout(before)
        self._received += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """Send all of ``data``. Raises TooSlow."""
        before = self._sock.gettimeout()
        self._sock.settimeout(GRACE * self._stall + len(data) / LEAST_RATE)
        try:
            self._sock.sendall(data)
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self._sock.settimeout(before)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file and return how much went. Raises TooSlow."""
        before = self._sock.gettimeout()
        self._sock.settimeout(GRACE * self._stall)
        try:
            return int(self._sock.sendfile(file, offset, count))
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self._sock.settimeout(before)


class WholeBody:
    """A body that breaks off is an error; to Django a part of it would look like all of it."""

    def __init__(self, body: Any, length: int) -> None:
        self._body, self._left = body, length

    def read(self, size: int = -1) -> bytes:
        """Return what comes next. Raises ConnectionResetError."""
        return self._counted(self._body.read(self._left if size < 0 else size), size)

    def readline(self, size: int = -1) -> bytes:
        """Return the next line. Raises ConnectionResetError."""
        return self._counted(self._body.readline(None if size < 0 else size), size)

    def _counted(self, data: bytes, size: int) -> bytes:
        self._left -= len(data)
        if not data and size and self._left > 0:
            raise ConnectionResetError(errno.ECONNRESET, "broke off")
        return data


def whole_bodies(application: Application) -> Application:
    """Return the application so that no body that broke off looks complete to it."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Answers in threads; each request of a connection has its own patience."""

    def handle(self, conn: TConn) -> Any:
        """Answer one request of a connection."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock, settings.UPLOAD_STALL_SECONDS)
        conn.sock.begin()
        return super().handle(conn)
