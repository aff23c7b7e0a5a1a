# SPDX-License-Identifier: EUPL-1.2
"""Sources: connectors on recorded answers, a source that is down, files, the watched folder, the pages."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import Datastream, Observation, Source, Thing
from mittendrin.apps.stadtdaten.services import sensor_folder, sources
from mittendrin.apps.stadtdaten.sources.connectors.all import by_key
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.tests import answers
from mittendrin.core.tests.web_server import Page, WebServer
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.tests.browsers import As
from mittendrin.web.tests.conftest import as_role, people

__all__ = ["as_role", "people"]
CSV = "Zeit;Räder\n01.03.2026 10:00;12\n01.03.2026 11:00;15\n"
MAPPING = {"time": "Zeit", "series": [{"column": "Räder", "title": "Räder", "symbol": "", "factor": 1}]}


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as made:
        yield made


def source(kind: str, url: str = "", **words: Any) -> Source:
    folder = "quelle" if kind == "table" else kind
    return Source.objects.create(
        name=f"Quelle {kind}", folder=folder, kind=kind, url=url, private=True, active=True, **words
    )


def served(kind: str, server: WebServer) -> str:
    """Let the server answer like a source of this kind and return its address."""
    if kind == "parkapi":
        server.pages["/lots"] = Page(answers.packed(answers.PARKAPI_1))
        return f"{server.url}/lots"
    if kind == "sensor_community":
        server.pages["/s"] = Page(answers.packed(answers.SENSOR_COMMUNITY))
        return f"{server.url}/s"
    if kind == "dwd":
        server.pages["/tu.zip"] = Page(answers.dwd_zip())
        return f"{server.url}/tu.zip"
    if kind == "gbfs":
        server.pages["/gbfs.json"] = Page(answers.packed(answers.gbfs(server.url, 2)))
        server.pages["/station_information.json"] = Page(answers.packed(answers.GBFS_INFORMATION))
        server.pages["/station_status.json"] = Page(answers.packed(answers.GBFS_STATUS))
        return f"{server.url}/gbfs.json"
    for path, found in answers.sensorthings(server.url).items():
        server.pages[path] = Page(answers.packed(found))
    return f"{server.url}/v1.1"


EXPECTED: dict[str, set[tuple[str, str, float]]] = {
    "parkapi": {("Parkhaus Mitte", "free", 41), ("Parkhaus Mitte", "total", 120), ("Bahnhof", "total", 80)},
    "sensor_community": {("SDS011 81", "P1", 12.3)},
    "dwd": {("DWD 00430", "PP_10", 1002.1), ("DWD 00430", "TT_10", 8.4), ("DWD 00430", "TT_10", 8.6),
            ("DWD 00430", "TM5_10", 7.9), ("DWD 00430", "TM5_10", 8.1), ("DWD 00430", "RF_10", 71.2),
            ("DWD 00430", "RF_10", 70.8), ("DWD 00430", "TD_10", 3.5), ("DWD 00430", "TD_10", 3.6)},
    "gbfs": {("Rathaus", "vehicles", 3), ("Rathaus", "docks", 7), ("Bahnhof", "vehicles", 0)},
    "sensorthings": {("Station Nachbarstadt", "5", 8.5), ("Station Nachbarstadt", "5", 9),
                     ("Station Nachbarstadt", "6", 1)},
}  # fmt: skip


def stored() -> set[tuple[str, str, float]]:
    rows = Observation.objects.values_list("datastream__thing__name", "datastream__description", "result")
    return {(thing, name, result) for thing, name, result in rows if result is not None}


def test_every_connector_is_tested() -> None:
    assert set(EXPECTED) == set(by_key())


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_recorded_answers(kind: str, db: None, server: WebServer) -> None:
    made = source(kind, served(kind, server))
    report = sources.ask(made)
    assert report
    assert stored() == EXPECTED[kind]
    things, streams = Thing.objects.count(), Datastream.objects.count()
    again = sources.ask(Source.objects.get(pk=made.pk))
    assert again
    assert (again.new, again.changed) == (0, 0)
    assert (Thing.objects.count(), Datastream.objects.count()) == (things, streams)
    assert Source.objects.get().stored == len(EXPECTED[kind])


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_source_is_down(kind: str, db: None, server: WebServer) -> None:
    """Not there, broken, something else: nothing is stored, the next try waits longer, and it comes back."""
    url = served(kind, server)
    good = dict(server.pages)
    made = source(kind, url, every=10)
    answers_of_trouble = [
        Page(status=503),
        Page(b"<html>Wartung</html>"),
        Page(b"{}"),
        Page(b'{"data": 1, "value": 1}'),
    ]
    for failures, page in enumerate(answers_of_trouble, start=1):
        server.pages = dict.fromkeys(good, page)
        before = timezone.now()
        assert sources.ask(made) is None
        made.refresh_from_db()
        assert made.failures == failures
        assert made.problem
        assert made.due_at
        pause = made.due_at - before
        assert timedelta(minutes=10 * 2 ** (failures - 1)) <= pause < timedelta(minutes=10 * 2 ** (failures - 1) + 1)
    assert Observation.objects.count() == 0
    server.pages = good
    assert sources.ask(made)
    made.refresh_from_db()
    assert (made.failures, stored()) == (0, EXPECTED[kind])


def test_server_that_is_gone(db: None) -> None:
    with WebServer() as gone:
        url = gone.url
    made = source("parkapi", url)
    assert sources.ask(made) is None
    assert made.problem.startswith("unreachable")


def test_other_forms_of_parkapi_and_gbfs(db: None, server: WebServer) -> None:
    server.pages["/lots"] = Page(answers.packed(answers.PARKAPI_3))
    assert sources.ask(source("parkapi", f"{server.url}/lots"))
    assert stored() == {("Schloss", "free", 12), ("Schloss", "total", 60)}
    served("gbfs", server)
    server.pages["/gbfs.json"] = Page(answers.packed(answers.gbfs(server.url, 3)))
    made = source("gbfs", f"{server.url}/gbfs.json")
    assert sources.ask(made)
    assert EXPECTED["gbfs"] <= stored()


def test_harvest_follows_no_other_server(db: None, server: WebServer) -> None:
    url = served("sensorthings", server)
    page = {"value": [], "@iot.nextLink": "http://10.0.0.1/v1.1/Datastreams"}
    server.pages["/v1.1/Datastreams"] = Page(answers.packed(page))
    made = source("sensorthings", url)
    assert sources.ask(made) is None
    assert made.problem.startswith("other-server")


def test_harvest_goes_on_where_it_ended(db: None, server: WebServer) -> None:
    made = source("sensorthings", served("sensorthings", server))
    assert sources.ask(made)
    made.refresh_from_db()
    assert made.memory["since"] == {"5": "2026-03-01T10:10:00.000Z", "6": "2026-03-01T10:00:00.000Z"}
    server.asked.clear()
    sources.ask(made)
    assert any("2026-03-01T10:10:00.000Z" in path.replace("%20", " ") for path, _headers in server.asked)


def test_table_is_asked_with_what_is_known(db: None, server: WebServer) -> None:
    server.pages["/t.csv"] = Page(CSV.encode(), etag='"1"')
    made = source("table", f"{server.url}/t.csv", mapping=MAPPING)
    first = sources.ask(made)
    assert first
    assert first.new == 2
    made.refresh_from_db()
    again = sources.ask(made)
    assert again
    assert again.unchanged
    assert server.asked[-1][1]["If-None-Match"] == '"1"'
    server.pages["/t.csv"] = Page(CSV.replace(";15", ";16").encode(), etag='"2"')
    changed = sources.ask(made)
    assert changed
    assert (changed.new, changed.changed, changed.same) == (0, 1, 1)


@pytest.mark.parametrize("kind", ["parkapi", "gbfs", "sensor_community"])
def test_connector_is_asked_with_what_is_known(kind: str, db: None, server: WebServer) -> None:
    """Where the address that is asked last says that nothing is new, nothing is; else all is read."""
    made = source(kind, served(kind, server))
    server.pages = {path: replace(page, etag=f'"{path}"') for path, page in server.pages.items()}
    first = sources.ask(made)
    assert first
    assert first.new == len(EXPECTED[kind])
    server.asked.clear()
    assert sources.ask(Source.objects.get(pk=made.pk)) == sources.Report(unchanged=True)
    asked = [headers.get("If-None-Match") for _path, headers in server.asked]
    assert asked == [None] * (len(asked) - 1) + [f'"{server.asked[-1][0]}"']
    last = server.asked[-1][0]
    server.pages[last] = replace(server.pages[last], etag='"new"')
    again = sources.ask(Source.objects.get(pk=made.pk))
    assert again
    assert (again.unchanged, again.same) == (False, len(EXPECTED[kind]))


def test_server_may_ask_for_patience(db: None, server: WebServer) -> None:
    server.pages["/t.csv"] = Page(status=429, headers={"Retry-After": "7200"})
    made = source("table", f"{server.url}/t.csv", mapping=MAPPING)
    sources.ask(made)
    assert made.due_at
    assert made.due_at > timezone.now() + timedelta(minutes=119)


def test_due_sources_are_asked_once(db: None, server: WebServer) -> None:
    server.pages["/t.csv"] = Page(CSV.encode())
    made = source("table", f"{server.url}/t.csv", mapping=MAPPING)
    Source.objects.create(name="ruht", folder="ruht", url=f"{server.url}/t.csv", private=True)
    assert sources.ask_due() == 1
    assert sources.ask_due() == 0
    Source.objects.filter(pk=made.pk).update(due_at=timezone.now())
    assert sources.ask_due() == 1
    assert len(server.asked) == 2


def test_own_network_is_not_asked(db: None, server: WebServer) -> None:
    server.pages["/t.csv"] = Page(CSV.encode())
    made = source("table", f"{server.url}/t.csv", mapping=MAPPING)
    Source.objects.update(private=False)
    made.refresh_from_db()
    assert sources.ask(made) is None
    assert made.problem.startswith("refused-address")
    assert server.asked == []


def test_watched_folder(db: None, tmp_path: Path, settings: Any) -> None:
    settings.SENSOR_FOLDER = str(tmp_path)
    source("table", mapping=MAPPING)
    folder = tmp_path / "quelle"
    folder.mkdir()
    for name, text in (("a.csv", CSV), ("b.csv", "kaputt"), (".versteckt", CSV), ("neu.csv", CSV)):
        (folder / name).write_text(text, encoding="utf-8")
        if name != "neu.csv":
            os.utime(folder / name, (time.time() - 60,) * 2)
    (folder / "link.csv").symlink_to("/etc/passwd")
    assert sensor_folder.look() == 1
    assert Observation.objects.count() == 2
    assert sorted(one.name for one in folder.iterdir()) == [".versteckt", "eingelesen", "fehler", "link.csv", "neu.csv"]
    assert [one.name for one in (folder / "fehler").iterdir()] == ["b.csv"]
    (folder / "a.csv").write_text(CSV, encoding="utf-8")
    assert sensor_folder.look(time.time() + 60) == 2
    assert len(list((folder / "eingelesen").iterdir())) == 3
    assert Observation.objects.count() == 2
    settings.SENSOR_FOLDER = ""
    assert sensor_folder.look() == 0


def test_too_many_series(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_STATIONS", 2)
    text = "zeit;ort;wert\n" + "".join(f"01.03.2026 10:00;Ort {n};{n}\n" for n in range(5))
    mapping = {"time": "zeit", "station": "ort", "series": [{"column": "wert", "title": "Wert"}]}
    report = sources.read_file(source("table", mapping=mapping), text.encode())
    assert (report.new, report.problems["too-many-series"]) == (2, 3)


def test_file_of_another_form(db: None) -> None:
    with pytest.raises(SourceRefused, match="column-missing"):
        sources.read_file(source("table", mapping=MAPPING), b"a;b\n1;2\n")


def test_wizard(as_role: As, server: WebServer) -> None:
    browser = as_role(Role.EDITOR)
    address = reverse("stadtdaten:new_source")
    assert browser.get(address).status_code == 200
    form = {"name": "Räder", "kind": "table", "every": "15", "grade": "public", "latitude": "50,3", "longitude": "7,6"}
    assert browser.post(address, form).status_code == 422
    broken = {**form, "sample": SimpleUploadedFile("a.csv", b"\x00\x01")}
    assert browser.post(address, broken).status_code == 422
    assert Source.objects.count() == 0
    upload = {**form, "sample": SimpleUploadedFile("a.csv", CSV.encode("cp1252"))}
    assert browser.post(address, upload).status_code == 302
    made = Source.objects.get()
    page = reverse("stadtdaten:source", args=[made.pk])
    assert "2 Messwerte" in browser.get(page).content.decode()
    said = {"time": "Zeit", "zone": "Europe/Berlin", "spalte-1-keep": "on", "spalte-1-title": "Räder je Stunde",
            "spalte-1-symbol": "", "spalte-1-factor": "2", "means": "begin", "minutes": "60"}  # fmt: skip
    assert browser.post(page, {**said, "time": "Räder", "speichern": "1"}).status_code == 422
    assert browser.post(page, {**said, "minutes": "", "speichern": "1"}).status_code == 422
    assert browser.post(page, {**said, "probieren": "1"}).status_code == 200
    assert not Source.objects.get().active
    assert browser.post(page, {**said, "speichern": "1"}).status_code == 302
    feed = reverse("stadtdaten:source_feed", args=[made.pk])
    browser.post(feed, {"datei": SimpleUploadedFile("a.csv", CSV.encode())})
    row = Observation.objects.order_by("phenomenon_start").first()
    assert row
    assert (row.result, row.duration) == (24, 3_600_000_000)
    stream = Datastream.objects.get()
    assert (stream.name, stream.open_grade) == ("Räder: Räder je Stunde", "public")
    assert browser.get(page).status_code == 200
    act = reverse("stadtdaten:source_act", args=[made.pk])
    browser.post(act, {"was": "ruhen"})
    assert not Source.objects.get().active
    assert "ruht" in browser.get(reverse("stadtdaten:sources")).content.decode()
    browser.post(act, {"was": "weiter"})
    assert Source.objects.get().active
    assert browser.get(reverse("stadtdaten:source", args=[0])).status_code == 404


def test_wizard_for_a_connector(as_role: As, server: WebServer) -> None:
    browser = as_role(Role.EDITOR)
    address = reverse("stadtdaten:new_source")
    form = {"name": "Parken", "kind": "parkapi", "every": "15", "grade": "public", "private": "on"}
    assert browser.post(address, form).status_code == 422
    half = browser.post(address, {**form, "url": "https://example.org/", "latitude": "50,1"})
    assert half.status_code == 422
    assert "Ein Ort hat Breite und Länge" in half.content.decode()
    assert 'data-pick="id_latitude id_longitude"' in browser.get(address).content.decode()
    assert browser.post(address, {**form, "url": served("parkapi", server)}).status_code == 302
    made = Source.objects.get()
    act = reverse("stadtdaten:source_act", args=[made.pk])
    browser.post(act, {"was": "fragen"})
    assert stored() == EXPECTED["parkapi"]
    server.pages.clear()
    browser.post(act, {"was": "fragen"})
    page = browser.get(reverse("stadtdaten:sources")).content.decode()
    assert "1 Fehlversuch" in page
    assert "Fehler 404" in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD_OF_UNIT, "public"])
def test_pages_of_sources_are_for_those_who_run_the_town(role: str, as_role: As) -> None:
    for name in ("sources", "new_source"):
        assert as_role(role).get(reverse(f"stadtdaten:{name}")).status_code in {302, 403}
