# SPDX-License-Identifier: EUPL-1.2
"""Twin towns: symmetric, transparent, honest about gaps, and fast."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.atlas.ingest.register import import_register
from mittendrin.apps.atlas.services import twins
from mittendrin.apps.atlas.services.twins import reasons, similarity
from mittendrin.apps.atlas.services.twins.similarity import Candidates
from mittendrin.apps.atlas.services.twins.town import Town
from mittendrin.apps.atlas.tests import register_files as files

REAL = Path(settings.TEST_DATA_DIR) / "municipalities-de" / "municipalities.csv"
EQUAL = dict.fromkeys(twins.CRITERIA, 1)
OPPOSITE = {
    "größer": "kleiner",
    "dichter besiedelt": "dünner besiedelt",
    "mehr Fläche": "weniger Fläche",
    "mehr als doppelt so groß": "weniger als halb so groß",
    "mehr als doppelt so dicht": "weniger als halb so dicht",
    "mehr als die doppelte Fläche": "weniger als die halbe Fläche",
}
TOWNS = st.builds(
    Town,
    name=st.just("X"),
    state=st.sampled_from(["NW", "BY", ""]),
    role=st.sampled_from(["district_member", "independent_city", ""]),
    population=st.none() | st.integers(min_value=1, max_value=4_000_000),
    area_km2=st.none() | st.floats(min_value=0.1, max_value=1000),
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Forget the towns of other tests, whose changes are rolled back."""
    twins.clear()
    yield
    twins.clear()


def town(name: str = "A", population: int | None = 50_000, area: float | None = 100.0, **more: str) -> Town:
    """Return a town in the middle of everything."""
    values = {"state": "NW", "role": "district_member", "ags": "", "key": name.lower(), **more}
    return Town(name, values["state"], values["role"], population, area, 2019, values["ags"], values["key"])


def import_real() -> None:
    """Import the shared register with the population of 2019."""
    with REAL.open("rb") as stream:
        import_register(stream, REAL.name, REAL.stat().st_size, year=2019)


def seconds_for_all() -> float:
    """Return how long one question over the whole register takes."""
    started = time.perf_counter()
    twins.similar_overall("soest")
    return time.perf_counter() - started


@given(TOWNS, TOWNS)
def test_closeness_is_symmetric_and_between_nothing_and_one(one: Town, two: Town) -> None:
    for criterion in twins.CRITERIA:
        there, back = similarity.closeness(one, two, criterion), similarity.closeness(two, one, criterion)
        assert there == back
        assert there is None or 0 <= there <= 1


@given(TOWNS, TOWNS)
def test_points_sum_up_to_the_similarity(one: Town, two: Town) -> None:
    parts = similarity.parts(one, two, EQUAL)
    found = similarity.most_similar(one, Candidates.of([two]), EQUAL, 1)
    if not parts:
        assert found == []
        return
    assert sum(part.points for part in parts) == pytest.approx(found[0][0])
    assert sum(part.most for part in parts) == pytest.approx(100)


def test_double_and_half_leave_a_quarter() -> None:
    own = town()
    assert similarity.closeness(own, town(population=100_000), "population") == pytest.approx(0.25)
    assert similarity.closeness(own, town(population=25_000), "population") == pytest.approx(0.25)
    assert similarity.closeness(own, town(population=50_000), "population") == 1


@pytest.mark.parametrize("factor", [1.0, 1.015, 1.05, 1.15, 1.7, 3.0])
def test_reasons_read_the_other_way_round(factor: float) -> None:
    one, two = town(population=40_000, area=80.0), town("B", population=round(40_000 * factor), area=80.0)
    for words in (reasons.size_words, reasons.density_words, reasons.area_words):
        step = reasons.level(one.log_people, two.log_people)
        back = reasons.level(two.log_people, one.log_people)
        assert step is not None
        assert back is not None
        there, here = words(step), words(back)
        bare_there, bare_here = there.removeprefix("etwas "), here.removeprefix("etwas ")
        assert OPPOSITE.get(bare_there, bare_there) == bare_here


def test_the_sentence_draws_equal_size_and_density_together() -> None:
    counting = ["population", "density", "state", "role"]
    other = town("B", population=51_500, state="RP", role="independent_city")
    assert reasons.sentence(town(), other, counting) == "fast gleich groß und dicht, anderes Land, kreisfrei"
    assert reasons.sentence(town(), town("B", area=50.0), ["density"]) == "dichter besiedelt"
    assert reasons.sentence(town(), town("B", area=None), counting).startswith("gleich groß, Dichte unbekannt")


def test_the_own_town_is_never_its_twin() -> None:
    own = town(ags="05974040")
    candidates = [town("B", ags="05974040"), town("A"), town("C")]
    assert [found.name for _points, found in similarity.most_similar(own, Candidates.of(candidates), EQUAL, 5)] == ["C"]


def test_weights_of_zero_count_for_nothing() -> None:
    weights = {"population": 0, "density": 0, "state": 5, "role": 0, "area": 0}
    found = similarity.most_similar(town(), Candidates.of([town("B", state="BY"), town("C", population=9)]), weights, 5)
    assert [(points, other.name) for points, other in found] == [(100, "C"), (0, "B")]
    assert similarity.most_similar(town(), Candidates.of([town("B")]), dict.fromkeys(twins.CRITERIA, 0), 5) == []


def test_what_is_unknown_adds_nothing_or_does_not_count() -> None:
    gap = similarity.parts(town(), town("B", area=None), twins.DEFAULT_WEIGHTS)
    assert [(part.criterion, part.closeness, part.points) for part in gap if part.criterion == "density"] == [
        ("density", None, 0)
    ]
    own = town(area=None)
    assert twins.missing(own, twins.DEFAULT_WEIGHTS) == ["density"]
    assert "density" not in twins.usable(own, twins.DEFAULT_WEIGHTS)
    assert similarity.most_similar(own, Candidates.of([town("B")]), twins.DEFAULT_WEIGHTS, 1)[0][0] == pytest.approx(
        100
    )


@pytest.mark.usefixtures("atlas_content")
def test_without_the_register_only_towns_with_records_are_named() -> None:
    found = twins.similar_with_records("soest", limit=8)
    names = [twin.town.name for twin in found]
    assert {"Landau in der Pfalz", "Ravensburg", "Lemgo", "Emden"} <= set(names)
    assert "Soest" not in names
    assert all(twin.town.deeds for twin in found)
    assert twins.similar_overall("soest") == []
    assert twins.similar_with_records("gibt-es-nicht") == []


@pytest.mark.usefixtures("atlas_content")
def test_deeds_are_counted() -> None:
    own = twins.town_of("soest")
    assert own
    assert own.deeds
    assert own.deeds.ai_uses == 7
    assert own.deeds.words.startswith("7 KI-Einsätze")
    landau = twins.town_of("landau-in-der-pfalz")
    assert landau
    assert landau.deeds
    assert landau.deeds.words == "E-Akte teilweise in Betrieb"


@pytest.mark.slow
@pytest.mark.usefixtures("atlas_content")
@pytest.mark.skipif(not REAL.exists(), reason="shared test data not at hand")
def test_the_neighbours_of_soest_in_the_real_register() -> None:
    import_real()
    index = twins.index()
    assert index.register
    assert index.register.rows == 11_004
    assert all(one.population for one in index.towns if one.ags)
    overall = [twin.town.name for twin in twins.similar_overall("soest", limit=6)]
    assert {"Rheda-Wiedenbrück", "Bornheim", "Gronau (Westf.)"} <= set(overall)
    records = [twin.town.name for twin in twins.similar_with_records("soest", limit=8)]
    assert {"Landau in der Pfalz", "Ravensburg", "Lemgo", "Emden"} <= set(records)
    assert min(seconds_for_all() for _round in range(10)) < 0.05
    assert len(index.find("Bornheim")) == 3
    labels = [index.label_of(one) for one in index.find("Bornheim")]
    assert [index.find(label) for label in labels] == [[one] for one in index.find("Bornheim")]
    assert "Neustadt an der Weinstraße" in index.suggest("neustadt an")


@pytest.mark.usefixtures("atlas_content")
def test_the_index_follows_the_register() -> None:
    assert twins.index().register is None
    data = files.official()
    import_register(io.BytesIO(data), "GV.xlsx", len(data))
    index = twins.index()
    assert index.register
    assert index.register.label == "31.12.2020"
    soest = twins.town_of("05974040")
    assert soest
    assert (soest.key, soest.name, soest.population, soest.year) == ("soest", "Soest", 47514, 2019)
    assert not [one for one in index.towns if "Sachsenwald" in one.name]
    assert [one.name for one in index.towns if one.key == "emden"] == ["Emden"]


PAGES = {
    "empty": ({}, "Nennen Sie Ihre Stadt"),
    "by key": ({"ort": "soest"}, "Städte wie Soest"),
    "by name": ({"ort": "  Soest "}, "Städte wie Soest"),
    "by AGS": ({"ort": "05974040"}, "Städte wie Soest"),
    "misspelt": ({"ort": "Sohst"}, "Einen Ort „Sohst“ finden wir nicht"),
    "part of a name": ({"ort": "Land"}, "Welchen Ort meinen Sie mit „Land“?"),
    "typed": ({"name": "Neudorf", "einwohner": "47.514", "flaeche": "85,81", "land": "NW"}, "Städte wie Neudorf"),
    "typed in part": ({"einwohner": "30000"}, "Nicht gezählt, weil die Angabe zu Ihrer Stadt fehlt"),
    "typed without people": ({"name": "Neudorf"}, "Nennen Sie die Einwohnerzahl"),
    "no number": ({"einwohner": "viele"}, "Das ist keine Zahl"),
    "absurd number": ({"einwohner": "99999999"}, "Diese Zahl kann nicht stimmen"),
    "weights of zero": (
        {"ort": "soest", **{f"gewicht_{name}": "0" for name in ("groesse", "dichte", "land", "rolle", "flaeche")}},
        "Kein Merkmal zählt",
    ),
    "absurd weight": ({"ort": "soest", "gewicht_land": "11"}, "Schreiben Sie eine ganze Zahl von 0 bis 10"),
    "no weight": ({"ort": "soest", "gewicht_land": "x"}, "Schreiben Sie eine ganze Zahl von 0 bis 10"),
    "unknown state": ({"einwohner": "1000", "land": "XX"}, "Bitte prüfen Sie Ihre Angaben"),
    "very long": ({"ort": "x" * 10_000}, "Bitte prüfen Sie Ihre Angaben"),
    "markup": ({"ort": "<script>alert(1)</script>"}, "&lt;script&gt;"),
}


@pytest.mark.usefixtures("atlas_content")
@pytest.mark.parametrize(("values", "words"), PAGES.values(), ids=PAGES)
def test_the_page_answers_whatever_is_asked(values: dict[str, str], words: str) -> None:
    answer = Client().get(reverse("atlas:twins"), values)
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.usefixtures("atlas_content")
def test_the_page_says_what_is_known_and_where_it_comes_from() -> None:
    page = Client().get(reverse("atlas:twins"), {"ort": "soest"}).content.decode()
    assert "Das amtliche Register ist noch nicht eingelesen" in page
    assert "Destatis" in page
    assert f"{reverse('atlas:compare')}?orte=soest," in page
    assert 'id="quelle-1"' in page
    assert "So ist gerechnet" in page
    assert page.count("<h1") == 1


@pytest.mark.usefixtures("atlas_content")
def test_weights_change_the_order_and_stand_in_the_address() -> None:
    by_size = Client().get(reverse("atlas:twins"), {"ort": "soest"}).context["page"].with_records
    weights = {"gewicht_groesse": "0", "gewicht_dichte": "0", "gewicht_land": "0", "gewicht_flaeche": "5"}
    answer = Client().get(reverse("atlas:twins"), {"ort": "soest", **weights})
    by_area = answer.context["page"].with_records
    assert [twin.town.name for twin in by_size] != [twin.town.name for twin in by_area]
    assert set(answer.context["page"].counting) == {"role", "area"}
    assert 'name="gewicht_flaeche" value="5"' in answer.content.decode()


@pytest.mark.usefixtures("atlas_content")
def test_the_page_with_the_register_has_two_lists_and_credit() -> None:
    data = files.official()
    import_register(io.BytesIO(data), "GV.xlsx", len(data))
    page = Client().get(reverse("atlas:twins"), {"ort": "Lippstadt"}).content.decode()
    assert "Am ähnlichsten überhaupt" in page
    assert "Stand 31.12.2020" in page
    assert "© Statistisches Bundesamt (Destatis)" in page


@pytest.mark.usefixtures("atlas_content")
def test_names_are_suggested_while_typing() -> None:
    assert '<option value="Soest">' in Client().get(reverse("atlas:twins_suggest"), {"ort": "soe"}).content.decode()
    for nothing in ("", "s", "x" * 10_000):
        answer = Client().get(reverse("atlas:twins_suggest"), {"ort": nothing})
        assert (answer.status_code, answer.content.strip()) == (200, b"")


@pytest.mark.usefixtures("atlas_content")
def test_details_say_what_ended_and_in_which_order() -> None:
    page = Client().get(reverse("atlas:twins"), {"ort": "landau-in-der-pfalz"}).context["page"]
    soest = next(detail for detail in page.details if detail.town.key == "soest")
    dates = [step.date for step in soest.steps]
    assert dates == sorted(dates)
    assert {step.done for step in soest.steps} == {True, False}
    assert all(step.references for step in soest.steps)
    assert len({line.row.key for line in itertools.chain.from_iterable(group.lines for group in soest.ai)}) == 7


@pytest.mark.usefixtures("atlas_content")
def test_the_english_page_works() -> None:
    with translation.override("en"):
        assert Client().get(reverse("atlas:twins"), {"ort": "soest", "lang": "en"}).status_code == 200
