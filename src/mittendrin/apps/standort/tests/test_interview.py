# SPDX-License-Identifier: EUPL-1.2
"""The interview: answers are stored as they are given, sections are shared, rounds compared; nobody else looks in."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from mittendrin.apps.standort.models import GivenAnswer, Round
from mittendrin.apps.standort.services import rounds
from mittendrin.apps.standort.sources.answers import parse
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.tests.browsers import PUBLIC, As


def url(name: str, found: Round, *more: Any) -> str:
    return reverse(f"standort:{name}", args=[found.uuid, *more])


def text(response: Any) -> str:
    return str(response.content.decode())


def save(client: Client, found: Round, item: str, **data: Any) -> Any:
    field = shipped().by_id[item].field
    return client.post(url("save", found, field, item), data)


def test_the_first_page_begins_a_round_and_the_second_shows_its_result(owner: Client) -> None:
    assert "Beginnen" in text(owner.get(reverse("standort:start")))
    response = owner.post(reverse("standort:begin"))
    found = Round.objects.get()
    assert response["Location"] == url("facts", found)
    assert owner.get(reverse("standort:start"))["Location"] == url("result", found)
    assert "Noch ist keine Frage beantwortet." in text(owner.get(url("result", found)))


def test_facts_are_stored_and_a_wrong_one_is_named_at_its_field(owner: Client, a_round: Round) -> None:
    response = owner.post(url("facts", a_round), {"population": "viele", "area_km2": "80,5"})
    assert response.status_code == 422
    assert "Bitte nur eine Zahl eingeben" in text(response)
    facts = {"population": "41.200", "area_km2": "80,5", "state": "RP", "role": "", "challenges": ["money", "health"]}
    response = owner.post(url("facts", a_round), facts)
    assert response["Location"] == url("section", a_round, "strategy")
    town = rounds.answers(rounds.find(a_round.uuid)).town
    assert (town.population, town.area_km2, town.state, town.challenges) == (
        41200,
        80.5,
        "RP",
        frozenset({"money", "health"}),
    )
    assert 'value="41.200"' in text(owner.get(url("facts", a_round)))


def test_each_answer_is_stored_when_it_is_given(owner: Client, a_round: Round, people: dict[str, Person]) -> None:
    assert "gespeichert um" in text(save(owner, a_round, "strategy-agenda", **{"strategy-agenda": "adopted"}))
    save(owner, a_round, "organisation-staff", **{"organisation-staff": "1,5"})
    save(owner, a_round, "strategy-fields", **{"strategy-fields": ["mobility", "health"]})
    save(owner, a_round, "strategy-goals", **{"strategy-goals": "unknown", "strategy-goals-kommentar": "frag Kämmerei"})
    given = rounds.given(a_round)
    assert given["strategy-agenda"].value == "adopted"
    assert given["strategy-agenda"].by == people["owner"]
    assert given["organisation-staff"].value == 1.5
    assert given["strategy-fields"].value == ["health", "mobility"]
    assert (given["strategy-goals"].value, given["strategy-goals"].comment) == (None, "frag Kämmerei")
    page = text(owner.get(url("section", a_round, "strategy")))
    assert 'id="strategy-agenda-adopted" checked' in page
    assert "frag Kämmerei" in page


def test_a_wrong_answer_is_named_and_the_stored_one_stays(owner: Client, a_round: Round) -> None:
    save(owner, a_round, "organisation-staff", **{"organisation-staff": "2"})
    response = save(owner, a_round, "organisation-staff", **{"organisation-staff": "zwei"})
    assert "„zwei“ ist keine Zahl." in text(response)
    assert rounds.given(a_round)["organisation-staff"].value == 2


def test_without_scripts_a_section_is_stored_as_a_whole(owner: Client, a_round: Round) -> None:
    response = owner.post(
        url("section", a_round, "organisation"),
        {"organisation-unit": "own_unit", "organisation-staff": "zwei", "organisation-officer": "yes"},
    )
    assert response.status_code == 422
    assert "„zwei“ ist keine Zahl." in text(response)
    assert 'value="zwei"' in text(response)
    assert set(rounds.given(a_round)) == {"organisation-unit", "organisation-officer"}
    response = owner.post(url("section", a_round, "organisation"), {"organisation-staff": "2"})
    assert response["Location"] == url("section", a_round, "money")
    last = shipped().fields[-1].id
    assert owner.post(url("section", a_round, last), {})["Location"] == url("result", a_round)


def test_nothing_of_several_and_not_asked_are_told_apart(owner: Client, a_round: Round) -> None:
    owner.post(url("section", a_round, "strategy"), {})
    assert rounds.given(a_round) == {}
    owner.post(url("section", a_round, "strategy"), {"strategy-fields": ["none"]})
    assert rounds.answers(a_round).value("strategy-fields") == frozenset()
    assert 'id="strategy-fields-none" checked' in text(owner.get(url("section", a_round, "strategy")))


def test_a_colleague_sees_the_shared_section_only(
    as_person: As, owner: Client, a_round: Round, people: dict[str, Person]
) -> None:
    colleague = as_person("colleague")
    assert "Niemand hat einen Teil mit Ihnen geteilt" in text(colleague.get(reverse("standort:start")))
    owner.post(url("share", a_round, "money"), {"person": people["colleague"].pk})
    assert url("section", a_round, "money") in text(colleague.get(reverse("standort:start")))
    page = colleague.get(url("section", a_round, "money"))
    assert page.status_code == 200
    assert "Diesen Teil teilen" not in text(page)
    assert url("section", a_round, "data") not in text(page)
    assert save(colleague, a_round, "money-budget", **{"money-budget": "yearly"}).status_code == 200
    assert save(colleague, a_round, "data-inventory", **{"data-inventory": "none"}).status_code == 404
    response = colleague.post(url("section", a_round, "money"), {})
    assert response["Location"] == reverse("standort:start")
    assert GivenAnswer.objects.get().by == people["colleague"]
    share = rounds.shares(a_round, shipped().fields[2])[0]
    owner.post(url("unshare", a_round, "money", share.pk))
    assert colleague.get(url("section", a_round, "money")).status_code == 404
    assert GivenAnswer.objects.count() == 1


PAGES = ("result", "facts", "answers", "answers_yaml", "compare")


@pytest.mark.parametrize("who", ["colleague", "stranger", PUBLIC])
def test_strangers_see_nothing(as_person: As, a_round: Round, who: str, people: dict[str, Person]) -> None:
    client = as_person(who)
    rounds.share(a_round, shipped().fields[0], people["colleague"])
    expected = 302 if who == PUBLIC else 404
    addresses = [url(name, a_round) for name in PAGES]
    addresses += [url("paper", a_round, "council", "docx"), url("section", a_round, "data")]
    addresses += [reverse("standort:roadmap"), reverse("standort:new_measure")]
    assert {client.get(address).status_code for address in addresses} == {expected}
    assert client.post(reverse("standort:begin")).status_code == expected
    assert client.post(url("share", a_round, "strategy"), {"person": people["stranger"].pk}).status_code == expected
    assert Round.objects.count() == 1


@pytest.mark.parametrize("who", ["owner", "head", "admin"])
def test_owners_see_all(as_person: As, a_round: Round, who: str) -> None:
    client = as_person(who)
    for name in PAGES[:-1]:
        assert client.get(url(name, a_round)).status_code == 200
    assert client.get(url("compare", a_round)).status_code == 404  # there is no earlier round


def test_a_new_round_begins_empty_and_says_what_changed(
    owner: Client, a_round: Round, people: dict[str, Person]
) -> None:
    save(owner, a_round, "strategy-agenda", **{"strategy-agenda": "planned"})
    save(owner, a_round, "money-budget", **{"money-budget": "yearly"})
    rounds.save_facts(a_round, {"population": 5000})
    second = rounds.begin(people["owner"])
    assert second.label != a_round.label
    assert second.facts == {"population": 5000}
    save(owner, second, "strategy-agenda", **{"strategy-agenda": "adopted"})
    save(owner, second, "money-budget", **{"money-budget": "case_by_case"})
    page = text(owner.get(url("compare", second)))
    assert "2 Antworten sind anders" in page
    assert "weiter" in page and "zurück" in page


def test_papers_come_from_the_pages(owner: Client, a_round: Round) -> None:
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        response = owner.get(url("paper", a_round, "council", form))
        assert response.content.startswith(start)
        assert f".{form}" in response["Content-Disposition"]
    assert owner.get(url("paper", a_round, "nothing", "docx")).status_code == 404


def test_the_answer_file_of_a_round_can_be_read_by_the_command_line(owner: Client, a_round: Round) -> None:
    save(owner, a_round, "strategy-agenda", **{"strategy-agenda": "adopted", "strategy-agenda-kommentar": "im Mai"})
    save(owner, a_round, "strategy-fields", **{"strategy-fields": ["health"]})
    data = yaml.safe_load(text(owner.get(url("answers_yaml", a_round))))
    found = parse({**data, "date": None}, "x", shipped())
    assert found.value("strategy-agenda") == "adopted"
    assert found.answers["strategy-agenda"].comment == "im Mai"
    assert found.value("strategy-fields") == frozenset({"health"})


def test_sliders_take_any_text(owner: Client, a_round: Round) -> None:
    for query in ("?wirkung=2&aufwand=0", "?wirkung=abc", "?wirkung=-9&aufwand=1e9", "?wirkung=nan"):
        assert owner.get(url("result", a_round) + query).status_code == 200
