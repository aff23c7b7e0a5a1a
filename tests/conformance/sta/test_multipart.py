# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, batch requests as ``multipart/mixed``."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.sta.conftest import Api, Town

from mittendrin.sta import multipart
from mittendrin.sta.errors import StaError

KIND = "multipart/mixed; boundary=b1"
BASE = "http://testserver/sta/v1.1"


def part(request: str, body: str = "", number: str = "") -> str:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    head += f"Content-ID: {number}\r\n" if number else ""
    return f"{head}\r\n{request} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{body}\r\n"


def batch(*parts: str, boundary: str = "b1") -> bytes:
    return ("".join(f"--{boundary}\r\n{one}" for one in parts) + f"--{boundary}--\r\n").encode()


def changeset(*parts: str) -> str:
    inner = batch(*parts, boundary="c1").decode()
    return f"Content-Type: multipart/mixed; boundary=c1\r\n\r\n{inner}"


def asked(api: Api, body: bytes, kind: str = KIND) -> Any:
    return api.call("POST", "$batch", body, kind)


def statuses(response: Any) -> list[int]:
    lines = response.content.decode().split("\r\n")
    return [int(line.split()[1]) for line in lines if line.startswith("HTTP/1.1 ")]


def test_req_batch_request_multipart(api: Api, public: Api, town: Town) -> None:
    made = '{"name": "Neu", "description": "Säule"}'
    place = '{"name": "Ort", "description": "", "encodingType": "application/geo+json", "location":'
    place += ' {"type": "Point", "coordinates": [7, 50]}}'
    response = asked(
        api,
        batch(
            part("GET Things?$top=1"),
            part("GET /sta/v1.1/Things(999999)"),
            changeset(part("POST Things", made, "1"), part("POST $1/Locations", place, "2")),
            part(f"GET {BASE}/Things/$count"),
        ),
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("multipart/mixed; boundary=")
    assert statuses(response)[:2] == [200, 404]
    assert statuses(response)[2:] == [201, 201, 200]
    assert "Content-ID: 1" in response.content.decode()
    found = public.values("Things?$filter=name eq 'Neu'&$expand=Locations")
    assert found[0]["Locations"][0]["name"] == "Ort"
    assert found[0]["description"] == "Säule"


def test_changeset_is_all_or_nothing(api: Api, public: Api, town: Town) -> None:
    good, bad = '{"name": "Neu", "description": ""}', '{"description": ""}'
    response = asked(api, batch(changeset(part("POST Things", good), part("POST Things", bad)), part("GET Things")))
    assert statuses(response) == [400, 200]
    assert public.names("Things") == ["Markt", "Bahnhof"]


def test_public_reads_and_may_not_write(public: Api, town: Town) -> None:
    body = batch(part("GET Things"), part("POST Things", '{"name": "a", "description": ""}'))
    assert statuses(asked(public, body)) == [200, 403]


def test_what_is_no_batch(api: Api, town: Town) -> None:
    for body, kind in (
        (b"", KIND), (b"--b1--", KIND), (batch(part("GET Things")), "multipart/mixed"),
        (batch("Content-Type: a/b"), KIND),
        (batch(part("nonsense")), KIND), (batch(part("POST Things", "{")), KIND),
        (batch(changeset(changeset(part("GET Things")))), KIND), (batch(*[part("GET Things")] * 501), KIND),
    ):  # fmt: skip
        response = asked(api, body, kind)
        assert response.status_code == 400, (body[:80], response.content[:200])
        assert response.json()["error"]["message"]


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_read_or_refused(body: bytes, kind: str) -> None:
    for content_type in (KIND, f"multipart/mixed; {kind}"):
        try:
            multipart.requests_of(b"--b1\r\n" + body + b"\r\n--b1--", content_type, BASE)
        except StaError as error:
            assert error.status in {400, 413}
