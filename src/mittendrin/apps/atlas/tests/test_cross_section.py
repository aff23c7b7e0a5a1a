# SPDX-License-Identifier: EUPL-1.2
"""Cross-sections: the figures of the studies come out of the records; sentence, table and drawing say the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, override_settings
from django.utils import translation

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services import cross_section
from mittendrin.apps.atlas.services.cross_section import QUESTIONS, Finding, Selection, words
from mittendrin.apps.atlas.services.cross_section.base import Counts, differs
from mittendrin.apps.atlas.sources.printed import Figure
from mittendrin.apps.atlas.tests import factories
from mittendrin.apps.atlas.tests.test_printed import LIGHTHOUSE
from mittendrin.web.charts import Chart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas_content")]
SLUGS = [question.slug for question in QUESTIONS]
BASE = "/atlas/querschnitt/"


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    cross_section.clear()
    with translation.override("de"):
        yield
    cross_section.clear()


def finding(slug: str, **choice: str) -> Finding:
    asked = cross_section.question(slug)
    assert asked is not None
    usual = cross_section.usual(asked)
    return cross_section.find(
        asked, Selection(choice.get("state", ""), choice.get("size", ""), choice.get("way", usual.way))
    )


def chart(slug: str, key: str, **choice: str) -> Chart:
    found = cross_section.chart_of(finding(slug, **choice), key)
    assert found is not None
    return found


def column(table: Chart, number: int = 1) -> dict[Any, Any]:
    return {row[0]: row[number] for row in table.table.rows}


def test_lighthouse_projects_per_field_are_the_printed_ones() -> None:
    found = chart("leuchtturmprojekte", "felder")
    assert column(found) == LIGHTHOUSE
    assert column(found, 2) == LIGHTHOUSE
    assert set(column(found, 3).values()) == {0}
    assert found.table.total[1] == 144
    assert finding("leuchtturmprojekte").parts[0].notes == ()


def test_counting_by_heading_moves_one_project_and_says_why() -> None:
    found = finding("leuchtturmprojekte", way="heading")
    assert column(found.charts[0]) == {**LIGHTHOUSE, "Mobilität": 29, "Energie & Umwelt": 14}
    (note,) = found.parts[0].notes
    assert "Energie & Umwelt (+1) und Mobilität (−1)" in note.lead
    assert "Stuttgart" in note.text
    assert note.url == "/atlas/projekte/stuttgart-luftreinhaltung-mobilitaet/"
    assert found.sentence == "Verwaltung und Mobilität stellen fast die Hälfte der Leuchtturmprojekte."
    assert found.lead.startswith("66 von 144 Projekten aus 50 Städten.")


def test_counting_every_assignment() -> None:
    found = chart("leuchtturmprojekte", "felder", way="every")
    assert column(found)["Verwaltung"] == 38
    assert found.table.total[1] == 168


def test_the_numbers_of_the_studies() -> None:
    assert sum(column(chart("anbieter", "arten")).values()) == 31
    assert list(column(chart("anbieter", "arten")).values()) == list(column(chart("anbieter", "arten"), 2).values())
    assert chart("modellprojekte", "listen").sentence.startswith("Der Anhang zählt 64 Modell- und 14")
    assert column(chart("stand-der-agenda", "stand"), 2)["liegt vor"] == 19
    assert chart("stand-der-agenda", "stand").table.total[1] == 50
    assert column(chart("die-zehn-und-die-sieben", "elektronische-akte"))["teilweise in Betrieb"] == 4


@pytest.mark.parametrize("slug", SLUGS)
def test_every_difference_has_a_reason(slug: str) -> None:
    asked = cross_section.question(slug)
    assert asked is not None
    for way in asked.ways() or {"": ""}:
        for part in finding(slug, way=way).parts:
            for note in part.notes:
                assert "kennen wir noch nicht" not in note.text, note.lead


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("size", ["", "medium", "county"])
def test_sentence_table_and_drawing_agree(slug: str, size: str) -> None:
    found = finding(slug, size=size)
    assert found.sentence == found.charts[0].sentence or slug == "die-zehn-und-die-sieben"
    for item in found.charts:
        assert item.sentence.rstrip()[-1] in ".!"
        assert "%(" not in item.sentence + found.lead + found.method
        names = [row[0] for row in item.table.rows]
        assert [row.name for row in item.rows] == names[: len(item.rows)], item.key
        drawing = ET.fromstring(item.wide)  # noqa: S314 - our own drawing
        assert drawing.get("aria-label") == item.sentence
        if (
            item.form == "bars"
            and len(item.bars) == 1
            and not any(value.label for row in item.rows for value in row.values if value)
        ):
            assert [row.values[0].top for row in item.rows if row.values[0]] == [row[1] for row in item.table.rows][
                : len(item.rows)
            ]
        if item.table.total:
            assert item.table.total[1] == sum(row[1] for row in item.table.rows if isinstance(row[1], (int, float)))


def test_filters_leave_places_out_and_printed_figures_away() -> None:
    whole, small = (
        chart("leuchtturmprojekte", "felder"),
        chart("leuchtturmprojekte", "felder", state="NW", size="medium"),
    )
    assert 0 < small.table.total[1] < whole.table.total[1]  # type: ignore[operator]
    assert "gedruckt" not in [item.title for item in small.table.columns]
    assert all(row.printed is None for row in small.rows)
    assert not finding("leuchtturmprojekte", state="NW").side


def test_an_empty_selection_is_said_in_words() -> None:
    found = finding("leuchtturmprojekte", state="SL", size="small")
    assert found.sentence == "Zu dieser Auswahl gibt es kein Leuchtturmprojekt."
    assert found.charts[0].empty


def test_figures_follow_the_records() -> None:
    factories.remove(Record.objects.filter(kind="project", key="lemgo-stadtbus-iot"))
    cross_section.clear()
    found = finding("leuchtturmprojekte")
    assert column(found.charts[0])["Mobilität"] == 29
    assert "kennen wir noch nicht" in found.parts[0].notes[0].text


def test_an_empty_atlas_gives_sentences_and_no_error(client: Client) -> None:
    factories.remove(Record.objects.all())
    cross_section.clear()
    assert client.get(BASE).status_code == 200
    for slug in SLUGS:
        assert client.get(f"{BASE}{slug}/").status_code == 200


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_open_with_their_sentence(client: Client, slug: str, language: str) -> None:
    page = client.get(f"{BASE}{slug}/", {"lang": language}).content.decode()
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert page.count('role="img"') >= 1
    assert page.count("<table") >= 1


def test_unknown_values_are_named_and_do_not_count(client: Client) -> None:
    answer = client.get(f"{BASE}leuchtturmprojekte/", {"land": "XX", "groesse": "a" * 10_000, "zaehlung": "<b>"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "XX" in page
    assert "&lt;b&gt;" in page
    assert "fast die Hälfte" in page
    assert client.get(f"{BASE}leuchtturmprojekte/felder.csv", {"land": "XX"}).status_code == 400


@pytest.mark.parametrize("path", ["gibt-es-nicht/", "leuchtturmprojekte/nichts.csv", "x/y.svg", "x/einbetten/"])
def test_unknown_addresses_are_404(client: Client, path: str) -> None:
    assert client.get(BASE + path).status_code == 404


def test_csv_holds_the_table(client: Client) -> None:
    answer = client.get(f"{BASE}leuchtturmprojekte/felder.csv", {"zaehlung": "heading"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert 'filename="leuchtturmprojekte-felder.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["Handlungsfeld", "gezählt", "gedruckt", "Unterschied", "jede Zuordnung", "Anteil", "Quelle"]
    assert rows[2][:6] == ["Mobilität", "29", "30", "-1", "37", "20"]
    assert rows[-1][:6] == ["Summe", "144", "144", "0", "168", "100"]
    assert rows[1][6].startswith("Quelle: Smart-City-Atlas, 2019, Tabelle 5")


def test_svg_is_a_drawing_of_its_own(client: Client) -> None:
    answer = client.get(f"{BASE}leuchtturmprojekte/felder.svg")
    drawing = ET.fromstring(answer.content)  # noqa: S314 - our own drawing
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "37" in texts
    assert "Verwaltung" in texts
    assert any("Smart-City-Atlas" in (text or "") for text in texts)


def test_embedding_is_closed_until_a_site_is_named(client: Client) -> None:
    closed = client.get(f"{BASE}leuchtturmprojekte/einbetten/")
    assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
    assert closed.headers["X-Frame-Options"] == "DENY"
    with override_settings(EMBED_ORIGINS=["https://www.stadt.example"]):
        open_ = client.get(f"{BASE}leuchtturmprojekte/einbetten/")
        page = client.get(f"{BASE}leuchtturmprojekte/").content.decode()
    assert "frame-ancestors https://www.stadt.example" in open_.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in open_.headers
    assert "script-src 'self'" in open_.headers["Content-Security-Policy"]
    assert "/atlas/querschnitt/leuchtturmprojekte/einbetten/" in page


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (66, 144, "fast die Hälfte"),
        (72, 144, "die Hälfte"),
        (50, 150, "ein Drittel"),
        (52, 150, "gut ein Drittel"),
        (110, 144, "gut drei Viertel"),
        (3, 4, ""),
        (20, 144, ""),
        (0, 100, ""),
    ],
)
def test_shares_in_words(part: int, whole: int, said: str) -> None:
    assert words.share_words(part, whole) == said


def test_leaders_leave_out_what_says_nothing_and_keep_ties() -> None:
    assert words.leaders({"a": 5, "b": 5, "c": 5, "other": 9}) == ["a", "b", "c"]
    assert words.leaders({"a": 9, "b": 5, "c": 5, "d": 5}) == ["a"]
    assert words.leaders({"a": 0, "other": 3}) == []


@pytest.mark.parametrize(
    ("counts", "unlike"), [({"a": 3, "b": 2}, False), ({"a": 2, "b": 3}, True), ({"a": 2, "b": 2}, True)]
)
def test_ranks_in_words_are_checked_against_the_order(counts: dict[str, int], unlike: bool) -> None:
    what = Counts("k", "t", "s", counts, 5, "q")
    assert differs(what, "a", Figure(None, None, {"rank": 1, "de": "am häufigsten", "en": "most often"})) is unlike


def test_the_overview_says_how_many_questions_agree(client: Client) -> None:
    found = [item for _asked, item in cross_section.overview()]
    same = sum(item.compared and item.agrees for item in found)
    page = client.get(BASE).content.decode()
    assert 0 < same < len(found)
    assert f"Bei {same} von {sum(item.compared for item in found)} Fragen zählen wir genau" in page
    assert page.count("<h1") == 1
    assert page.count('role="img"') == len(found)
