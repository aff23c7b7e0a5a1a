# SPDX-License-Identifier: EUPL-1.2
"""Bundles between towns: put together without personal data, trusted by fingerprint, never over one's own edits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.standort.models import FollowedTown, Issue, PlannedMeasure, TakenRecord
from mittendrin.apps.standort.services.bundles import following, issuing, keys
from mittendrin.apps.standort.sources import bundle
from mittendrin.apps.standort.tests.bundles import KEY, MEASURE, OTHER_KEY, PROFILE, TOWN, content, packed
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.fetch import RefusedAddress
from mittendrin.core.signing import fingerprint
from mittendrin.core.tests.web_server import Page, WebServer
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Case
from mittendrin.web.tests.browsers import As

pytestmark = pytest.mark.django_db
PRINT, OTHER_PRINT = fingerprint(KEY.public), fingerprint(OTHER_KEY.public)


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    settings.TOWN_DIR = tmp_path
    settings.BUNDLE_HOSTS = []


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def town(people: dict[str, Person]) -> FollowedTown:
    """Return a followed town whose first bundle was taken in."""
    waiting = following.receive(packed())
    assert waiting.state == "waiting"
    return following.confirm(waiting.town.uuid, PRINT, people["owner"]).town


def kind_of(data: bytes) -> str:
    with pytest.raises(ProblemsFound) as caught:
        following.receive(data)
    return caught.value.problems[0].kind


def text(response: Any) -> str:
    return str(response.content.decode())


def atlas() -> dict[str, dict[str, Any]]:
    """Return the records of the Atlas that bundles brought, by kind."""
    return {one.kind: one.data for one in model("Record").filter(key__startswith="paket-")}


def model(name: str) -> Any:
    """Return the rows of a table of the Atlas, which this app does not know."""
    return apps.get_model(f"atlas.{name}").objects


def publish(kind: str, data: dict[str, Any], person: Person) -> None:
    """Publish a record of the Atlas as a person does."""
    ask = offers.knowledge("settle_bundle_record")
    assert ask
    ask(kind, data["id"], data, "von Hand", person)


# What goes out -------------------------------------------------------------------------------------------------------
def test_what_is_private_does_not_go_out(people: dict[str, Person]) -> None:
    made = PlannedMeasure.objects.create(
        title="E-Akte", owner="Frau Berg", risks="Personal fehlt", funding="Antrag läuft", one_off=40000, posts="0.50"
    )
    PlannedMeasure.objects.create(title="Geheim")
    issue = issuing.issue(people["owner"], [str(made.uuid)], looked=False)
    found = bundle.read(bytes(issue.content))
    assert found.key == keys.signer().public
    assert found.content.measures == (
        {"id": made.uuid.hex[:12], "title": "E-Akte", "state": "planned", "one_off": 40000, "posts": 0.5},
    )
    assert b"Berg" not in issue.content and b"Personal" not in issue.content


@pytest.mark.parametrize("title", ["Fragen an a.b@stadt.de", "Test Lorenz führt ein"])
def test_personal_data_stops_the_bundle(people: dict[str, Person], title: str) -> None:
    people["owner"].first_name, people["owner"].last_name = "Test", "Lorenz"
    people["owner"].save()
    made = PlannedMeasure.objects.create(title=title)
    with pytest.raises(issuing.Personal):
        issuing.issue(people["owner"], [str(made.uuid)], looked=True)
    assert not Issue.objects.exists()


def test_a_surname_must_be_looked_at(owner: Client, people: dict[str, Person]) -> None:
    people["owner"].last_name = "Lorenz"
    people["owner"].save()
    made = PlannedMeasure.objects.create(title="Schule Lorenz anbinden")
    said = {"measures": [str(made.uuid)], "ausgeben": "1"}
    page = owner.post(reverse("standort:new_bundle"), said)
    assert (page.status_code, "Ich habe nachgesehen" in text(page), Issue.objects.count()) == (422, True, 0)
    assert owner.post(reverse("standort:new_bundle"), {**said, "looked": "on"}).status_code == 302
    assert Issue.objects.get().number == 1


def test_numbers_count_up_and_the_public_fetches_the_last(owner: Client) -> None:
    address = reverse("standort:bundle_file")
    assert Client().get(address).status_code == 404
    for _turn in range(2):
        assert owner.post(reverse("standort:new_bundle"), {"ausgeben": "1"}).status_code == 302
    answer = Client().get(address)
    assert bundle.read(answer.content).issue == 2
    assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert keys.own_fingerprint() in text(owner.get(reverse("standort:bundles")))
    assert owner.post(reverse("standort:withdraw_bundle")).status_code == 302
    assert Client().get(address).status_code == 404


def test_the_published_profile_goes_out_without_staff_and_notes(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issuing.published_profile() is None
    facts = {"name": "Eigenstadt", "ags": "07999002", "state": "RP", "population": 41000}
    monkeypatch.setattr(issuing, "town_facts", lambda: facts)
    publish_profile = offers.knowledge("publish_profile")
    assert publish_profile
    texts = {"de": "Drei Stellen.", "en": "Three posts."}
    more = {"locator": "Steckbrief vom 30.11.2026", "staff": texts, "notes": [texts]}
    publish_profile(facts, {**PROFILE, **more}, people["owner"], 0)
    assert issuing.published_profile() == PROFILE
    issue = issuing.issue(people["owner"], [], looked=False)
    assert bundle.read(bytes(issue.content)).content.profile == PROFILE


def test_counts_under_five_stay_at_home() -> None:
    assert issuing.block_facts() == []


# What comes in -------------------------------------------------------------------------------------------------------
def test_an_unknown_key_waits_for_its_fingerprint(people: dict[str, Person]) -> None:
    outcome = following.receive(packed())
    assert (outcome.state, outcome.town.key, atlas()) == ("waiting", "", {})
    with pytest.raises(following.WrongFingerprint):
        following.confirm(outcome.town.uuid, OTHER_PRINT, people["owner"])
    assert following.confirm(outcome.town.uuid, PRINT.replace(" ", ""), people["owner"]).state == "taken"
    found = atlas()
    assert set(found) == {"municipality", "profile", "project"}
    assert found["project"]["title"] == MEASURE["title"]
    assert (found["project"]["source"], found["project"]["stage"]) == ("own-statement", "planned")
    assert "Paket 1 von Nachbarstadt vom 30.11.2026" in found["project"]["locator"]
    assert found["profile"]["municipality"] == found["municipality"]["id"]
    assert following.find(outcome.town.uuid).content["blocks"][0]["decided"] == 120


def test_the_same_is_unchanged_a_newer_one_changes_and_takes_back(town: FollowedTown) -> None:
    assert following.receive(packed()).state == "unchanged"
    other = {**MEASURE, "state": "running"}
    assert following.receive(packed(2, measures=(other,))).counts == {"changed": 1, "same": 1}
    assert atlas()["project"]["stage"] == "in_progress"
    assert following.receive(packed(3, measures=())).counts == {"withdrawn": 1, "same": 1}
    assert "project" not in atlas()
    assert following.receive(packed(4, measures=(other,))).counts == {"new": 1, "same": 1}


def test_an_old_one_and_a_number_twice_are_refused(town: FollowedTown) -> None:
    following.receive(packed(5))
    assert kind_of(packed(4)) == "bundle-old"
    assert kind_of(packed(5, measures=())) == "bundle-same-number"
    assert following.receive(packed(5)).state == "unchanged"


def test_another_key_is_refused_until_confirmed(town: FollowedTown, people: dict[str, Person]) -> None:
    outcome = following.receive(packed(9, OTHER_KEY, measures=()))
    assert (outcome.state, outcome.town.pk, "project" in atlas()) == ("waiting", town.pk, True)
    with pytest.raises(following.WrongFingerprint):
        following.confirm(town.uuid, PRINT, people["owner"])
    following.refuse(town.uuid)
    assert following.receive(packed(2)).state == "taken"
    following.receive(packed(1, OTHER_KEY))
    assert following.confirm(town.uuid, OTHER_PRINT, people["owner"]).state == "taken"
    assert following.receive(packed(3)).state == "waiting"  # the old key is no longer trusted


def test_our_own_bundle_is_not_followed(people: dict[str, Person]) -> None:
    issue = issuing.issue(people["owner"], [], looked=False)
    assert kind_of(bytes(issue.content)) == "bundle-own"


def test_one_key_is_one_town(town: FollowedTown, people: dict[str, Person]) -> None:
    second = FollowedTown.objects.create(name="Andere", waiting=packed(2))
    with pytest.raises(following.KeyTaken):
        following.confirm(second.uuid, PRINT, people["owner"])


def edited(title: str, person: Person) -> None:
    """Edit the project in the Atlas as an editor does."""
    publish("project", {**atlas()["project"], "title": title}, person)


def test_own_edits_stay_and_a_conflict_is_shown(owner: Client, town: FollowedTown, people: dict[str, Person]) -> None:
    edited("Von uns geändert", people["owner"])
    assert following.receive(packed(2)).counts["kept"] == 1
    other = {**MEASURE, "title": "Von ihnen geändert"}
    assert following.receive(packed(3, measures=(other,))).counts["conflict"] == 1
    assert atlas()["project"]["title"] == "Von uns geändert"
    page = text(owner.get(reverse("standort:followed", args=[town.uuid])))
    assert "Von uns geändert" in page and "Von ihnen geändert" in page
    record = TakenRecord.objects.get(conflict__isnull=False)
    address = reverse("standort:settle_record", args=[town.uuid, record.pk])
    assert owner.post(address, {"stand": "unser"}).status_code == 302
    assert following.receive(packed(4, measures=(other,))).counts["kept"] == 1
    following.receive(packed(5, measures=({**MEASURE, "title": "Noch einmal anders"},)))
    assert owner.post(address, {"stand": "andere"}).status_code == 302
    assert atlas()["project"]["title"] == "Noch einmal anders"
    assert owner.post(address, {"stand": "andere"}).status_code == 404


def test_what_we_deleted_stays_deleted(town: FollowedTown, people: dict[str, Person]) -> None:
    key = str(atlas()["project"]["id"])
    model("Record").filter(key=key).delete()
    model("Revision").create(kind="project", key=key, number=2, data=None, origin="web", author=people["owner"])
    assert following.receive(packed(2, measures=({**MEASURE, "state": "done"},))).counts["deleted"] == 1
    assert "project" not in atlas()


def test_a_place_that_the_atlas_knows_is_not_changed(people: dict[str, Person]) -> None:
    cited = {"source": "own-statement", "locator": "Formular"}
    facts = {"name": "Nachbarstadt am See", "kind": "municipality", "role": "district_member", "ags": TOWN["ags"]}
    lists: dict[str, Any] = {"groups": [], "population": [], "area_km2": [], "citations": [cited]}
    publish("municipality", {"id": "nachbarstadt", "state": "RP", **facts, **lists}, people["owner"])
    outcome = following.receive(packed())
    following.confirm(outcome.town.uuid, PRINT, people["owner"])
    assert "municipality" not in atlas()
    assert atlas()["project"]["municipalities"] == ["nachbarstadt"]


# By address ----------------------------------------------------------------------------------------------------------
def test_an_address_is_asked_with_its_etag_and_waits_longer_when_it_fails(
    server: WebServer, people: dict[str, Person], settings: Any
) -> None:
    settings.BUNDLE_HOSTS = ["127.0.0.1"]
    server.pages["/paket.zip"] = Page(packed(), etag='"1"')
    town = following.follow(f"{server.url}/paket.zip")
    following.confirm(town.uuid, PRINT, people["owner"])
    assert following.follow(f"{server.url}/paket.zip").pk == town.pk
    fresh = following.find(town.uuid)
    outcome = following.ask_now(fresh)
    assert outcome and outcome.state == "unchanged"
    assert server.asked[-1][1]["If-None-Match"] == '"1"'
    server.pages["/paket.zip"] = Page(packed(2), etag='"2"')
    outcome = following.ask_now(following.find(town.uuid))
    assert outcome and outcome.state == "taken"
    server.pages["/paket.zip"] = Page(packed(3)[:-1] + b"x", etag='"3"')
    assert following.ask_now(following.find(town.uuid)) is None
    server.pages["/paket.zip"] = Page(status=500)
    assert following.ask_now(following.find(town.uuid)) is None
    failed = following.find(town.uuid)
    assert (failed.failures, failed.problem, failed.issue) == (2, "bad-status", 2)
    assert following.ask_due() == 0


def test_addresses_in_the_own_network_are_refused(server: WebServer) -> None:
    with pytest.raises(RefusedAddress):
        following.follow(f"{server.url}/paket.zip")
    assert not FollowedTown.objects.exists()


def test_a_server_of_the_own_network_that_is_allowed_cannot_lead_to_another(server: WebServer, settings: Any) -> None:
    settings.BUNDLE_HOSTS = ["127.0.0.1"]
    server.pages["/paket.zip"] = Page(
        status=302, headers={"Location": f"{server.url.replace('127.0.0.1', 'localhost')}/x"}
    )
    server.pages["/x"] = Page(packed())
    with pytest.raises(RefusedAddress):
        following.follow(f"{server.url}/paket.zip")


def test_a_changed_key_becomes_one_case_of_whoever_confirmed_the_old_one(
    town: FollowedTown, people: dict[str, Person]
) -> None:
    for number in (2, 3):
        assert following.receive(packed(number, signer=OTHER_KEY)).state == "waiting"
    case = Case.objects.get(kind="bundle")
    assert (case.person, case.source) == (people["owner"], f"bundle:{town.uuid}")
    assert "Nachbarstadt" in case.title
    following.receive(packed(4))
    assert Case.objects.filter(kind="bundle").count() == 1


def test_a_first_key_makes_no_case() -> None:
    following.receive(packed())
    assert not Case.objects.exists()


def test_ids_of_measures_are_no_phone_numbers() -> None:
    odd = {**MEASURE, "id": "006869341234"}
    assert issuing.look(content(profile=None, measures=(odd,)), people=False) == []
    assert issuing.look(content(profile=None, measures=({**odd, "title": "Fragen an 0171 2345678"},)), people=False)


# Pages ---------------------------------------------------------------------------------------------------------------
def upload(data: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("paket.zip", data, "application/zip")}


def test_a_file_is_read_confirmed_and_shown(owner: Client) -> None:
    answer = owner.post(reverse("standort:receive_bundle"), upload(packed()))
    assert answer.status_code == 302
    address = answer["Location"]
    page = text(owner.get(address))
    assert "wartet darauf" in page and PRINT not in page  # who could copy it would not compare
    wrong = owner.post(address, {"fingerprint": OTHER_PRINT})
    assert (wrong.status_code, "Es bleibt ungelesen" in text(wrong)) == (422, True)
    assert owner.post(address, {"fingerprint": PRINT}).status_code == 302
    page = text(owner.get(address))
    assert "Paket 1 von Nachbarstadt ist eingelesen." in page and "E-Akte im Bauamt" in page and "letter_unit" in page


def test_a_changed_file_is_refused_in_words(owner: Client) -> None:
    data = bytearray(packed())
    data[len(data) // 2] ^= 1
    answer = owner.post(reverse("standort:receive_bundle"), upload(bytes(data)))
    assert (answer.status_code, "verändert" in text(answer)) == (422, True)
    assert not FollowedTown.objects.exists()


@pytest.mark.parametrize("url", ["ftp://a.de/x", "javascript:alert(1)", "https://u:p@a.de/x", "x", ""])
def test_what_is_no_address_is_refused(owner: Client, url: str) -> None:
    assert owner.post(reverse("standort:follow"), {"url": url}).status_code == 422


def test_a_town_rests_and_goes_on(owner: Client, town: FollowedTown) -> None:
    address = reverse("standort:followed_act", args=[town.uuid])
    owner.post(address, {"was": "ruhen"})
    assert not following.find(town.uuid).active
    owner.post(address, {"was": "weiter"})
    assert following.find(town.uuid).active


@pytest.mark.parametrize("name", ["bundles", "new_bundle"])
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("head", 200), ("colleague", 404), ("public", 302)])
def test_who_sees_bundles(as_person: As, name: str, who: str, status: int) -> None:
    assert as_person(who).get(reverse(f"standort:{name}")).status_code == status


def test_strangers_reach_no_followed_town(as_person: As, town: FollowedTown) -> None:
    address = reverse("standort:followed", args=[town.uuid])
    assert as_person("colleague").get(address).status_code == 404
    assert as_person("owner").get(reverse("standort:followed", args=[UUID(int=0)])).status_code == 404
