# SPDX-License-Identifier: EUPL-1.2
"""Editors change the Atlas: access, publishing, history, undo, conflicts, two people at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Conflict, DataVersion, Origin, Record, Revision
from mittendrin.apps.atlas.services import checks, differences, editing
from mittendrin.apps.atlas.tests import factories
from mittendrin.apps.atlas.tests.forms_in_tests import sent_by_browser
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person, Role

As = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PROJECT = ("project", "testhausen-briefe")
EDITORS = {Role.EDITOR, Role.ADMINISTRATOR}
EVERYBODY = ["public", *Role.values]


@pytest.fixture(autouse=True)
def records(atlas_content: None) -> None:
    """Add a place and a project to the Atlas."""
    ingest.store("municipality", factories.municipality(), origin=Origin.FILE, file_hash="a")
    ingest.store("project", factories.project(), origin=Origin.FILE, file_hash="b")


def record() -> Record:
    return Record.objects.get(kind="project", key="testhausen-briefe")


def url(name: str, *args: Any) -> str:
    return reverse(f"atlas:{name}", args=args)


def send(client: Client, address: str, data: dict[str, Any], **more: Any) -> Any:
    post = sent_by_browser("project", data, is_new="neu" in address)
    for name, value in more.items():
        post[name] = str(value)
    return client.post(address, post.urlencode(), content_type="application/x-www-form-urlencoded")


PAGES = [
    ("desk", ()),
    ("edit_list", ("project",)),
    ("edit_new", ("project",)),
    ("edit", PROJECT),
    ("withdraw", PROJECT),
    ("conflicts", ()),
    ("proposals", ()),
    ("import", ()),
]


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_of_editors(as_role: As, role: str, name: str, args: tuple[str, ...]) -> None:
    response = as_role(role).get(url(name, *args))
    assert response.status_code == (200 if role in EDITORS else 302 if role == "public" else 403)
    if role == "public":
        assert response.headers["Location"].startswith(reverse("web:login"))


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", ["history", "revisions"])
def test_the_history_is_for_all_who_work_here(as_role: As, role: str, name: str) -> None:
    response = as_role(role).get(url(name, *PROJECT))
    assert response.status_code == (302 if role == "public" else 200)
    if role not in EDITORS and role != "public":
        assert url("undo", *PROJECT) not in response.content.decode()


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", ["edit", "withdraw", "undo"])
def test_only_editors_change_something(as_role: As, role: str, name: str) -> None:
    changed = factories.project(title="Geändert", title_en="Changed")
    send(as_role(role), url(name, *PROJECT), changed, _do="save", _base=1, _number=1)
    found = Record.objects.filter(kind="project", key="testhausen-briefe").first()
    assert (found is None or found.title == "Geändert") == (role in EDITORS and name != "undo")


def test_publishing_keeps_who_when_and_why(as_role: As, people: dict[str, Person]) -> None:
    version = DataVersion.objects.get().number
    changed = factories.project(title="Post verteilen")
    response = send(as_role(Role.EDITOR), url("edit", *PROJECT), changed, _do="save", _base=1, _comment="Neuer Name")
    assert response.headers["Location"] == url("history", *PROJECT)
    assert (record().title, record().edited, record().revision) == ("Post verteilen", True, 2)
    last = editing.history(*PROJECT)[0]
    assert (last.author, last.origin, last.comment) == (people[Role.EDITOR], Origin.WEB, "Neuer Name")
    assert DataVersion.objects.get().number > version
    page = as_role(Role.STAFF).get(url("history", *PROJECT)).content.decode()
    assert "Neuer Name" in page and people[Role.EDITOR].last_name in page


def test_checking_and_unchanged_saving_store_nothing(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    checked = send(client, url("edit", *PROJECT), factories.project(title="Anders"), _do="check", _base=1)
    assert "Keine Fehler gefunden" in checked.content.decode()
    send(client, url("edit", *PROJECT), factories.project(), _do="save", _base=1)
    assert (record().title, record().revision) == ("Briefe verteilen", 1)


def test_errors_keep_what_was_typed(as_role: As) -> None:
    wrong = factories.project(summary_de="Wort " * 61, title="<script>alert(1)</script>")
    response = send(as_role(Role.EDITOR), url("edit", *PROJECT), wrong, _do="save", _base=1)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Zu viele Wörter: 61 &gt; 60." in page and 'href="#f-summary_de"' in page
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert record().revision == 1


def test_html_is_never_interpreted(as_role: As) -> None:
    hostile = factories.project(title="<img src=x onerror=alert(1)>", partners=["<b>fett</b>"])
    client = as_role(Role.EDITOR)
    send(client, url("edit", *PROJECT), hostile, _do="save", _base=1)
    for address in (url("history", *PROJECT), url("revisions", *PROJECT), url("edit", *PROJECT), url("desk")):
        page = client.get(address).content.decode()
        assert "<img src=x" not in page and "<b>fett" not in page


def test_the_second_of_two_savers_sees_both_versions(as_role: As) -> None:
    send(as_role(Role.ADMINISTRATOR), url("edit", *PROJECT), factories.project(stage="ended"), _do="save", _base=1)
    mine = factories.project(title="Meine Fassung")
    client = as_role(Role.EDITOR)
    response = send(client, url("edit", *PROJECT), mine, _do="save", _base=1)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Inzwischen hat jemand anderes gespeichert" in page and "beendet" in page and "Meine Fassung" in page
    assert 'name="_base" value="2"' in page
    assert record().data["stage"] == "ended"
    send(client, url("edit", *PROJECT), mine, _do="save", _base=2)
    assert (record().title, record().data["stage"]) == ("Meine Fassung", "in_operation")


def test_creating_makes_a_key_and_refuses_a_taken_one(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    new = factories.project("", title="Laternen dimmen")
    assert send(client, url("edit_new", "project"), new, _do="save", _base=0).status_code == 302
    assert Record.objects.get(kind="project", key="laternen-dimmen").revision == 1
    taken = factories.project("laternen-dimmen")
    page = send(client, url("edit_new", "project"), taken, _do="save", _base=0)
    assert page.status_code == 422 and "kommt mehrfach vor" in page.content.decode()


def test_undo_makes_a_new_revision(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    send(client, url("edit", *PROJECT), factories.project(title="Falsch"), _do="save", _base=1)
    client.post(url("undo", *PROJECT), {"_number": "1", "_base": "2"})
    assert (record().title, record().revision) == ("Briefe verteilen", 3)
    assert editing.history(*PROJECT)[0].origin == Origin.UNDO
    client.post(url("undo", *PROJECT), {"_number": "2", "_base": "2"})
    assert record().revision == 3  # somebody else was faster
    assert client.post(url("undo", *PROJECT), {"_number": "99", "_base": "3"}).status_code == 404
    assert client.get(url("undo", *PROJECT)).status_code == 405


def test_withdrawing_keeps_the_history_and_can_be_undone(as_role: As) -> None:
    client = as_role(Role.EDITOR)
    client.post(url("withdraw", *PROJECT), {"_base": "1", "_comment": "doppelt"})
    assert not Record.objects.filter(kind="project", key="testhausen-briefe").exists()
    page = client.get(url("history", *PROJECT))
    assert page.status_code == 200 and "doppelt" in page.content.decode()
    client.post(url("undo", *PROJECT), {"_number": "1", "_base": "0"})
    assert record().revision == 3


def test_a_place_that_projects_name_cannot_be_withdrawn(as_role: As) -> None:
    response = as_role(Role.EDITOR).post(url("withdraw", "municipality", "testhausen"), {"_base": "1"})
    assert response.status_code == 422 and "Briefe verteilen" in response.content.decode()
    assert Record.objects.filter(key="testhausen").exists()


@pytest.fixture
def conflict() -> Conflict:
    """Return a conflict: edited in the web, then changed in the file."""
    editing.publish("project", factories.project(title="Im Web"), person=None, base_revision=1)
    return Conflict.objects.create(record=record(), file_data=factories.project(title="In der Datei"), file_hash="neu")


@pytest.mark.parametrize(("choice", "title", "edited"), [("file", "In der Datei", False), ("web", "Im Web", True)])
def test_an_editor_settles_a_conflict(as_role: As, conflict: Conflict, choice: str, title: str, edited: bool) -> None:
    client = as_role(Role.EDITOR)
    page = client.get(url("conflict", *PROJECT)).content.decode()
    assert "Im Web" in page and "In der Datei" in page
    client.post(url("conflict", *PROJECT), {"_choice": choice, "_base": "2"})
    assert (record().title, record().edited, record().file_hash) == (title, edited, "neu")
    assert not Conflict.objects.exists()


def test_an_editor_merges_both_versions(as_role: As, conflict: Conflict) -> None:
    merged = factories.project(title="Im Web und in der Datei")
    assert as_role(Role.STAFF).get(url("conflict", *PROJECT)).status_code == 403
    send(as_role(Role.EDITOR), url("conflict", *PROJECT), merged, _do="save", _base=2)
    assert record().title == "Im Web und in der Datei" and not Conflict.objects.exists()
    assert as_role(Role.EDITOR).get(url("conflict", *PROJECT)).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/atlas/redaktion/quatsch/",
        "/atlas/redaktion/project/gibt-es-nicht/",
        "/atlas/redaktion/project/gibt-es-nicht/verlauf/",
        "/atlas/redaktion/project/gibt-es-nicht/vergleich/",
        "/atlas/redaktion/quatsch/neu/",
        "/atlas/redaktion/project/testhausen-briefe/vergleich/?von=7&bis=9",
        "/atlas/redaktion/vorschlaege/99999999999999999999/",
        f"/atlas/redaktion/project/{'x' * 500}/",
    ],
)
def test_unknown_addresses(as_role: As, address: str) -> None:
    assert as_role(Role.EDITOR).get(address).status_code == 404


@pytest.mark.parametrize("query", ["?seite=99999999999999", "?seite=-1", "?seite=x", "?q=" + "x" * 3000, "?lang=xx"])
def test_absurd_wishes_for_the_list(as_role: As, query: str) -> None:
    assert as_role(Role.EDITOR).get(url("edit_list", "project") + query).status_code == 200


@pytest.mark.parametrize(
    "address", ["project/x%00y/", "project/?q=%00", "project/testhausen-briefe/vergleich/?von=%00"]
)
def test_addresses_with_nul_signs(as_role: As, address: str) -> None:
    assert as_role(Role.EDITOR).get(f"/atlas/redaktion/{address}").status_code == 400


@pytest.mark.parametrize("query", ["?von=x&bis=y", "?vorschlag=99999999999", "?bis=1"])
def test_absurd_wishes_for_comparing(as_role: As, query: str) -> None:
    client = as_role(Role.EDITOR)
    assert client.get(url("revisions", *PROJECT) + query).status_code in {200, 404}
    assert client.get(url("edit", *PROJECT) + query).status_code == 200


def test_the_first_statement_of_a_town_brings_its_source() -> None:
    data = factories.project(source=checks.OWN_STATEMENT, locator="Stadt Testhausen, November 2026")
    editing.publish("project", data, person=None, base_revision=1)
    source = Record.objects.get(kind="sources", key=checks.OWN_STATEMENT)
    assert checks.check("sources", source.data) == []
    assert record().links_out.filter(role="source", target_key=checks.OWN_STATEMENT).exists()


def test_wrong_data_is_never_stored() -> None:
    with pytest.raises(ProblemsFound):
        editing.publish("project", factories.project(stage="fertig"), person=None)
    with pytest.raises(editing.Outdated):
        editing.publish("project", factories.project(title="x y z"), person=None, base_revision=7)
    assert Revision.objects.filter(kind="project", key="testhausen-briefe").count() == 1


def test_differences_are_told_field_by_field() -> None:
    before = factories.project(partners=["FH", "Kreis"], notes=[{"de": "eins", "en": "one"}], number=7)
    after = factories.project(
        stage="ended",
        partners=["FH", "Land"],
        notes=[{"de": "null", "en": "zero"}, {"de": "eins", "en": "one"}],
        summary_de="Ein Programm liest eingehende Mails und schlägt das zuständige Amt vor.",
    )
    found = {change.label: change for change in differences.changes("project", before, after)}
    assert set(found) == {"Stand", "Partner", "Anmerkungen 1", "Nummer", "Zusammenfassung"}
    assert found["Anmerkungen 1"].sort == "added" and found["Nummer"].sort == "removed"
    assert [part.text for part in found["Zusammenfassung"].before or [] if part.changed] == ["Briefe"]
    assert [part.text for part in found["Stand"].after or []] == ["beendet"]
    assert differences.changes("project", before, before) == []
    assert all(change.sort == "added" for change in differences.changes("project", None, after))
