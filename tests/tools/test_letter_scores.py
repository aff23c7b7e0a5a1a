# SPDX-License-Identifier: EUPL-1.2
"""What the measurements count as right."""

from __future__ import annotations

from benchmarks.letter_files import Read
from benchmarks.letter_scores import fact_scores, label_scores, overlap, same

from mittendrin.contracts.block import Alternative, Answer, Reason
from mittendrin.contracts.document import from_text
from mittendrin.contracts.sample_letters import SampleLetter

WHY = (Reason("words", "steht da"),)
TRUTH = {
    "unit": "Bauamt",
    "urgent": True,
    "sender": "Rosa Bunt",
    "date": "2026-11-11",
    "subject": "Antrag auf eine Garage",
    "reference": "63-14/2026",
    "deadline": "",
    "amount": "",
    "iban": "",
    "invoice_no": "",
    "person": "",
}
READ = Read(SampleLetter("t-1", {"form": "brief"}, TRUTH), from_text("Antrag"), "scan", "usual", 0.1, "x")


def test_values_are_compared_after_normalisation() -> None:
    assert same("reference", "63 - 14 / 2026", "63-14/2026")
    assert same("sender", "Frau  ROSA Bunt,".removeprefix("Frau"), "Rosa Bunt")
    assert not same("amount", "12.00", "120.00")
    assert not same("reference", "", "1")
    assert overlap("Antrag auf Garage", "Antrag auf eine Garage") > 0.8
    assert overlap("", "Antrag") == 0


def test_a_wrong_first_answer_may_be_right_among_three() -> None:
    answer = Answer("Ordnungsamt", 0.5, WHY, alternatives=(Alternative("Bauamt", 0.4),))
    score = label_scores("letter.unit", [answer], [READ])[0]
    assert (score.right, score.top_3, score.said) == (False, True, "Ordnungsamt")


def test_yes_is_yes_and_abstaining_is_no() -> None:
    for answer, right in ((Answer("yes", 0.9, WHY), True), (Answer("no", 0.9, WHY), False)):
        assert label_scores("letter.urgency", [answer], [READ])[0].right is right
    silent: Answer[str] = Answer(None, 0.0, WHY, abstained=True)
    assert not label_scores("letter.urgency", [silent], [READ])[0].right


def test_facts_that_are_not_there_count_as_right_when_nothing_is_said() -> None:
    facts = {"date": Answer("2026-11-11", 0.9, WHY), "amount": Answer("1.00", 0.3, WHY)}
    scores = {score.name: score for score in fact_scores([Answer(facts, 0.9, WHY)], [READ])}
    assert scores["date"].right
    assert scores["iban"].right
    assert not scores["amount"].right
    assert not scores["sender"].right
