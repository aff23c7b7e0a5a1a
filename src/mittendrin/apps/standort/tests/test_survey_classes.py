# SPDX-License-Identifier: EUPL-1.2
"""Latent classes find what was simulated, by likelihood and BIC; charts show shares with their span; the page."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from sklearn.metrics import adjusted_rand_score

from mittendrin.apps.standort.services.survey import charts, classes, reading, tables
from mittendrin.apps.standort.services.survey.classes import Data, Item
from mittendrin.apps.standort.sources import survey
from mittendrin.web.tests.browsers import As

BOOK = """
simulated: true
groups: [a, b, c, d, e]
questions:
"""
QUESTIONS = "".join(f"  {name}: {{title: Frage {name}, values: {{1: eins, 2: zwei, 3: drei}}}}\n" for name in "abcde")


def book() -> survey.Codebook:
    return reading.codebook((BOOK + QUESTIONS).encode(), "b.yaml")


def drawn(rows: int, seed: int = 1, missing: float = 0.0) -> tuple[bytes, list[int]]:
    """Return a table of two hidden groups with their members: 60 of 100 mostly say one, the others mostly three."""
    chance = np.random.default_rng(seed)
    lines, members = ["a;b;c;d;e"], []
    for _row in range(rows):
        group = int(chance.random() < 0.4)
        odds = [0.1, 0.1, 0.8] if group else [0.8, 0.1, 0.1]
        cells = ["?" if chance.random() < missing else str(chance.choice([1, 2, 3], p=odds)) for _ in range(5)]
        lines.append(";".join("" if cell == "?" else cell for cell in cells))
        members.append(group)
    return "\n".join(lines).encode(), members


def test_two_hidden_groups_are_found_with_their_size() -> None:
    table, members = drawn(400)
    read = survey.read(table, book())
    found = classes.find(read, 4)
    assert found is not None
    assert (found.count, found.used, found.sampled) == (2, 400, False)
    assert found.shares[0] == pytest.approx(1 - np.mean(members), abs=0.05)
    assert found.stability > 0.9 and found.reached > 0.9 and found.certainty > 0.9
    assert found.profiles[0][0][0] == pytest.approx(0.8, abs=0.08)
    assert min(found.tried, key=lambda count: found.tried[count]) == 2
    data = classes._data(read)
    assert data is not None
    labels = classes.posterior(data, classes.fit(data, 2, np.random.default_rng(1))).argmax(axis=1)
    assert adjusted_rand_score(members, labels) > 0.85


def test_missing_answers_leave_the_groups_as_they_are() -> None:
    found = classes.find(survey.read(drawn(400, missing=0.2)[0], book()), 3)
    assert found is not None and found.count == 2


def test_without_groups_one_class_is_enough() -> None:
    chance = np.random.default_rng(3)
    table = "a;b;c;d;e\n" + "\n".join(";".join(map(str, chance.integers(1, 4, 5))) for _ in range(300))
    found = classes.find(survey.read(table.encode(), book()), 3)
    assert found is not None and (found.count, found.stability) == (1, 1.0)
    assert "reicht eine" in charts.classes_sentence({**vars(found)})


def test_one_class_has_the_likelihood_of_the_shares() -> None:
    columns = np.array([[1.0, 0.0]] * 3 + [[0.0, 1.0]] * 7 + [[0.0, 0.0]] * 2)
    data = Data((Item("a", ("x", "y")),), columns, np.ones(12))
    model = classes.fit(data, 1, np.random.default_rng(0))
    expected = 3 * math.log(0.3) + 7 * math.log(0.7)
    assert model.likelihood == pytest.approx(expected, abs=1e-9)
    assert model.bic == pytest.approx(-2 * expected + math.log(12), abs=1e-9)
    assert model.parameters == 1


def test_weights_count_like_copies() -> None:
    columns = np.eye(3)[[0, 0, 1, 2, 1, 0]]
    items = (Item("a", ("x", "y", "z")),)
    twice = Data(items, np.vstack([columns, columns[:2]]), np.ones(8))
    weighted = Data(items, columns, np.array([2.0, 2.0, 1, 1, 1, 1]))
    chance = np.random.default_rng(0)
    first, second = classes.fit(twice, 1, chance), classes.fit(weighted, 1, chance)
    assert first.likelihood == pytest.approx(second.likelihood, abs=1e-9)


@pytest.mark.parametrize("rows", [5, 19])
def test_too_few_places_give_no_classes(rows: int) -> None:
    assert classes.find(survey.read(drawn(rows)[0], book())) is None


def test_the_same_seed_gives_the_same_classes() -> None:
    read = survey.read(drawn(120)[0], book())
    assert classes.find(read, 3) == classes.find(read, 3)


# Charts --------------------------------------------------------------------------------------------------------------
def test_a_chart_shows_the_span_and_has_its_table() -> None:
    read = survey.read(drawn(60)[0], book())
    made = charts.charts(tables.as_data(read), charts.source_words("u.csv", True))
    first = made[0]
    assert len(made) == 5 and "Simulierte Daten" in first.source
    value = first.rows[0].values[0]
    assert value is not None and 0 < value.known < value.top < 100
    assert [column.title for column in first.table.columns] == ["Antwort", "Anteil", "von", "bis", "Fälle"]
    drawing = first.standalone()
    assert drawing.startswith("<") and "Am häufigsten" in drawing and first.wide


def test_two_years_stand_beside_each_other() -> None:
    later, earlier = survey.read(drawn(300)[0], book()), survey.read(drawn(300, seed=9)[0], book())
    first = charts.charts(tables.as_data(later, earlier), "x")[0]
    assert len(first.bars) == 2 and all(len(row.values) == 2 for row in first.rows)
    assert first.table.columns[-1].title == "Unterschied"


def test_under_five_answers_nothing_is_drawn() -> None:
    first = charts.charts(tables.as_data(survey.read(drawn(4)[0], book())), "x")[0]
    assert first.empty and "Unter fünf" in first.sentence


# The page ------------------------------------------------------------------------------------------------------------
def files(**more: bytes) -> dict[str, Any]:
    given = {"table": drawn(80)[0], "codebook": (BOOK + QUESTIONS).encode(), **more}
    return {name: SimpleUploadedFile(f"{name}.csv", data) for name, data in given.items()}


@pytest.mark.django_db
def test_the_page_counts_draws_and_groups(owner: Client) -> None:
    answer = owner.post(reverse("standort:survey"), {**files(earlier=drawn(80, seed=4)[0]), "groups": "on"})
    page = str(answer.content.decode())
    assert answer.status_code == 200
    assert page.count('class="m-chart m-block"') == 5 and "80 Kommunen haben geantwortet." in page
    assert "Simulierte Daten" in page and "Latente Klassen: 2 nach BIC" in page and "Unterschied" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"table": b"a;b\n1;2"}, "fehlt in der Tabelle"),
        ({"table": b"a;b;c;d;e\n9;1;1;1;1"}, "nennt das Codebuch nicht"),
        ({"codebook": b"x: ["}, "kein lesbares YAML"),
        ({"codebook": b"\xff\xfe"}, "nicht in UTF-8"),
        ({"codebook": b"- 1"}, "Das ist kein Codebuch"),
    ],
)
def test_wrong_files_are_named(owner: Client, given: dict[str, bytes], words: str) -> None:
    answer = owner.post(reverse("standort:survey"), files(**given))
    assert (answer.status_code, words in str(answer.content.decode())) == (422, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 404), ("public", 302)])
def test_who_sees_the_page(as_person: As, who: str, status: int) -> None:
    assert as_person(who).get(reverse("standort:survey")).status_code == status


def test_the_shipped_sample_says_that_it_is_simulated() -> None:
    folder = Path(__file__).parents[5] / "samples" / "standort"
    data = reading.count(folder / "umfrage.csv", folder / "codebuch.yaml", most_classes=3)
    assert data["simulated"] and data["classes"]["count"] == 2


@pytest.mark.django_db
def test_the_page_shows_an_invented_survey_and_its_files(owner: Client, as_person: As) -> None:
    page = str(owner.get(reverse("standort:survey"), {"beispiel": "1"}).content.decode())
    assert "Simulierte Daten: Die Antworten sind erfunden." in page
    assert "140 Kommunen haben geantwortet." in page and "Gruppe 2" in page
    table = owner.get(reverse("standort:survey_sample", args=["csv"])).content
    book = owner.get(reverse("standort:survey_sample", args=["yaml"])).content
    data = reading.counted(reading.codebook(book, "codebuch.yaml"), table, most_classes=4)
    assert data["simulated"] and data["classes"]["count"] == 2
    assert as_person("colleague").get(reverse("standort:survey_sample", args=["csv"])).status_code == 404
