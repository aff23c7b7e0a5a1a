# SPDX-License-Identifier: EUPL-1.2
"""The chain: tampering is found, appends do not collide, erased content still verifies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import AppendOnly, Content, Decision, Entry, Head, Kind
from mittendrin.townhall.decisions.services import chain, fault_words, guard, verifying
from mittendrin.townhall.decisions.tests.conftest import proposal


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def five(clerk: Person) -> list[Decision]:
    found = [proposal(f"letter:{number}") for number in range(5)]
    services.correct(found[1], "Ordnungsamt", clerk, reason="gehört zu Frau Beispiel")
    return found


def test_an_empty_chain_is_sound(db: None) -> None:
    assert verifying.verify() == verifying.Verdict(0, 0, None, "", chain.GENESIS)


def test_a_chain_is_sound_and_the_head_keeps_it(five: list[Decision]) -> None:
    verdict = verifying.verify()
    assert (verdict.sound, verdict.entries, verdict.erased) == (True, 6, 0)
    head = Head.objects.get()
    assert head.checked_at is not None
    assert (head.sequence, head.hash, head.checked_sequence, head.broken_at) == (6, verdict.end, 6, None)


def test_long_chains_are_walked_in_pieces(five: list[Decision], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "CHUNK", 2)
    services.erase("letter:1")
    assert verifying.verify().sound
    sql("UPDATE decisions_entry SET who = 'person:9' WHERE sequence = 5")
    assert verifying.verify().broken == 5


BREAKS: dict[str, tuple[str, int]] = {
    "UPDATE decisions_entry SET who = 'person:99' WHERE sequence = 3": ("changed", 3),
    "UPDATE decisions_entry SET body = replace(body, '0.9', '0.8') WHERE sequence = 2": ("changed", 2),
    "UPDATE decisions_entry SET at = '2020-01-01 00:00:00' WHERE sequence = 4": ("changed", 4),
    "UPDATE decisions_entry SET previous = hash WHERE sequence = 4": ("previous", 4),
    "UPDATE decisions_entry SET decision_id = NULL WHERE sequence = 2": ("decision", 2),
    "UPDATE decisions_content SET text = replace(text, 'Ordnungsamt', 'Bauamt') WHERE entry_id = 6": (
        "content-changed",
        6,
    ),
    "UPDATE decisions_content SET text = '', salt = '' WHERE entry_id = 6": ("content-changed", 6),
    "UPDATE decisions_content SET text = '', salt = '', erased_by = 5 WHERE entry_id = 6": ("erased-unsaid", 6),
    "DELETE FROM decisions_content WHERE entry_id = 3": ("content-missing", 3),
    "UPDATE decisions_head SET sequence = 5": ("end", 6),
    "UPDATE decisions_decision SET outcome = 'confirmed' WHERE outcome = 'corrected'": ("row", 6),
    "UPDATE decisions_decision SET confidence = 0.99 WHERE last_entry = 4": ("row", 4),
}


@pytest.mark.parametrize("statement", BREAKS)
def test_tampering_is_found(five: list[Decision], statement: str) -> None:
    fault, sequence = BREAKS[statement]
    sql(statement)
    verdict = verifying.verify()
    assert (verdict.fault, verdict.broken) == (fault, sequence)
    assert verdict.fault in verifying.FAULTS
    assert Head.objects.get().broken_at == sequence


def test_every_fault_has_words() -> None:
    assert fault_words.known() == verifying.FAULTS


@pytest.mark.parametrize(("number", "fault"), [(2, "missing"), (6, "end")])
def test_taking_a_link_out_is_found(five: list[Decision], number: int, fault: str) -> None:
    sql("DELETE FROM decisions_content WHERE entry_id = %s", number)
    sql("DELETE FROM decisions_entry WHERE sequence = %s", number)
    verdict = verifying.verify()
    assert (verdict.fault, verdict.broken) == (fault, number)


def test_a_recomputed_link_breaks_the_next(five: list[Decision]) -> None:
    entry = Entry.objects.get(pk=3)
    entry.who = "person:99"
    sql("UPDATE decisions_entry SET who = %s, hash = %s WHERE sequence = 3", entry.who, chain.link_hash(entry))
    assert (verifying.verify().fault, verifying.verify().broken) == ("previous", 4)


def test_erased_content_still_verifies(five: list[Decision], clerk: Person) -> None:
    assert services.erase("letter:1", clerk) == 2
    verdict = verifying.verify()
    assert (verdict.sound, verdict.erased) == (True, 2)
    said = Entry.objects.get(what=Kind.ERASED)
    assert (said.who, said.data) == (f"person:{clerk.pk}", {"entries": [2, 6]})
    row = Decision.objects.get(pk=five[1].pk)
    assert (row.subject, row.input_digest, row.outcome, row.right) == ("", "", "corrected", False)
    assert "Beispiel" not in "".join(Content.objects.values_list("text", flat=True))
    assert services.answer_of(row).abstained
    assert services.value_of(row) is None
    assert services.erase("letter:1") == 0
    with pytest.raises(services.ContentErased):
        services.confirm(row, clerk)


def test_the_chain_holds_no_personal_content(five: list[Decision]) -> None:
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert "letter:1" not in bodies
    assert "Beispiel" not in bodies


def test_entries_are_neither_changed_nor_deleted(five: list[Decision]) -> None:
    entry = Entry.objects.get(pk=1)
    refused: list[Callable[[], object]] = [
        entry.save,
        entry.delete,
        lambda: Entry.objects.filter(pk=1).update(who="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["who"]),
    ]
    for attempt in refused:
        with pytest.raises(AppendOnly):
            attempt()


def test_the_database_refuses_too(five: list[Decision]) -> None:
    guard.install()
    guard.install()
    try:
        for statement in ("UPDATE decisions_entry SET who = 'x'", "DELETE FROM decisions_entry"):
            with pytest.raises(Exception, match="append only"), transaction.atomic():  # the class differs by database
                sql(statement)
    finally:
        guard.remove()
    assert verifying.verify().sound
