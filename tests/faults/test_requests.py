# SPDX-License-Identifier: EUPL-1.2
"""Absurd requests get clear answers: no address of the house answers 500 whatever is asked."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from tests.e2e.addresses import ADDRESSES, Address, named_urls, rows

from mittendrin.apps.atlas.services import records
from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core.instants import DAY, HOUR

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("atlas_content", "first_series")]
PAGES = [(name, row) for name, row in rows("page") if not row.person]
pages = pytest.mark.parametrize(("name", "address"), PAGES, ids=[f"{name}-{row.query}" for name, row in PAGES])
ABSURD = (
    "x" * 10_000,
    "\0",
    "\ud7ff\U0001f4a9",
    "%",
    "_",
    "'; DROP TABLE--",
    "{{7*7}}",
    "<script>",
    "-1",
    "9" * 400,
    "",
)

STRANGE = ("lang=" + "e" * 5000, "lang=..%2F..%2Fetc&seite=99999999999", "lang=xx&seite=-1", "seite=eins&art=%00")


@pytest.fixture
def first_series() -> None:
    """The series 1 with a week of values: loading the demo for each test would take minutes."""
    made = series("Markt", "Lufttemperatur", lambda at: at / HOUR % 24, weeks=0)
    Datastream.objects.filter(pk=made.pk).update(id=1)
    fill(Datastream.objects.get(pk=1), lambda at: at / HOUR % 24, NOW - 7 * DAY, NOW)


@pytest.fixture
def calm() -> Client:
    """A client that gets error pages as a browser does."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("text", ABSURD, ids=range(len(ABSURD)))
def test_absurd_searches(calm: Client, text: str) -> None:
    names = ("q", "seite", "ansicht", "land", "ort", "zu", "feld", "woertlich")
    for parameters in ({"q": text}, dict.fromkeys(names, text)):
        response = calm.get("/atlas/suche/", parameters)
        assert response.status_code == (400 if "\0" in text else 200)
        assert b"<script>alert" not in response.content
        assert b"{{7*7}}" in response.content if text == "{{7*7}}" else True


@pages
def test_unknown_languages_and_parameters(calm: Client, name: str, address: Address) -> None:
    path = address.path(name)
    glue = "&" if "?" in path else "?"
    for extra in (
        "lang=xx",
        "lang=" + "e" * 5000,
        "lang=..%2F..%2Fetc",
        "seite=99999999999",
        "seite=-1",
        "seite=eins",
    ):
        response = calm.get(
            f"{path}{glue}{extra}", headers={"Accept-Language": "xx;q=9,*;q=, " + "a-" * 900}, follow=True
        )
        assert response.status_code == address.status, extra
        assert b'lang="de"' in response.content


@pages
def test_only_the_methods_of_the_page(calm: Client, name: str, address: Address) -> None:
    for method in ("delete", "put", "patch"):
        response = getattr(calm, method)(address.path(name))
        assert response.status_code < 500, method


def test_methods_that_an_address_does_not_have_are_named(calm: Client) -> None:
    assert calm.get("/sprache/").status_code == 405
    assert calm.put("/anmelden/").status_code in {200, 405}


@pytest.mark.parametrize("host", ["evil.example", "localhost\0", "[::1", "a" * 300, "local_host"])
def test_foreign_hosts_are_refused(calm: Client, host: str) -> None:
    for path in ("/", "/atlas/", "/atlas/orte/soest/", "/api/v1/atlas/projects"):
        assert calm.get(path, headers={"Host": host}).status_code == 400


_parts = st.one_of(
    st.text(max_size=60), st.sampled_from(["soest", "project", "1", "0", "-1", "..", "karte.geojson", "%2e", "x" * 300])
)


@bounded(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(name for name in named_urls() if name in ADDRESSES)),
    parts=st.lists(_parts, min_size=4, max_size=4),
    query=st.dictionaries(
        st.sampled_from(["q", "seite", "art", "stand", "land", "ort", "lang", "gewicht"]), _parts, max_size=3
    ),
)
def test_no_address_breaks(calm: Client, name: str, parts: list[str], query: dict[str, str]) -> None:
    """Any address with any key and any parameter: found, moved, refused or unknown, never broken."""
    row = ADDRESSES[name][0]
    path = row.path(name).split("?")[0]
    for value, part in zip(map(str, row.kwargs.values()), parts, strict=False):
        path = path.replace(f"/{value}", f"/{part}", 1)
    assert calm.get(path.replace("?", "%3F").replace("#", "%23"), query).status_code < 500, path


@pytest.mark.parametrize(
    "path", ["/atlas/", "/atlas/orte/soest/", "/atlas/suche/?q=ki", "/api/v1/atlas/projects", "/healthz"]
)
def test_a_database_that_is_away(calm: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy, read-only or away: 503 with a time to come back."""

    def fail(*_: object) -> None:
        raise OperationalError("database is locked")

    with connection.execute_wrapper(lambda *_: fail()):
        response = calm.get(path)
    assert response.status_code == 503
    assert "500" not in response.content.decode()[:300]
    if path != "/healthz":
        assert response.headers["Retry-After"] == "10"
    assert records.data_version() >= 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PRAGMA of SQLite")
def test_a_read_only_database_still_shows_its_pages(calm: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
        try:
            assert calm.get("/atlas/orte/soest/").status_code == 200
            login = calm.post("/anmelden/", {"username": "meier", "password": "falsch"})
            assert login.status_code == 503
        finally:
            cursor.execute("PRAGMA query_only = 0")


def test_the_resolver_knows_the_error_pages() -> None:
    resolver = get_resolver()
    for status in (400, 403, 404, 500):
        assert resolver.resolve_error_handler(status).__module__ == "mittendrin.web.views.errors"
