# SPDX-License-Identifier: EUPL-1.2
"""Another program is told something: once, at the address that was written down, or it is said why not."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mittendrin.core.tests.web_server import Page, WebServer
from mittendrin.core.webhook import NotTold, post_json


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as made:
        yield made


def test_it_is_told(server: WebServer) -> None:
    server.pages["/hook"] = Page(b"ok", status=202)
    post_json(f"{server.url}/hook", {"wert": "ü"})
    assert json.loads(server.told[0]) == {"wert": "ü"}
    assert server.asked[0][1]["Content-Type"] == "application/json"


def test_why_not(server: WebServer) -> None:
    server.pages |= {
        "/no": Page(status=503), "/slow": Page(wait=2),
        "/moved": Page(status=307, headers={"Location": f"{server.url}/hook"}), "/hook": Page(b"ok"),
    }  # fmt: skip
    for address, why in (
        (f"{server.url}/no", "status 503"), (f"{server.url}/moved", "status 307"), (f"{server.url}/slow", "timed-out"),
        ("http://127.0.0.1:1/", "unreachable"), ("ftp://a.example/", "refused-address"), ("file:///etc", "refused"),
    ):  # fmt: skip
        with pytest.raises(NotTold, match=why):
            post_json(address, {}, timeout=0.5)
    assert all(path != "/hook" for path, _headers in server.asked)
