# SPDX-License-Identifier: EUPL-1.2
"""Pages of the register: what they say, who may open them, what the JSON promises."""

from __future__ import annotations

import re
from datetime import date

import jsonschema
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from mittendrin.apps.kiregister.services import entries, grid, meter_chart, publication, words
from mittendrin.apps.kiregister.tests.conftest import BLOCK, decide
from mittendrin.contracts import registry
from mittendrin.contracts.app import BlockUse
from mittendrin.contracts.block import Answer
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import (
    BlockState,
    Decision,
    Entry,
    Head,
    Kind,
    Mode,
    ModelVersion,
    VersionState,
)
from mittendrin.townhall.decisions.services import blocks, meter, realised, verifying
from mittendrin.web.tests.browsers import PUBLIC, As

pytestmark = pytest.mark.django_db
ROLES = [PUBLIC, *Role.values]
OPEN = ["list", "json", "schema"]
OF_A_BLOCK = ["entry", "plain_language", "entry_json", "meter_csv", "meter_svg"]


def page(client: Client, name: str, *args: str, query: str = "") -> str:
    response = client.get(reverse(f"kiregister:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_the_register(role: str, as_role: As) -> None:
    client = as_role(role)
    for name in OPEN:
        page(client, name)
    for name in OF_A_BLOCK:
        page(client, name, BLOCK)
        page(client, name, BLOCK, query="?lang=en")


@pytest.mark.parametrize("name", [*OF_A_BLOCK, "manage"])
def test_unknown_blocks_are_not_found(name: str, as_role: As) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert client.get(reverse(f"kiregister:{name}", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_heads_and_administrators_steer(role: str, as_role: As) -> None:
    client = as_role(role)
    expected = {PUBLIC: 302, Role.HEAD_OF_UNIT: 200, Role.ADMINISTRATOR: 200}.get(role, 403)
    assert client.get(reverse("kiregister:manage_list")).status_code == expected
    assert client.get(reverse("kiregister:manage", args=[BLOCK])).status_code == expected


@pytest.mark.parametrize("role", [PUBLIC, Role.STAFF, Role.EDITOR])
@pytest.mark.parametrize("name", ["manage", "roll_back", "learn"])
def test_others_change_nothing(role: str, name: str, as_role: As) -> None:
    response = as_role(role).post(reverse(f"kiregister:{name}", args=[BLOCK]), {"mode": "off"})
    assert response.status_code == (302 if role == PUBLIC else 403)
    assert not Entry.objects.exists()


def test_the_menu_and_the_foot_lead_there(client: Client) -> None:
    text = client.get(reverse("web:imprint")).content.decode()
    assert text.count(f'href="{reverse("kiregister:list")}"') == 2


def test_a_block_without_evidence_asks_everything(client: Client) -> None:
    text = page(client, "entry", BLOCK)
    assert "Noch zu wenige Briefe. Alles wird gefragt." in text
    assert "trägt die Stadt noch ein" in text
    assert "m-unitgrid" not in text
    assert "Es gibt noch zu wenige Entscheidungen für eine Zahl." in text
    assert "Gilt seit 2. Februar 2025." in text
    assert "eingerichtet, noch kein Vorschlag" in text


def alone(number: int) -> Decision:
    """Return the decision on a sure proposal that nobody is asked about."""
    return services.propose(services.Proposal(BLOCK, f"letter:{number}", Answer("Bauamt", 0.99), unit="Steueramt"))[0]


@pytest.fixture
def busy(people: dict[str, Person]) -> Person:
    """Sixty confirmed cases, then forty that go alone, two of which come back."""
    head = people[Role.HEAD_OF_UNIT]
    blocks.change(BLOCK, head, promised=0.1, sampled=0.0, legal_basis="§ 3 Satzung", contact="Amt 10, ki@stadt.example")
    decide(60, head)
    rows = [alone(number) for number in range(100, 140)]
    assert {row.way for row in rows} == {"handled"}
    services.confirm_all(rows, head, looked=False)
    for row in rows[:2]:
        services.correct(row, "Kasse", head)
    decide(3, head, value="Kasse", start=200, unit="Standesamt", sure=0.3)
    return head


def test_the_entry_says_how_it_stands(busy: Person, client: Client) -> None:
    verifying.verify()
    text = page(client, "entry", BLOCK)
    assert "Von 100 Briefen, die niemand einzeln ansieht, kommen höchstens 10 zum falschen Amt." in text
    assert "Bisher gehalten, aber noch nicht sicher:" in text
    assert "Von 40 ohne einzelne Ansicht kamen 2 als falsch zurück. Eine Stichprobe gibt es noch nicht." in text
    assert text.count('class="c-bar" x=') + text.count('class="c-wrongbox"') + text.count('class="c-open3"') == 100
    assert "§ 3 Satzung" in text
    assert "mailto:ki@stadt.example" in text
    assert "zu wenige Fälle für eine Zahl" in text
    assert "unversehrt" in text
    assert not re.search(r'\sstyle="', text)


def test_the_entry_in_english(busy: Person, client: Client) -> None:
    text = page(client, "entry", BLOCK, query="?lang=en")
    assert registry.manifest(BLOCK).title_en in text


def test_leichte_sprache_is_marked_as_a_draft(busy: Person, client: Client) -> None:
    text = page(client, "plain_language", BLOCK)
    assert "Das ist ein Entwurf." in text
    assert "Das Programm sucht das richtige Amt." in text
    assert "Davon prüft ein Mensch nur einige." in text


def test_the_register_keeps_to_its_schema(busy: Person, client: Client) -> None:
    schema = client.get(reverse("kiregister:schema")).json()
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.FormatChecker()
    for language in ("de", "en"):
        data = client.get(reverse("kiregister:json") + f"?lang={language}").json()
        jsonschema.validate(data, schema, format_checker=checker)
        assert data["lang"] == language
    one = client.get(reverse("kiregister:entry_json", args=[BLOCK])).json()
    assert one == {**data["algorithms"][0], **one}
    assert one["mittendrin"]["promise"]["handles"] is True
    assert one["mittendrin"]["realised"] | {"since": ""} == {
        "since": "",
        "verdict": "so-far",
        "handled": 40,
        "returned": 2,
        "drawn": 0,
        "drawn_wrong": 0,
        "asked": 63,
    }
    assert (one["lawful_basis"], one["contact_email"], one["status"]) == ("§ 3 Satzung", "ki@stadt.example", "in_use")
    assert one["impacttoetsen"] is None


def test_the_chart_as_files(busy: Person, client: Client) -> None:
    assert "Standesamt" not in page(client, "meter_csv", BLOCK)
    assert ";103;5;4,9;" in page(client, "meter_csv", BLOCK)
    drawing = page(client, "meter_svg", BLOCK)
    assert "ab 10: nur noch" in drawing
    assert 'class="' not in drawing


def test_settings_are_changed_and_logged(as_role: As, people: dict[str, Person]) -> None:
    client = as_role(Role.HEAD_OF_UNIT)
    address = reverse("kiregister:manage", args=[BLOCK])
    values = {
        "mode": "suggest",
        "promised": "1,5",
        "sampled": "10",
        "override_limit": "8",
        "override_days": "60",
        "override_least": "30",
        "legal_basis": "§ 3",
        "contact": "Amt 10",
    }
    assert client.post(address, values).status_code == 302
    state = BlockState.objects.get(block=BLOCK)
    assert (state.mode, state.promised, state.sampled, state.override_limit) == (Mode.SUGGEST, 0.015, 0.1, 0.08)
    assert Entry.objects.get().who == f"person:{people[Role.HEAD_OF_UNIT].pk}"
    wrong = client.post(address, {**values, "promised": "0", "mode": "alles"})
    assert wrong.status_code == 200
    assert "Fehler" in wrong.content.decode()
    assert Entry.objects.count() == 1


def test_one_click_back(as_role: As, people: dict[str, Person]) -> None:
    client = as_role(Role.ADMINISTRATOR)
    shipped = blocks.live_version(BLOCK)
    ModelVersion.objects.filter(pk=shipped.pk).update(state=VersionState.RETIRED)
    ModelVersion.objects.create(block=BLOCK, number=1, state=VersionState.LIVE)
    assert "Zurück zu Fassung 0" in page(client, "manage", BLOCK)
    said = client.post(reverse("kiregister:roll_back", args=[BLOCK]), follow=True).content.decode()
    assert "Fassung 0 ist wieder in Betrieb." in said
    assert Entry.objects.get().what == Kind.ROLLED_BACK
    said = client.post(reverse("kiregister:roll_back", args=[BLOCK]), follow=True).content.decode()
    assert "Es gibt keine frühere Fassung." in said


def test_learning_is_put_into_the_queue(as_role: As) -> None:
    client = as_role(Role.HEAD_OF_UNIT)
    said = client.post(reverse("kiregister:learn", args=[BLOCK]), follow=True).content.decode()
    assert "Das Lernen beginnt gleich." in said
    assert "Ein Lernen wartet oder läuft." in said
    assert DBTaskResult.objects.get().args_kwargs["args"][0] == BLOCK


def test_a_fallback_is_told(as_role: As, people: dict[str, Person], client: Client) -> None:
    decide(25, people[Role.STAFF], value="Kasse")
    assert "Deshalb schlägt das Programm nur noch vor." in page(as_role(Role.HEAD_OF_UNIT), "manage", BLOCK)
    assert "Deshalb schlägt das Programm nur noch vor." in page(as_role(Role.HEAD_OF_UNIT), "manage_list")
    assert "schlägt nur noch vor, bis ein Mensch es wieder zulässt" in page(client, "entry", BLOCK)


def test_drift_is_told(as_role: As) -> None:
    blocks.state(BLOCK)
    found = {"trait": "language", "index": 0.5, "limit": 0.1, "level": "far", "most": "en", "then": 0.02, "now": 0.3}
    BlockState.objects.update(drift=[found])
    text = page(as_role(Role.HEAD_OF_UNIT), "manage", BLOCK)
    assert "deutlich verschoben" in text
    assert "Sprache: „Englisch“ kommt jetzt 30-mal in 100 Fällen vor, beim Lernen 2-mal." in text


def test_a_broken_chain_is_told(client: Client, people: dict[str, Person]) -> None:
    decide(1, people[Role.STAFF])
    verifying.verify()
    Head.objects.update(broken_at=1)
    assert "war ein Eintrag nicht in Ordnung" in page(client, "list")
    assert client.get(reverse("web:healthz")).json()["checks"]["decisions"] == "broken"


def test_duties_are_data() -> None:
    high = {duty["article"] for duty in words.duties("high")}
    assert {"Art. 4", "Art. 5", "Art. 27", "Art. 50"} <= high
    assert {duty["article"] for duty in words.duties("minimal")} == {"Art. 4", "Art. 5"}
    assert words.duties_source()["checked_on"] >= date(2026, 11, 22)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((700, 10, 0, 0, 290), {"right": 70, "wrong": 1, "asked": 29}),
        ((999, 1, 0, 0, 1000), {"right": 49, "wrong": 1, "asked": 50}),
        ((20, 0, 20, 0, 9), None),
        ((0, 0, 0, 0, 60), {"right": 0, "wrong": 0, "asked": 100}),
    ],
)
def test_a_hundred_squares(counts: tuple[int, ...], expected: dict[str, int] | None) -> None:
    found = realised.Realised(0.02, timezone.now(), *counts)
    shares = found.of_hundred()
    if expected is None:
        assert shares is None
        assert grid.unit_grid(found) is None
        return
    assert shares is not None
    assert sum(shares.values()) == 100
    assert shares == expected
    drawn = grid.unit_grid(found)
    assert drawn is not None
    assert len(drawn.squares) == 100


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((0, 0, 0, 0, 50), "none"),
        ((500, 0, 200, 0, 50), "kept"),
        ((500, 0, 20, 0, 50), "so-far"),
        ((500, 30, 20, 0, 50), "broken"),
        ((500, 0, 50, 8, 50), "broken"),
    ],
)
def test_was_the_promise_kept(counts: tuple[int, ...], verdict: str) -> None:
    assert realised.Realised(0.02, timezone.now(), *counts).verdict == verdict


def test_sentences_of_the_meter() -> None:
    rates = [meter.Rate("a", 100, 9), meter.Rate("b", 2, 1), meter.Rate("c", 200, 8)]
    said = meter_chart.sentence(rates, ["März", "April", "Mai"])
    assert said == "Von 100 Vorschlägen änderten Menschen zuletzt (Mai) 4. Am Anfang (März) waren es 9."


def test_addresses_of_the_json_are_complete(client: Client, people: dict[str, Person]) -> None:
    found = publication.entry(entries.entries()[0], lambda path: f"https://stadt.example{path}")
    assert found["website"] == f"https://stadt.example{reverse('kiregister:entry', args=[BLOCK])}"


def test_each_fact_has_its_own_promise(
    client: Client, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    use = BlockUse("letter.facts", "Briefe", parts={"amount": "Betrag", "iban": "IBAN"})
    monkeypatch.setattr(offers, "uses", lambda: {use.question: use})
    head = people[Role.HEAD_OF_UNIT]
    blocks.change("letter_facts", head, promised=0.1, sampled=0.0)
    for number in range(40):
        facts = {"amount": Answer(f"{number}.00", 0.9), "iban": Answer[str](None, 0.0, abstained=True)}
        rows = services.propose(services.Proposal("letter_facts", f"letter:{number}", Answer(facts, 0.9)))
        services.confirm_all(rows, head)
    text = page(client, "entry", "letter_facts")
    assert "sind höchstens 10 falsch." in text
    assert "Sichere gehen ohne einzelne Ansicht." in text
    assert "Alles wird gefragt." in text
    data = client.get(reverse("kiregister:entry_json", args=["letter_facts"])).json()
    found = {name: one["handles"] for name, one in data["mittendrin"]["promises_by_fact"].items()}
    assert found == {"Betrag": True, "IBAN": False}


@pytest.mark.parametrize(("name", "args", "most"), [("list", [], 12), ("entry", [BLOCK], 16), ("json", [], 12)])
def test_the_register_asks_the_store_the_same_however_many_blocks_there_are(
    name: str,
    args: list[str],
    most: int,
    client: Client,
    people: dict[str, Person],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for manifest in registry.manifests():
        blocks.state(manifest.id)
        blocks.live_version(manifest.id)
    decide(3, people[Role.STAFF])
    cache.clear()
    with django_assert_max_num_queries(most):
        answer = client.get(reverse(f"kiregister:{name}", args=args))
    assert answer.status_code == 200
    with django_assert_max_num_queries(most):
        answer = client.get(reverse(f"kiregister:{name}", args=args))
    assert answer.status_code == 200
