# SPDX-License-Identifier: EUPL-1.2
"""Pages for what goes wrong, maintenance, health."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from mittendrin.web.views import errors, health, pages

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_answered_in_words(client: Client) -> None:
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht." in response.content.decode()


def test_a_foreign_host_is_refused_without_an_error_of_ours(client: Client) -> None:
    response = client.get("/impressum/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_an_expired_form_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("web:theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "Das Formular war zu lange offen." in response.content.decode()


def test_an_error_gets_a_number_and_the_log_gets_no_values(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("Jana Meier, Musterweg 1")

    monkeypatch.setattr(pages, "town", fail)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR):
        response = client.get("/barrierefreiheit/")
    assert response.status_code == 500
    number = re.search(r"<b>([0-9A-F]{8})</b>", response.content.decode())
    assert number
    assert f"page.failed number={number[1]} view=web:accessibility error=RuntimeError" in caplog.text
    assert "Jana Meier" not in caplog.text + response.content.decode()


def test_the_error_page_needs_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Hier ging etwas schief." in response.content.decode()


def test_the_last_page_comes_even_without_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(errors, "render_to_string", fail)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert re.search(r"Fehlernummer [0-9A-F]{8}", response.content.decode())


def test_maintenance_answers_all_pages_but_health(client: Client, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "maintenance"
    file.write_text("Bis 14 Uhr. <script>", encoding="utf-8")
    settings.MAINTENANCE_FILE = file
    response = client.get("/impressum/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "600")
    assert "Bis 14 Uhr. &lt;script&gt;" in response.content.decode()
    client.cookies["language"] = "en"
    assert '<html lang="en"' in client.get("/impressum/").content.decode()
    assert client.get("/healthz").status_code != 404
    file.unlink()
    assert client.get("/impressum/").status_code == 200


def test_plain_pages_stand_alone() -> None:
    for name in ("500.html", "503.html", "413.html", "400.html"):
        assert "<h1>" in render_to_string(name, {})


def test_a_body_that_is_too_large_is_refused_in_words(client: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000
    response = client.post("/melden/", {"text": "x" * 2_000})
    assert response.status_code == 413
    assert "Die Datei ist zu groß." in response.content.decode()


def test_health_is_good_with_content(client: Client, atlas_content: None) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    checks = response.json()["checks"]
    assert {"database", "atlas", "decisions"} <= checks.keys()
    assert set(checks.values()) == {"ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_bad_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("secret detail")

    monkeypatch.setattr(connection, "cursor", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "broken"
    assert "secret" not in response.content.decode()


def test_health_is_bad_when_an_app_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "import_string", lambda _dotted: lambda: 0)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (503, "broken")
