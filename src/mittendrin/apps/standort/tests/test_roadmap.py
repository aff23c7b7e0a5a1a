# SPDX-License-Identifier: EUPL-1.2
"""The roadmap: measures are written, shown over time, come back as cases; two at once lose nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mittendrin.apps.standort.models import PlannedMeasure
from mittendrin.apps.standort.services import measures
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Case
from mittendrin.web.tests.browsers import As

MEASURE = {
    "title": "E-Akte im Bauamt",
    "state": "planned",
    "owner": "Hauptamt",
    "start": "2027-01-01",
    "end": "2027-12-31",
    "one_off": "40.000 €",
    "yearly": "6000",
    "posts": "0,5",
    "milestones": "31.3.2027 Start im Bürgerbüro",
}


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def measure(owner: Client) -> PlannedMeasure:
    assert owner.post(reverse("standort:new_measure"), MEASURE).status_code == 302
    return PlannedMeasure.objects.get()


def test_a_measure_is_stored_with_money_as_people_write_it(measure: PlannedMeasure) -> None:
    assert (measure.one_off, measure.yearly, float(measure.posts or 0)) == (40000, 6000, 0.5)
    assert [(one.on, one.title) for one in measure.milestones.all()] == [(date(2027, 3, 31), "Start im Bürgerbüro")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"one_off": "viel"}, "Bitte nur eine Zahl eingeben"),
        ({"yearly": "-5"}, "Möglich sind Zahlen von 0 bis"),
        ({"one_off": "1,5"}, "Bitte eine ganze Zahl eingeben"),
        ({"end": "2026-01-01"}, "Das Ende liegt vor dem Beginn."),
        ({"milestones": "bald fertig"}, "beginnt nicht mit einem Tag"),
        ({"milestones": "31.3.2027"}, "hat keinen Titel"),
        ({"title": ""}, "kern-form-input--error"),
        ({"state": "egal"}, "egal"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(owner: Client, change: dict[str, str], words: str) -> None:
    response = owner.post(reverse("standort:new_measure"), {**MEASURE, **change})
    assert (response.status_code, words in text(response)) == (422, True)
    assert not PlannedMeasure.objects.exists()


def test_board_and_lines_show_costs_over_five_years(owner: Client, measure: PlannedMeasure) -> None:
    page = text(owner.get(reverse("standort:roadmap")))
    assert "in fünf Jahren 70.000 Euro" in page
    assert measure.title in page
    page = text(owner.get(reverse("standort:roadmap") + "?ansicht=zeit"))
    assert "2027" in page and measure.title in page


def test_lines_know_what_is_late_and_what_has_no_day() -> None:
    made = [
        PlannedMeasure(title="A", start=date(2025, 1, 1), end=date(2025, 12, 31), state="running"),
        PlannedMeasure(title="B", end=date(2027, 6, 30), state="planned"),
        PlannedMeasure(title="C", start=date(2025, 1, 1), end=date(2025, 2, 1), state="done"),
        PlannedMeasure(title="D"),
    ]
    span = measures.span(made, date(2026, 6, 1))
    assert [(bar.measure.title, bar.late, bar.open) for bar in span.bars] == [
        ("A", True, False),
        ("B", False, True),
        ("C", False, False),
    ]
    assert [one.title for one in span.without] == ["D"]
    assert [year for year, _place in span.years] == [2025, 2026, 2027]
    assert all(0 <= bar.left <= 1000 for bar in span.bars)


def test_who_comes_second_is_told_and_loses_nothing(owner: Client, as_person: As, measure: PlannedMeasure) -> None:
    address = reverse("standort:measure", args=[measure.uuid])
    assert as_person("head").post(address, {**MEASURE, "title": "Erste", "version": 1}).status_code == 302
    response = owner.post(address, {**MEASURE, "title": "Zweite", "version": 1})
    assert response.status_code == 422
    assert "inzwischen geändert" in text(response) and 'value="Zweite"' in text(response)
    measure.refresh_from_db()
    assert measure.title == "Erste"


def test_a_reminder_becomes_one_case(owner: Client, measure: PlannedMeasure, people: dict[str, Person]) -> None:
    address = reverse("standort:remind", args=[measure.uuid])
    day = timezone.localdate() + timedelta(days=30)
    for _time in range(2):
        assert owner.post(address, {"on": day.isoformat()}).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.resubmission, case.person) == ("measure", day, people["owner"])
    assert case.source == f"measure:{measure.uuid}"
    measure.refresh_from_db()
    assert measure.resubmission == day


def test_a_reminder_in_the_past_is_refused(owner: Client, measure: PlannedMeasure) -> None:
    response = owner.post(reverse("standort:remind", args=[measure.uuid]), {"on": "2020-01-01"}, follow=True)
    assert "Dieser Tag ist vorbei" in text(response)
    assert not Case.objects.exists()


def test_a_step_becomes_a_measure(owner: Client) -> None:
    page = text(owner.get(reverse("standort:new_measure") + "?schritt=data-list"))
    assert "Aufschreiben, welche Daten die Stadt hat" in page
    assert owner.get(reverse("standort:new_measure") + "?schritt=gibtesnicht").status_code == 200


def test_a_measure_can_be_deleted(owner: Client, measure: PlannedMeasure) -> None:
    owner.post(reverse("standort:delete_measure", args=[measure.uuid]))
    assert not PlannedMeasure.objects.exists()
    assert owner.get(reverse("standort:measure", args=[measure.uuid])).status_code == 404


def test_strangers_cannot_write(as_person: As, measure: PlannedMeasure) -> None:
    stranger = as_person("stranger")
    for name in ("measure", "remind", "delete_measure"):
        assert stranger.post(reverse(f"standort:{name}", args=[measure.uuid]), MEASURE).status_code == 404
    assert PlannedMeasure.objects.count() == 1
