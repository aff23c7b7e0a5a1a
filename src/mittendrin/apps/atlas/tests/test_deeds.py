# SPDX-License-Identifier: EUPL-1.2
"""What the Atlas tells about similar towns comes from its records, dated and with its source."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services.deeds import similar_deeds

pytestmark = pytest.mark.django_db


def test_every_line_has_a_source_and_the_order_is_by_date() -> None:
    ingest.load_content()
    found = similar_deeds("Musterstadt", "RP", "district_member", 41_000, 80.0)
    assert len(found) == 4
    lines = [line for one in found for line in [*one["order"], *one["going"], *one["stopped"], *one["offices"]]]
    assert lines
    assert all(line["source"] for line in lines)
    for one in found:
        dates = [event["date"] for event in one["order"]]
        assert dates == sorted(dates)


def test_what_was_stopped_is_told_apart_and_the_own_town_is_left_out() -> None:
    ingest.load_content()
    ended = Record.objects.filter(kind="project", data__stage="ended")
    places = {place for record in ended for place in record.data["municipalities"]}
    population = {record.title: record.data for record in Record.objects.filter(kind="municipality", key__in=places)}
    name, data = next((name, data) for name, data in population.items() if data["kind"] == "municipality")
    found = similar_deeds(name, data["state"], data["role"], data["population"][0]["value"], 80.0)
    assert name not in [one["name"] for one in found]
    again = similar_deeds("Anders", data["state"], data["role"], data["population"][0]["value"], 80.0, limit=8)
    assert all(line["url"] for one in again for line in one["stopped"])


GERMAN = ("Anfang", "Ende", "Mitte", "Sommer", "Herbst", "Frühjahr", "seit", "Seit", "ohne", "Ohne", "nach", "danach")


def test_days_stand_in_the_language_of_the_page() -> None:
    ingest.load_content()
    german = [event["when"] for one in _of_a_town() for event in one["order"]]
    with translation.override("en"):
        english = [event["when"] for one in _of_a_town() for event in one["order"]]
    assert any(when.startswith(GERMAN) for when in german)
    assert not any(when.startswith(GERMAN) for when in english)
    assert all(english)


def _of_a_town() -> list[dict[str, Any]]:
    return similar_deeds("X", "NW", "district_member", 48_000, 86.0)
