# SPDX-License-Identifier: EUPL-1.2
"""What the pages show and do: parts, conflicts, errors at the field, the way on, several at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mittendrin.apps.vorgaenge.services import asking
from mittendrin.apps.vorgaenge.services.choices import days, target, targets
from mittendrin.contracts.app import AppManifest, CaseKind
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Absence, Attachment, Case, State
from mittendrin.townhall.cases.services import handling, kinds
from mittendrin.townhall.cases.services.access import viewer
from mittendrin.townhall.cases.services.finding import Asked, By, View
from mittendrin.townhall.cases.tests.town import MONDAY, case, person, unit
from mittendrin.web.tests.browsers import As

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"vorgaenge:{name}", args=args)


def page(client: Client, address: str, **more: str) -> str:
    response = client.get(address, more)
    assert response.status_code == 200
    return response.content.decode()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_parts_are_the_same_as_in_the_page(owner: Client, people: dict[str, Person]) -> None:
    made = case(person=people["owner"], due=timezone.localdate())
    address = at("case", made.uuid)
    whole = squeezed(page(owner, address))
    for target_id, where in (("vorgang", address), ("liste", at("list"))):
        part = owner.get(where, headers={"HX-Request": "true", "HX-Target": target_id})
        text = squeezed(part.content.decode()).strip()
        assert f'id="{target_id}"' in text
        assert "<html" not in text
        assert part.headers["Vary"].count("HX-Request") == 1
        if target_id == "vorgang":
            between = text.split("csrfmiddlewaretoken")  # each answer has its own token
            assert between[0] in whole
            assert between[-1].partition(">")[2] in whole
    back = owner.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_the_pane_shows_facts_history_comments_and_files(owner: Client, people: dict[str, Person]) -> None:
    who = viewer(people["owner"])
    made = case("Widerspruch <b>Sandmann</b>", person=people["owner"], due=date(2026, 12, 4), note="vom Telefon")
    handling.comment(who, made, "Rief <i>an</i>.")
    made = handling.change_due(who, made, 1, date(2026, 12, 11))
    text = page(owner, at("case", made.uuid))
    assert "Widerspruch &lt;b&gt;Sandmann" in text
    assert "Rief &lt;i&gt;an" in text
    assert "vom Telefon" in text
    assert "Eins: geändert (Frist Fr, 11. Dez. 2026)" in text
    assert text.count("<h1") == 1


def test_a_case_is_followed_and_left(owner: Client, people: dict[str, Person]) -> None:
    made = case(person=people["owner"])
    done = owner.post(at("follow", made.uuid), {"folgen": "1", "liste": "ansicht=gefolgt"}, follow=True)
    assert f"Sie folgen {made.number}." in done.content.decode()
    assert "Nicht mehr folgen" in done.content.decode()
    assert made.title in page(owner, at("list"), ansicht="gefolgt")
    owner.post(at("follow", made.uuid), {"folgen": "0"})
    assert "Sie folgen keinem offenen Vorgang" in page(owner, at("list"), ansicht="gefolgt")


def test_a_step_leads_to_the_next_case_and_says_what_happened(owner: Client, people: dict[str, Person]) -> None:
    first, second = (case(f"Nummer {number}", person=people["owner"]) for number in (1, 2))
    done = owner.post(at("step", first.uuid, "erledigen"), {"version": "1", "liste": "ansicht=amt"}, follow=True)
    assert done.redirect_chain[-1][0] == f"{at('case', second.uuid)}?ansicht=amt"
    text = done.content.decode()
    assert f"{first.number} ist erledigt." in text
    assert "data-focus" in text
    last = owner.post(at("step", second.uuid, "erledigen"), {"version": "1"}, follow=True)
    assert last.redirect_chain[-1][0] == at("list")
    undone = owner.post(at("undo"), {}, follow=True)
    assert f"Zurückgenommen: {second.number}." in undone.content.decode()
    assert Case.objects.get(pk=second.pk).state == State.OPEN


def test_quick_days_and_own_days_put_aside(owner: Client, people: dict[str, Person]) -> None:
    made = case(person=people["owner"])
    [first, *_rest] = days(timezone.localdate())
    owner.post(at("step", made.uuid, "wiedervorlage"), {"version": "1", "quick": first[0]})
    assert Case.objects.get().resubmission == date.fromisoformat(first[0])
    owner.post(at("step", made.uuid, "wiedervorlage"), {"version": "2", "day": "31.12.2098"})
    assert Case.objects.get().resubmission == date(2098, 12, 31)
    text = page(owner, at("list"), ansicht="wiedervorlage")
    assert "ruht" in text


@pytest.mark.parametrize(
    ("step", "fields", "words"),
    [
        ("wiedervorlage", {}, "Wählen Sie einen Tag."),
        ("wiedervorlage", {"day": "bald"}, "Schreiben Sie den Tag wie 27.11.2026."),
        ("wiedervorlage", {"day": "9999-12-31"}, "zu weit in der Zukunft"),
        ("weitergeben", {}, "Bitte prüfen Sie Ihre Angaben"),
        ("weitergeben", {"target": "p99999"}, "Wählen Sie ein Amt oder eine Person."),
        ("aendern", {"title": "", "priority": "1"}, "Bitte prüfen Sie Ihre Angaben"),
        ("aendern", {"title": "A", "priority": "7"}, "Bitte"),
    ],
)
def test_wrong_forms_are_explained_at_the_field(
    step: str, fields: dict[str, str], words: str, owner: Client, people: dict[str, Person]
) -> None:
    made = case(person=people["owner"])
    response = owner.post(at("step", made.uuid, step), {**fields, "version": "1"})
    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert 'aria-invalid="true"' in text
    assert Case.objects.get().version == 1


def test_both_versions_stand_side_by_side_and_either_can_win(as_person: As, people: dict[str, Person]) -> None:
    made = case("Alter Titel", person=people["owner"])
    owner, head = as_person("owner"), as_person("head")
    fields = {"due": "", "priority": "1", "liste": "ansicht=amt"}
    head.post(at("step", made.uuid, "aendern"), {**fields, "title": "Titel der Chefin", "version": "1"})
    mine = {**fields, "title": "Mein Titel", "version": "1"}
    conflict = owner.post(at("step", made.uuid, "aendern"), mine)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Mein Titel" in text
    assert "Titel der Chefin" in text
    assert "Chefin: geändert" in text
    assert f'href="{at("case", made.uuid)}?ansicht=amt"' in text
    assert Case.objects.get().title == "Titel der Chefin"
    owner.post(at("step", made.uuid, "aendern"), {**mine, "version": "2"})
    assert Case.objects.get().title == "Mein Titel"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
def test_a_version_that_is_none_changes_nothing(version: str, owner: Client, people: dict[str, Person]) -> None:
    made = case(person=people["owner"])
    assert owner.post(at("step", made.uuid, "erledigen"), {"version": version}).status_code == 409
    assert not Case.objects.get().done


def test_refused_steps_say_why(as_person: As, people: dict[str, Person]) -> None:
    made = case(person=people["owner"])
    response = as_person("colleague").post(at("step", made.uuid, "erledigen"), {"version": "1"}, follow=True)
    assert "Zuständig ist Eins." in response.content.decode()
    past = timezone.localdate() - timedelta(days=1)
    snoozed = as_person("owner").post(
        at("step", made.uuid, "wiedervorlage"), {"version": "1", "day": past.isoformat()}, follow=True
    )
    assert "Die Wiedervorlage muss nach heute liegen." in snoozed.content.decode()


def test_several_go_on_together_or_not_at_all(owner: Client, people: dict[str, Person]) -> None:
    free = [case(f"Nummer {number}") for number in range(3)]
    values = [f"{one.uuid}:1" for one in free]
    there = f"u{unit('Bauamt').pk}"
    taken = owner.post(
        at("several"), {"schritt": "uebernehmen", "vorgang": values, "liste": "ansicht=amt"}, follow=True
    )
    assert "Übernehmen: 3 Vorgänge." in taken.content.decode()
    stale = owner.post(at("several"), {"schritt": "weitergeben", "vorgang": values, "target": there})
    assert stale.status_code == 409
    assert all(one.number in stale.content.decode() for one in free)
    assert Case.objects.filter(unit__name="Bauamt").count() == 0
    fresh = [f"{one.uuid}:2" for one in free]
    owner.post(at("several"), {"schritt": "weitergeben", "vorgang": fresh, "target": there, "note": "Garage"})
    assert Case.objects.filter(unit__name="Bauamt").count() == 3
    owner.post(at("undo"))
    assert Case.objects.filter(unit__name="Steueramt", person=people["owner"]).count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"schritt": "erledigen"},
        {"schritt": "oeffnen", "vorgang": "x"},
        {"schritt": "erledigen", "vorgang": "kein-vorgang:1"},
        {"schritt": "loeschen", "vorgang": "00000000-0000-4000-8000-000000000000:1"},
    ],
)
def test_nothing_chosen_is_explained(fields: dict[str, str], owner: Client) -> None:
    response = owner.post(at("several"), fields, follow=True)
    assert "Wählen Sie zuerst Vorgänge" in response.content.decode()


def test_several_without_a_day_change_nothing(owner: Client) -> None:
    made = case()
    fields = {"schritt": "wiedervorlage", "vorgang": f"{made.uuid}:1"}
    assert "Wählen Sie einen Tag." in owner.post(at("several"), fields, follow=True).content.decode()


def test_refused_files_are_explained_at_the_field(owner: Client, people: dict[str, Person]) -> None:
    made = case(person=people["owner"])
    for upload, words in (
        (SimpleUploadedFile("a.exe", b"MZ"), "Programme und Webseiten"),
        (SimpleUploadedFile("leer.pdf", b""), "Die Datei ist leer."),
    ):
        response = owner.post(at("attach", made.uuid), {"file": upload})
        assert response.status_code == 422
        assert words in response.content.decode()
    assert owner.post(at("attach", made.uuid), {}).status_code == 422
    assert not Attachment.objects.exists()
    assert owner.post(at("comment", made.uuid), {"text": " "}).status_code == 422


def test_who_deputises_sees_for_whom(as_person: As, people: dict[str, Person]) -> None:
    day = timezone.localdate()
    away = people["colleague"]
    fields = {"person": away.pk, "first": day.isoformat(), "last": day.isoformat(), "deputy": people["owner"].pk}
    assert as_person("colleague").post(at("absences"), fields).status_code == 302
    assert Absence.objects.get().deputy == people["owner"]
    case("Vertretung", person=away)
    text = page(as_person("owner"), at("list"))
    assert "Sie vertreten <b>Zwei</b>" in text
    assert "Vertretung" in text
    again = as_person("colleague").post(at("absences"), fields)
    assert again.status_code == 422
    assert "Für diese Tage ist schon eine Abwesenheit eingetragen." in again.content.decode()


def test_the_overview_counts_and_names_no_case(as_person: As, people: dict[str, Person]) -> None:
    case("Sandmann", person=people["owner"], due=timezone.localdate() - timedelta(days=9))
    case("Geheim", special=True)
    text = page(as_person("head"), at("overview"))
    assert "2 Vorgänge sind offen, 1 ist überfällig." in text
    assert "Im Amt Steueramt wartet ein Vorgang, den niemand sehen darf." in text
    assert "Sandmann" not in text
    csv = as_person("head").get(at("overview_file", "csv")).content.decode()
    assert "Eins;1;1;0;" in csv


def test_people_without_a_unit_are_told(owner: Client, people: dict[str, Person]) -> None:
    people["owner"].unit = None
    people["owner"].save()
    assert "Sie haben keine offenen Vorgänge." in page(owner, at("list"))
    assert "zu keinem Amt" in owner.get(at("new"), follow=True).content.decode()


def test_a_source_is_linked_and_says_its_facts(
    owner: Client, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = CaseKind("letter", "Brief", "vorgaenge:case", facts="mittendrin.apps.vorgaenge.tests.test_pages.some_facts")
    monkeypatch.setattr(kinds, "manifests", lambda: [AppManifest(title="Posteingang", cases=[kind])])
    reference = "00000000-0000-4000-8000-000000000000"
    made = case(kind="letter", source=f"letter:{reference}", person=people["owner"])
    text = page(owner, at("case", made.uuid))
    assert f'<a href="{at("case", reference)}">Brief</a>' in text
    assert "<dt>Betrag</dt><dd>86,40 €</dd>" in text


def some_facts(_source: str) -> list[tuple[str, str]]:
    return [("Betrag", "86,40 €")]


def test_the_page_asks_few_questions(
    owner: Client, people: dict[str, Person], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        case(f"Nummer {number}", person=people["owner"] if number % 2 else None)
    with django_assert_max_num_queries(16):
        page(owner, at("list"), ansicht="amt")


def test_addresses_say_what_they_ask() -> None:
    asked = Asked(View.UNIT, By.PERSON, "müll & tonne", "Posteingang", "open", 7, 3)
    assert asking.query(Asked()) == ""
    address = asking.list_url(asked)
    assert asking.read(QueryDict(address.partition("?")[2])) == asked


def test_targets_are_units_and_people_in_use(people: dict[str, Person]) -> None:
    gone = person("weg")
    gone.is_active = False
    gone.save()
    values = {value for _unit, options in targets() for value, _title in options}
    assert f"u{unit().pk}" in values
    assert f"p{gone.pk}" not in values
    assert target(f"p{gone.pk}") is None
    assert target(f"p{people['owner'].pk}") == (unit(), people["owner"])
    assert [target(value) for value in ("", "x1", "u", "u²", "u0", "p" + "9" * 40)] == [None] * 6


def test_quick_days_are_working_days() -> None:
    offered = [date.fromisoformat(day) for day, _title in days(MONDAY + timedelta(days=4))]
    assert all(day.weekday() < 5 for day in offered)
    assert offered == sorted(set(offered))


def test_the_head_sees_what_may_go_and_lets_it_go(as_person: As, people: dict[str, Person]) -> None:
    made = case("Widerspruch Sandmann")
    address = reverse("vorgaenge:disposal")
    head = as_person("head")
    assert "Von Ihrem Amt ist nichts fällig." in head.get(address).content.decode()
    Case.objects.update(state="done", done_at=timezone.now() - timedelta(days=7 * 366))
    assert "Aufbewahrt" in head.get(reverse("vorgaenge:case", args=[made.uuid])).content.decode()
    page = head.get(address).content.decode()
    assert "Widerspruch Sandmann" in page
    assert reverse("vorgaenge:case", args=[made.uuid]) in page, "it can be looked at before it goes"
    assert "3 Jahre nach dem Ende des Jahres" in page
    for name, status in (("owner", 403), ("stranger", 403)):
        assert as_person(name).get(address).status_code == status
        assert as_person(name).post(address, {"vorgang": [str(made.uuid)]}).status_code == status
    as_person("admin").post(address, {"vorgang": [str(made.uuid)]})
    assert Case.objects.exists(), "of another unit"
    said = head.post(address, {"vorgang": [str(made.uuid), "x"]}, follow=True).content.decode()
    assert "1 Vorgang ist gelöscht." in said
    assert not Case.objects.exists()
