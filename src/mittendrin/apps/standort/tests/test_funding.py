# SPDX-License-Identifier: EUPL-1.2
"""The list of programmes on its pages: matched with reasons, watched, reminded by cases, on the roadmap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mittendrin.apps.standort.models import FundingProgramme, FundingWatch, PlannedMeasure, Round
from mittendrin.apps.standort.services import funding, funding_match, rounds
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.models import Case
from mittendrin.web.tests.browsers import PUBLIC, As

pytestmark = pytest.mark.django_db
TOWN = TownFacts("Neustadt", "RP", 41_000)
CSV = "Programm;Geber;Themen;Anteil;Frist\nDigitale Orte;Land;process;80;{day}\n"


def programme(**words: object) -> FundingProgramme:
    values: dict[str, object] = {
        "key": "land-digitale-orte",
        "name": "Digitale Orte",
        "giver": "Land",
        "topics": ["process"],
        "share": 80.0,
        "deadline": timezone.localdate() + timedelta(days=200),
    }
    return FundingProgramme.objects.create(**{**values, **words})


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("liste.csv", text.encode())


def test_a_list_is_shown_first_and_stored_when_told(owner: Client) -> None:
    later = timezone.localdate() + timedelta(days=90)
    page = owner.post("/standort/foerderung/einlesen/", {"file": upload(CSV.format(day=later))})
    assert "1 neu, 0 geändert, 0 unverändert" in page.content.decode()
    assert not FundingProgramme.objects.exists()
    content = page.context["content"]
    owner.post("/standort/foerderung/einlesen/", {"inhalt": content, "speichern": "1"})
    assert FundingProgramme.objects.get().share == 80
    again = owner.post("/standort/foerderung/einlesen/", {"inhalt": content})
    assert "0 neu, 0 geändert, 1 unverändert" in again.content.decode()


def test_a_list_with_mistakes_stores_nothing_and_names_all(owner: Client) -> None:
    page = owner.post(
        "/standort/foerderung/einlesen/", {"file": upload(CSV.format(day="1.1.2020").replace("80", "viel"))}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "2 Stellen sind zu verbessern" in text
    assert "ist vorbei" in text
    assert "ist kein Anteil" in text
    assert not FundingProgramme.objects.exists()


def test_may_the_town_apply_has_reasons() -> None:
    today = timezone.localdate()
    found = funding_match.right(programme(states=["RP"], people_to=20_000, who="Gemeinden"), TOWN, today)
    assert found.no == ("nur für Orte mit 0 bis 20.000 Menschen",)
    assert "gilt in Rheinland-Pfalz" in found.yes
    assert "Gemeinden" in found.asked[0]
    open_facts = funding_match.right(FundingProgramme.objects.get(), TownFacts("Neustadt"), today)
    assert not open_facts.no
    assert len(open_facts.asked) == 3


def test_measures_are_matched_by_field_and_word_with_own_share() -> None:
    by_field = PlannedMeasure.objects.create(title="E-Akte", step="e-file-everywhere", one_off=50_000)
    by_word = PlannedMeasure.objects.create(title="Neue Sensoren am Fluss")
    PlannedMeasure.objects.create(title="Etwas anderes", step="fibre")
    PlannedMeasure.objects.create(title="E-Akte alt", step="e-file-everywhere", state="stopped")
    found = funding_match.fits(programme(keywords=["sensor"], most=30_000), list(PlannedMeasure.objects.all()))
    assert {fit.measure for fit in found} == {by_field, by_word}
    first = next(fit for fit in found if fit.measure == by_field)
    assert (first.grant, first.own) == (30_000, 20_000)
    assert first.reasons == ("gleiches Feld: Abläufe, E-Akte",)
    other = next(fit for fit in found if fit.measure == by_word)
    assert other.reasons == ("Stichwort im Titel: sensor",)
    assert "Eigenanteil ist offen" in other.doubts[0]


def test_watching_makes_one_case_for_each_step_and_none_twice(people: dict[str, Person]) -> None:
    one = programme()
    funding.watch(one.uuid, people["owner"], None, council=True)
    assert funding.remind() == 1
    case = Case.objects.get(kind="funding")
    assert case.title == "Vorhaben auf einer Seite beschreiben: Digitale Orte"
    assert case.person == people["owner"]
    assert funding.remind() == 0
    Case.objects.update(state="done", done_at=timezone.now(), once="")
    assert funding.remind() == 0
    FundingProgramme.objects.update(deadline=one.deadline + timedelta(days=30))  # type: ignore[operator]
    assert funding.remind() == 1


def test_who_has_left_gets_no_case_but_the_office_does(people: dict[str, Person]) -> None:
    one = programme()
    funding.watch(one.uuid, people["owner"], None, council=True)
    Person.objects.filter(pk=people["owner"].pk).update(is_active=False)
    assert funding.remind() == 1
    assert Case.objects.get(kind="funding").person is None
    other = programme(key="x", name="Anderes")
    funding.watch(other.uuid, people["stranger"], None, council=True)
    unit = people["owner"].unit
    assert unit is not None
    Unit.objects.filter(key=unit.key).update(active=False)
    FundingWatch.objects.update(reminded=[])
    Case.objects.update(once="")
    assert funding.remind() == 1


def test_a_programme_that_is_over_reminds_nobody(people: dict[str, Person]) -> None:
    one = programme(deadline=timezone.localdate() - timedelta(days=1))
    funding.watch(one.uuid, people["owner"], None, council=True)
    assert funding.remind() == 0


def test_pages_show_plan_match_and_roadmap(owner: Client, a_round: Round) -> None:
    rounds.save_facts(a_round, {"state": "RP", "population": 41_000})
    measure = PlannedMeasure.objects.create(title="E-Akte", step="e-file-everywhere", one_off=50_000)
    one = programme()
    page = owner.get(f"/standort/foerderung/{one.uuid}/").content.decode()
    assert "Der Rat beschließt" in page
    assert "Höchstens 40.000 Euro Förderung, 10.000 Euro selbst" in page
    owner.post(f"/standort/foerderung/{one.uuid}/merken/", {"measure": measure.pk, "council": "on"})
    assert FundingWatch.objects.get().measure == measure
    gantt = owner.get("/standort/fahrplan/?ansicht=zeit").content.decode()
    assert "Förderung: Digitale Orte" in gantt
    assert "Merkliste" in owner.get("/standort/foerderung/").content.decode()
    owner.post(f"/standort/foerderung/{one.uuid}/nicht-mehr-merken/")
    assert not FundingWatch.objects.exists()


def test_the_council_calendar_moves_the_plan(owner: Client) -> None:
    one = programme(deadline=date(2027, 6, 30))
    sent = {"meetings": "22.4.2027\n25.2.2027", "rhythm_weeks": "", "paper_days": "21"}
    assert owner.post("/standort/foerderung/ratssitzungen/", sent).status_code == 302
    plan = funding.row(one.uuid).plan
    assert plan is not None
    days = {step.key: step.on for step in plan.steps}
    assert (days["council"], days["paper"]) == (date(2027, 4, 22), date(2027, 4, 1))
    bad = owner.post("/standort/foerderung/ratssitzungen/", {**sent, "meetings": "im Mai"})
    assert bad.status_code == 422
    assert "„im Mai“ ist kein Tag" in bad.content.decode()


def test_by_hand_the_same_checks_hold_and_nothing_is_lost(owner: Client) -> None:
    sent = {"name": "Digitale Orte", "giver": "Land", "state": "open", "share": "achtzig", "note": "Beratung im Mai"}
    page = owner.post("/standort/foerderung/neu/", sent)
    assert page.status_code == 422
    assert "ist kein Anteil" in page.content.decode()
    assert "Beratung im Mai" in page.content.decode()
    assert owner.post("/standort/foerderung/neu/", {**sent, "share": "80 %"}).status_code == 302
    one = FundingProgramme.objects.get()
    assert one.share == 80
    twice = owner.post("/standort/foerderung/neu/", {**sent, "share": ""})
    assert "gibt es schon" in twice.content.decode()
    changed = owner.post(f"/standort/foerderung/{one.uuid}/aendern/", {**sent, "share": "70"})
    assert changed.status_code == 302
    assert FundingProgramme.objects.get().share == 70
    owner.post(f"/standort/foerderung/{one.uuid}/loeschen/")
    assert not FundingProgramme.objects.exists()


@pytest.mark.parametrize("path", ["", "neu/", "einlesen/", "ratssitzungen/", "{uuid}/", "{uuid}/aendern/"])
@pytest.mark.parametrize(("who", "status"), [(PUBLIC, 302), ("stranger", 404), ("colleague", 404), ("head", 200)])
def test_rights(as_person: As, path: str, who: str, status: int) -> None:
    one = programme()
    assert as_person(who).get(f"/standort/foerderung/{path.format(uuid=one.uuid)}").status_code == status
