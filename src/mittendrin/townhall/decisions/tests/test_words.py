# SPDX-License-Identifier: EUPL-1.2
"""Proposals and words of people on them."""

from __future__ import annotations

import pytest

from mittendrin.contracts.block import Alternative, Answer, Reason
from mittendrin.contracts.document import Mark
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import BlockState, Decision, Entry, Mode
from mittendrin.townhall.decisions.services import answer_json, blocks, verifying
from mittendrin.townhall.decisions.tests.conftest import BLOCK, proposal

pytestmark = pytest.mark.django_db


def state_of(row: Decision) -> tuple[str, bool, bool | None, str]:
    return row.outcome, row.looked, row.right, row.final


def test_an_answer_survives_as_json() -> None:
    mark = Mark(0, 0.1, 0.2, 0.3, 0.4, "Bau")
    reason = Reason("words", "wegen „%(word)s“", {"word": "Bau"}, (mark,), 0.5)
    answer = Answer("Bauamt", 0.8, (reason,), False, (Alternative("Kasse", 0.1, (reason,)),))
    assert answer_json.from_json(answer_json.to_json(answer)) == answer


def test_a_proposal_is_on_record() -> None:
    row = proposal(unit="Bauamt", kind="Antrag")
    assert (row.label, row.confidence, row.way, row.outcome) == ("Bauamt", 0.9, "asked", "open")
    assert services.answer_of(row).value == "Bauamt"
    assert (row.traits["language"], row.traits["unknown"]) == ("de", None)
    assert len(row.input_digest) == 64
    assert Entry.objects.get().data["unit"] == "Bauamt"
    assert services.of_subject("letter:1") == [row]
    assert services.of_subject("") == []


def test_facts_become_one_decision_each(clerk: Person) -> None:
    answer = Answer({"amount": Answer("12.00", 0.9), "iban": Answer[str](None, 0.0, abstained=True)}, 0.9)
    amount, iban = services.propose(services.Proposal(BLOCK, "letter:1", answer))
    assert [(row.part, row.abstained, row.label) for row in (amount, iban)] == [
        ("amount", False, ""),
        ("iban", True, ""),
    ]
    assert services.confirm(iban, clerk).right is True
    assert services.correct(amount, "13.00", clerk).final == ""
    assert services.value_of(amount) == "13.00"
    assert services.values_of([amount, iban]) == {amount.pk: "13.00", iban.pk: None}


def test_confirm_correct_and_undo(clerk: Person) -> None:
    row = proposal()
    assert state_of(services.confirm(row, clerk)) == ("confirmed", True, True, "Bauamt")
    row = services.correct(row, "Steueramt", clerk, reason="Grundsteuer")
    assert state_of(row) == ("corrected", True, False, "Steueramt")
    assert services.value_of(row) == "Steueramt"
    row = services.undo(row, clerk)
    assert state_of(row) == ("confirmed", True, True, "Bauamt")
    assert state_of(services.undo(row, clerk)) == ("open", False, None, "Bauamt")
    assert services.value_of(row) == "Bauamt"
    with pytest.raises(services.NothingToUndo):
        services.undo(row, clerk)
    stored = Decision.objects.get()
    assert (state_of(stored), stored.decided_at) == (("open", False, None, "Bauamt"), None)
    assert [entry.what for entry in services.history(row)] == [
        "proposed",
        "confirmed",
        "corrected",
        "undone",
        "undone",
    ]
    assert services.history(row)[2].personal.data == {"value": "Steueramt", "reason": "Grundsteuer"}
    assert verifying.verify().sound


def test_the_same_value_confirms(clerk: Person) -> None:
    assert state_of(services.correct(proposal(), "Bauamt", clerk)) == ("confirmed", True, True, "Bauamt")


def test_a_stack_says_nothing_about_a_single_letter(clerk: Person) -> None:
    rows = [proposal(f"letter:{number}") for number in range(3)]
    found = services.confirm_all(rows, clerk, looked=False)
    assert {state_of(row) for row in found} == {("confirmed", False, None, "Bauamt")}
    assert services.examples(BLOCK) == []
    services.correct(rows[0], "Steueramt", clerk)
    assert [example.value for example in services.examples(BLOCK)] == ["Steueramt"]


def test_nothing_proposed_cannot_be_confirmed(clerk: Person) -> None:
    good, silent = proposal(), proposal("letter:2", None)
    with pytest.raises(services.NothingProposed):
        services.confirm_all([good, silent], clerk)
    assert Decision.objects.get(pk=good.pk).outcome == "open"
    assert services.correct(silent, "Bauamt", clerk).right is False


def test_examples_are_what_people_said_last(clerk: Person) -> None:
    rows = [proposal(f"letter:{number}") for number in range(4)]
    services.confirm(rows[0], clerk)
    services.correct(rows[1], "Steueramt", clerk)
    services.undo(services.confirm(rows[2], clerk), clerk)
    services.confirm(proposal("letter:gone"), clerk)
    again = proposal("letter:0", "Kasse")
    services.confirm(again, clerk)
    found = services.examples(BLOCK)
    assert [example.value for example in found] == ["Steueramt", "Kasse"]
    assert "letter:1" in found[0].item.text
    assert len(found[0].day) == 10


def test_facts_are_learned_together(clerk: Person) -> None:
    answer = Answer({"amount": Answer("12.00", 0.9), "iban": Answer[str](None, 0.0, abstained=True)}, 0.9)
    services.confirm_all(services.propose(services.Proposal(BLOCK, "letter:1", answer)), clerk)
    [example] = services.examples(BLOCK)
    assert {name: (fact.value, fact.abstained) for name, fact in example.value.items()} == {
        "amount": ("12.00", False),
        "iban": (None, True),
    }


def test_a_block_that_is_off_proposes_nothing(head: Person) -> None:
    blocks.change(BLOCK, head, mode=Mode.OFF)
    assert services.is_off(BLOCK)
    with pytest.raises(services.BlockOff):
        proposal()
    assert Decision.objects.count() == 0


def test_a_block_that_only_suggests_says_so(head: Person) -> None:
    blocks.change(BLOCK, head, mode=Mode.SUGGEST)
    assert proposal().way == "suggested"


def test_only_heads_and_administrators_change_settings(clerk: Person, head: Person) -> None:
    with pytest.raises(blocks.NoRight):
        blocks.change(BLOCK, clerk, promised=0.05)
    changed = blocks.change(BLOCK, head, promised=0.05, contact="Frau Beispiel", override_days=90)
    assert changed.promised == 0.05
    entry = Entry.objects.get()
    assert entry.data == {"block": BLOCK, "changed": {"promised": [0.02, 0.05]}, "texts": ["contact"]}
    assert entry.personal.data == {"contact": ["", "Frau Beispiel"]}
    blocks.change(BLOCK, head, promised=0.05)
    assert Entry.objects.count() == 1
    assert BlockState.objects.get().position == entry.hash
