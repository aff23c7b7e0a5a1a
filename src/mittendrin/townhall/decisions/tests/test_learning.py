# SPDX-License-Identifier: EUPL-1.2
"""Learning anew: never worse, one step back, files checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.document import from_text
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services, tasks
from mittendrin.townhall.decisions.models import BlockState, Entry, HeldCase, Kind, ModelVersion, VersionState
from mittendrin.townhall.decisions.services import blocks, keeping, learning, verifying, versions
from mittendrin.townhall.decisions.tests.conftest import BLOCK, proposal
from mittendrin.townhall.plan import town_plan

pytestmark = pytest.mark.django_db


def confirmed(count: int, value: str, by: Person, start: int = 0) -> None:
    for number in range(start, start + count):
        services.correct(proposal(f"letter:{number}", "Bauamt", 0.5), value, by)


def test_too_few_cases(clerk: Person) -> None:
    confirmed(29, "Bauamt", clerk)
    with pytest.raises(learning.CannotLearn) as refused:
        learning.retrain(BLOCK)
    assert (refused.value.reason, refused.value.known, refused.value.needed) == ("too-few", 29, 30)


def test_a_block_that_does_not_learn(monkeypatch: pytest.MonkeyPatch, clerk: Person) -> None:
    fixed = type("Fixed", (), {"learns": False, "contract": "classifier"})
    monkeypatch.setattr(registry, "manifest", lambda _block: fixed)
    assert keeping.learn(BLOCK) == "fixed"


def test_a_better_version_goes_live(clerk: Person, settings: object) -> None:
    confirmed(40, "Kasse", clerk)
    version = learning.retrain(BLOCK, clerk)
    assert (version.state, version.number, version.learned_from) == (VersionState.LIVE, 1, 30)
    assert (version.figures["held"], version.figures["right"], version.figures["right_before"]) == (10, 10, 0)
    assert version.figures["chance"] == pytest.approx(2 / 1024)
    assert blocks.live_version(BLOCK) == version
    block, used = services.working(BLOCK, town_plan())
    assert (block.predict(from_text("Guten Tag, viele Worte")).value, used) == ("Kasse", version)
    assert HeldCase.objects.filter(version=version, right=True).count() == 40
    assert services.standing(BLOCK).promise.cases == 40
    assert ModelVersion.objects.get(number=0).state == VersionState.RETIRED
    assert [entry.what for entry in Entry.objects.order_by("-sequence")[:2]] == ["version live", "version added"]
    assert BlockState.objects.get().words_since_learning == 0
    assert services.of_subject("letter:39")[0].traits["unknown"] is None
    assert proposal("letter:new").traits["unknown"] is not None
    assert verifying.verify().sound


def test_a_worse_version_is_refused(clerk: Person) -> None:
    confirmed(40, "Kasse", clerk)
    good = learning.retrain(BLOCK)
    confirmed(45, "Bauamt", clerk, start=100)
    confirmed(30, "Kasse", clerk, start=200)
    bad = learning.retrain(BLOCK)
    assert bad.figures["right"] < bad.figures["right_before"]
    assert (bad.state, blocks.live_version(BLOCK)) == (VersionState.REFUSED, good)
    assert not blocks.folder(bad).exists()
    assert Entry.objects.filter(what=Kind.VERSION_REFUSED).count() == 1


def test_one_step_back(clerk: Person, head: Person) -> None:
    confirmed(40, "Kasse", clerk)
    first = learning.retrain(BLOCK)
    confirmed(20, "Kasse", clerk, start=50)
    second = learning.retrain(BLOCK)
    assert blocks.live_version(BLOCK) == second
    with pytest.raises(blocks.NoRight):
        versions.roll_back(BLOCK, clerk)
    assert versions.roll_back(BLOCK, head) == first
    assert blocks.live_version(BLOCK) == first
    assert Entry.objects.get(what=Kind.ROLLED_BACK).data == {"block": BLOCK, "version": 1, "before": 2}
    assert versions.roll_back(BLOCK, head).number == 0
    with pytest.raises(versions.NothingBefore):
        versions.roll_back(BLOCK, head)


def test_damaged_files_are_never_used(clerk: Person, head: Person) -> None:
    confirmed(40, "Kasse", clerk)
    version = learning.retrain(BLOCK)
    (blocks.folder(version) / "model.json").write_text("{}", encoding="utf-8")
    blocks._kept.cache_clear()
    block, used = services.working(BLOCK, town_plan())
    assert used.number == 0
    assert block.predict(from_text("Guten Tag, viele Worte")).abstained
    confirmed(20, "Kasse", clerk, start=50)
    third = learning.retrain(BLOCK)
    earlier = versions.earlier(BLOCK)
    assert earlier is not None
    assert (third.state, earlier.number) == (VersionState.LIVE, 0)


def test_the_number_of_a_row_may_come_to_mean_another_block(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(MajorityClassifier):
        pass

    _block, version = services.working(BLOCK, town_plan())
    ModelVersion.objects.all().delete()
    ModelVersion.objects.create(pk=version.pk, block="other", number=0, state=VersionState.LIVE)
    monkeypatch.setattr(registry, "block_class", lambda block_id: Other)
    assert type(services.working("other", town_plan())[0]) is Other


def test_what_a_killed_learning_left_does_no_harm(clerk: Person, tmp_path: Path) -> None:
    for name in (".1", "1"):
        (tmp_path / "models" / BLOCK / name).mkdir(parents=True)
        (tmp_path / "models" / BLOCK / name / "half").write_text("x", encoding="utf-8")
    confirmed(40, "Kasse", clerk)
    assert learning.retrain(BLOCK).state == VersionState.LIVE
    assert not (tmp_path / "models" / BLOCK / "1" / "half").exists()


def test_a_later_word_judges_held_cases_anew(clerk: Person) -> None:
    confirmed(40, "Kasse", clerk)
    version = learning.retrain(BLOCK)
    row = services.of_subject("letter:39")[0]
    services.correct(row, "Standesamt", clerk)
    assert HeldCase.objects.get(version=version, decision=row).right is False
    services.undo(row, clerk)
    assert HeldCase.objects.get(version=version, decision=row).right is True


def test_the_nightly_task_learns_where_it_is_worth_it(clerk: Person) -> None:
    confirmed(40, "Kasse", clerk)
    assert tasks.learn_anew.call() == [BLOCK]
    assert tasks.learn_anew.call() == []
    assert BlockState.objects.get().learning_result == "live"


def test_people_with_rights_ask_for_a_learning(clerk: Person, head: Person) -> None:
    with pytest.raises(blocks.NoRight):
        keeping.ask_to_learn(BLOCK, clerk)
    keeping.ask_to_learn(BLOCK, head)
    assert BlockState.objects.get().learning_since is not None
    assert tasks.learn.call(BLOCK, head.pk) == "too-few"
    assert BlockState.objects.get().learning_since is None


@pytest.mark.parametrize(
    ("better", "worse", "expected"), [(0, 0, 1.0), (5, 5, 1.0), (10, 0, 2 / 1024), (0, 10, 2 / 1024)]
)
def test_chance(better: int, worse: int, expected: float) -> None:
    assert learning.chance(better, worse) == pytest.approx(expected)


def test_old_files_go(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "KEPT", 2)
    for turn in range(4):
        confirmed(40, "Kasse", clerk, start=100 * turn)
        learning.retrain(BLOCK)
    there = [number for number in range(1, 5) if (blocks.town_path(f"models/{BLOCK}/{number}")).exists()]
    assert there == [3, 4]
    assert isinstance(services.working(BLOCK, town_plan())[0], MajorityClassifier)
