# SPDX-License-Identifier: EUPL-1.2
"""The ten steps as frame of the roadmap: measures find their step, gaps are named, answers show what is reached."""

from __future__ import annotations

import pytest
from django.test import Client

from mittendrin.apps.atlas import ingest
from mittendrin.apps.standort.models import PlannedMeasure, Round
from mittendrin.apps.standort.services import agenda, rounds
from mittendrin.apps.standort.sources.agenda import frame, step_of
from mittendrin.apps.standort.sources.knowledge import steps
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas(db: None) -> None:
    ingest.load_content()


def test_the_frame_fits_atlas_recommendations_and_questions(atlas: None) -> None:
    assert [one.key for one in frame()] == [one["key"] for one in agenda.known_steps()]
    named = [name for one in frame() for name in one.next]
    assert len(named) == len(set(named))
    assert set(named) <= {step.id for step in steps()}
    assert {one.reached.item for one in frame()} <= set(shipped().by_id)
    assert step_of("e-file-everywhere") == frame()[-1].key


def test_measures_stand_at_their_step_and_gaps_are_named(atlas: None) -> None:
    PlannedMeasure.objects.create(title="Stelle schaffen", step="name-a-person", state="running")
    chosen = PlannedMeasure.objects.create(title="Ziele", agenda_step="schritt-07-ziele")
    PlannedMeasure.objects.create(title="Verworfen", agenda_step="schritt-06-bestand", state="stopped")
    rows = {row.key: row for row in agenda.rows(list(PlannedMeasure.objects.all()))}
    assert rows["schritt-05-zustaendigkeit-mittel"].state == "running"
    assert rows["schritt-07-ziele"].measures == (chosen,)
    assert rows["schritt-07-ziele"].state == "planned"
    assert rows["schritt-06-bestand"].state == "gap"
    assert [step.id for step in rows["schritt-06-bestand"].proposals] == ["data-list"]
    assert "8 Schritte haben keine Maßnahme, zuerst: Erkennen" in agenda.headline(list(rows.values()))


def test_an_answer_shows_a_step_as_reached(atlas: None, a_round: Round, people: dict[str, Person]) -> None:
    rounds.save(a_round, people["owner"], shipped().by_id["strategy-agenda"], "adopted", "")
    rows = {row.key: row for row in agenda.rows([])}
    assert rows["schritt-09-verabschieden"].state == "reached"
    assert "Beschlossen" in rows["schritt-09-verabschieden"].proof
    assert rows["schritt-10-umsetzen"].state == "gap"


def test_the_view_shows_all_ten_and_the_form_offers_them(atlas: None, owner: Client) -> None:
    page = owner.get("/standort/fahrplan/?ansicht=schritte").content.decode()
    assert page.count('id="schritt-') == 10
    assert "Lücke" in page
    form = owner.get("/standort/fahrplan/neu/?agenda=schritt-07-ziele").content.decode()
    assert '<option value="schritt-07-ziele" selected>' in form
    sent = {"title": "Ziele", "state": "planned", "agenda_step": "schritt-07-ziele"}
    assert owner.post("/standort/fahrplan/neu/", sent).status_code == 302
    assert PlannedMeasure.objects.get().agenda_step == "schritt-07-ziele"
    assert owner.post("/standort/fahrplan/neu/", {**sent, "agenda_step": "schritt-99"}).status_code == 422


def test_without_an_atlas_there_are_no_steps(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "knowledge", lambda _name: None)
    assert owner.get("/standort/fahrplan/?ansicht=schritte").status_code == 200
