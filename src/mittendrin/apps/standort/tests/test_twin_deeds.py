# SPDX-License-Identifier: EUPL-1.2
"""What similar towns did stands on a page and in the council paper, each line with its source."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from django.test import Client
from django.utils import translation

from mittendrin.apps.standort.models import Round
from mittendrin.apps.standort.services import rounds, twin_deeds
from mittendrin.apps.standort.services.twin_deeds import Deeds
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.townhall import offers

EVENT = {
    "when": "2018",
    "date": "2018",
    "text": "Ein Konzept entsteht.",
    "done": True,
    "url": "",
    "source": "Studie, Kap. 1",
}
LINE = {"title": "App", "stage": "in Betrieb", "stage_text": "", "year": 2019, "url": "/a/", "source": "Studie, Kap. 2"}
TWIN = {
    "name": "Anderstadt",
    "url": "/atlas/orte/anderstadt/",
    "reason": "ähnlich groß",
    "order": [EVENT, {**EVENT, "when": "2020", "date": "2020", "text": "Sie soll fertig sein.", "done": False}],
    "stopped": [{**LINE, "title": "Roboter", "stage_text": "Das Geld ging aus."}],
    "going": [LINE],
    "more": 0,
    "official_name": "Anderstadt, Stadt",
    "offices": [{"text": "Die Stabsstelle Digitales.", "year": 2019, "source": "Studie, Kap. 3"}],
    "links": [],
}
BARE = {**TWIN, "name": "Kargstadt", "order": [], "stopped": [], "offices": []}


@pytest.fixture
def atlas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def knowledge(name: str) -> object:
        return (lambda *_facts: [TWIN, BARE]) if name == "similar_deeds" else None

    monkeypatch.setattr(offers, "knowledge", knowledge)
    with translation.override("de"):
        yield


def test_without_size_or_atlas_nothing_is_made_up(atlas: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twin_deeds.deeds(TownFacts(name="Neustadt")) == []
    monkeypatch.setattr(offers, "knowledge", lambda _name: None)
    assert twin_deeds.deeds(TownFacts(name="Neustadt", population=40_000)) == []


def test_the_section_names_order_end_and_office_with_sources(atlas: None) -> None:
    found = twin_deeds.deeds(TownFacts(name="Neustadt", population=40_000))
    whole = str(twin_deeds.paper_section(found))
    for words in (
        "2018: Ein Konzept entsteht (Studie, Kap. 1)",
        "2020: Sie soll fertig sein (angekündigt) (Studie, Kap. 1)",
        "Beendet: Roboter. Das Geld ging aus (Studie, Kap. 2)",
        "Zu fragen, Stand 2019: Die Stabsstelle Digitales. (Studie, Kap. 3)",
        "Beendet: Die Studien nennen nichts.",
        "Auskunft gibt das Rathaus (Anderstadt, Stadt)",
    ):
        assert words in whole
    assert twin_deeds.headline([Deeds(**TWIN)]) == "Anderstadt: 2 Vorhaben genannt, 1 davon beendet."  # type: ignore[arg-type]


def test_page_and_paper_show_it(atlas: None, a_round: Round, owner: Client) -> None:
    rounds.save_facts(a_round, {"population": 40_000})
    page = owner.get(f"/standort/runde/{a_round.uuid}/aehnliche/").content.decode()
    assert "Das Geld ging aus" in page
    assert "angekündigt" in page
    file = owner.get(f"/standort/runde/{a_round.uuid}/papier/council.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file.content)).paragraphs)
    assert text.index("Was ähnliche Städte taten") < text.index("Wie sicher sind diese Angaben?")


def test_the_page_without_facts_says_what_is_missing(a_round: Round, owner: Client) -> None:
    page = owner.get(f"/standort/runde/{a_round.uuid}/aehnliche/").content.decode()
    assert "fehlt die Zahl der Menschen" in page
