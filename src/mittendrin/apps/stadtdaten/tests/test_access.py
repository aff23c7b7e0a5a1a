# SPDX-License-Identifier: EUPL-1.2
"""Who sees the data: grades of Things and series, agreements with an end, keys that are shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mittendrin.apps.stadtdaten.forms.sources import SourceForm
from mittendrin.apps.stadtdaten.models import Agreement, ApiToken, Datastream, Grade, Source, Thing
from mittendrin.apps.stadtdaten.services import openness, tokens
from mittendrin.apps.stadtdaten.services.access import datastreams, viewer_with
from mittendrin.apps.stadtdaten.tests.factories import datastream, thing
from mittendrin.townhall.accounts.models import Person, Role

ADDRESS = "/stadtdaten/zugang/"


@pytest.fixture
def editor(db: None) -> Client:
    return client_of(Role.EDITOR)


def client_of(role: Role) -> Client:
    made = Client()
    made.force_login(Person.objects.create_user(f"p-{role}", password="x", role=role))
    return made


def agreement(name: str = "Stadtwerke", **words: Any) -> Agreement:
    return Agreement.objects.create(name=name, **words)


def seen_by(token: ApiToken) -> set[int]:
    return set(datastreams(viewer_with(token)).values_list("pk", flat=True))


@pytest.mark.parametrize("address", ["", "ding/1/", "vereinbarungen/", "vereinbarungen/1/", "schluessel/"])
def test_only_editors(db: None, address: str) -> None:
    assert Client().get(ADDRESS + address).status_code == 302
    assert client_of(Role.STAFF).get(ADDRESS + address).status_code == 403
    assert client_of(Role.HEAD_OF_UNIT).get(ADDRESS + address).status_code == 403


def test_overview_counts_and_finds(editor: Client) -> None:
    datastream("Luft", of=thing("Marktplatz"))
    datastream("Strom", Grade.INTERNAL, thing("Rathaus", Grade.INTERNAL))
    page = editor.get(ADDRESS).content.decode()
    assert "1 von 2 Reihen sind ganz öffentlich." in page
    assert "Marktplatz" in page
    found = editor.get(ADDRESS, {"q": "rat"}).content.decode()
    assert "Rathaus" in found
    assert "Marktplatz" not in found
    assert "Kein Ding heißt so ähnlich" in editor.get(ADDRESS, {"q": "<b>"}).content.decode()


def test_grade_of_thing_and_stricter_series(editor: Client) -> None:
    place, partner = thing("Schule", Grade.INTERNAL), agreement()
    first, second = (datastream(name, Grade.INTERNAL, place) for name in ("Luft", "Strom"))
    address = f"{ADDRESS}ding/{place.pk}/"
    said = {"openness": "public", f"reihe-{second.pk}-openness": f"agreement:{partner.pk}"}
    assert editor.post(address, said).status_code == 302
    grades = dict(Datastream.objects.values_list("name", "open_grade"))
    assert grades == {"Luft": "public", "Strom": "agreement"}
    assert Datastream.objects.get(pk=second.pk).open_agreement == partner
    assert "nach Vereinbarung: Stadtwerke" in editor.get(address).content.decode()
    for wrong in ("agreement:999", "agreement", "none"):
        assert editor.post(address, {"openness": wrong}).status_code == 422
    assert Thing.objects.get(pk=place.pk).grade == Grade.PUBLIC
    assert first.pk in set(Datastream.objects.filter(open_grade="public").values_list("pk", flat=True))


def test_agreement_ends(db: None) -> None:
    """After its last day the partner sees what everybody sees."""
    partner = agreement()
    shared = datastream("Strom", of=thing("Schule"))
    openness.set_openness(shared.thing, f"agreement:{partner.pk}", {shared.pk: ""})
    public = datastream("Luft", of=thing("Markt"))
    token, _text = tokens.new_token("Stadtwerke", writes=False, agreements=[partner.pk])
    assert seen_by(token) == {shared.pk, public.pk}
    openness.save_agreement(partner, "Stadtwerke", timezone.localdate(), "")
    assert seen_by(token) == {shared.pk, public.pk}
    openness.save_agreement(partner, "Stadtwerke", timezone.localdate() - timedelta(days=1), "")
    assert seen_by(token) == {public.pk}


def test_agreements_are_made_changed_and_deleted(editor: Client) -> None:
    address = f"{ADDRESS}vereinbarungen/"
    made = editor.post(address, {"name": "Hochschule", "until": "2030-12-31", "note": "Az. 7"})
    one = Agreement.objects.get()
    assert made.headers["Location"] == f"{address}{one.pk}/"
    assert editor.post(address, {"name": "Hochschule"}).status_code == 422
    assert editor.post(address, {"name": "Andere", "until": "31"}).status_code == 422
    page = editor.get(f"{address}{one.pk}/").content.decode()
    assert "31. Dezember 2030" in page
    assert "Vereinbarung löschen" in page
    editor.post(f"{address}{one.pk}/", {"name": "Hochschule", "until": "2020-01-01"})
    assert "Beendet am" in editor.get(f"{address}{one.pk}/").content.decode()
    place = thing("Schule", Grade.INTERNAL)
    openness.set_openness(place, f"agreement:{one.pk}", {})
    editor.post(f"{address}{one.pk}/loeschen/")
    assert Agreement.objects.exists()
    openness.set_openness(place, "internal", {})
    assert editor.post(f"{address}{one.pk}/loeschen/").headers["Location"] == address
    assert not Agreement.objects.exists()
    assert editor.get(f"{address}{one.pk}/").status_code == 404


def test_key_is_shown_once(editor: Client) -> None:
    partner = agreement()
    address = f"{ADDRESS}schluessel/"
    said = {"name": "Gateway", "may": "read", "agreement": str(partner.pk), "grade": "internal"}
    page = editor.post(address, said).content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    found = tokens.token_with(secret)
    assert found is not None
    assert (found.name, found.writes, found.internal) == ("Gateway", False, False)
    assert list(found.agreements.all()) == [partner]
    assert secret not in editor.get(address).content.decode()
    assert editor.post(address, said).status_code == 422
    assert editor.post(address, {**said, "name": "B", "may": "write"}).status_code == 422
    assert editor.post(f"{address}{found.pk}/sperren/").status_code == 302
    assert tokens.token_with(secret) is None
    assert editor.post(f"{address}999/sperren/").status_code == 404


def test_key_that_writes(editor: Client) -> None:
    editor.post(f"{ADDRESS}schluessel/", {"name": "Netz", "may": "write", "agreement": "", "grade": "coarse"})
    found = ApiToken.objects.get()
    assert (found.writes, found.internal, found.grade) == (True, False, "coarse")


def test_sources_and_devices_may_belong_to_an_agreement(db: None) -> None:
    partner = agreement()
    choice = f"agreement:{partner.pk}"
    form = SourceForm(
        {"name": "Q", "kind": "sensor-community", "url": "https://a.example", "every": 9, "grade": choice}
    )
    assert form.is_valid() or "grade" not in form.errors
    assert openness.columns(choice) == {"grade": "agreement", "agreement_id": partner.pk}
    Source.objects.create(name="Q", folder="q", **openness.columns(choice))
    assert openness.use_of(partner).sources == 1
    assert not openness.delete_agreement(partner)


def test_pages_in_english(editor: Client) -> None:
    agreement()
    datastream()
    Person.objects.update(language="en")
    for address in ("", "vereinbarungen/", "schluessel/"):
        page = editor.get(ADDRESS + address).content.decode()
        assert "Vereinbarung" not in page.partition("<main")[2]
