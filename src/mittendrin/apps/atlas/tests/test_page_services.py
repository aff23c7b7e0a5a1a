# SPDX-License-Identifier: EUPL-1.2
"""What pages are made of: places, numbered sources, timelines, lists."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.utils import translation

from mittendrin.apps.atlas.ingest import bump_version, store
from mittendrin.apps.atlas.models import Origin, Record
from mittendrin.apps.atlas.services import knowledge, labels, overview, places, projects, sentences, towns
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.citations import SourceList
from mittendrin.apps.atlas.services.timeline import timeline
from mittendrin.apps.atlas.sources import schemas
from mittendrin.apps.atlas.templatetags.atlas import ags, isodate
from mittendrin.apps.atlas.tests import factories


@pytest.mark.parametrize(
    ("people", "size"), [(100_000, "large"), (99_999, "medium"), (20_000, "medium"), (19_999, "small"), (0, "small")]
)
def test_size_classes_follow_the_official_limits(people: int, size: str) -> None:
    figures = [{"value": people, "year": 2019, "source": "gemeindeverzeichnis"}]
    assert places.size_class(factories.municipality(population=figures)) == size


def test_places_without_figures_or_without_a_town_have_their_own_class() -> None:
    assert places.size_class(factories.municipality(population=[])) == "unknown"
    assert places.size_class(factories.municipality(kind="district")) == "county"
    assert places.density(factories.municipality(area_km2=[])) is None


def test_the_register_counts_before_younger_figures() -> None:
    figures: list[dict[str, Any]] = [
        {"value": 3, "year": None, "source": "smart-city-atlas"},
        {"value": 2, "year": 2022, "source": "zensus-2022"},
        {"value": 1, "year": 2019, "source": "gemeindeverzeichnis"},
    ]
    assert [figure["value"] for figure in places.ordered_figures(figures)] == [1, 2, 3]
    assert places.value(figures) == 1


def test_sources_are_numbered_where_they_are_first_used() -> None:
    sources = SourceList({"a": {"title": "Buch A", "short": "A"}})
    assert sources.cite("a", "Kap. 2").number == 1
    assert sources.cite("b", "Kap. 1").number == 2
    assert sources.cite("a", "Kap. 2").number == 1
    assert [item.name for item in sources.references] == ["A", "b"]


def test_further_citations_come_once_and_in_order() -> None:
    sources = SourceList({})
    record = {
        "source": "a",
        "locator": "1",
        "citations": [{"source": "a", "locator": "1"}, {"source": "b", "locator": "2"}],
    }
    assert [item.number for item in sources.of(record, further=True)] == [1, 2]


def profile(as_of: int, *milestones: tuple[str | None, str]) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "source": "smart-city-atlas",
        "locator": f"Kap. {as_of}",
        "milestones": [{"date": date, "status": status, "de": "x", "en": "x"} for date, status in milestones],
    }


def test_milestones_of_two_profiles_make_one_line() -> None:
    line = timeline(
        [profile(2021, ("2021-06", "announced")), profile(2019, ("2018", "done"), (None, "done"), ("2019-09", "done"))],
        SourceList({}),
    )
    assert line is not None
    assert [(event.date, event.done) for event in line.events] == [
        ("2018", True),
        ("", True),
        ("2019-09", True),
        ("2021-06", False),
    ]
    drawn = [event.x for event in line.drawn if event.x is not None]
    assert drawn == sorted(drawn)
    assert len(drawn) == 3
    assert line.proved_to == drawn[1]
    assert [year for _, year in line.ticks] == [2018, 2019, 2020, 2021, 2022]


def test_crowded_milestones_do_not_cover_one_another() -> None:
    line = timeline([profile(2019, *[("2018", "done")] * 40, ("1990", "done"))], SourceList({}))
    assert line is not None
    drawn = [event.x for event in line.drawn if event.x is not None]
    assert all(after - before > 21.8 for before, after in itertools.pairwise(drawn))
    assert line.width >= drawn[-1]


def test_no_milestones_make_no_line() -> None:
    assert timeline([profile(2019)], SourceList({})) is None


def test_dates_and_keys_are_written_as_people_write_them() -> None:
    with translation.override("de"):
        assert [isodate(date) for date in ("2019", "2019-09", "2022-05-15", "")] == [
            "2019",
            "September 2019",
            "15. Mai 2022",
            "",
        ]
    assert ags("05974040") == "05 974 040"
    assert ags("07") == "07"


def test_every_code_of_the_schemas_has_words() -> None:
    common = schemas.schema("common")["$defs"]
    lists = schemas.schema("lists")["$defs"]
    profiles = schemas.schema("profile")["properties"]
    wanted = {
        "stage": common["stage"]["enum"],
        "technology": common["technology"]["enum"],
        "field": common["field"]["enum"],
        "ai": common["ai"]["items"]["enum"],
        "factor_theme": lists["factors"]["properties"]["theme"]["enum"],
        "voice_theme": lists["voices"]["properties"]["theme"]["enum"],
        "author": lists["voices"]["properties"]["author_kind"]["enum"],
        "provider": lists["providers"]["properties"]["category"]["enum"],
        "format": profiles["participation"]["properties"]["formats"]["items"]["enum"],
        "state": schemas.schema("municipality")["properties"]["state"]["enum"],
        "group": schemas.schema("municipality")["properties"]["groups"]["items"]["enum"],
        "kind": schemas.schema("project")["properties"]["kind"]["enum"],
    }
    missing = {name: set(codes) - set(labels.VOCABULARIES[name]) for name, codes in wanted.items()}
    assert {name: codes for name, codes in missing.items() if codes} == {}


@pytest.mark.django_db
def test_the_catalogue_follows_a_change_of_the_records(atlas_content: None) -> None:
    before = len(catalogue().places)
    store("municipality", factories.municipality(), origin=Origin.WEB)
    bump_version()
    assert len(catalogue().places) == before + 1
    assert catalogue().places["testhausen"].size == "medium"


@pytest.mark.django_db
def test_every_version_number_is_new(atlas_content: None) -> None:
    numbers = []
    for _ in range(3):
        bump_version()
        numbers.append(catalogue())
    assert len({id(item) for item in numbers}) == 3


@pytest.mark.django_db
def test_what_an_ai_use_describes_is_not_listed_twice(atlas_content: None) -> None:
    page = towns.town_page("soest")
    assert page is not None
    ai = {line.row.key for group in page.ai for line in group.lines}
    listed = {line.row.key for line in page.projects}
    assert "ki-soest-strassenzustand" in ai
    assert "soest-strassenschaeden-ki" not in ai
    assert "soest-strassenschaeden-ki" in listed
    assert not ai & {key for key in listed if catalogue().projects[key].kind == "ai_use"}


@pytest.mark.django_db
def test_the_sentence_counts_what_the_page_shows(atlas_content: None) -> None:
    page = towns.town_page("soest")
    assert page is not None
    with translation.override("de"):
        words = sentences.town(page)
    assert words.startswith(f"{page.ai_count} KI-Einsätze: ")
    assert f"{page.ai_by_stage['in_operation']} in Betrieb" in words
    assert f"{len(page.projects)} Projekte: " in words


@pytest.mark.django_db
def test_numbers_of_the_start_page_come_from_the_records(atlas_content: None) -> None:
    page = overview.overview()
    lighthouse = Record.objects.filter(kind="project", group="lighthouse").count()
    assert page.numbers.lighthouse == lighthouse == sum(item.count for item in page.fields)
    assert page.numbers.models == 64
    assert page.numbers.providers == 31
    assert [item.count for item in page.fields] == sorted((item.count for item in page.fields), reverse=True)
    assert len(page.survey) == 3


@pytest.mark.django_db
def test_project_filters_count_what_they_would_show(atlas_content: None) -> None:
    wanted = projects.ProjectFilter(kind="ai_use")
    options = {option.value: option.count for option in projects.options(wanted)["stage"]}
    for stage, count in options.items():
        assert len(projects.fitting(projects.ProjectFilter(kind="ai_use", stage=stage))) == count
    assert len(projects.fitting(wanted)) == sum(options.values())


@pytest.mark.django_db
def test_similar_projects_share_a_technology_or_a_field(atlas_content: None) -> None:
    page = projects.project_page("modell-41-strassenzustand")
    row = catalogue().projects["modell-41-strassenzustand"]
    assert page is not None
    assert page.providers[0].key == "vialytics"
    assert page.same_technology
    assert all(set(row.technologies) & set(other.technologies) for other in page.same_technology)
    assert all(set(row.fields) & set(other.fields) for other in page.same_field)
    shown = [item.key for item in (*page.related, *page.same_technology, *page.same_field)]
    assert len(shown) == len(set(shown))
    assert row.key not in shown


@pytest.mark.django_db
def test_knowledge_is_complete(atlas_content: None) -> None:
    count = Record.objects.filter
    factors = knowledge.factor_page()
    assert factors.hinders + factors.fosters == count(kind="factors").count()
    advice = knowledge.recommendation_page()
    groups = advice.by_addressee + advice.by_group
    assert sum(len(group.entries) for group in groups) == count(kind="recommendations").count()
    assert knowledge.voice_page().count == count(kind="voices").count()
    assert [entry.record.data["order"] for entry in knowledge.step_page().steps] == list(range(1, 11))
