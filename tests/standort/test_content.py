# SPDX-License-Identifier: EUPL-1.2
"""The data of Standort rests on the Atlas: sources, places and recommendations exist, words are our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from mittendrin.apps.atlas.sources import content, locators, studies
from mittendrin.apps.standort.sources import knowledge
from mittendrin.apps.standort.sources.questionnaire import CONTENT, Citation, Deed, shipped
from mittendrin.contracts import registry
from mittendrin.core import yaml_strict


@pytest.fixture(scope="module")
def atlas() -> content.Content:
    """Return the content files of the Atlas."""
    return content.load()


@pytest.fixture(scope="module")
def texts() -> dict[str, studies.Study]:
    """Return the studies; without them beside the checkout the test is skipped."""
    found = studies.load(Path(settings.STUDIES_DIR))
    if not found:
        pytest.skip("the studies are not beside the checkout")
    return found


def deeds() -> list[Deed]:
    return [item.example for item in shipped().items if item.example] + [step.done_by for step in knowledge.steps()]


def cited() -> set[tuple[str, str]]:
    found: list[Citation] = [source for item in shipped().items for source in item.sources]
    found += [step.source for step in knowledge.steps()]
    found += [deed.citation for deed in deeds()]
    found.append(knowledge.cluster_rules().source)
    return {(one.source, one.locator) for one in found}


def german(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from german(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from german(part, key)
    elif isinstance(value, str) and key == "de":
        yield value


def test_citations_have_the_notation() -> None:
    assert [citation for citation in sorted(cited()) if not locators.is_notation(*citation)] == []


def test_every_citation_leads_to_a_line(texts: dict[str, studies.Study]) -> None:
    lost = {one for one in cited() if one[0] in texts and studies.resolve(texts[one[0]], one[1]) is None}
    assert lost == set()


def test_places_are_places_of_the_atlas_by_their_name(atlas: content.Content) -> None:
    names = {record["id"]: record["name"] for record in atlas.records["municipality"]}
    wrong = {(deed.place, deed.name) for deed in deeds() if not names.get(deed.place, "").startswith(deed.name[:5])}
    assert wrong == set()


def test_recommendations_exist_and_all_for_towns_are_used(atlas: content.Content) -> None:
    known = {record["id"]: record for record in atlas.records["recommendations"]}
    used = {name for step in knowledge.steps() for name in step.recommendations}
    assert used - set(known) == set()
    for_towns = {name for name, record in known.items() if record["addressee"] == "towns"}
    assert for_towns - used == set()


def test_groups_are_those_of_the_survey(atlas: content.Content) -> None:
    ours = {rule.id for rule in knowledge.cluster_rules().clusters}
    assert ours == {record["id"] for record in atlas.records["clusters"]}


@pytest.mark.parametrize("name", ["questionnaire", "steps", "clusters"])
def test_no_german_text_shares_eight_words_with_a_study(name: str, texts: dict[str, studies.Study]) -> None:
    found = list(german(yaml_strict.read(CONTENT / f"{name}.yaml")))
    assert len(found) > 20
    assert [run for text in found for run in studies.shared_runs(text, texts)] == []


def test_no_entry_names_a_page_that_is_not_there() -> None:
    for step in knowledge.steps():
        for offer in step.offers:
            assert reverse(offer.url_name, args=[offer.block] if offer.block else [])
            assert not offer.block or registry.manifest(offer.block)
