# SPDX-License-Identifier: EUPL-1.2
"""Every block keeps every check: ours, those of others that are installed, and the dummies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mittendrin.contracts import checks, registry, series_checks
from mittendrin.contracts.block import (
    Alternative,
    Answer,
    Block,
    BuildingBlock,
    Example,
    Facts,
    ModelDamaged,
    Reason,
)
from mittendrin.contracts.checks import Subject
from mittendrin.contracts.document import Document, Mark, from_text
from mittendrin.contracts.dummies import MajorityClassifier, NothingExtractor
from mittendrin.contracts.kept import NotKept
from mittendrin.contracts.series import Band, Fault, Finding, Point, Series
from mittendrin.contracts.series_dummies import RecordDetector, RecordWatch, Trustful, WeekBefore
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.dates.steps import Months

DUMMIES: dict[str, type[BuildingBlock]] = {
    "majority": MajorityClassifier,
    "nothing": NothingExtractor,
    "record": RecordDetector,
    "week_before": WeekBefore,
    "trustful": Trustful,
}
SLOW = {"is_bounded", "reaches_its_floor"}
# Blocks with a heavy start: what they answer is checked with the slow tests.
HEAVY = {"letter_facts", "letter_kind", "letter_unit", "letter_second_unit", "series_anomaly", "series_forecast"}
WHY = (Reason("learned", "So wurde bisher entschieden."),)


def subject(block_id: str) -> Subject:
    dummy = DUMMIES.get(block_id)
    return Subject(dummy) if dummy else checks.subject(block_id)


def names(block_id: str) -> list[str]:
    contract = DUMMIES[block_id].manifest.contract if block_id in DUMMIES else registry.manifest(block_id).contract
    if contract in checks.KINDS:
        return [*checks.CHECKS]
    return [*series_checks.CHECKS, *(one.__name__ for one in checks.COMMON)]


def pairs() -> list[Any]:
    return [
        pytest.param(
            block_id,
            name,
            marks=[pytest.mark.slow] if name in SLOW or block_id in HEAVY else [],
            id=f"{block_id}-{name}",
        )
        for block_id in (*DUMMIES, *registry.packages())
        for name in names(block_id)
    ]


@pytest.mark.parametrize(("block_id", "name"), pairs())
def test_block(block_id: str, name: str) -> None:
    checks.checks_of(subject(block_id))[name]()


def test_every_contract_has_a_dummy() -> None:
    assert {dummy.manifest.contract for dummy in DUMMIES.values()} == {*checks.KINDS, *series_checks.KINDS}


class Forgetful(MajorityClassifier):
    """Loads something else than was saved."""

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Forgetful:
        super().load(folder, plan)
        return cls(plan)


class Trusting(MajorityClassifier):
    """Loads whatever there is."""

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> MajorityClassifier:
        try:
            return super().load(folder, plan)
        except ModelDamaged:
            return cls(plan)


class Scribbling(MajorityClassifier):
    """Writes into its input."""

    def predict(self, item: Document) -> Answer[str]:
        item.known["seen"] = "yes"  # type: ignore[index]
        return super().predict(item)


class Moody(MajorityClassifier):
    """Answers otherwise each time it learned."""

    lessons = 0

    def learn(self, examples: Any, seed: int = 0) -> None:
        super().learn(examples, seed)
        Moody.lessons += 1
        self._counts = dict.fromkeys(self._counts, Moody.lessons)
        self._counts["Z"] = 100


class KnowAll(MajorityClassifier):
    """Always answers."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 0.5, WHY)


class Silent(MajorityClassifier):
    """Gives no reason."""

    def predict(self, item: Document) -> Answer[str]:
        answer = super().predict(item)
        return Answer(answer.value, answer.confidence, (), answer.abstained)


class Blank(MajorityClassifier):
    """Has a reason with a blank that nobody fills."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 0.5, (Reason("learned", "Steht neben %(word)s."),))


class Boastful(MajorityClassifier):
    """Is surer than sure."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 1.5, WHY)


class Unordered(MajorityClassifier):
    """Has a better alternative."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 0.5, WHY, alternatives=(Alternative("B", 0.7),))


class Twice(MajorityClassifier):
    """Names its value as an alternative."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 0.5, WHY, alternatives=(Alternative("A", 0.4),))


class OffThePage(MajorityClassifier):
    """Marks what is not there."""

    def predict(self, item: Document) -> Answer[str]:
        return Answer("A", 0.5, (Reason("words", "Hier steht es.", marks=(Mark(0, 0.9, 0.1, 1.2, 0.2),)),))


class Endless(NothingExtractor):
    """Never comes back."""

    def predict(self, item: Document) -> Answer[Facts]:
        while True:
            item.known.get("x")


class Informal(NothingExtractor):
    """Gives an amount as it is written."""

    def predict(self, item: Document) -> Answer[Facts]:
        return Answer({"amount": Answer("12,50 €", 0.5, WHY)}, 0.5, WHY)


class Hasty(RecordDetector):
    """Begins anew when it should go on."""

    def resume(self, state: Any) -> RecordWatch:
        return RecordWatch()


class Wordless(RecordWatch):
    """Alarms without a reason."""

    def take(self, point: Point) -> Finding:
        return Finding(0.9, True)


class Mute(RecordDetector):
    """Watches without a word."""

    def watch(self) -> RecordWatch:
        return Wordless()


class Overdone(RecordWatch):
    """Is more than sure."""

    def take(self, point: Point) -> Finding:
        return Finding(1.5, False)


class Shrill(RecordDetector):
    """Watches with scores above one."""

    def watch(self) -> RecordWatch:
        return Overdone()


class UpsideDown(WeekBefore):
    """Has its limits the wrong way round."""

    def forecast(self, history: Series, horizon: int, step: timedelta | Months) -> Answer[tuple[Band, ...]]:
        answer = super().forecast(history, horizon, step)
        return replace(answer, value=tuple(one._replace(low=one.high, high=one.low - 1) for one in answer.value or ()))


class Prophet(WeekBefore):
    """Forecasts from nothing."""

    def forecast(self, history: Series, horizon: int, step: timedelta | Months) -> Answer[tuple[Band, ...]]:
        return Answer((), 0.9, WHY)


class Inventor(Trustful):
    """Finds faults of a kind that there is not."""

    def find(self, series: Series, neighbours: Any = ()) -> Answer[tuple[Fault, ...]]:
        if not series.times:
            return super().find(series)
        return Answer((Fault(series.times[0], series.times[-1], "magic", 0.5, WHY[0]),), 0.5, WHY)


@pytest.mark.parametrize(
    ("block", "check"),
    [
        (Hasty, series_checks.goes_on_where_it_stopped),
        (Mute, series_checks.explains_itself),
        (Shrill, series_checks.is_well_formed),
        (UpsideDown, series_checks.is_well_formed),
        (Prophet, series_checks.says_when_it_does_not_know),
        (Inventor, series_checks.is_well_formed),
    ],
)
def test_each_check_of_series_catches_its_break(
    block: type[BuildingBlock], check: Callable[[type[BuildingBlock]], None]
) -> None:
    with pytest.raises(NotKept):
        check(block)


@pytest.mark.parametrize(
    ("block", "check"),
    [
        (Forgetful, checks.comes_back_as_saved),
        (Trusting, checks.refuses_damaged_models),
        (Scribbling, checks.leaves_its_input_alone),
        (Moody, checks.repeats_itself),
        (KnowAll, checks.says_when_it_does_not_know),
        (Silent, checks.explains_itself),
        (Blank, checks.explains_itself),
        (Boastful, checks.is_well_formed),
        (Unordered, checks.is_well_formed),
        (Twice, checks.is_well_formed),
        (OffThePage, checks.is_well_formed),
        (Informal, checks.is_well_formed),
    ],
)
def test_each_check_catches_its_break(block: type[Block[Any]], check: Callable[[Subject], None]) -> None:
    with pytest.raises(NotKept):
        check(Subject(block))


def test_a_block_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_SECONDS", 0.05)
    monkeypatch.setattr(checks, "absurd", lambda: {"a letter": from_text("Antrag")})
    with pytest.raises(NotKept, match=r"a letter was stopped after .* in .*test_conformance\.py"):
        checks.is_bounded(Subject(Endless))


@pytest.mark.slow
def test_slow_blocks_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_SECONDS", 0.0)
    with pytest.raises(NotKept, match=r"took|stopped"):
        checks.is_bounded(Subject(MajorityClassifier))


def test_the_lessons_of_a_classifier_have_two_labels() -> None:
    assert {example.value for example in checks._lessons(MajorityClassifier(TownPlan()))} == {"A", "B"}
    assert all(isinstance(example, Example) for example in checks._lessons(NothingExtractor(TownPlan())))
