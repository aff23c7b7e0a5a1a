# SPDX-License-Identifier: EUPL-1.2
"""Pages of the Atlas as anybody sees them: content, sources, English, bad input, number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mittendrin.apps.atlas.ingest import bump_version, store
from mittendrin.apps.atlas.models import Origin, Record
from mittendrin.apps.atlas.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas_content")]
LISTS = (
    "start",
    "places",
    "projects",
    "providers",
    "application_fields",
    "factors",
    "recommendations",
    "steps",
    "voices",
    "sources",
    "compare",
)
RECORDS = (
    ("place", "soest"),
    ("place", "grossobringen"),
    ("project", "ki-soest-strassenzustand"),
    ("provider", "vialytics"),
    ("source", "smart-city-atlas"),
    ("source", "zensus-2022"),
)
MaxQueries = Callable[[int], Any]


def page(client: Client, name: str, *args: str, query: str = "", status: int = 200) -> str:
    response = client.get(f"{reverse(f'atlas:{name}', args=args)}{query}")
    assert response.status_code == status
    return unescape(response.content.decode())


def sound(html: str) -> None:
    """One h1, no leftovers of the template language, every source number leads to the list."""
    assert html.count("<h1") == 1
    main = html.partition("<main")[2]
    assert not re.search(r">\s*(None\s*<|\{\{|\[\])", main)
    wanted = set(re.findall(r'href="#(quelle-\d+)"', main))
    assert wanted <= set(re.findall(r'id="(quelle-\d+)"', main))
    identities = re.findall(r'\sid="([^"]+)"', main)
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_anybody_sees_the_lists(client: Client, name: str, language: str) -> None:
    sound(page(client, name, query=f"?lang={language}"))


@pytest.mark.parametrize(("name", "key"), RECORDS)
def test_anybody_sees_the_records(client: Client, name: str, key: str) -> None:
    sound(page(client, name, key))


@pytest.mark.parametrize("key", ["nirgendwo", "x" * 300, "../etc", "Ä ö", "1' OR 1=1"])
@pytest.mark.parametrize("name", ["place", "project", "provider", "source"])
def test_an_unknown_record_offers_a_search(client: Client, name: str, key: str) -> None:
    address = reverse(f"atlas:{name}", args=["key"]).replace("key", key.replace("/", "%2F"))
    response = client.get(address)
    assert response.status_code == 404
    assert f'action="{reverse("atlas:search")}"' in response.content.decode()


def test_the_start_page_counts_and_leads_on(client: Client) -> None:
    html = page(client, "start")
    assert "Was machen andere Städte?" in html
    assert '<b>144</b> <a href="/atlas/projekte/?art=lighthouse">' in html
    assert re.search(r'q=Stra%C3%9Fenzustand">Straßenzustand</a> <span class="m-tag">\d+ Treffer', html)
    assert 'class="m-map__own"' not in html.partition('class="m-legend"')[0]


def test_the_own_town_gets_the_ring_and_its_twins(client: Client) -> None:
    html = page(client, "start", query="?ort=Soest")
    assert html.count('class="m-map__own"') == 2  # on the map and in the legend
    assert "Am ähnlichsten mit Einträgen" in html


def test_the_town_page_says_what_is_known(client: Client) -> None:
    html = page(client, "place", "soest")
    data = Record.objects.get(kind="profile", key="praxis-soest").data
    assert data["summary_de"] in html
    assert "47.514" in html
    assert "46.453" in html
    assert "Zensus 2022" in html
    assert data["lessons"][0]["de"] in html
    assert data["challenges"][0]["de"] in html
    assert "m-timeline__dot--open" in html
    assert "Anmerkung." in html
    assert "05 974 040" in html
    assert "Kap. 5.2, Soest" in html
    assert "/atlas/vorschlagen/municipality/soest/" in html


def test_the_town_page_in_english(client: Client) -> None:
    html = page(client, "place", "soest", query="?lang=en")
    data = Record.objects.get(kind="profile", key="praxis-soest").data
    assert data["summary_en"] in html
    assert data["summary_de"] not in html
    assert "47,514" in html


def test_the_project_page_shows_the_whole_record(client: Client) -> None:
    html = page(client, "project", "modell-41-strassenzustand")
    for words in ("Schorndorf", "Amtzell", "Stühlingen", "vialytics GmbH", "digital@BW", "2019 bis", "Bilderkennung"):
        assert words in html
    assert reverse("atlas:provider", args=["vialytics"]) in html
    assert "Anhang 9.4, Modellprojekt 41" in html


def test_the_provider_page_names_those_who_use_it(client: Client) -> None:
    html = page(client, "provider", "vialytics")
    assert reverse("atlas:place", args=["schorndorf"]) in html
    assert "Straßenzustandserfassung per Smartphone" in html
    assert f"{reverse('atlas:application_fields')}#infrastrukturzustand" in html


def test_a_source_says_how_it_was_made(client: Client) -> None:
    html = page(client, "source", "zukunft-vor-ort")
    data = Record.objects.get(key="zukunft-vor-ort").data
    for part in ("method", "sample", "limits"):
        assert data[part]["de"] in html


def test_two_towns_stand_side_by_side(client: Client) -> None:
    html = page(client, "compare", query="?orte=soest,landau-in-der-pfalz")
    assert "Soest · Landau in der Pfalz" in html
    assert "46.881" in html
    sound(html)


def test_compare_names_what_it_cannot_show(client: Client) -> None:
    html = page(client, "compare", query="?orte=soest&orte=nirgendwo&orte=emden")
    assert "nirgendwo" in html
    assert "Soest · Emden" in html
    many = page(client, "compare", query="?orte=soest,emden,lemgo,coburg,bamberg")
    assert "Gezeigt sind die ersten vier" in many
    assert "Bamberg ·" not in many


@pytest.mark.parametrize("query", ["?orte=soest", "?orte=", "?orte=,,,", "?orte=" + "x" * 10_000])
def test_compare_with_too_little_offers_a_choice(client: Client, query: str) -> None:
    assert "Orte vergleichen" in page(client, "compare", query=query)


@pytest.mark.parametrize(
    "query",
    [
        "?page=99999999",
        "?page=-1",
        "?page=" + "9" * 5000,
        "?page=zwei",
        "?art=quatsch",
        "?feld=" + "x" * 10_000,
        "?lang=xx",
        "?stand=in_operation&stand=idea",
    ],
)
def test_absurd_filters_get_an_answer(client: Client, query: str) -> None:
    sound(page(client, "projects", query=query))


def test_an_unknown_filter_is_named_and_does_not_count(client: Client) -> None:
    html = page(client, "projects", query="?art=quatsch")
    assert "Diesen Filter gibt es nicht: quatsch" in html
    assert f"{Record.objects.filter(kind='project').count()} Projekte" in html


def test_filters_narrow_the_places(client: Client) -> None:
    html = page(client, "places", query="?land=RP&groesse=medium")
    assert "Landau in der Pfalz" in html
    assert ">Soest</a>" not in html
    assert 'data-source="/atlas/orte/karte.geojson?land=RP&groesse=medium"' in html


def test_the_map_gets_points_with_names_and_addresses(client: Client) -> None:
    response = client.get(reverse("atlas:places_map"), {"land": "NW"})
    assert response["Content-Type"] == "application/geo+json"
    features = {item["properties"]["title"]: item for item in response.json()["features"]}
    soest = features["Soest"]
    assert soest["geometry"] == {"type": "Point", "coordinates": [8.11, 51.57]}
    assert soest["properties"] == {
        "title": "Soest",
        "url": "/atlas/orte/soest/",
        "note": "Mittelstadt, KI in Betrieb",
        "count": 1,
        "kind": "ai_running",
        "size_class": "medium",
    }
    assert "Emden" not in features


@pytest.mark.parametrize(("name", "key"), [("place", "soest"), ("project", "ki-soest-strassenzustand"), ("start", "")])
def test_a_kept_page_needs_few_queries(
    client: Client, name: str, key: str, django_assert_max_num_queries: MaxQueries
) -> None:
    arguments = [key] if key else []
    page(client, name, *arguments)
    with django_assert_max_num_queries(6):
        page(client, name, *arguments)


def test_building_a_town_page_needs_few_queries(client: Client, django_assert_max_num_queries: MaxQueries) -> None:
    page(client, "place", "emden")
    cache.clear()
    with django_assert_max_num_queries(14):
        page(client, "place", "emden")


def test_a_kept_page_follows_a_change(client: Client) -> None:
    assert "Neue Zusammenfassung" not in page(client, "place", "emden")
    data = Record.objects.get(kind="profile", key="atlas-emden").data
    store("profile", {**data, "summary_de": "Neue Zusammenfassung des Ortes."}, origin=Origin.WEB)
    bump_version()
    assert "Neue Zusammenfassung" in page(client, "place", "emden")


def test_kept_pages_hold_nothing_of_the_address(client: Client) -> None:
    page(client, "places", query="?spur=boese")
    assert "boese" not in page(client, "places").partition("<main")[2]


def test_words_of_records_are_escaped(client: Client) -> None:
    store("municipality", factories.municipality(name="<b>Ort</b>"), origin=Origin.WEB)
    store("project", factories.project(title="<script>alert(1)</script>"), origin=Origin.WEB)
    bump_version()
    for name, key in (("place", "testhausen"), ("project", "testhausen-briefe"), ("places", ""), ("projects", "")):
        html = client.get(reverse(f"atlas:{name}", args=[key] if key else [])).content.decode()
        assert "<script>alert" not in html
        assert "<b>Ort" not in html


def test_an_empty_atlas_has_pages(client: Client) -> None:
    factories.remove(Record.objects.all())
    for name in LISTS:
        sound(page(client, name))


@pytest.mark.slow
def test_every_record_has_a_page(client: Client) -> None:
    kinds = (("place", "municipality"), ("project", "project"), ("provider", "providers"), ("source", "sources"))
    for name, kind in kinds:
        for key in Record.objects.filter(kind=kind).values_list("key", flat=True):
            sound(page(client, name, key))
            sound(page(client, name, key, query="?lang=en"))


def test_a_council_paper_names_what_the_sources_leave_open(client: Client) -> None:
    paper = page(client, "project", "aachen-autonomer-marktliner").split('id="vorlage"')[1]
    assert "Dazu sagen die Quellen nichts:" in paper
    assert "Kosten und Folgekosten" in paper
    assert paper.count("noch auszufüllen") == 4
    assert 'id="vorlage"' in page(client, "place", "soest")
