# SPDX-License-Identifier: EUPL-1.2
"""The Steckbrief is private until somebody with the right role publishes exactly what the preview shows."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from mittendrin.apps.standort.models import PlannedMeasure, Round
from mittendrin.apps.standort.services import from_record, profile, publishing, rounds
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.apps.standort.tests.makers import assessed
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.tests.browsers import PUBLIC, As

SAID = {
    "strategy-agenda": "adopted",
    "organisation-unit": "own_unit",
    "organisation-officer": "yes",
    "organisation-staff": 2.5,
    "process-e-file": "some",
    "participation-process": "planned",
    "participation-events": "yes",
    "cooperation-partners": ["citizens", "state"],
    "technology-backup": "untested",
    "law-data-protection": "none",
}
TODAY = date(2026, 11, 30)
TEXTS = {"de": "Neustadt hat eine Digitale Agenda.", "en": "Neustadt has a digital agenda."}


def test_the_profile_says_what_is_answered_and_reads_back_the_same() -> None:
    data = profile.profile(assessed(SAID), TEXTS, [], TODAY)
    back = from_record.answers_of(assessed(SAID).answers.town, data).answers
    for name in ("strategy-agenda", "organisation-unit", "process-e-file", "participation-process"):
        assert back[name].value == SAID[name]
    assert back["organisation-staff"].value == 2.5
    assert back["cooperation-partners"].value == frozenset({"citizens", "state"})
    assert data["agenda"]["de"] == "Digitale Agenda: beschlossen."
    assert data["agenda"]["en"] == "Digital Agenda: adopted."


def test_nothing_about_security_data_protection_or_comments_becomes_public() -> None:
    said = {**SAID, "strategy-goals": {"value": "named", "comment": "Frau Sandmann sperrt sich"}}
    whole = str(profile.profile(assessed(said), TEXTS, [], TODAY))
    assert "Sandmann" not in whole
    assert "nie geprobt" not in whole
    assert "Sicherung" not in whole


def test_an_open_round_says_that_nothing_is_said() -> None:
    data = profile.profile(assessed(), TEXTS, [], TODAY)
    assert data["agenda"] == {"state": "not_stated", "de": "Dazu sagt die Stadt nichts.", "en": data["agenda"]["en"]}
    assert set(data) == {"locator", "as_of", "summary_de", "summary_en", "organisation", "agenda"}


def _answer(found: Round, by: Person) -> None:
    for name, value in SAID.items():
        rounds.save(found, by, shipped().by_id[name], value, "")
    rounds.save_facts(found, {"state": "RP", "population": 41000, "area_km2": 80.0})


def _form(page: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


@pytest.fixture
def answered(a_round: Round, people: dict[str, Person]) -> Round:
    _answer(a_round, people["owner"])
    return a_round


def test_it_is_private_until_published_and_can_be_taken_back(
    answered: Round, owner: Client, as_person: As, people: dict[str, Person]
) -> None:
    address = f"/standort/runde/{answered.uuid}/steckbrief/"
    town = rounds.answers(answered).town.name
    page = owner.get(address).content.decode()
    assert "noch privat" in page
    assert publishing.published(answered) is None
    posted = owner.post(address, _form(page))
    public = publishing.published(answered)
    assert public is not None
    assert posted.status_code == 302
    assert posted["Location"] == public.url
    seen = as_person(PUBLIC).get(public.url)
    assert seen.status_code == 200
    assert "Digitale Agenda: beschlossen" in seen.content.decode()
    assert "Angabe der Kommune" in seen.content.decode()
    assert town in as_person(PUBLIC).get("/atlas/orte/?studie=own-statement").content.decode()
    again = owner.get(address).content.decode()
    assert "genau so öffentlich" in again
    assert "Genau das veröffentlichen" not in again
    owner.post(address + "zuruecknehmen/", {"revision": public.revision})
    assert publishing.published(answered) is None
    assert as_person(PUBLIC).get(public.url).status_code == 404


def test_what_changed_since_the_preview_is_shown_before_it_is_published(answered: Round, owner: Client) -> None:
    address = f"/standort/runde/{answered.uuid}/steckbrief/"
    form = _form(owner.get(address).content.decode())
    rounds.save(answered, Person.objects.get(username="lorenz"), shipped().by_id["strategy-agenda"], "planned", "")
    page = owner.post(address, form)
    assert page.status_code == 200
    assert "Seit Ihrer Vorschau hat sich etwas geändert" in page.content.decode()
    assert publishing.published(answered) is None


def test_the_difference_to_the_public_state_is_named(answered: Round, owner: Client) -> None:
    address = f"/standort/runde/{answered.uuid}/steckbrief/"
    owner.post(address, _form(owner.get(address).content.decode()))
    by = Person.objects.get(username="lorenz")
    rounds.save(answered, by, shipped().by_id["strategy-agenda"], "running", "")
    rounds.save(answered, by, shipped().by_id["process-e-file"], "unknown", "")
    public = publishing.published(answered)
    assert public is not None
    assessment = rounds.result(answered)
    shown = publishing.preview(assessment, publishing.initial(assessment, public), public)
    changes = {line.name: line.change for line in shown.lines if line.change}
    assert changes == {"Digitale Agenda": "changed", "E-Akte": "gone"}


def test_only_chosen_measures_become_public_without_money_and_people(answered: Round) -> None:
    begun = PlannedMeasure.objects.create(
        title="E-Akte", state="running", start=date(2026, 3, 1), owner="Frau Sandmann", one_off=40_000
    )
    PlannedMeasure.objects.create(title="Geheim", state="running", start=date(2026, 3, 1))
    PlannedMeasure.objects.create(title="Idee", state="idea", start=date(2027, 3, 1))
    assert [one.title for one in publishing.showable()] == ["E-Akte", "Geheim"]
    assessment = rounds.result(answered)
    texts = {**publishing.initial(assessment, None), "measures": [str(begun.uuid)]}
    data = publishing.preview(assessment, texts, None).profile
    assert data["milestones"] == [
        {"date": "2026-03", "status": "done", "de": "Beginn: E-Akte", "en": data["milestones"][0]["en"]}
    ]
    assert "Sandmann" not in str(data)
    assert "40" not in str(data["milestones"])


@pytest.mark.parametrize(("who", "status"), [(PUBLIC, 302), ("stranger", 404), ("colleague", 404), ("head", 200)])
def test_who_sees_and_who_publishes(answered: Round, as_person: As, who: str, status: int) -> None:
    client = as_person(who)
    address = f"/standort/runde/{answered.uuid}/steckbrief/"
    assert client.get(address).status_code == status
    if who == "head":
        page = client.get(address).content.decode()
        assert "Veröffentlichen kann nur die Redaktion" in page
        shown = publishing.preview(rounds.result(answered), publishing.initial(rounds.result(answered), None), None)
        texts = publishing.initial(rounds.result(answered), None)
        client.post(address, {**texts, "stand": shown.stamp})
    assert publishing.published(answered) is None


def test_a_summary_too_long_is_refused_in_words(answered: Round, owner: Client) -> None:
    form = {"summary_de": "Wort " * 61, "summary_en": "A short text in English.", "stand": "x"}
    page = owner.post(f"/standort/runde/{answered.uuid}/steckbrief/", form)
    assert page.status_code == 422
    assert "höchstens 60 Wörter; es sind 61" in page.content.decode()


def test_without_an_atlas_nothing_is_published(answered: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "knowledge", lambda _name: None)
    person = Person.objects.get(username="lorenz")
    assessment = rounds.result(answered)
    shown = publishing.preview(assessment, publishing.initial(assessment, None), None)
    with pytest.raises(publishing.Refused, match="no-atlas"):
        publishing.publish(answered, person, shown, shown.stamp)
