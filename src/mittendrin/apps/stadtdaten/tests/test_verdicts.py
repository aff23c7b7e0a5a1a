# SPDX-License-Identifier: EUPL-1.2
"""A block that watches series learns from what people said about its alarms."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services as decisions
from mittendrin.townhall.decisions.models import BlockState, ModelVersion, VersionState
from mittendrin.townhall.decisions.services import blocks, keeping, verdicts, verifying
from mittendrin.townhall.decisions.services.learning import CannotLearn

pytestmark = pytest.mark.django_db
BLOCK = "series_anomaly"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.TOWN_DIR = tmp_path
    blocks._kept.cache_clear()


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user(username="kern", password="x", role=Role.STAFF)


def said(count: int, wrong: int, by: Person, code: str = "step") -> None:
    """Put ``count`` alarms on record, of which people call ``wrong`` wrong."""
    for number in range(count):
        answer = Answer("unusual", 0.8, (Reason(code, "Die Werte schwanken kaum noch."),))
        made = decisions.propose(decisions.Proposal(BLOCK, f"series:1:anomaly:{number}", answer))[0]
        decisions.correct(made, "usual" if number < wrong else "unusual", by)


def test_verdicts_are_the_single_words_of_people(clerk: Person) -> None:
    said(4, 1, clerk)
    open_one = Answer("unusual", 0.9, (Reason("day", "Die Werte schwanken kaum noch."),))
    decisions.propose(decisions.Proposal(BLOCK, "series:2:anomaly:1", open_one))
    found = verdicts.known(BLOCK)
    assert [one.right for one in found] == [False, True, True, True]
    assert found[0].codes == ("step",)
    decisions.erase("series:1:anomaly:0")
    assert len(verdicts.known(BLOCK)) == 3


def test_too_few_verdicts_teach_nothing(clerk: Person) -> None:
    said(verdicts.NEEDED - 1, 0, clerk)
    with pytest.raises(CannotLearn) as refused:
        verdicts.retrain(BLOCK)
    assert refused.value.reason == "too-few"
    assert keeping.learn(BLOCK) == "too-few"


def test_many_wrong_alarms_make_a_quieter_version_that_is_in_operation(clerk: Person) -> None:
    said(24, 16, clerk)
    assert keeping.learn(BLOCK) == "live"
    version = ModelVersion.objects.get(block=BLOCK, state=VersionState.LIVE)
    assert (version.number, version.learned_from) == (1, 24)
    assert version.figures["f1"] >= registry.manifest(BLOCK).floor
    assert version.figures["count"] > 0
    block, used = decisions.ready(BLOCK, registry.detector_class(BLOCK), TownPlan())
    assert used == version
    shipped = registry.detector_class(BLOCK)(TownPlan())
    assert vars(block)["_shift"] > vars(shipped)["_shift"]
    assert vars(block)["_trust"]["step"] < 1
    assert BlockState.objects.get(block=BLOCK).words_since_learning == 0
    assert verifying.verify().sound


def test_a_version_that_would_be_deaf_is_refused(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    said(12, 12, clerk)
    kind = registry.detector_class(BLOCK)
    monkeypatch.setattr(kind, "learn", lambda self, _said, _seed=0: setattr(self, "_shift", 50.0))
    assert keeping.learn(BLOCK) == "refused"
    assert decisions.ready(BLOCK, kind, TownPlan())[1].number == 0


def test_enough_words_lead_to_a_learning_by_itself(clerk: Person) -> None:
    said(keeping.ENOUGH_NEW, 4, clerk)
    assert keeping.learn_where_due() == [BLOCK]
    assert keeping.learn_where_due() == []
