# SPDX-License-Identifier: EUPL-1.2
"""Odd requests to the addresses for programs: letters by REST, the catalogue. None ends as an error of the server."""

from __future__ import annotations

import pytest
from django.test import Client

from mittendrin.apps.posteingang.services import intake

pytestmark = pytest.mark.django_db
ACCEPTS = (
    "text/turtle;q=abc", "*/*;q=", "; ;", ",,,", "\xe9/\xff", "text/html;q=1e999", "text/turtle;q=nan", "a" * 5000,
    "*/*;q=0", "text/*;q=0.1;level=1", "/", "text", 'application/ld+json;profile="x', "*/*," * 3000,
)  # fmt: skip
CATALOGUE = (
    "/catalog", "/catalog/x", "/catalog.ttl", "/catalog.xyz", "/catalog?page=0", "/catalog?page=-1",
    "/catalog?page=%EF%BC%91", "/catalog?page=1e3", "/catalog?page=" + "9" * 5000, "/catalog?page=1%00",
    "/catalog?page=%ED%A0%BD", "/catalog/datasets/%ED%A0%BD", "/catalog/datasets/a.%00", "/catalog/datasets/a.ttl",
    "/daten/?q=%ED%A0%BD&thema=%ED%A0%BD&page=x", "/daten/a/b.csv",
)  # fmt: skip
NAMES = (
    "%ED%A0%BD", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AE.pdf", "a" * 4000, "%0d%0aX: y", "%FF%FE", ".", "a%2Fb%5Cc", "%01",
)  # fmt: skip


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("accept", ACCEPTS)
def test_the_catalogue_is_asked_oddly(client: Client, accept: str) -> None:
    statuses = {path[:40]: client.get(path, HTTP_ACCEPT=accept).status_code for path in CATALOGUE}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("name", NAMES)
def test_letters_come_with_odd_names(client: Client, name: str) -> None:
    token = {"HTTP_AUTHORIZATION": f"Bearer {intake.new_sender('Fax')[1]}"}
    address = f"/posteingang/api/letters?name={name}"
    taken = client.post(address, b"Antrag " * 30, content_type="text/plain", **token)  # type: ignore[arg-type]
    assert taken.status_code == 201, taken.content
    again = {**token, "HTTP_IDEMPOTENCY_KEY": "\xe4\xff \x7f" + name}
    other = client.post(address, b"Mehr " * 30, content_type="", **again)  # type: ignore[arg-type]
    assert other.status_code in {201, 400}
    assert client.get(f"/posteingang/api/letters/{taken.json()['id']}", **token).status_code == 200  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["Bearer \xe4\xff", "Bearer", "Bearer  ", "bearer " + "x" * 9000, "Basic x", "\xff"])
def test_odd_keys_are_refused(client: Client, word: str) -> None:
    for method in ("get", "post", "put", "delete", "options", "head"):
        for path in ("/posteingang/api/letters", "/posteingang/api/letters/00000000-0000-0000-0000-000000000000"):
            assert getattr(client, method)(path, HTTP_AUTHORIZATION=word).status_code in {401, 405}
