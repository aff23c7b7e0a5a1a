# SPDX-License-Identifier: EUPL-1.2
"""Administrators manage people, units, imports and reports."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.feedback.models import Feedback

pytestmark = pytest.mark.django_db
PERSON = {"username": "Neu", "first_name": "Nele", "last_name": "Neu", "role": "staff"}


def upload(text: str | bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("liste.csv", text.encode() if isinstance(text, str) else text)}


def test_a_new_person_gets_a_password_that_shows_once(admin: Client) -> None:
    response = admin.post(reverse("web:new_person"), PERSON)
    password = re.search(r'm-secret">([a-z0-9-]{14})<', response.content.decode())
    person = Person.objects.get(username="neu")
    assert password
    assert person.check_password(password[1])
    assert person.temporary_until
    assert "no-store" in response.headers["Cache-Control"]


def test_a_user_name_is_taken_in_any_spelling(admin: Client) -> None:
    page = admin.post(reverse("web:new_person"), PERSON | {"username": "MEIER"}).content.decode()
    assert "Diesen Benutzernamen gibt es schon." in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_username"' in page


def test_a_person_is_changed_and_switched_off_and_on(admin: Client, people: dict[str, Person]) -> None:
    person = people[Role.STAFF]
    fields = {"username": "meier", "last_name": "Meier-Groß", "role": "editor"}
    assert admin.post(reverse("web:person", args=[person.pk]), fields).status_code == 302
    admin.post(reverse("web:person_active", args=[person.pk]), {"active": "off"})
    person.refresh_from_db()
    assert (person.last_name, person.role, person.is_active) == ("Meier-Groß", "editor", False)
    admin.post(reverse("web:person_active", args=[person.pk]), {"active": "on"})
    assert Person.objects.get(pk=person.pk).is_active


def test_the_only_administrator_keeps_role_and_access(admin: Client, people: dict[str, Person]) -> None:
    person = people[Role.ADMINISTRATOR]
    fields = {"username": "admin", "last_name": "Sander", "role": "staff"}
    page = admin.post(reverse("web:person", args=[person.pk]), fields).content.decode()
    assert "niemanden mehr mit der Rolle Administration" in page
    admin.post(reverse("web:person_active", args=[person.pk]), {"active": "off"})
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.role, fresh.is_active) == (Role.ADMINISTRATOR, True)


@pytest.mark.parametrize(
    "query", ["q=meier", "unit=buergerbuero", "page=99999999", "page=-1&state=x", "q=" + "x" * 5000]
)
def test_the_list_stands_any_question(query: str, admin: Client) -> None:
    response = admin.get(f"{reverse('web:people')}?{query}")
    assert response.status_code == 200


def test_units_are_created_renamed_and_switched_off(admin: Client) -> None:
    admin.post(reverse("web:new_unit"), {"name": "Feuerwehr", "order": 20})
    unit = Unit.objects.get(key="feuerwehr")
    admin.post(reverse("web:unit", args=[unit.pk]), {"name": "Feuer und Rettung", "order": 3})
    admin.post(reverse("web:unit_active", args=[unit.pk]), {"active": "off"})
    unit.refresh_from_db()
    assert (unit.name, unit.key, unit.order, unit.active) == ("Feuer und Rettung", "feuerwehr", 3, False)
    taken = admin.post(reverse("web:new_unit"), {"name": "BÜRGERBÜRO", "order": 1})
    assert "Ein Amt mit diesem Namen gibt es schon." in taken.content.decode()


def test_a_unit_with_people_says_why_it_stays(admin: Client) -> None:
    unit = Unit.objects.get(key="buergerbuero")
    response = admin.post(reverse("web:unit_active", args=[unit.pk]), {"active": "off"}, follow=True)
    assert "Bürgerbüro hat noch Personen." in response.content.decode()
    assert Unit.objects.get(pk=unit.pk).active


def test_an_import_shows_first_and_stores_then(admin: Client) -> None:
    address = reverse("web:import", args=["personen"])
    preview = admin.post(address, upload("Benutzername;Nachname;Amt\r\nneu;Grün;Bürgerbüro\r\n".encode("cp1252")))
    page = preview.content.decode()
    assert "1 neu, 0 geändert, 0 unverändert." in page
    assert not Person.objects.filter(username="neu").exists()
    kept = re.search(r'name="csv" value="([^"]*)"', page)
    assert kept
    done = admin.post(address, {"csv": html.unescape(kept[1]), "store": "on"})
    person = Person.objects.get(username="neu")
    password = re.search(r'm-secret">([a-z0-9-]{14})<', done.content.decode())
    assert password
    assert person.check_password(password[1])
    assert (person.last_name, person.unit and person.unit.name) == ("Grün", "Bürgerbüro")


def test_a_wrong_import_names_row_column_and_mend(admin: Client) -> None:
    response = admin.post(reverse("web:import", args=["aemter"]), upload("Amt;Reihenfolge\nA;1\n=B;zwei\n"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nichts wurde gespeichert." in page
    assert "Tabellenprogramme führen das als Formel aus." in page
    assert not Unit.objects.filter(name="A").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"x" * 1_100_000])
def test_no_file_breaks_the_import(data: bytes, admin: Client) -> None:
    response = admin.post(reverse("web:import", args=["personen"]), upload(data))
    assert response.status_code in {200, 422}
    assert "Fehler" in response.content.decode()


def test_an_unknown_import_is_not_found(admin: Client) -> None:
    assert admin.get(reverse("web:import", args=["hunde"])).status_code == 404


@pytest.mark.parametrize("what", ["personen", "aemter"])
def test_the_example_can_be_read_in_again(what: str, admin: Client) -> None:
    response = admin.get(reverse("web:import_example", args=[what]))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert admin.post(reverse("web:import", args=[what]), upload(response.content)).status_code == 200


def test_anybody_reports_and_an_administrator_settles(admin: Client) -> None:
    visitor = Client()
    sent = visitor.post(reverse("web:report"), {"topic": "barrier", "page": "/atlas/", "text": "<b>Kein Fokus</b>"})
    assert sent.status_code == 302
    report = Feedback.objects.get()
    assert "&lt;b&gt;Kein Fokus" in admin.get(reverse("web:reports")).content.decode()
    admin.post(reverse("web:report_done", args=[report.pk]), {"done": "on"})
    assert "Kein Fokus" not in admin.get(reverse("web:reports")).content.decode()
    assert "Kim Sander" in admin.get(f"{reverse('web:reports')}?state=done").content.decode()
    admin.post(reverse("web:report_done", args=[report.pk]), {"done": "off"})
    assert Feedback.objects.get().done_at is None


def test_too_many_reports_are_answered_with_429(client: Client) -> None:
    fields = {"topic": "other", "text": "noch eine"}
    answers = [client.post(reverse("web:report"), fields).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("fields", [{}, {"topic": "nix", "text": "a"}, {"topic": "barrier", "text": "x" * 10_000}])
def test_a_wrong_report_is_explained(fields: dict[str, str], client: Client) -> None:
    response = client.post(reverse("web:report"), fields)
    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Angaben" in response.content.decode()
    assert not Feedback.objects.exists()
