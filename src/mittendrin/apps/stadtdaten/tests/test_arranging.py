# SPDX-License-Identifier: EUPL-1.2
"""The town arranges its cockpit: order, hiding, words, the big tile; nothing changes before it is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.stadtdaten.models import Datastream, Grade
from mittendrin.apps.stadtdaten.services import access, cockpit_arranging, cockpit_layout, cockpit_tiles
from mittendrin.apps.stadtdaten.services.cockpit_layout import TOPICS, Layout, Unfit
from mittendrin.apps.stadtdaten.tests.series_in_tests import series
from mittendrin.core import instants
from mittendrin.core.instants import HOUR
from mittendrin.townhall.accounts.models import Person, Role

ADDRESS = "stadtdaten:arrange"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def editor() -> Person:
    return Person.objects.create_user(username="lorenz", password="x", role=Role.EDITOR)


@pytest.fixture
def town() -> list[Datastream]:
    now = instants.now()
    temperatures = [
        series(name, "Lufttemperatur", lambda at: 10 + at // HOUR % 5, weeks=1, end=now)
        for name in ("Eins", "Zwei", "Drei")
    ]
    water = series("Pegel", "Wasserstand", lambda _at: 1.0, unit="m", weeks=1, end=now)
    return [*temperatures, water, series("Keller", "Bodenfeuchte", lambda _at: 20.0, grade=Grade.INTERNAL, end=now)]


def numbers() -> list[list[int]]:
    """Return the tiles of the public page, group by group, the lead first."""
    found = cockpit_tiles.cockpit(access.PUBLIC, "de")
    lead = [[found.lead.number]] if found.lead else []
    return [*lead, *([tile.number for tile in group.tiles] for group in found.groups)]


def shown() -> list[int]:
    return [number for group in numbers() for number in group]


def test_a_step_changes_the_page_only_when_it_is_published(town: list[Datastream], editor: Person) -> None:
    one, two, three, water = (stream.pk for stream in town[:4])
    cockpit_arranging.act(editor, f"big:{water}", {})
    cockpit_arranging.act(editor, f"down:{one}", {})
    assert numbers() != [[water], [two, one, three]]
    assert cockpit_tiles.preview(cockpit_layout.draft()).groups[-1].tiles[0].number == two
    cockpit_arranging.act(editor, "publish", {})
    assert numbers() == [[water], [two, one, three]]
    assert not cockpit_layout.has_draft()


def test_hiding_showing_and_words_of_a_group(town: list[Datastream], editor: Person) -> None:
    one, _two, _three, water = (stream.pk for stream in town[:4])
    assert "verborgen" in cockpit_arranging.act(editor, f"hide:{one}", {})
    cockpit_arranging.act(editor, "topic-hide:water", {})
    words = {"title": "  Unser   Wetter ", "text": "Gemessen von der Feuerwehr."}
    cockpit_arranging.act(editor, "topic-words:weather", words)
    cockpit_arranging.act(editor, "publish", {})
    assert one not in shown()
    assert water not in shown()
    group = cockpit_tiles.cockpit(access.PUBLIC, "de").groups[0]
    assert (group.title, group.text) == ("Unser Wetter", "Gemessen von der Feuerwehr.")
    inside = cockpit_tiles.cockpit(access.INTERNAL, "de")
    assert {tile.number for tile in inside.tiles} >= {one, water} - {inside.lead.number if inside.lead else 0}
    cockpit_arranging.act(editor, f"show:{one}", {})
    cockpit_arranging.act(editor, "publish", {})
    assert one in shown()


def test_groups_move_and_everything_can_be_set_back(town: list[Datastream], editor: Person) -> None:
    before, one = numbers(), town[0].pk
    cockpit_arranging.act(editor, f"big:{one}", {})
    cockpit_arranging.act(editor, "topic-up:weather", {})
    cockpit_arranging.act(editor, "publish", {})
    moved = [[one], [town[1].pk, town[2].pk], [town[3].pk]]
    assert numbers() == moved
    cockpit_arranging.act(editor, "topic-down:weather", {})
    cockpit_arranging.act(editor, "discard", {})
    assert numbers() == moved
    cockpit_arranging.act(editor, "reset", {})
    cockpit_arranging.act(editor, "publish", {})
    assert numbers() == before
    assert cockpit_layout.published() == Layout()


def test_dragging_takes_only_tiles_of_the_group(town: list[Datastream], editor: Person) -> None:
    one, two, three, water = (stream.pk for stream in town[:4])
    cockpit_arranging.act(editor, f"big:{water}", {})
    cockpit_arranging.act(editor, "order:weather", {"tiles": f"{three},{water},{one}"})
    cockpit_arranging.act(editor, "publish", {})
    assert numbers() == [[water], [three, one, two]]


@pytest.mark.parametrize(
    "step", ["up:999", "up:abc", "fly:1", "topic-up:nowhere", "order:nowhere", "topic-hide:x", "big:-1", ""]
)
def test_what_is_not_there_is_refused(step: str, town: list[Datastream], editor: Person) -> None:
    with pytest.raises(Unfit):
        cockpit_arranging.act(editor, step, {"tiles": "1"})
    assert not cockpit_layout.has_draft()


def test_a_hidden_tile_is_not_the_big_one(town: list[Datastream], editor: Person) -> None:
    cockpit_arranging.act(editor, f"big:{town[0].pk}", {})
    cockpit_arranging.act(editor, f"hide:{town[0].pk}", {})
    assert cockpit_layout.draft().lead == 0
    cockpit_arranging.act(editor, f"big:{town[0].pk}", {})
    assert not cockpit_layout.draft().hidden


def test_internal_series_are_not_in_the_list(town: list[Datastream], editor: Person) -> None:
    listed = [tile.number for topic in cockpit_arranging.arrangement().topics for tile in topic.tiles]
    assert town[4].pk not in listed
    with pytest.raises(Unfit):
        cockpit_arranging.act(editor, f"big:{town[4].pk}", {})


def test_page_is_for_those_who_arrange(client: Client, town: list[Datastream], editor: Person) -> None:
    address, preview = reverse(ADDRESS), reverse("stadtdaten:arrange_preview")
    assert client.get(address).status_code in {302, 403}
    client.force_login(Person.objects.create_user(username="meier", password="x", role=Role.STAFF))
    assert client.get(address).status_code == 403
    assert client.post(address, {"tun": f"hide:{town[0].pk}"}).status_code == 403
    client.force_login(editor)
    answer = client.post(address, {"tun": f"up:{town[1].pk}"}, follow=True).content.decode()
    assert "an Stelle 1" in answer
    assert "data-focus" in answer
    assert "Vorschau, noch nicht" in client.get(preview).content.decode()
    assert client.post(address, {"tun": "up:0"}).status_code == 404


keys = st.sampled_from(["topics", "order", "hidden", "lead", "key", "title"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_any_stored_layout_gives_one_that_works(data: Any) -> None:
    found = cockpit_layout.from_json(data)
    assert sorted(topic.key for topic in found.topics) == sorted(TOPICS)
    assert cockpit_layout.from_json(found.to_json()) == found
