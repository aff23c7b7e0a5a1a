# SPDX-License-Identifier: EUPL-1.2
"""The promise from the town's own cases, the override meter, the fallback, the drift watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from mittendrin.contracts.block import Answer
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import BlockState, Decision, Entry, Kind, Mode
from mittendrin.townhall.decisions.services import blocks, drift, keeping, meter, promises
from mittendrin.townhall.decisions.tests.conftest import BLOCK, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(clerk: Person, head: Person) -> None:
    """Sixty confirmed cases with high confidence, twenty wrong ones with low; 10 % are promised."""
    blocks.change(BLOCK, head, promised=0.10, sampled=0.0, override_limit=0.9)
    many(60, 0.95, clerk)
    many(20, 0.4, clerk, value="Steueramt", start=60)


def many(count: int, confidence: float, by: Person, value: str = "Bauamt", start: int = 0, **more: Any) -> None:
    """Propose ``Bauamt`` and let a person say ``value``."""
    for number in range(start, start + count):
        services.correct(proposal(f"letter:{number}", "Bauamt", confidence, document=None, **more), value, by)


def test_too_little_evidence_asks_everything(clerk: Person) -> None:
    many(5, 0.99, clerk)
    found = services.standing(BLOCK)
    assert (found.promise.threshold, found.handles, found.promise.cases) == (None, False, 5)
    assert found.sentence == "Noch zu wenige Fälle. Alles wird gefragt."
    assert found.evidence == "5 bestätigt, mindestens 149 sind nötig, alle richtig."
    assert not services.may_handle(BLOCK, 1.0)


def test_evidence_gives_a_threshold(settled: None) -> None:
    found = services.standing(BLOCK)
    assert (found.promise.threshold, found.handles) == (0.95, True)
    assert (found.promise.handled, found.promise.wrong, found.promise.cases) == (60, 0, 80)
    assert found.sentence == "Von 100 Vorschlägen, die niemand einzeln ansieht, sind höchstens 10 falsch."
    assert "60 von 80 bestätigten Fällen lagen über der Grenze, davon 0 falsch." in found.evidence
    assert services.may_handle(BLOCK, 0.95)
    assert not services.may_handle(BLOCK, 0.9)
    assert proposal("letter:a", confidence=0.97).way == "handled"
    assert proposal("letter:b", confidence=0.5).way == "asked"


def test_what_is_unlike_all_that_was_confirmed_is_asked(settled: None, clerk: Person) -> None:
    answer: Answer[str] = Answer("Bauamt", 0.99, unlike=True)
    decision = services.propose(services.Proposal(BLOCK, "letter:strange", answer))[0]
    assert (decision.way, decision.traits) == ("asked", {promises.UNLIKE: True})
    assert services.answer_of(decision).unlike
    before = services.standing(BLOCK).promise
    services.correct(decision, "Steueramt", clerk)
    after = services.standing(BLOCK).promise
    assert (after.threshold, after.handled, after.cases) == (before.threshold, before.handled, before.cases + 1)


def test_a_word_of_a_person_changes_the_promise(settled: None, clerk: Person) -> None:
    before = services.standing(BLOCK).promise
    many(12, 0.95, clerk, value="Steueramt", start=100)
    after = services.standing(BLOCK).promise
    assert before.threshold is not None
    assert after.threshold is None
    assert after.cases == 92


def test_silent_stacks_are_no_evidence(settled: None, clerk: Person) -> None:
    rows = [proposal(f"letter:s{number}", confidence=0.99) for number in range(5)]
    assert {row.way for row in rows} == {"handled"}
    services.confirm_all(rows, clerk, looked=False)
    assert services.standing(BLOCK).promise.cases == 80
    services.correct(rows[0], "Steueramt", clerk, reason="kam zurück")
    assert (services.standing(BLOCK).promise.cases, services.standing(BLOCK).promise.wrong) == (81, 1)


def test_abstaining_counts_as_unsure(clerk: Person) -> None:
    services.correct(proposal("letter:1", None), "Bauamt", clerk)
    assert promises.cases(blocks.live_version(BLOCK)) == [(0.0, False)]


def test_some_sure_ones_are_drawn_to_be_asked(settled: None, head: Person) -> None:
    blocks.change(BLOCK, head, sampled=1.0)
    row = proposal("letter:x", confidence=0.99)
    assert (row.way, row.sampled) == ("asked", True)


@pytest.mark.parametrize("mode", [Mode.SUGGEST, Mode.OFF])
def test_only_the_automatic_mode_handles(settled: None, head: Person, mode: Mode) -> None:
    blocks.change(BLOCK, head, mode=mode)
    assert not services.may_handle(BLOCK, 0.99)
    assert not services.standing(BLOCK).handles


def test_rates_by_unit_kind_and_week(clerk: Person) -> None:
    many(6, 0.9, clerk, unit="Bauamt", kind="Antrag")
    many(2, 0.9, clerk, value="Kasse", start=10, unit="Bauamt", kind="Rechnung")
    many(4, 0.9, clerk, value="Kasse", start=20, unit="Kasse", kind="Rechnung")
    services.correct(proposal("letter:silent", None), "Bauamt", clerk)
    assert meter.total(BLOCK) == meter.Rate("", 12, 6)
    by_unit = meter.by(BLOCK, "unit")
    assert [(rate.name, rate.count, rate.changed, rate.share) for rate in by_unit] == [
        ("Bauamt", 8, 2, 0.25),
        ("Kasse", 4, 4, None),
    ]
    assert meter.by(BLOCK, "kind")[0] == meter.Rate("Rechnung", 6, 6)
    weeks = meter.weekly(BLOCK, 4)
    assert [(rate.count, rate.share) for rate in weeks] == [(0, None), (0, None), (0, None), (12, 0.5)]
    assert weeks[-1].low < 0.5 < weeks[-1].high
    assert meter.monthly(BLOCK, 3)[-1].count == 12
    assert len(meter.monthly(BLOCK, 14)) == 14


def test_a_block_falls_back_by_itself_and_a_person_lets_it_go_on(settled: None, clerk: Person, head: Person) -> None:
    told: list[str] = []
    receiver = lambda sender, block, **_kwargs: told.append(block)  # noqa: E731 - must live as long as the test
    services.fell_back.connect(receiver)
    blocks.change(BLOCK, head, override_limit=0.3)
    assert BlockState.objects.get().mode == Mode.AUTOMATIC
    many(6, 0.5, clerk, value="Steueramt", start=200)
    state = BlockState.objects.get()
    assert (state.mode, told) == (Mode.SUGGEST, [BLOCK])
    entry = Entry.objects.get(what=Kind.FELL_BACK)
    assert (entry.who, entry.data["limit"]) == ("machine", 0.3)
    assert "schlägt nur noch vor, bis ein Mensch es wieder zulässt" in services.standing(BLOCK).sentence
    [notice] = services.notices()
    assert "Vorschlägen geändert" in notice.sentence
    assert proposal("letter:z", confidence=0.99).way == "suggested"
    many(1, 0.5, clerk, value="Steueramt", start=300)
    assert Entry.objects.filter(what=Kind.FELL_BACK).count() == 1
    blocks.change(BLOCK, head, mode=Mode.AUTOMATIC)
    assert services.notices() == []
    many(1, 0.5, clerk, value="Steueramt", start=310)
    assert BlockState.objects.get().mode == Mode.AUTOMATIC
    services.fell_back.disconnect(receiver)


def test_few_cases_are_no_reason_to_fall_back(clerk: Person) -> None:
    many(19, 0.9, clerk, value="Kasse")
    assert BlockState.objects.get().mode == Mode.AUTOMATIC
    many(1, 0.9, clerk, value="Kasse", start=19)
    assert BlockState.objects.get().mode == Mode.SUGGEST


def test_old_corrections_are_forgotten(clerk: Person, head: Person) -> None:
    blocks.change(BLOCK, head, mode=Mode.SUGGEST)
    many(25, 0.9, clerk, value="Kasse")
    Decision.objects.update(decided_at=F("decided_at") - timedelta(days=91))
    BlockState.objects.update(mode=Mode.AUTOMATIC)
    assert not meter.fall_back_if_due(BLOCK)


def test_administrators_may_change_settings(db: None) -> None:
    assert blocks.may_change(Person.objects.create(username="a", role=Role.ADMINISTRATOR))
    assert not blocks.may_change(Person.objects.create(username="e", role=Role.EDITOR))
    assert not blocks.may_change(None)


def test_a_shift_is_told_from_chance() -> None:
    then = {"de": 950, "en": 50}
    same = drift.compare("language", then, {"de": 95, "en": 5})
    moved = drift.compare("language", then, {"de": 60, "en": 40})
    assert same is not None
    assert moved is not None
    assert (same.level, moved.level) == ("calm", "far")
    assert same.sentence == "Sprache: wie beim Lernen."
    assert moved.most in {"de", "en"}
    assert "beim Lernen" in moved.sentence
    assert drift.compare("language", then, {"de": 10}) is None
    small = drift.compare("label", {str(n): 5 for n in range(14)}, {str(n): 4 + n % 3 for n in range(14)})
    assert small is not None
    assert small.level == "calm"


@pytest.mark.parametrize(("degrees", "value"), [(1, 6.635), (5, 15.086), (13, 27.688)])
def test_the_quantile_is_near_the_tables(degrees: int, value: float) -> None:
    assert drift.chi_square_99(degrees) == pytest.approx(value, rel=0.02)


def test_the_watch_keeps_what_it_finds(clerk: Person) -> None:
    version = blocks.live_version(BLOCK)
    watch = {"edges": [10], "language": {"de": 100}, "label": {"Bauamt": 50, "Kasse": 50}, "confidence": {}}
    version.figures = {"watch": watch}
    version.save()
    for number in range(60):
        proposal(f"letter:{number}")
    Decision.objects.update(
        traits={"length": 5, "language": "en", "source": "text", "sender": "person", "unknown": None}
    )
    keeping.watch_all()
    found = {one.trait: one.level for one in drift.kept(BLOCK)}
    assert found == {"language": "far", "label": "far"}
    assert BlockState.objects.get().drift_at is not None
