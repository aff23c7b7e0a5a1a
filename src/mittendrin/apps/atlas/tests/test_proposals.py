# SPDX-License-Identifier: EUPL-1.2
"""Proposals: anybody may, nobody is stored longer than needed, editors decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mittendrin.apps.atlas import ingest, tasks
from mittendrin.apps.atlas.models import Origin, Proposal, ProposalCount, ProposalState, Record
from mittendrin.apps.atlas.services import editing, proposals
from mittendrin.apps.atlas.tests import factories
from mittendrin.apps.atlas.tests.forms_in_tests import sent_by_browser
from mittendrin.townhall.accounts.models import Person, Role

As = Callable[[str], Client]
pytestmark = pytest.mark.django_db
KEY = "testhausen-briefe"
CONTACT = {"_town": "Stadt Testhausen", "_email": "amt@testhausen.example", "_comment": "Ist jetzt in Betrieb."}


@pytest.fixture(autouse=True)
def records(atlas_content: None) -> None:
    """Add a place and a project to the Atlas."""
    ingest.store("municipality", factories.municipality(), origin=Origin.FILE, file_hash="a")
    ingest.store("project", factories.project(), origin=Origin.FILE, file_hash="b")


def send(client: Client, data: dict[str, Any], key: str = KEY, do: str = "save", **more: str) -> Any:
    post = sent_by_browser("project", data, is_new=key == "neu")
    for name, value in {"_do": do, "_base": "0" if key == "neu" else "1", **more}.items():
        post[name] = value
    address = reverse("atlas:propose", args=["project", key])
    return client.post(address, post.urlencode(), content_type="application/x-www-form-urlencoded")


def proposed(title: str = "Post verteilen", **more: str) -> Proposal:
    assert send(Client(), factories.project(title=title), **{**CONTACT, **more}).status_code == 302
    return Proposal.objects.order_by("-pk")[0]


def decide(client: Client, proposal: Proposal, do: str, **more: str) -> Any:
    return client.post(reverse("atlas:proposal", args=[proposal.pk]), {"_do": do, **more})


def test_a_visitor_proposes_and_nothing_is_published(client: Client) -> None:
    assert client.get(reverse("atlas:propose", args=["project", KEY])).status_code == 200
    proposal = proposed()
    assert (proposal.visitor_town, proposal.visitor_email, proposal.base_revision) == (
        "Stadt Testhausen",
        "amt@testhausen.example",
        1,
    )
    assert Record.objects.get(key=KEY).title == "Briefe verteilen"
    assert client.get(reverse("atlas:propose_thanks")).status_code == 200


def test_a_visitor_names_the_town_and_a_real_address() -> None:
    response = send(Client(), factories.project(title="Anders"), _town=" ", _email="keine", _comment="")
    page = response.content.decode()
    assert response.status_code == 422 and "für welche Stadt" in page and "keine E-Mail-Adresse" in page
    assert not Proposal.objects.exists()


def test_an_untouched_form_needs_a_hint() -> None:
    assert send(Client(), factories.project(), _town="Stadt", _comment="").status_code == 422
    assert send(Client(), factories.project(), _town="Stadt", _comment="Ein Hinweis").status_code == 302
    assert proposals.is_hint(Proposal.objects.get())


def test_a_new_project_without_english_texts_may_be_proposed(as_role: As) -> None:
    new = factories.project("", title="Laternen dimmen")
    del new["summary_en"]
    response = send(Client(), new, key="neu", **CONTACT)
    assert response.status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.key == "laternen-dimmen"
    page = as_role(Role.EDITOR).get(reverse("atlas:proposal", args=[proposal.pk])).content.decode()
    assert "Vor dem Übernehmen zu verbessern" in page and 'value="accept"' not in page
    form = as_role(Role.EDITOR).get(reverse("atlas:edit_new", args=["project"]) + f"?vorschlag={proposal.pk}")
    assert "Laternen dimmen" in form.content.decode()


def test_wrong_values_are_refused_as_everywhere() -> None:
    response = send(Client(), factories.project(stage="fertig"), **CONTACT)
    assert response.status_code == 422 and "steht nicht in der Liste" in response.content.decode()
    assert send(Client(), factories.project(title="Nur geprüft"), do="check", **CONTACT).status_code == 200
    long = factories.project(partners=["x" * 190 + str(number) for number in range(400)])
    assert send(Client(), long, **CONTACT).status_code == 422
    assert send(Client(), factories.project(), **{**CONTACT, "_comment": "x" * 10_000}).status_code == 422
    assert not Proposal.objects.exists()


def test_programs_that_fill_every_field_are_told_thanks() -> None:
    assert send(Client(), factories.project(title="Werbung"), _website="http://x", **CONTACT).status_code == 302
    assert not Proposal.objects.exists()


def test_one_address_sends_a_few_a_day_and_is_not_stored(settings: Settings) -> None:
    settings.PROPOSALS_PER_DAY = 2
    for number in range(2):
        proposed(f"Vorschlag {number}")
    response = send(Client(), factories.project(title="Zu viel"), **CONTACT)
    assert response.status_code == 422 and "heute schon 2" in response.content.decode()
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert send(other, factories.project(title="Von woanders"), **CONTACT).status_code == 302
    assert all("127.0.0.1" not in digest for digest in ProposalCount.objects.values_list("digest", flat=True))


def test_a_full_queue_closes_for_visitors(monkeypatch: pytest.MonkeyPatch, as_role: As) -> None:
    monkeypatch.setattr(proposals, "MAX_OPEN", 1)
    proposed()
    assert send(Client(), factories.project(title="Noch einer"), **CONTACT).status_code == 422
    assert send(as_role(Role.STAFF), factories.project(title="Von innen")).status_code == 302


@pytest.mark.parametrize("role", Role.values)
def test_who_is_logged_in_proposes_without_contact(as_role: As, people: dict[str, Person], role: str) -> None:
    assert send(as_role(role), factories.project(title="Von innen")).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.person, proposal.visitor_town) == (people[role], "")


@pytest.mark.parametrize("role", ["public", *Role.values])
def test_only_editors_see_and_decide(as_role: As, role: str) -> None:
    proposal = proposed()
    client = as_role(role)
    allowed = role in {Role.EDITOR, Role.ADMINISTRATOR}
    for address in (reverse("atlas:proposals"), reverse("atlas:proposal", args=[proposal.pk])):
        assert client.get(address).status_code == (200 if allowed else 302 if role == "public" else 403)
    decide(client, proposal, "accept")
    assert (Record.objects.get(key=KEY).title == "Post verteilen") == allowed


def test_accepting_publishes_answers_and_forgets_the_address(as_role: As, people: dict[str, Person]) -> None:
    proposal = proposed()
    client = as_role(Role.EDITOR)
    page = client.get(reverse("atlas:proposal", args=[proposal.pk])).content.decode()
    assert "Stadt Testhausen" in page and "<ins>Post verteilen</ins>" in page
    assert "1 Vorschlag wartet" in client.get(reverse("atlas:desk")).content.decode()
    decide(client, proposal, "accept", _reply="Danke, gut beobachtet.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.visitor_email, proposal.decided_by) == (
        ProposalState.ACCEPTED,
        "",
        people[Role.EDITOR],
    )
    last = editing.history("project", KEY)[0]
    assert (last.origin, last.author) == (Origin.PROPOSAL, people[Role.EDITOR])
    assert "Stadt Testhausen" in last.comment
    assert len(mail.outbox) == 1 and mail.outbox[0].to == ["amt@testhausen.example"]
    assert "Danke, gut beobachtet." in mail.outbox[0].body
    assert "Kein Vorschlag wartet" in client.get(reverse("atlas:proposals")).content.decode()


def test_declining_answers_and_changes_nothing(as_role: As) -> None:
    proposal = proposed()
    decide(as_role(Role.EDITOR), proposal, "decline", _reply="Kein Beleg.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reply, proposal.visitor_email) == (ProposalState.DECLINED, "Kein Beleg.", "")
    assert "nicht übernommen" in mail.outbox[0].body
    assert Record.objects.get(key=KEY).revision == 1
    decide(as_role(Role.EDITOR), proposal, "accept")
    assert Record.objects.get(key=KEY).revision == 1  # decided once


def test_a_reply_that_cannot_be_sent_decides_nothing(as_role: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise SMTPException

    monkeypatch.setattr(proposals, "send_mail", fail)
    proposal = proposed()
    client = as_role(Role.EDITOR)
    decide(client, proposal, "accept")
    proposal.refresh_from_db()
    assert (proposal.state, Record.objects.get(key=KEY).revision) == (ProposalState.OPEN, 1)
    decide(client, proposal, "accept", _no_mail="on")
    assert Record.objects.get(key=KEY).revision == 2


def test_an_outdated_proposal_is_edited_not_accepted(as_role: As) -> None:
    proposal = proposed()
    editing.publish("project", factories.project(stage="ended"), person=None, base_revision=1)
    client = as_role(Role.EDITOR)
    page = client.get(reverse("atlas:proposal", args=[proposal.pk])).content.decode()
    assert "seit dem Vorschlag geändert" in page and 'value="accept"' not in page
    decide(client, proposal, "accept")
    assert Record.objects.get(key=KEY).data["stage"] == "ended"
    post = sent_by_browser("project", factories.project(title="Post verteilen", stage="ended"))
    post.update({"_do": "save", "_base": "2", "_proposal": str(proposal.pk)})
    address = reverse("atlas:edit", args=["project", KEY])
    client.post(address, post.urlencode(), content_type="application/x-www-form-urlencoded")
    proposal.refresh_from_db()
    record = Record.objects.get(key=KEY)
    assert (record.title, record.data["stage"]) == ("Post verteilen", "ended")
    assert (proposal.state, editing.history("project", KEY)[0].origin) == (ProposalState.ACCEPTED, Origin.PROPOSAL)


def test_a_hint_is_ticked_off_without_touching_the_record(as_role: As) -> None:
    send(Client(), factories.project(), **CONTACT)
    editing.publish("project", factories.project(stage="ended"), person=None, base_revision=1)
    decide(as_role(Role.EDITOR), Proposal.objects.get(), "accept")
    assert Record.objects.get(key=KEY).revision == 2
    assert Proposal.objects.get().state == ProposalState.ACCEPTED


@pytest.mark.parametrize("address", ["project/gibt-es-nicht", "quatsch/neu", f"project/{'x' * 500}"])
def test_unknown_records_cannot_be_proposed(client: Client, address: str) -> None:
    assert client.get(f"/atlas/vorschlagen/{address}/").status_code == 404
    assert client.post(f"/atlas/vorschlagen/{address}/", {"_do": "save"}).status_code == 404


def test_what_is_no_decision_changes_nothing(as_role: As) -> None:
    proposal = proposed()
    decide(as_role(Role.EDITOR), proposal, "quatsch")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_counts_of_earlier_days_go_by_themselves() -> None:
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today):
        ProposalCount.objects.create(day=day, digest="0" * 64, count=1)
    assert tasks.forget_counts.call() == 1
    assert ProposalCount.objects.get().day == today


@pytest.mark.parametrize("address", ["/atlas/redaktion/vorschlaege/", "/atlas/redaktion/profile/?q=profil-"])
def test_lists_of_editors_ask_the_same_however_long_they_are(as_role: As, address: str) -> None:
    editor, counts = as_role(Role.EDITOR), []
    for number in range(1, 5):
        data = {"id": f"profil-{number}", "municipality": "testhausen", "study": "", "as_of": 2026}
        ingest.store("profile", data, origin=Origin.FILE, file_hash=str(number))
        Proposal.objects.create(kind="profile", key=f"profil-{number}", data=data, base_revision=0, visitor_town="A")
        editor.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = editor.get(address).content.decode()
        counts.append(len(asked))
    assert page.count("Testhausen (") >= 4
    assert len(set(counts[1:])) == 1
