# SPDX-License-Identifier: EUPL-1.2
"""The survey: every printed figure is shown once, precision and contradictions included; one's own group is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services.survey import clusters, figures, precision
from mittendrin.apps.atlas.services.survey.clusters import Fit, Own, Stage
from mittendrin.apps.atlas.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas_content")]
PAGE = "/atlas/befragung/"


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    figures.clear()
    cache.clear()
    with translation.override("de"):
        yield
    figures.clear()
    cache.clear()


def figure(**changes: Any) -> dict[str, Any]:
    return {"value": 80, "unit": "percent", "precision": "exact", "year": 2017, **changes}


def test_every_figure_is_in_exactly_one_group() -> None:
    keys = [key for topic in figures.topics() for group in topic.groups for key in group.keys]
    assert sorted(keys) == sorted(Record.objects.filter(kind="survey").values_list("key", flat=True))
    for topic in figures.topics():
        for group in topic.groups:
            shown = (
                len(group.facts)
                if group.chart is None
                else sum(value is not None for row in group.chart.rows for value in row.values)
            )
            assert shown == len(group.keys), group.question


def test_both_years_stand_side_by_side() -> None:
    found = figures.chart("hindernis-nachfrage-2015")
    assert found is not None
    assert [bar.name for bar in found.bars] == ["2017", "2015"]
    assert [value.top for value in found.rows[0].values if value] == [64, 79]
    assert found.bars[1].quiet


def test_contradicting_figures_are_both_shown_with_a_note() -> None:
    group = next(g for t in figures.topics() for g in t.groups if "strategie-stand-2017" in g.keys)
    assert group.chart is not None
    assert [row[:2] for row in group.chart.table.rows[:2]] == [
        ("haben, erarbeiten oder planen eine Strategie", "59\N{NO-BREAK SPACE}%"),
        ("haben, erarbeiten oder planen eine Strategie (andere Angabe der Studie)", "rund 60\N{NO-BREAK SPACE}%"),
    ]
    assert any("zwei Werte" in note for note in group.notes)


@pytest.mark.parametrize(
    ("data", "known", "top", "open_", "said"),
    [
        (figure(), 80, 80, False, "80\N{NO-BREAK SPACE}%"),
        (figure(precision="more_than"), 80, 84, True, "mehr als 80\N{NO-BREAK SPACE}%"),
        (figure(precision="under"), 76, 80, False, "unter 80\N{NO-BREAK SPACE}%"),
        (figure(precision="about"), 78, 82, False, "rund 80\N{NO-BREAK SPACE}%"),
        (figure(value=66.7, precision="almost"), 62.7, 66.7, False, "fast zwei Drittel"),
        (figure(value=99, precision="more_than"), 99, 100, True, "mehr als 99\N{NO-BREAK SPACE}%"),
        (figure(value=1412, unit="count", value_max=1500), 1412, 1500, False, "1.412–1.500"),
    ],
)
def test_precision_is_drawn_and_said(data: dict[str, Any], known: float, top: float, open_: bool, said: str) -> None:
    value = precision.value(data, 100)
    assert [value.known, value.top] == pytest.approx([known, top])
    assert (value.open, value.label) == (open_, said)


def test_points_and_limits_are_no_bars() -> None:
    assert figures.chart("strategie-zuwachs") is None
    assert figures.chart("abbildung-10-grenze") is None


@pytest.mark.parametrize(
    ("own", "fits", "sure"),
    [
        (Own(150_000, Stage.PLANNED), {"ambitionierte-grosskommunen"}, True),
        (Own(15_000, Stage.RUNNING), {"digitale-follower"}, False),
        (Own(47_500, Stage.NONE), {"digitale-nachzuegler"}, False),
        (Own(47_500, Stage.RUNNING), set(), True),
    ],
)
def test_the_group_of_ones_own_town(own: Own, fits: set[str], sure: bool) -> None:
    found = clusters.result(own)
    assert {answer.key for answer in found.answers if answer.fit is Fit.YES} == fits
    assert found.sure is sure
    assert all(len(answer.reasons) == 2 for answer in found.answers)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, clusters.MOST_PEOPLE), st.sampled_from(list(Stage)))
def test_a_group_fits_only_when_nothing_speaks_against_it(people: int, stage: Stage) -> None:
    with translation.override("de"):
        found = clusters.result(Own(people, stage))
    for answer in found.answers:
        against = any("passt nicht" in reason or "ungewöhnlich" in reason for reason in answer.reasons)
        assert (answer.fit is Fit.NO) == against
    assert found.sentence


@pytest.mark.parametrize(
    ("people", "stage", "wrong"),
    [
        ("viele", "keine", {"einwohner"}),
        ("-5", "keine", {"einwohner"}),
        ("99999999999", "keine", {"einwohner"}),
        ("47.500", "", {"strategie"}),
        ("", "keine", {"einwohner"}),
        ("47.500", "morgen", {"strategie"}),
        ("1" * 10_000, "x", {"einwohner", "strategie"}),
    ],
)
def test_wrong_entries_are_named(client: Client, people: str, stage: str, wrong: set[str]) -> None:
    assert clusters.read_own(people, stage)[1].keys() == wrong
    page = client.get(PAGE, {"einwohner": people, "strategie": stage})
    assert page.status_code == 200
    assert page.content.decode().count('aria-invalid="true"') == len(wrong)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_shows_all_figures(client: Client, language: str) -> None:
    page = client.get(PAGE, {"lang": language}).content.decode()
    assert page.count("<h1") == 1
    assert "style=" not in page
    for key in Record.objects.filter(kind__in=["survey", "clusters"]).values_list("key", flat=True):
        assert page.count(f'id="{key}"') == 1, key


def test_files(client: Client) -> None:
    text = client.get(f"{PAGE}unterstuetzung-land.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("vom eigenen Bundesland;88\N{NO-BREAK SPACE}%;„88“;Quelle:")
    assert client.get(f"{PAGE}unterstuetzung-land.svg").content.startswith(b"<?xml")
    assert client.get(f"{PAGE}gibt-es-nicht.csv").status_code == 404


def test_an_empty_survey_is_said(client: Client) -> None:
    factories.remove(Record.objects.filter(kind__in=["survey", "clusters"]))
    figures.clear()
    assert client.get(PAGE, {"einwohner": "5000", "strategie": "keine"}).status_code == 200
