# SPDX-License-Identifier: EUPL-1.2
"""The shipped content: complete by count, cited, in our own words, in agreement with the official register."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services.editing import own_statement
from mittendrin.apps.atlas.sources import content, locators, studies
from mittendrin.core.text import words

Data = dict[str, Any]
FIELDS = {
    "Bildung": 13,
    "Datenplattform": 18,
    "Energie & Umwelt": 13,
    "Gesellschaft": 10,
    "Gesundheit": 3,
    "Handel": 4,
    "IT-Infrastruktur": 14,
    "Mobilität": 30,
    "Sicherheit": 2,
    "Verwaltung": 37,
}
NO_OWN_FIGURES = {"region", "association"}
REGISTER = Path(settings.TEST_DATA_DIR) / "municipalities-de" / "municipalities.csv"


@pytest.fixture(scope="module")
def files() -> content.Content:
    """Return the content files as they are."""
    return content.load()


@pytest.fixture(scope="module")
def texts() -> dict[str, studies.Study]:
    """Return the studies; without them beside the checkout the test is skipped."""
    found = studies.load(Path(settings.STUDIES_DIR))
    if not found:
        pytest.skip("the studies are not beside the checkout")
    return found


def rows(files: content.Content, list_of: str, **wanted: str) -> list[Data]:
    return [row for row in files.records[list_of] if all(row.get(key) == value for key, value in wanted.items())]


def test_the_files_have_no_problems(files: content.Content) -> None:
    assert [str(problem) for problem in files.problems] == []


@pytest.mark.django_db
def test_the_counts_of_the_studies_come_out_by_query(atlas_content: None) -> None:
    count = {(kind, group): 0 for kind in Kind.values for group in [""]}
    for kind, group in Record.objects.values_list("kind", "group"):
        count[kind, group] = count.get((kind, group), 0) + 1
        count[kind, ""] += 1 if group else 0
    assert count["profile", "smart-city-atlas"] == 50
    assert count["profile", "rlp-ten"] == 10
    assert count["profile", "good-practice"] == 7
    assert count["providers", ""] == 31
    assert count["project", "model"] == 64
    assert count["project", "research"] == 14
    assert count["voices", ""] == 66
    assert Record.objects.of("sources").count() == 4
    assert Record.objects.of("clusters").count() == 5
    assert Record.objects.of("steps").count() == 10


@pytest.mark.django_db
def test_lighthouse_projects_per_field(atlas_content: None) -> None:
    lighthouses = Record.objects.of("project").filter(group="lighthouse").values_list("data", flat=True)
    assert Counter(data["fields"][0] for data in lighthouses) == FIELDS


def test_numbers_of_the_annex_have_no_gap(files: content.Content) -> None:
    for kind, last in (("model", 64), ("research", 14)):
        numbers = [row["number"] for row in rows(files, "project", kind=kind)]
        assert sorted(numbers) == list(range(1, last + 1))


def test_summaries_are_short(files: content.Content) -> None:
    long = [
        (row["id"], key) for kind in files.records.values() for row in kind for key, _ in content.long_summaries(row)
    ]
    assert long == []


def test_citations_have_the_notation(files: content.Content) -> None:
    cited = [(s, l) for kind in files.records.values() for row in kind for s, l in content.citations(row)]  # noqa: E741
    assert len(cited) > 1000
    assert [citation for citation in cited if not locators.is_notation(*citation)] == []


@pytest.mark.slow
def test_every_citation_leads_to_a_line(files: content.Content, texts: dict[str, studies.Study]) -> None:
    lost = {
        (source, locator)
        for kind in files.records.values()
        for row in kind
        for source, locator in content.citations(row)
        if source in texts and studies.resolve(texts[source], locator) is None
    }
    assert lost == set()


@pytest.mark.slow
def test_no_german_text_shares_eight_words_with_a_study(
    files: content.Content, texts: dict[str, studies.Study]
) -> None:
    copied = [
        f"{kind} {row['id']} {path}: {run}"
        for kind, found in files.records.items()
        for row in found
        for path, text in content.german_texts(row)
        for run in studies.shared_runs(text, texts)
    ]
    assert copied == []


def test_copied_words_would_be_found(texts: dict[str, studies.Study]) -> None:
    study = next(iter(texts.values()))
    sentence = next(line for line in study.lines if len(words(line)) > 12)
    assert studies.shared_runs(f"Hier steht: {sentence}", texts)


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, Data]]:
    if isinstance(value, dict):
        yield path, value
        for key, part in value.items():
            yield from texts_of(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part, path)


def test_an_english_text_stands_beside_each_german_one(files: content.Content) -> None:
    missing = [
        f"{kind} {row['id']}{path}: {german}"
        for kind, found in files.records.items()
        for row in found
        for path, group in texts_of(row)
        for german, english in (("de", "en"), ("summary_de", "summary_en"), ("topic", "topic_en"))
        if group.get(german) and (kind == "voices" or german != "topic") and not group.get(english)
    ]
    assert missing == []


def test_places_have_key_state_coordinates_population_and_area(files: content.Content) -> None:
    missing = [
        f"{row['id']}: {key}"
        for row in rows(files, "municipality")
        if row["kind"] not in NO_OWN_FIGURES
        for key in ("ags", "state", "lon", "lat", "population", "area_km2")
        if not row.get(key)
    ]
    assert missing == []


def test_places_agree_with_the_official_register(files: content.Content) -> None:
    if not REGISTER.exists():
        pytest.skip("the register file is not beside the checkout")
    with REGISTER.open(encoding="utf-8", newline="") as file:
        register = {row["ags"]: row for row in csv.DictReader(file)}
    wrong = []
    for row in rows(files, "municipality", kind="municipality"):
        official = register.get(row["ags"])
        if official is None:
            wrong.append(f"{row['id']}: unknown key {row['ags']}")
            continue
        name = str(row.get("official_name", row["name"]))
        if official["name"].split(",")[0].casefold() != name.split(",")[0].casefold():
            wrong.append(f"{row['id']}: {official['name']}")
        if abs(float(official["lon"]) - row["lon"]) > 0.05 or abs(float(official["lat"]) - row["lat"]) > 0.05:
            wrong.append(f"{row['id']}: {official['lon']} {official['lat']}")
    assert wrong == []


def test_the_source_of_towns_is_not_part_of_the_content(files: content.Content) -> None:
    assert own_statement()["id"] not in files.ids("sources")
