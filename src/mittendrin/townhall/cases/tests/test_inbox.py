# SPDX-License-Identifier: EUPL-1.2
"""Views, groups, filters, search, pages, export and overview, each with what one may see."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.demo import ensure_demo_cases
from mittendrin.townhall.cases.models import Absence, Case, Priority, State
from mittendrin.townhall.cases.services import export, finding, handling
from mittendrin.townhall.cases.services.finding import Asked, By, Inbox, View, inbox
from mittendrin.townhall.cases.services.kinds import facts, origin, source_url
from mittendrin.townhall.cases.services.overview import overview
from mittendrin.townhall.cases.tests.town import MONDAY, case, person, today, unit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def titles(page: Inbox) -> dict[str, list[str]]:
    return {section.key: [one.title for one in section.cases] for section in page.sections}


@pytest.fixture
def owner(db: None) -> Person:
    return person("eins")


def test_groups_stand_in_their_order_and_urgent_ones_first(owner: Person) -> None:
    for title, due, more in (
        ("später", MONDAY + 20 * DAY, {}),
        ("ohne", None, {}),
        ("heute", MONDAY, {}),
        ("heute zuerst", MONDAY, {"priority": Priority.HIGH}),
        ("zu spät", MONDAY - 5 * DAY, {}),
        ("Woche", MONDAY + 2 * DAY, {}),
        ("ruht", None, {"resubmission": MONDAY + DAY}),
        ("ruht nicht mehr", None, {"resubmission": MONDAY}),
    ):
        case(title, person=owner, due=due, **more)
    page = inbox(today(owner), Asked())
    assert titles(page) == {
        "overdue": ["zu spät"],
        "today": ["heute zuerst", "heute"],
        "week": ["Woche"],
        "later": ["später"],
        "none": ["ohne", "ruht nicht mehr"],
        "resting": ["ruht"],
    }
    assert page.counts[View.RESUBMISSION] == 2
    assert (page.counts[View.OVERDUE], page.counts[View.MINE]) == (1, 8)


def test_each_view_shows_its_cases(owner: Person) -> None:
    colleague, away = person("zwei"), person("drei")
    Absence.objects.create(person=away, deputy=owner, first=MONDAY, last=MONDAY)
    case("meiner", person=owner)
    case("ihrer", person=colleague)
    case("vertreten", person=away)
    case("frei")
    case("fremd", "Bauamt")
    done = case("fertig", person=owner)
    handling.finish(today(owner), done, 1)
    who = today(owner)

    def shown(view: View) -> set[str]:
        return {title for group in titles(inbox(who, Asked(view))).values() for title in group}

    assert shown(View.MINE) == {"meiner", "vertreten"}
    assert shown(View.UNIT) == shown(View.ALL) == {"meiner", "ihrer", "vertreten", "frei"}
    assert shown(View.FREE) == {"frei"}
    assert shown(View.DEPUTY) == {"vertreten"}
    assert shown(View.DONE) == {"fertig"}
    assert inbox(who, Asked()).counts[View.DEPUTY] == 1


def test_search_and_filters_stay_within_what_one_may_see(owner: Person) -> None:
    case("Widerspruch Müßig ÄÖ", person=owner)
    case("Widerspruch Sandmann")
    case("Widerspruch geheim", special=True)
    case("Widerspruch fremd", "Bauamt")
    who = today(owner)

    def found(**asked: object) -> list[str]:
        page = inbox(who, Asked(view=View.ALL, **asked))  # type: ignore[arg-type]
        return sorted(title for group in titles(page).values() for title in group)

    assert found(words="widerspruch") == ["Widerspruch Müßig ÄÖ", "Widerspruch Sandmann"]
    assert found(words="äö MÜSSIG") == ["Widerspruch Müßig ÄÖ"]
    assert found(words=Case.objects.get(title="Widerspruch Sandmann").number) == ["Widerspruch Sandmann"]
    assert found(state=State.NEW) == ["Widerspruch Sandmann"]
    assert found(person=owner.pk) == ["Widerspruch Müßig ÄÖ"]
    assert len(found(origin="Vorgänge")) == 2
    assert found(origin="Nirgendwo") == []
    assert found(words="100%_x") == []


def test_pages_count_the_whole_list_and_ask_few_questions(
    owner: Person, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(finding, "PAGE", 3)
    for number in range(7):
        case(f"Nummer {number}", person=owner, due=MONDAY if number < 5 else None)
    who = today(owner)
    with django_assert_max_num_queries(5):
        page = inbox(who, Asked(page=2))
    assert titles(page) == {"today": ["Nummer 3", "Nummer 4"], "none": ["Nummer 5"]}
    assert [(section.key, section.count) for section in page.sections] == [("today", 5), ("none", 2)]
    assert (page.total, page.pages, len(page.order)) == (7, 3, 7)
    assert inbox(who, Asked(page=99)).sections[-1].cases[0].title == "Nummer 6"


def test_the_next_case_after_one_that_leaves(owner: Person) -> None:
    made = [case(f"Nummer {number}", person=owner) for number in range(3)]
    page = inbox(today(owner), Asked())
    assert page.after(made[0].uuid) == made[1].uuid
    assert page.after(made[2].uuid) == made[1].uuid
    assert inbox(today(person("zwei")), Asked()).after(made[0].uuid) is None


def test_groups_by_person_and_origin(owner: Person) -> None:
    case("frei")
    case("meiner", person=owner)
    who = today(owner)
    assert titles(inbox(who, Asked(View.UNIT, By.PERSON))) == {"0": ["frei"], str(owner.pk): ["meiner"]}
    assert set(titles(inbox(who, Asked(View.UNIT, By.ORIGIN)))) == {"Vorgänge"}


def test_kinds_of_apps_that_are_gone_still_show(owner: Person) -> None:
    made = case(person=owner)
    Case.objects.filter(pk=made.pk).update(kind="verschwunden", source="nix:7")
    made.refresh_from_db()
    assert (origin(made).title, source_url(made), facts(made)) == ("verschwunden", "", ())
    assert inbox(today(owner), Asked()).origins == {"verschwunden": 1}


def test_export_holds_what_one_may_see_and_no_formula(owner: Person) -> None:
    shown = case("=HYPERLINK(1)", person=owner, due=MONDAY)
    handling.comment(today(owner), shown, "Angerufen")
    case("geheim", special=True)
    case("fremd", "Bauamt")
    who = today(owner)
    page = inbox(who, Asked(View.ALL))
    rows = list(csv.reader(io.StringIO(export.as_csv(export.cases_of(who, page)).lstrip("\ufeff")), delimiter=";"))
    assert [(row[0], row[1], row[7]) for row in rows[1:]] == [(shown.number, "'=HYPERLINK(1)", "2026-11-16")]
    assert len(set(map(len, rows))) == 1
    [document] = json.loads(export.as_json(export.cases_of(who, page)))["cases"]
    assert (document["number"], document["comments"][0]["text"]) == (shown.number, "Angerufen")
    assert [step["what"] for step in document["history"]] == ["created", "commented"]


def test_an_export_asks_the_same_however_many_cases_there_are(
    owner: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        handling.comment(today(owner), case(f"Nummer {number}", person=owner), "Angerufen")
    who = today(owner)
    page = inbox(who, Asked(View.ALL))
    with django_assert_max_num_queries(6):
        written = json.loads(export.as_json(export.cases_of(who, page, whole=True)))["cases"]
    assert [one["comments"][0]["who"] for one in written] == [owner.username] * 6


def test_the_head_sees_numbers_of_the_own_unit_only(owner: Person) -> None:
    head = person("chefin", role=Role.HEAD_OF_UNIT)
    for number in range(5):
        made = case(f"Nummer {number}", person=owner)
        handling.finish(today(owner), made, 1)
    Case.objects.update(created_at=timezone.now() - timedelta(days=4))
    case("offen", person=owner, due=MONDAY - 7 * DAY)
    case("geheim", special=True)
    case("fremd", "Bauamt")
    found = overview(today(head))
    loads = {load.person.username if load.person else "": load for load in found.loads}
    assert (loads["eins"].open, loads["eins"].overdue, loads["eins"].done) == (1, 1, 5)
    assert loads["eins"].days == pytest.approx(4, abs=0.1)
    assert (loads[""].open, loads["chefin"].open, found.total.open) == (1, 0, 2)
    for who in (owner, person("admin", "Hauptamt")):
        with pytest.raises(errors.NotAllowed):
            overview(today(who))


def test_the_mean_needs_some_cases(owner: Person) -> None:
    handling.finish(today(owner), case(person=owner), 1)
    assert overview(today(person("chefin", role=Role.HEAD_OF_UNIT))).total.days is None


def test_demo_cases_say_so_and_come_once() -> None:
    unit("Bürgerbüro")
    buergerbuero = unit("Bürgerbüro")
    buergerbuero.key = "buergerbuero"
    buergerbuero.save()
    assert ensure_demo_cases() == 6
    assert ensure_demo_cases() == 0
    assert all(made.title.startswith("Vorführung:") for made in Case.objects.all())
