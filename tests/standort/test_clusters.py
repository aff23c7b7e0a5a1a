# SPDX-License-Identifier: EUPL-1.2
"""The rules put the practice places of the survey where the survey puts them, or the deviation is explained."""

from __future__ import annotations

import pytest
from tests.standort.practice import PLACES, Practice

from mittendrin.apps.standort.services.clusters import Certainty, kind_of_town
from mittendrin.apps.standort.sources.knowledge import cluster_rules


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_practice_place_falls_into_the_printed_group(place: Practice) -> None:
    kind = kind_of_town(cluster_rules(), place.facts)
    assert kind.best is not None
    assert kind.best.rule.id == place.cluster
    misses = {attribute.name for attribute in kind.best.attributes if attribute.sign in {"no", "partly"}}
    assert ("size" in misses) == bool(place.deviation)
    if place.deviation:
        assert kind.certainty is Certainty.UNSURE


def test_all_seven_are_there() -> None:
    assert len(PLACES) == 7
