# SPDX-License-Identifier: EUPL-1.2
"""The town beside others on the web: answer files in, a paper out, faults named, nothing stored."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.standort.models import Round
from mittendrin.apps.standort.services import papers, published
from mittendrin.apps.standort.services.papers.model import Table
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.apps.standort.sources.questionnaire import shipped
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.tests.browsers import As

OTHER = "town: {name: Würzdorf, state: BY, population: 9000}\nanswers: {strategy-agenda: running, ai-use: none}\n"


def file(content: str | bytes, name: str = "andere.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def address(found: Round) -> str:
    return reverse("standort:beside", args=[found.uuid])


def test_the_paper_names_both_towns(owner: Client, a_round: Round) -> None:
    assert owner.get(address(a_round)).status_code == 200
    answer = owner.post(address(a_round), {"others": [file(OTHER)], "kind": "docx"})
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.content))
    assert "Würzdorf" in document.paragraphs[0].text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "kern-error"),
        ([file(OTHER)] * 6, "mehr als fünf Dateien"),
        ([file("#" * 1_100_000)], "größer als 1 MB"),
        ([file("town: {name: A}\nanswers: {ai-use: viel}\n")], "ist keine der Antworten"),
        ([file(OTHER.encode("cp1252"))], "nicht in UTF-8"),
        ([file("- a\n")], "keine Antwortdatei"),
    ],
)
def test_what_cannot_be_compared_is_named(
    owner: Client, a_round: Round, files: list[SimpleUploadedFile], words: str
) -> None:
    for one in files:
        one.seek(0)
    answer = owner.post(address(a_round), {"others": files, "kind": "docx"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


PROFILE = {
    "locator": "Bündel Nr. 1",
    "as_of": 2026,
    "summary_de": "Die Stadt beschreibt sich hier selbst.",
    "summary_en": "The town describes itself here.",
    "organisation": {"models": ["own_unit"], "de": "Eigene Einheit.", "en": "Own unit."},
    "agenda": {"state": "adopted", "de": "Beschlossen.", "en": "Adopted."},
}
FAR_TOWN = {"name": "Fernhausen", "ags": "07999998", "state": "RP", "role": "district_member", "population": 400_000}
NEAR_TOWN = {"name": "Würzdorf", "ags": "07999999", "state": "RP", "role": "district_member", "population": 40_000}


def publish(*towns: dict[str, Any]) -> None:
    way = offers.knowledge("publish_profile")
    assert way is not None
    for town in towns:
        way(town, PROFILE, Person.objects.get(username="lorenz"), 0)


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def test_a_published_profile_is_enough_and_the_paper_says_what_it_lacks(owner: Client, a_round: Round) -> None:
    publish(FAR_TOWN, NEAR_TOWN)
    page = owner.get(address(a_round)).content.decode()
    assert "Würzdorf (Stand 2026, 2 von 40 Fragen)" in page
    nearest = published.towns(TownFacts("Anders", "RP", 39_000), shipped())
    assert [one.name for one in nearest] == ["Würzdorf", "Fernhausen"]
    said = {"published": ["wuerzdorf"], "kind": "docx"}
    answer = owner.post(address(a_round), said)
    assert answer.status_code == 200, answer.content.decode()
    text = text_of(answer.content)
    assert "Steckbrief (Bündel Nr. 1, Stand 2026)" in text
    assert "Würzdorf: 38 von 40 Fragen beantwortet der veröffentlichte Steckbrief nicht" in text
    assert "Zu diesen Feldern sagt er nichts: Geld" in text
    assert "nicht veröffentlicht" in text
    both = owner.post(address(a_round), {**said, "others": [file(OTHER.replace("Würzdorf", "Dritte"))]})
    assert "Dritte" in text_of(both.content)


def test_a_town_that_is_not_there_and_too_many_are_refused(owner: Client, a_round: Round) -> None:
    publish(NEAR_TOWN)
    assert owner.post(address(a_round), {"published": ["nirgends"], "kind": "docx"}).status_code == 422
    many = {"published": ["wuerzdorf"], "others": [file(OTHER) for _number in range(5)], "kind": "docx"}
    answer = owner.post(address(a_round), many)
    assert (answer.status_code, "mehr als fünf Städte" in answer.content.decode()) == (422, True)


def test_the_own_published_profile_is_no_other_town(a_round: Round) -> None:
    publish(NEAR_TOWN)
    own = TownFacts("Würzdorf", "RP", 40_000)
    assert published.towns(own, shipped()) == []
    assert [one.name for one in published.towns(TownFacts("Anders", "RP", 40_000), shipped())] == ["Würzdorf"]


@pytest.mark.parametrize(("who", "status"), [("head", 200), ("colleague", 404), ("stranger", 404), ("public", 302)])
def test_who_may_compare(as_person: As, a_round: Round, who: str, status: int) -> None:
    assert as_person(who).get(address(a_round)).status_code == status


def test_published_measures_are_counted_beside_the_own(owner: Client, a_round: Round) -> None:
    publish(NEAR_TOWN)
    ask = offers.knowledge("published_towns")
    assert ask is not None
    one = {**ask()[0], "projects": [{"stage": stage} for stage in ("in_progress", "in_operation", "planned")]}
    made = published._town(one, shipped())
    assert (made.measures, made.running) == (3, 2)
    text = "".join(
        "|".join(row)
        for part in papers.compare([made.result], [made]).sections
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
    )
    assert "Würzdorf|3 veröffentlicht|2|nicht veröffentlicht" in text
