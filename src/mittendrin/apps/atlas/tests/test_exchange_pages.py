# SPDX-License-Identifier: EUPL-1.2
"""Downloading and reading in with a browser."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Origin, Record
from mittendrin.apps.atlas.services.exchange import writing
from mittendrin.apps.atlas.services.exchange.incoming import MAX_BYTES
from mittendrin.apps.atlas.tests import factories
from mittendrin.townhall.accounts.models import Role

As = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records(atlas_content: None) -> None:
    """Add a place to the Atlas."""
    ingest.store("municipality", factories.municipality(), origin=Origin.FILE, file_hash="a")


def upload(client: Client, name: str, data: bytes, **more: Any) -> Any:
    return client.post(reverse("atlas:import"), {"_file": SimpleUploadedFile(name, data), **more})


def projects(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"projects": rows}).encode()


def test_the_data_page_names_licence_and_sources(client: Client) -> None:
    page = client.get(reverse("atlas:data")).content.decode()
    assert "CC BY 4.0" in page and "Smart-City-Atlas" in page and reverse("atlas:download", args=["xlsx"]) in page


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("json", "application/json"),
        ("csv", "application/zip"),
        ("csv/?art=steps", "text/csv"),
        ("xlsx/?art=steps", "application/vnd.openxmlformats"),
        ("yaml/?art=clusters", "application/yaml"),
        ("geojson", "application/geo+json"),
    ],
)
def test_downloads(client: Client, address: str, kind: str) -> None:
    path, _, query = address.partition("/")
    response = client.get(f"{reverse('atlas:download', args=[path])}{query}")
    assert response.status_code == 200 and response.headers["Content-Type"].startswith(kind)
    assert "attachment" in response.headers["Content-Disposition"]
    assert 'rel="license"' in response.headers["Link"]


def test_a_download_follows_the_records(client: Client) -> None:
    address = reverse("atlas:download", args=["json"]) + "?art=projects"
    before = len(client.get(address).json()["projects"])
    ingest.store("project", factories.project(), origin=Origin.WEB)
    ingest.bump_version()
    assert len(client.get(address).json()["projects"]) == before + 1


@pytest.mark.parametrize("address", ["pdf/", "json/?art=quatsch", "geojson/?art=steps", "csv/?art=" + "x" * 9999])
def test_unknown_downloads(client: Client, address: str) -> None:
    assert client.get(f"/atlas/daten/{address}").status_code == 404


def test_a_dry_run_reports_and_an_import_stores(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    page = upload(client, "atlas.json", projects(factories.project()), _dry_run="on").content.decode()
    assert "Noch ist nichts gespeichert" in page
    assert not Record.objects.filter(key="testhausen-briefe").exists()
    page = upload(client, "atlas.json", projects(factories.project())).content.decode()
    assert "ist eingelesen" in page
    assert Record.objects.get(key="testhausen-briefe").edited


def test_errors_are_listed_and_nothing_is_stored(as_role: As) -> None:
    rows = projects(factories.project(), factories.project("zweites", stage="<b>fertig</b>"))
    response = upload(as_role(Role.EDITOR), "<i>atlas.json", rows)
    page = response.content.decode()
    assert response.status_code == 422 and "zweites" in page and "&lt;b&gt;fertig" in page and "<b>fertig" not in page
    assert not Record.objects.filter(key="testhausen-briefe").exists()


def test_no_file_an_empty_file_and_a_file_too_large(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    assert "Wählen Sie eine Datei" in client.post(reverse("atlas:import"), {}).content.decode()
    assert "Die Datei ist leer" in upload(client, "projects.csv", b" ").content.decode()
    assert "größer als 20 MB" in upload(client, "projects.csv", b"x" * (MAX_BYTES + 1)).content.decode()


@pytest.mark.parametrize("role", ["public", Role.STAFF, Role.HEAD_OF_UNIT])
def test_only_editors_read_files_in(as_role: As, role: str) -> None:
    response = upload(as_role(role), "atlas.json", projects(factories.project()))
    assert response.status_code == (302 if role == "public" else 403)
    assert not Record.objects.filter(key="testhausen-briefe").exists()


def test_a_table_made_for_excel_comes_back(as_role: As, client: Client) -> None:
    address = reverse("atlas:download", args=["csv"]) + "?art=steps&trennzeichen=semikolon&bom=1"
    data = client.get(address).content
    assert io.BytesIO(data).readline().startswith(b"\xef\xbb\xbfid;")
    page = upload(as_role(Role.EDITOR), "steps.csv", data, _dry_run="on").content.decode()
    assert "fehlerfrei" in page
    assert writing.file_name("csv", writing.Options("steps")) == "steps.csv"
