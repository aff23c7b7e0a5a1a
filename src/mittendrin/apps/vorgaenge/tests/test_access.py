# SPDX-License-Identifier: EUPL-1.2
"""Each address for owner, colleague, head, stranger, administrator and the public."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mittendrin.apps.vorgaenge.views.step_kinds import STEPS
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Absence, Attachment, Case, CaseEvent, Grant, State
from mittendrin.townhall.cases.services.access import link_token, viewer
from mittendrin.townhall.cases.services.files import attach
from mittendrin.townhall.cases.tests.town import case, unit
from mittendrin.web.tests.browsers import PUBLIC, As

WHO = ["owner", "colleague", "head", "stranger", "admin", PUBLIC]
OUTSIDE = {"stranger", "admin"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TITLE = "Widerspruch Sandmann"
pytestmark = pytest.mark.django_db
who_looks = pytest.mark.parametrize("who", WHO)


@pytest.fixture
def made(people: dict[str, Person]) -> Case:
    return case(TITLE, person=people["owner"], note="Notiz Sandmann")


def at(name: str, *args: object) -> str:
    return reverse(f"vorgaenge:{name}", args=args)


@who_looks
@pytest.mark.parametrize("view", ["meine", "amt", "alle", "ueberfaellig", "erledigt", "gibtesnicht"])
def test_the_list_holds_what_one_may_see(who: str, view: str, made: Case, as_person: As) -> None:
    response = as_person(who).get(at("list"), {"ansicht": view})
    assert response.status_code == (302 if who == PUBLIC else 200)
    inside = who not in {*OUTSIDE, PUBLIC}
    shown = inside and (view in {"amt", "alle"} or (who == "owner" and view in {"meine", "gibtesnicht"}))
    assert (TITLE in response.content.decode()) is shown


@who_looks
def test_one_case(who: str, made: Case, as_person: As) -> None:
    response = as_person(who).get(at("case", made.uuid))
    assert response.status_code == (302 if who == PUBLIC else 404 if who in OUTSIDE else 200)
    text = response.content.decode()
    assert ("Sandmann" in text) is (response.status_code == 200)
    if response.status_code == 200:
        assert ("Zuständig ist Eins." in text) is (who == "colleague")
        assert "no-store" in response.headers["Cache-Control"]


@who_looks
def test_an_unknown_case_answers_like_a_foreign_one(who: str, made: Case, as_person: As) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    client = as_person(who)
    foreign, missing = client.get(at("case", made.uuid)), client.get(at("case", unknown))
    if who in OUTSIDE:
        pages = [
            TOKEN.sub("", answer.content.decode()).replace(str(made.uuid), unknown) for answer in (foreign, missing)
        ]
        assert pages[0] == pages[1]
    assert missing.status_code == (302 if who == PUBLIC else 404)


@who_looks
@pytest.mark.parametrize("name", [*STEPS, "gibtesnicht"])
def test_steps(who: str, name: str, made: Case, as_person: As, people: dict[str, Person]) -> None:
    if name == "oeffnen":
        Case.objects.update(state=State.DONE, done_at=timezone.now())
    if name == "weiter":
        Case.objects.update(state=State.WAITING)
    if name == "wecken":
        Case.objects.update(resubmission=timezone.localdate() + timedelta(days=9))
    if name == "uebernehmen":
        Case.objects.update(person=None, state=State.NEW)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    fields = {"target": f"u{unit('Bauamt').pk}", "day": day, "title": "Neu", "priority": "1", "version": "1"}
    response = as_person(who).post(at("step", made.uuid, name), fields)
    assert as_person(who).get(at("step", made.uuid, name)).status_code == 405
    version = Case.objects.get(pk=made.pk).version
    if name == "gibtesnicht" or who in OUTSIDE:
        assert (response.status_code, version) == (302 if who == PUBLIC else 404, 1)
        return
    allowed = who in {"owner", "head"} or (who == "colleague" and name == "uebernehmen")
    assert (response.status_code, version) == (302, 2 if allowed else 1)


@who_looks
def test_comments_and_files(who: str, made: Case, as_person: As) -> None:
    client = as_person(who)
    commented = client.post(at("comment", made.uuid), {"text": "Angerufen"})
    attached = client.post(at("attach", made.uuid), {"file": SimpleUploadedFile("a.pdf", b"x")})
    expected = 404 if who in OUTSIDE else 302
    assert (commented.status_code, attached.status_code) == (expected, expected)
    inside = who not in {*OUTSIDE, PUBLIC}
    assert (made.comments.count(), Attachment.objects.count()) == (int(inside), int(inside))


@who_looks
def test_downloads(who: str, made: Case, as_person: As, people: dict[str, Person]) -> None:
    kept = attach(viewer(people["owner"]), made, SimpleUploadedFile("Böse „Datei“.pdf", b"%PDF"))
    response = as_person(who).get(at("attachment", made.uuid, kept.uuid))
    assert response.status_code == (302 if who == PUBLIC else 404 if who in OUTSIDE else 200)
    if response.status_code == 200:
        assert b"".join(response) == b"%PDF"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@who_looks
@pytest.mark.parametrize("form", ["csv", "json"])
def test_exports(who: str, form: str, made: Case, as_person: As) -> None:
    response = as_person(who).get(at("export", form), {"ansicht": "alle"})
    assert response.status_code == (302 if who == PUBLIC else 200)
    assert ("Sandmann" in response.content.decode()) is (who not in {*OUTSIDE, PUBLIC})


@who_looks
def test_several_at_once(who: str, made: Case, as_person: As) -> None:
    Case.objects.update(person=None)
    fields = {"schritt": "erledigen", "vorgang": f"{made.uuid}:1"}
    response = as_person(who).post(at("several"), fields)
    assert response.status_code == (409 if who in OUTSIDE else 302)
    assert Case.objects.get().done is (who not in {*OUTSIDE, PUBLIC})
    assert "Sandmann" not in response.content.decode()
    assert made.number not in response.content.decode()


@who_looks
def test_new_cases_and_undo(who: str, as_person: As, people: dict[str, Person]) -> None:
    client = as_person(who)
    assert client.get(at("new")).status_code == (302 if who == PUBLIC else 200)
    assert client.post(at("new"), {"title": "Neu", "priority": "1", "mine": "on"}).status_code == 302
    assert client.post(at("undo")).status_code == 302
    found = Case.objects.filter(title="Neu").first()
    assert (found is None) is (who == PUBLIC)
    assert found is None or (found.person, found.unit) == (people[who], people[who].unit)


@who_looks
def test_absences(who: str, as_person: As, people: dict[str, Person]) -> None:
    day = timezone.localdate()
    absence = Absence.objects.create(person=people["owner"], first=day, last=day)
    client = as_person(who)
    response = client.get(at("absences"))
    assert response.status_code == (302 if who == PUBLIC else 200)
    inside = who not in {*OUTSIDE, PUBLIC}
    assert ('<th scope="row">Eins</th>' in response.content.decode()) is inside
    ended = client.post(at("end_absence", absence.pk))
    assert ended.status_code == (302 if who in {"owner", "head", PUBLIC} else 404)
    assert Absence.objects.exists() is (who not in {"owner", "head"})


@who_looks
def test_grants(who: str, as_person: As, people: dict[str, Person]) -> None:
    grant = Grant.objects.create(person=people["owner"], reason="Aufgabe", given_by=None)
    client = as_person(who)
    heads = {"head", "admin"}
    assert client.get(at("grants")).status_code == (302 if who == PUBLIC else 200 if who in heads else 403)
    client.post(at("grants"), {"person": people["colleague"].pk, "reason": "Aufgabe"})
    assert Grant.objects.filter(person=people["colleague"]).exists() is (who in heads)
    client.post(at("end_grant", grant.pk))
    assert Grant.objects.filter(pk=grant.pk, ended_at=None).exists() is (who not in heads)


@who_looks
def test_settings_and_overview(who: str, as_person: As) -> None:
    client = as_person(who)
    assert client.get(at("settings")).status_code == (302 if who == PUBLIC else 200)
    assert client.post(at("settings"), {}).status_code == 302
    # The administrator heads the own unit, nothing else.
    expected = 302 if who == PUBLIC else 200 if who in {"head", "admin"} else 403
    for address in (at("overview"), at("overview_file", "csv"), at("overview_file", "svg")):
        response = client.get(address)
        assert response.status_code == expected
        assert ("Chefin" in response.content.decode()) is (who == "head" and expected == 200)


@who_looks
def test_a_link_that_was_handed_on_names_the_unit_and_nothing_else(who: str, made: Case, as_person: As) -> None:
    response = as_person(who).get(at("case", made.uuid), {"weg": link_token(made)})
    assert response.status_code == (302 if who == PUBLIC else 403 if who in OUTSIDE else 200)
    if who in OUTSIDE:
        text = response.content.decode()
        assert "Das sieht nur: Steueramt." in text
        assert not [word for word in (TITLE, "Sandmann", made.number) if word in text]
        assert as_person(who).get(at("case", made.uuid), {"weg": "geraten"}).status_code == 404


def test_a_special_case_is_hidden_from_colleagues_without_grant(as_person: As, people: dict[str, Person]) -> None:
    made = case(TITLE, special=True)
    client = as_person("colleague")
    assert client.get(at("case", made.uuid)).status_code == 404
    assert TITLE not in client.get(at("list"), {"ansicht": "alle"}).content.decode()
    refused = client.get(at("case", made.uuid), {"weg": link_token(made)})
    assert "Das sehen nur Personen mit besonderer Freigabe." in refused.content.decode()
    assert not CaseEvent.objects.filter(who=people["colleague"]).exists()
