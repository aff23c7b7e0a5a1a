# SPDX-License-Identifier: EUPL-1.2
"""A town's own profile stands beside those of the studies; reading the content in again never touches it."""

from __future__ import annotations

from typing import Any

import pytest

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Conflict, Record
from mittendrin.apps.atlas.services import editing, statements
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases.tests.town import person

pytestmark = pytest.mark.django_db
PROFILE: dict[str, Any] = {
    "locator": "Standort, 30.11.2026",
    "as_of": 2026,
    "summary_de": "Die Stadt beschreibt sich hier selbst.",
    "summary_en": "The town describes itself here.",
    "organisation": {"models": ["own_unit"], "de": "Eigene Einheit.", "en": "Own unit."},
    "agenda": {"state": "adopted", "de": "Beschlossen.", "en": "Adopted."},
}
NEW = {"name": "Testhausen", "ags": "07999999", "state": "RP", "role": "district_member", "population": 30_000}


@pytest.fixture
def editor() -> Person:
    return person("lorenz", "Hauptamt", Role.EDITOR)


def test_a_town_that_no_study_names_becomes_a_place_and_goes_again(editor: Person) -> None:
    made = statements.publish_profile(NEW, PROFILE, editor, 0)
    place = Record.objects.get(kind="municipality", key="testhausen")
    assert place.data["groups"] == ["own-statement"]
    assert place.data["population"][0]["locator"] == "Standort, 30.11.2026"
    assert made["url"] == "/atlas/orte/testhausen/"
    assert "own-statement" in catalogue().places["testhausen"].groups
    statements.withdraw_profile(NEW, editor, made["revision"])
    assert statements.own_profile(NEW) is None
    assert not Record.objects.filter(kind="municipality", key="testhausen").exists()
    again = statements.publish_profile(NEW, PROFILE, editor, 0)
    assert again["revision"] > made["revision"]


def test_loading_the_content_again_leaves_it_alone(editor: Person) -> None:
    ingest.load_content()
    town = {"name": "Soest", "ags": "05974040", "state": "NW"}
    before = Record.objects.get(kind="municipality", key="soest")
    made = statements.publish_profile(town, PROFILE, editor, 0)
    ingest.load_content()
    own = statements.own_profile(town)
    assert own is not None
    assert own["revision"] == made["revision"]
    assert own["profile"]["study"] == "own-statement"
    assert not Conflict.objects.exists()
    assert Record.objects.get(kind="municipality", key="soest").revision == before.revision
    assert set(catalogue().places["soest"].groups) > {"own-statement"}
    statements.withdraw_profile(town, editor, made["revision"])
    assert Record.objects.filter(kind="municipality", key="soest").exists()


def test_two_people_at_once_do_not_overwrite_each_other(editor: Person) -> None:
    made = statements.publish_profile(NEW, PROFILE, editor, 0)
    with pytest.raises((editing.Outdated, ProblemsFound)):
        statements.publish_profile(NEW, {**PROFILE, "as_of": 2027}, editor, 0)
    statements.publish_profile(NEW, {**PROFILE, "as_of": 2027}, editor, made["revision"])
    with pytest.raises(editing.Outdated):
        statements.withdraw_profile(NEW, editor, made["revision"])


def test_a_namesake_with_another_key_is_another_town(editor: Person) -> None:
    statements.publish_profile(NEW, PROFILE, editor, 0)
    other = {**NEW, "ags": "07888888"}
    assert statements.own_profile(other) is None
    made = statements.publish_profile(other, PROFILE, editor, 0)
    assert made["url"] == "/atlas/orte/testhausen-07888888/"


def test_a_name_alone_is_no_town(editor: Person) -> None:
    statements.publish_profile(NEW, PROFILE, editor, 0)
    assert statements.own_profile({"name": NEW["name"]}) is None


def test_wrong_content_is_refused(editor: Person) -> None:
    with pytest.raises(ProblemsFound):
        statements.publish_profile(NEW, {**PROFILE, "summary_de": "kurz"}, editor, 0)
    assert not Record.objects.filter(key="testhausen").exists()
