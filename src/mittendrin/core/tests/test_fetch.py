# SPDX-License-Identifier: EUPL-1.2
"""The client is bounded, asks no addresses of the own network, and names what went wrong."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from mittendrin.core import fetch as fetching
from mittendrin.core.fetch import (
    AnswerTooLarge,
    BadCertificate,
    BadStatus,
    RefusedAddress,
    TimedOut,
    Unreachable,
    Wish,
    fetch,
)
from mittendrin.core.tests.web_server import Page, WebServer

OWN = Wish(seconds=10, private=True)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as made:
        yield made


def test_answer_and_what_is_known(server: WebServer) -> None:
    server.pages["/a"] = Page(b"hallo", etag='"1"', headers={"Content-Type": "text/csv"})
    first = fetch(f"{server.url}/a", OWN)
    assert (first.body, first.etag, first.content_type, first.unchanged) == (b"hallo", '"1"', "text/csv", False)
    again = fetch(f"{server.url}/a", Wish(etag=first.etag, private=True))
    assert (again.body, again.unchanged, again.etag) == (b"", True, '"1"')


def test_packed_answer_is_bounded_after_unpacking(server: WebServer) -> None:
    server.pages["/a"] = Page(gzip.compress(b"x" * 1000), headers={"Content-Encoding": "gzip"})
    assert len(fetch(f"{server.url}/a", OWN).body) == 1000
    with pytest.raises(AnswerTooLarge):
        fetch(f"{server.url}/a", Wish(most=999, private=True))
    server.pages["/b"] = Page(b"kaputt", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unreachable):
        fetch(f"{server.url}/b", OWN)


def test_named_errors(server: WebServer) -> None:
    server.pages |= {
        "/large": Page(b"x" * 100_000), "/short": Page(b"x", short=10), "/slow": Page(b"x", wait=2),
        "/busy": Page(status=503, headers={"Retry-After": "120"}),
        "/round": Page(status=302, headers={"Location": "/round"}),
    }  # fmt: skip
    with pytest.raises(AnswerTooLarge):
        fetch(f"{server.url}/large", Wish(most=99_999, private=True))
    with pytest.raises(Unreachable):
        fetch(f"{server.url}/short", OWN)
    with pytest.raises(TimedOut):
        fetch(f"{server.url}/slow", Wish(seconds=0.5, private=True))
    with pytest.raises(BadStatus) as busy:
        fetch(f"{server.url}/busy", OWN)
    assert (busy.value.status, busy.value.retry_after) == (503, 120)
    with pytest.raises(Unreachable):
        fetch(f"{server.url}/round", OWN)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            fetch(f"http://127.0.0.1:{unused.getsockname()[1]}/", OWN)


def test_redirect_to_another_server_takes_no_secrets_along(server: WebServer) -> None:
    with WebServer() as other:
        other.pages["/b"] = Page(b"dort")
        server.pages["/a"] = Page(status=302, headers={"Location": f"{other.url}/b"})
        wish = Wish(headers={"Authorization": "Bearer geheim"}, private=True)
        assert fetch(f"{server.url}/a", wish).body == b"dort"
        assert "Authorization" in server.asked[0][1]
        assert "Authorization" not in other.asked[0][1]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "http://", "nichts", "http://127.0.0.1/", "http://localhost/",
        "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/", "http://0.0.0.0/",
        "http://name:secret@example.org/", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::a00:1]/", "http://[64:ff9b:1::8]/", "http://[2002:a00:1::]/", "http://[::a00:1]/",
        "http://[fec0::1]/", "http://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/", "http://[::]/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(RefusedAddress):
        fetch(url, Wish(seconds=2))


def test_redirect_into_the_own_network_is_refused(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.pages["/a"] = Page(status=302, headers={"Location": "http://10.1.2.3/"})
    real = fetching._is_public
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1" or real(address))
    with pytest.raises(RefusedAddress):
        fetch(f"{server.url}/a", Wish(seconds=2))


def test_server_without_tls_is_no_tls_server(server: WebServer) -> None:
    with pytest.raises((BadCertificate, Unreachable)):
        fetch(server.url.replace("http:", "https:"), OWN)


def test_name_that_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_words: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable):
        fetch("http://gibt-es-nicht.example/")


def test_a_public_address_behind_a_gateway_is_public() -> None:
    assert fetching._is_public("64:ff9b::5db8:d822")
    assert fetching._is_public("2a00:1450:4001:82f::200e")
