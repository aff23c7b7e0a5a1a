# SPDX-License-Identifier: EUPL-1.2
"""What the rooms see of the town's own work reaches the questions of Standort; what is simulated proves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import document_store
from mittendrin.apps.posteingang.models import Letter, LetterState, Reading
from mittendrin.apps.posteingang.services import evidence as post
from mittendrin.apps.posteingang.tests.conftest import Take, store_of_its_own, take  # noqa: F401 - fixtures
from mittendrin.apps.stadtdaten.ingest import Row, store_observations
from mittendrin.apps.stadtdaten.tests.factories import datastream, thing
from mittendrin.apps.standort.services import seeing
from mittendrin.apps.standort.services.readiness import evidence_of
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.contracts.document import from_text
from mittendrin.core import instants
from mittendrin.core.instants import MINUTE
from mittendrin.townhall import offers
from mittendrin.townhall.backups.models import RestoreTrial
from mittendrin.townhall.cases.tests.town import person
from mittendrin.townhall.feedback.models import Feedback, Topic
from mittendrin.townhall.town import Town

pytestmark = pytest.mark.django_db


def test_every_evidence_that_the_questions_name_is_offered() -> None:
    named = {item.evidence.name for item in shipped().items if item.evidence}
    offered = {name for manifest in offers.manifests() for name in manifest.evidence}
    assert named == offered


def test_an_empty_town_proves_nothing() -> None:
    assert offers.evidence() == {}


def test_live_sensors_count_and_silent_and_simulated_ones_do_not() -> None:
    now = instants.now()
    live = [datastream(of=thing(f"Ort {number}")) for number in range(2)]
    silent, simulated = datastream(of=thing("Alt")), datastream(of=thing("Probe"), simulated=True)
    rows = [Row(one.pk, now - 20 * MINUTE, 1.0) for one in [*live, simulated]]
    store_observations([*rows, Row(silent.pk, now - 90 * 24 * 60 * MINUTE, 1.0)], now=now)
    seen = offers.evidence()
    assert seen["sensors"].number == 2
    assert "2 Messgeräte" in seen["sensors"].sentence
    assert "1 schweigt" in seen["sensors"].sentence
    found = evidence_of(shipped().by_id["data-sensors"], seen["sensors"])
    assert found is not None
    assert found.value == "trial"


def test_own_open_data_counts_without_the_simulated() -> None:
    now = instants.now()
    real, simulated = datastream(of=thing("Markt")), datastream("Probe", of=thing("Probe"), simulated=True)
    store_observations([Row(one.pk, now - MINUTE, 1.0) for one in (real, simulated)], now=now)
    seen = offers.evidence()["open_datasets"]
    assert seen.number == 1
    assert seen.url == "/daten/"


def _invoice(take: Take, source: str) -> Letter:  # noqa: F811 - the fixture
    letter = take(kind="Rechnung", state=LetterState.DONE, confirmed_at=timezone.now())
    body, encrypted = document_store.pack(from_text("Rechnung", source=source), letter)
    Reading.objects.update_or_create(letter=letter, defaults={"body": body, "encrypted": encrypted})
    return letter


def test_the_share_of_e_invoices_needs_five_invoices(take: Take) -> None:  # noqa: F811
    for _number in range(3):
        _invoice(take, "einvoice")
    _invoice(take, "scan")
    assert post.e_invoices() is None
    _invoice(take, "scan")
    seen = post.e_invoices()
    assert seen is not None
    assert seen.number == 60
    assert "3 der letzten 5" in seen.sentence


def test_a_damaged_letter_is_no_e_invoice(take: Take) -> None:  # noqa: F811
    letters = [_invoice(take, "einvoice") for _number in range(5)]
    Reading.objects.filter(letter=letters[0]).update(body=b"kaputt")
    seen = post.e_invoices()
    assert seen is not None
    assert seen.number == 80


def test_only_a_trial_of_the_last_year_counts_as_restored() -> None:
    values: dict[str, Any] = {"checksum": "", "size": 1, "files": 1, "tables": 1, "rows": 1, "seconds": 1.0}
    trial = RestoreTrial.objects.create(made_at=timezone.now(), **values)
    seen = seeing.backups_this_year()
    assert seen is not None
    assert seen.number == 1
    RestoreTrial.objects.filter(pk=trial.pk).update(tried_at=timezone.now() - 2 * post.YEAR)
    assert seeing.backups_this_year() is None


def test_reported_barriers_stand_beside_the_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "town", lambda: Town(accessibility_checked_on="1.3.2026"))
    Feedback.objects.create(topic=Topic.BARRIER, text="Kein Alternativtext")
    seen = seeing.accessibility()
    assert seen is not None
    assert "1 gemeldete Barriere offen" in seen.sentence


def test_the_page_of_trials_is_for_people_of_the_town_hall() -> None:
    assert Client().get("/standort/sicherungen/").status_code == 302
    client = Client()
    client.force_login(person("lorenz", "Hauptamt"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Noch keine Sicherung" in client.get("/standort/sicherungen/").content.decode()
