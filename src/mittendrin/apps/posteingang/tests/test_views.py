# SPDX-License-Identifier: EUPL-1.2
"""The pages of the post room for its people, colleagues, strangers and the public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.posteingang.models import Akte, Letter, LetterRule, LetterState, Proposal
from mittendrin.apps.posteingang.services import access, filing, setup
from mittendrin.apps.posteingang.tests.conftest import Take
from mittendrin.townhall.accounts.models import Person, Role

AsRole = Callable[[str], Client]
LISTS = (
    "desk",
    "stack",
    "later",
    "done",
    "search",
    "upload",
    "rules",
    "plan",
    "templates",
)
POST_ROOM_ONLY = ("quarantine", "parked")


@pytest.fixture
def client_of(post_room: dict[str, Person]) -> Callable[[Person], Client]:
    """Return a function that logs a person in."""

    def login(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return login


@pytest.fixture
def desk(clerk: Person, client_of: Callable[[Person], Client]) -> Client:
    """Return the browser of somebody of the post room."""
    return client_of(clerk)


def at(letter: Letter, address: str = "letter", **more: Any) -> str:
    return reverse(f"posteingang:{address}", kwargs={"uuid": letter.uuid, **more})


def step(client: Client, letter: Letter, name: str, **values: str) -> Any:
    return client.post(at(letter, "step", name=name), values)


@pytest.mark.parametrize("name", [*LISTS, *POST_ROOM_ONLY, "settings", "held", "load_plan", "new_rule"])
def test_the_public_is_sent_to_the_login(client: Client, post_room: dict[str, Person], name: str) -> None:
    response = client.get(reverse(f"posteingang:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith("/anmelden/")


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_everybody_with_an_account(
    client_of: Callable[[Person], Client], post_room: dict[str, Person], name: str
) -> None:
    response = client_of(post_room[Role.STAFF]).get(reverse(f"posteingang:{name}"))
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("name", POST_ROOM_ONLY)
def test_what_was_set_aside_is_seen_by_the_post_room_only(
    client_of: Callable[[Person], Client], desk: Client, post_room: dict[str, Person], name: str
) -> None:
    address = reverse(f"posteingang:{name}")
    assert desk.get(address).status_code == 200
    assert client_of(post_room[Role.STAFF]).get(address).status_code == 403


def test_a_letter_is_there_for_its_unit_and_the_post_room_only(
    desk: Client, client_of: Callable[[Person], Client], post_room: dict[str, Person], waiting: Take
) -> None:
    letter = waiting("Bürgerbüro")
    colleague, stranger = client_of(post_room[Role.STAFF]), client_of(post_room[Role.HEAD_OF_UNIT])
    assert desk.get(at(letter)).status_code == 200
    assert colleague.get(at(letter)).status_code == 200
    for name, more in (("letter", {}), ("history", {}), ("page_image", {"page": 1})):
        assert stranger.get(at(letter, name, **more)).status_code == 404
    assert step(stranger, letter, "bestaetigen").status_code == 404
    assert Client().get(at(letter)).status_code == 302


def test_special_letters_need_a_grant(
    desk: Client, clerk: Person, grant: Callable[[Person], None], waiting: Take
) -> None:
    letter = waiting(special=True)
    assert desk.get(at(letter)).status_code == 404
    assert "1 Brief mit besonders geschützten Daten" in desk.get(reverse("posteingang:desk")).content.decode()
    grant(clerk)
    assert desk.get(at(letter)).status_code == 200


def test_an_empty_desk_says_what_comes_next(desk: Client) -> None:
    page = desk.get(reverse("posteingang:desk")).content.decode()
    assert "Keine Briefe." in page
    assert reverse("posteingang:upload") in page


def test_the_desk_shows_facts_places_and_the_way_on(desk: Client, take: Take) -> None:
    letter = take(read=True)
    page = desk.get(at(letter)).content.decode()
    assert letter.number in page
    assert "21.004711.8" in page
    assert 'data-mark="reference"' in page
    assert "style=" not in page
    text = desk.get(at(letter) + "?ansicht=text").content.decode()
    assert "für meinen Hund Waldi" in text
    picture = desk.get(at(letter, "page_image", page=1))
    assert picture["Content-Type"] == "image/png"


def test_values_of_a_letter_are_never_html(desk: Client, waiting: Take) -> None:
    letter = waiting(sender="<script>alert(1)</script>", subject="<b>fett</b>")
    page = desk.get(at(letter)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;fett" in page


def test_confirming_leads_to_the_next_letter(desk: Client, waiting: Take) -> None:
    first, second = waiting(), waiting()
    step(desk, first, "angabe", feld="kind", wert="Antrag")
    step(desk, first, "angabe", feld="unit", wert="Ordnungsamt")
    response = step(desk, first, "bestaetigen")
    assert response["Location"].startswith(at(second))
    first.refresh_from_db()
    assert first.state == LetterState.DONE
    page = desk.get(response["Location"]).content.decode()
    assert "Ordnungsamt gegangen" in page
    back = desk.post(reverse("posteingang:undo"))
    assert back["Location"].startswith(at(first))
    first.refresh_from_db()
    assert first.state == LetterState.WAITING


def test_a_correction_may_say_why(desk: Client, waiting: Take) -> None:
    letter = waiting()
    step(desk, letter, "angabe", feld="unit", wert="Ordnungsamt", grund="Steht  im Stempel.")
    assert "Grund: Steht im Stempel." in desk.get(at(letter, "history")).content.decode()


def test_an_unsure_fact_stops_confirming_until_it_is_looked_at(desk: Client, waiting: Take) -> None:
    letter = waiting()
    for name, value, confidence in (("unit", "Ordnungsamt", 0.95), ("kind", "Antrag", 0.3)):
        output = {"value": value, "confidence": confidence, "reasons": [], "alternatives": [], "abstained": False}
        Proposal.objects.create(letter=letter, name=name, block="", output=output, value=value)
    page = desk.get(at(letter)).content.decode()
    assert "Zuerst Nr. 2 ansehen" in page
    assert "Alles bestätigen und weiter" not in page
    step(desk, letter, "bestaetigen")
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    step(desk, letter, "pruefen", feld="kind")
    assert "Alles bestätigen und weiter" in desk.get(at(letter)).content.decode()


def test_a_wrong_value_is_said_at_its_field_and_nothing_changes(desk: Client, waiting: Take) -> None:
    letter = waiting()
    response = step(desk, letter, "angabe", feld="date", wert="gestern oder so")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "ein Datum wie 12.11.2026" in page
    letter.refresh_from_db()
    assert letter.date is None


def test_a_place_on_the_page_becomes_the_value(desk: Client, take: Take) -> None:
    letter = take(read=True)
    page = desk.get(at(letter) + "?feld=reference").content.decode()
    places = [part.split('"')[0] for part in page.split('data-pick="')[1:]]
    assert places
    assert step(desk, letter, "angabe", feld="sender", ort=places[0]).status_code == 302
    letter.refresh_from_db()
    assert letter.sender == "Erika Sandmann"
    assert step(desk, letter, "angabe", feld="sender", ort="kein;ort").status_code == 422
    chosen = desk.get(at(letter) + f"?feld=sender&ort={places[0]}").content.decode()
    assert 'value="Erika Sandmann"' in chosen


def test_two_people_at_once_see_both_versions(desk: Client, waiting: Take) -> None:
    letter = waiting()
    step(desk, letter, "angabe", feld="sender", wert="Erika Sandmann", version=str(letter.version))
    response = step(desk, letter, "angabe", feld="sender", wert="Ernst Sand", version=str(letter.version))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ernst Sand" in page
    assert "Erika Sandmann" in page


def test_unknown_steps_and_facts_are_not_found(desk: Client, waiting: Take) -> None:
    letter = waiting()
    assert step(desk, letter, "zaubern").status_code == 404
    assert step(desk, letter, "angabe", feld="lieblingsfarbe", wert="rot").status_code == 404
    assert desk.get(at(letter, "step", name="bestaetigen")).status_code == 405


def test_snoozing_takes_a_letter_off_the_desk(desk: Client, waiting: Take) -> None:
    letter = waiting()
    step(desk, letter, "wiedervorlage", anderer="1.1.2001")
    letter.refresh_from_db()
    assert letter.wiedervorlage_on is None
    page = desk.get(at(letter)).content.decode()
    day = page.split('name="tag" value="')[1].split('"')[0]
    step(desk, letter, "wiedervorlage", tag=day)
    assert letter.number in desk.get(reverse("posteingang:later")).content.decode()
    step(desk, letter, "wecken")
    letter.refresh_from_db()
    assert letter.wiedervorlage_on is None


def test_a_stack_is_looked_over_and_confirmed_as_ticked(desk: Client, take: Take) -> None:
    unit = access.unit_named("Steueramt")
    values = {"state": LetterState.SURE, "kind": "Antrag", "unit": unit}
    letters = [take(read=True, **values) for _ in range(3)]
    page = desk.get(reverse("posteingang:stack") + "?art=Antrag").content.decode()
    assert "Antrag: 3 Briefe" in page
    assert "hiermit beantrage ich die Ermäßigung" in page
    step(desk, letters[0], "herausnehmen", art="Antrag")
    desk.post(reverse("posteingang:confirm_stack"), {"art": "Antrag", "brief": [str(letters[1].uuid)]})
    states = [Letter.objects.get(pk=letter.pk).state for letter in letters]
    assert states == [LetterState.WAITING, LetterState.DONE, LetterState.SURE]
    empty = desk.post(reverse("posteingang:confirm_stack"), {"art": "Antrag"}, follow=True)
    assert "Es ist kein Brief gewählt." in empty.content.decode()


def test_quarantine_shows_the_reason_and_never_the_content(desk: Client, waiting: Take) -> None:
    letter = waiting(state=LetterState.QUARANTINE, reason="Die Datei enthält Makros.")
    page = desk.get(at(letter)).content.decode()
    assert "Die Datei enthält Makros." in page
    assert "seite/1.png" not in page
    assert letter.number in desk.get(reverse("posteingang:quarantine")).content.decode()
    step(desk, letter, "freigeben")
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    other = waiting(state=LetterState.QUARANTINE)
    step(desk, other, "loeschen")
    assert not Letter.objects.filter(pk=other.pk).exists()


def test_parked_letters_are_tried_again(desk: Client, waiting: Take) -> None:
    letter = waiting(state=LetterState.PARKED, reason="Die Texterkennung brach ab.")
    assert "Die Texterkennung brach ab." in desk.get(reverse("posteingang:parked")).content.decode()
    desk.post(reverse("posteingang:retry_all"))
    letter.refresh_from_db()
    assert letter.state == LetterState.RECEIVED


def test_many_files_are_taken_and_each_has_its_result(desk: Client) -> None:
    files = [SimpleUploadedFile("../brief.txt", b"Sehr geehrte Damen"), SimpleUploadedFile("boese.exe", b"MZ\x90\x00")]
    page = desk.post(reverse("posteingang:upload"), {"datei": files}).content.decode()
    assert "2 von 2 Dateien angenommen" in page
    assert Letter.objects.count() == 2
    nothing = desk.post(reverse("posteingang:upload"))
    assert nothing.status_code == 422
    one = SimpleUploadedFile("b.txt", b"Hallo Amt")
    answer = desk.post(
        reverse("posteingang:upload"), {"datei": [one], "einmal": "b|9|1"}, headers={"accept": "application/json"}
    ).json()
    assert answer["results"][0]["ok"] is True


def test_a_rule_is_tried_before_it_is_saved(desk: Client, take: Take) -> None:
    take(read=True)
    values = {"words": "Hundesteuer", "place": "anywhere", "target": "unit", "value": "Ordnungsamt", "certain": "on"}
    tried = desk.post(reverse("posteingang:new_rule"), {**values, "probieren": "1"}).content.decode()
    assert "von 1 Briefen würden anders eingeordnet" in tried
    assert LetterRule.objects.count() == 0
    assert desk.post(reverse("posteingang:new_rule"), {**values, "speichern": "1"}).status_code == 302
    rule = LetterRule.objects.get()
    assert "„Hundesteuer“" in desk.get(reverse("posteingang:rules")).content.decode()
    desk.post(reverse("posteingang:switch_rule", args=[rule.uuid]), {"gilt": "nein"})
    rule.refresh_from_db()
    assert rule.active is False
    wrong = desk.post(reverse("posteingang:new_rule"), {**values, "pattern": "(a+)+$", "words": ""})
    assert wrong.status_code == 422


def test_staff_may_read_rules_but_not_write_them(
    client_of: Callable[[Person], Client], post_room: dict[str, Person]
) -> None:
    client = client_of(post_room[Role.STAFF])
    assert client.get(reverse("posteingang:new_rule")).status_code == 403
    assert client.get(reverse("posteingang:load_plan")).status_code == 403
    assert client.get(reverse("posteingang:settings")).status_code == 403
    assert client.get(reverse("posteingang:held")).status_code == 403


def test_the_file_plan_is_checked_before_it_is_stored(desk: Client) -> None:
    def sent(text: str, **more: str) -> Any:
        file = SimpleUploadedFile("plan.csv", text.encode())
        return desk.post(reverse("posteingang:load_plan"), {"file": file, **more})

    assert "1 neue, 0 geänderte" in sent("Nummer;Titel;Jahre\n99.88;Drachen;10\n").content.decode()
    assert not any(row.number == "99.88" for row in filing.plan())
    assert sent("Nummer;Titel;Jahre\n99.88;Drachen;10\n", speichern="1").status_code == 302
    assert any(row.number == "99.88" for row in filing.plan())
    broken = sent("Nummer;Titel;Jahre\n;Drachen;viele\n")
    assert broken.status_code == 422
    assert "Nichts wurde gespeichert." in broken.content.decode()
    desk.post(reverse("posteingang:plan"), {"entry": "99.88", "sign": "99.88-1", "title": "Drachen 2026"})
    akte = Akte.objects.get(sign="99.88-1")
    closed = desk.post(reverse("posteingang:close_file", args=[akte.uuid]), follow=True).content.decode()
    assert "Die Akte 99.88-1 ist geschlossen." in closed


def test_templates_are_written_and_filled(desk: Client, waiting: Take) -> None:
    letter = waiting(sender="Erika Sandmann")
    wrong = desk.post(reverse("posteingang:templates"), {"title": "Dank", "text": "Hallo {unbekannt}"})
    assert wrong.status_code == 422
    desk.post(reverse("posteingang:templates"), {"title": "Dank", "text": "Hallo {sender}"})
    page = desk.get(at(letter)).content.decode()
    address = page.split(f"{at(letter)}antwort/")[1].split('"')[0]
    answer = desk.get(f"{at(letter)}antwort/{address}").content.decode()
    assert "{sender}" not in answer
    assert "Erika Sandmann" in answer or "Guten Tag" in answer


def test_history_names_steps_and_looks(desk: Client, clerk: Person, waiting: Take) -> None:
    letter = waiting()
    desk.get(at(letter))
    step(desk, letter, "notiz", notiz="Rückruf erbeten")
    page = desk.get(at(letter, "history")).content.decode()
    assert "Notiz geändert" in page
    assert clerk.name in page


def test_search_finds_only_what_may_be_seen(
    desk: Client, client_of: Callable[[Person], Client], post_room: dict[str, Person], take: Take
) -> None:
    letter = take(read=True)
    Letter.objects.filter(pk=letter.pk).update(unit=access.unit_named("Steueramt"))
    address = reverse("posteingang:search") + "?q=Hundesteuer"
    assert "1 Brief gefunden" in desk.get(address).content.decode()
    assert "0 Briefe gefunden" in client_of(post_room[Role.STAFF]).get(address).content.decode()


def test_what_is_held_on_a_person_comes_as_one_file(
    client_of: Callable[[Person], Client], post_room: dict[str, Person], take: Take
) -> None:
    letter = take(read=True)
    officer = post_room[Role.STAFF]
    setup.set_right(post_room[Role.ADMINISTRATOR], officer, "data_protection", True)
    client = client_of(officer)
    page = client.post(reverse("posteingang:held"), {"words": "Erika Sandmann Gartenweg"}).content.decode()
    assert letter.number in page
    response = client.post(reverse("posteingang:held"), {"brief": [str(letter.uuid)]})
    assert response.getvalue().startswith(b"PK")


def test_stored_files_are_downloads(desk: Client, take: Take) -> None:
    letter = take(read=True)
    page = desk.get(at(letter)).content.decode()
    address = reverse("posteingang:file", args=[letter.uuid]).split(str(letter.uuid))[0]
    file = address + page.split(f'href="{address}')[1].split('"')[0]
    response = desk.get(file)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"] or response["Content-Type"] == "application/pdf"


def test_a_sign_that_no_database_takes_is_left_out(desk: Client, waiting: Take) -> None:
    letter = waiting()
    step(desk, letter, "notiz", notiz="Rück\x00ruf")
    step(desk, letter, "angabe", feld="sender", wert="Erika\x00 Sandmann")
    letter.refresh_from_db()
    assert (letter.note, letter.sender) == ("Rückruf", "Erika Sandmann")
