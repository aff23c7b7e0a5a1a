# SPDX-License-Identifier: EUPL-1.2
"""A small server for tests: answers by path, notes what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass
class Page:
    """What is at a path. short: bytes fewer than promised. wait: seconds before the answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    short: int = 0
    wait: float = 0.0


class WebServer:
    """Serves ``pages`` by path with query; use it as a context."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.told: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Return its address without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.told.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                self.do_GET()

            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                page = server.pages.get(self.path) or server.pages.get(self.path.partition("?")[0]) or Page(status=404)
                time.sleep(page.wait)
                if page.etag and self.headers.get("If-None-Match") == page.etag:
                    page = Page(status=304, etag=page.etag)
                self.send_response(page.status)
                for name, value in {**page.headers, **({"ETag": page.etag} if page.etag else {})}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page.body) + page.short))
                self.end_headers()
                with suppress(BrokenPipeError):  # the client had enough
                    self.wfile.write(page.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
                pass

        return Handler
