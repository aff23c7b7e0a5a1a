# SPDX-License-Identifier: EUPL-1.2
"""Letters are read and sorted once; what fails is tried again, then parked in words; dead workers lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from mittendrin.apps.posteingang.ingest import document_store, leases, reading, store
from mittendrin.apps.posteingang.models import Letter, LetterEvent, LetterState, Proposal, Step
from mittendrin.apps.posteingang.services import quarantine, working
from mittendrin.apps.posteingang.services.errors import NoSuchPages, NotAllowed, WrongState
from mittendrin.apps.posteingang.sources.reader import Reader
from mittendrin.apps.posteingang.sources.reading import Letter as ReadLetter
from mittendrin.apps.posteingang.sources.reading import Reading, Remark
from mittendrin.apps.posteingang.sources.refusals import postponed, remark
from mittendrin.apps.posteingang.tests.conftest import TEXT, Take, later
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import Document, from_text
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions.models import Decision

pytestmark = pytest.mark.django_db


def read_as(*documents: Document, **values: Any) -> Reading:
    letters = tuple(ReadLetter(document, first, 1) for first, document in enumerate(documents))
    return Reading("brief.txt", "text", letters, **values)


@pytest.fixture(autouse=True)
def quick_reading() -> Iterator[Any]:
    """Read texts here: the reading process takes a second to start."""
    with patch.object(reading, "read_file", return_value=read_as(from_text(TEXT))) as read:
        yield read


def test_a_letter_is_read_and_sorted(take: Take, post_room: dict[str, Person]) -> None:
    letter = take(read=True)
    assert letter.state == LetterState.WAITING
    assert letter.step == Step.NONE
    assert letter.unit is not None
    assert letter.unit.name in {unit.name for unit in demo_plan().units}
    assert letter.deadline is not None
    assert document_store.unpack(letter.reading).text.startswith("Erika Sandmann")
    names = set(letter.proposals.values_list("name", flat=True))
    assert {"unit", "kind", "date", "sender", "deadline"} <= names
    assert Decision.objects.filter(subject=f"letter:{letter.uuid}").count() == len(names)


def test_several_letters_in_one_file(take: Take, quick_reading: Any, post_room: dict[str, Person]) -> None:
    quick_reading.return_value = read_as(from_text(TEXT), from_text("Rechnung 4711 über 12,50 EUR"))
    take(read=True)
    assert list(Letter.objects.order_by("part").values_list("part", "first_page")) == [(1, 0), (2, 1)]
    assert Letter.objects.exclude(state=LetterState.WAITING).count() == 0


def test_a_killed_worker_is_followed_by_another(take: Take, post_room: dict[str, Person]) -> None:
    letter = take()
    first = leases.next_letter()
    assert first is not None
    assert leases.next_letter() is None
    later(first, 1)
    working.work_all()
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert LetterEvent.objects.filter(letter=letter, what="read").count() == 1
    with pytest.raises(leases.LeaseLost):
        reading.read_arrival(first)
    assert Letter.objects.count() == 1


def test_a_letter_that_kills_workers_is_parked(take: Take, clerk: Person) -> None:
    letter = take()
    for _round in range(leases.MOST_BROKEN_OFF):
        found = leases.next_letter()
        assert found is not None
        later(letter, 1)
    assert leases.next_letter() is None
    letter.refresh_from_db()
    assert letter.state == LetterState.PARKED
    assert "beendet" in letter.reason
    quarantine.retry(clerk, letter.uuid)
    assert leases.next_letter() is not None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (store.StoreFull(), "kein Platz"),
        (OSError(28, "full"), "kein Platz"),
        (OperationalError("database is locked"), "Datenbank"),
        (postponed("no-tesseract"), "Texterkennung"),
        (store.FileGone("x"), "fehlt"),
        (store.SealBroken(), "beschädigt"),
        (ZeroDivisionError(), "Fehler"),
    ],
)
def test_what_fails_is_tried_again_then_parked(
    take: Take, clerk: Person, quick_reading: Any, error: Exception, words: str
) -> None:
    letter = take()
    quick_reading.side_effect = error
    for round_ in range(len(leases.PAUSES) + 1):
        assert working.work_all() == 1
        letter.refresh_from_db()
        assert words in letter.reason
        parked = round_ == len(leases.PAUSES)
        assert (letter.state == LetterState.PARKED) is parked
        if not parked:
            assert letter.next_try_at is not None
        later(letter, 1)
    assert working.work_all() == 0
    quick_reading.side_effect = None
    quarantine.retry(clerk, letter.uuid)
    working.work_all()
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert not letter.reason


def test_pauses_grow() -> None:
    assert list(leases.PAUSES) == sorted(leases.PAUSES)
    assert leases.PAUSES[0] < 60 < leases.PAUSES[-1]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (Reading("a.pdf", "pdf", refused=remark("crashed")), "abgestürzt"),
        (Reading("a.pdf", "pdf", refused=remark("took-too-long")), "zu lange gedauert"),
        (Reading("a.doc", "doc", refused=remark("office-stuck")), "LibreOffice"),
        (read_as(from_text(""), remarks=(remark("ocr-failed", pages="1"),)), "Texterkennung gescheitert"),
    ],
    ids=["crash", "hang", "office hangs", "recognition fails"],
)
def test_a_reading_that_crashes_or_hangs_is_tried_twice_again_then_parked(
    take: Take, clerk: Person, quick_reading: Any, broken: Reading, words: str
) -> None:
    letter, good = take(), quick_reading.return_value
    quick_reading.return_value = broken
    for round_ in range(reading.CRASHES + 1):
        assert working.work_all() == 1
        letter.refresh_from_db()
        assert (letter.state == LetterState.PARKED) is (round_ == reading.CRASHES)
        assert words in letter.reason
        later(letter, 1)
    assert working.work_all() == 0
    quick_reading.return_value = good
    quarantine.retry(clerk, letter.uuid)
    working.work_all()
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (LetterState.WAITING, "")


@pytest.mark.parametrize("failed", [remark("ocr-failed", pages="2"), remark("office-stuck")], ids=["page", "office"])
def test_what_never_reads_whole_is_tried_twice_again_then_goes_on_with_what_was_read(
    take: Take, quick_reading: Any, failed: Remark
) -> None:
    letter = take()
    quick_reading.return_value = read_as(from_text(TEXT + "\f"), remarks=(failed,))
    for _round in range(reading.CRASHES):
        assert working.work_all() == 1
        later(letter, 1)
    working.work_all()
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert letter.reading.remarks[0]["code"] == failed.code


def test_a_database_that_stays_locked_loses_nothing(take: Take, post_room: dict[str, Person]) -> None:
    letter = take()
    locked = OperationalError("database is locked")
    with patch.object(leases, "kept", side_effect=locked):
        assert working.work_one()
    letter.refresh_from_db()
    assert letter.state == LetterState.READING
    later(letter, 1)
    working.work_all()
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING


def test_hostile_files_go_to_quarantine(take: Take, clerk: Person, quick_reading: Any, people: Any) -> None:
    letter = take()
    quick_reading.return_value = Reading("a.pdf", "pdf", refused=remark("too-many-pages", pages=10_000, most=500))
    working.work_all()
    letter.refresh_from_db()
    assert letter.state == LetterState.QUARANTINE
    assert letter.reason_values["pages"] == "10000"
    with pytest.raises(NotAllowed):
        quarantine.release(people[Role.STAFF], letter.uuid)
    quarantine.release(clerk, letter.uuid)
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert letter.unit is None
    with pytest.raises(WrongState):
        quarantine.delete(clerk, letter.uuid)


def test_a_block_that_breaks_leaves_its_fact_empty(take: Take, post_room: dict[str, Person]) -> None:
    with patch("mittendrin.townhall.decisions.services.working", side_effect=RuntimeError("broken")):
        letter = take(read=True)
    assert letter.state == LetterState.WAITING
    assert not Proposal.objects.exists()


def test_exact_and_near_copies_are_found(take: Take, quick_reading: Any, post_room: dict[str, Person]) -> None:
    first, second = take(read=True), take(read=True)
    assert second.duplicate_of == first
    quick_reading.return_value = read_as(from_text(TEXT.replace("12. November", "13. November")))
    third = take(TEXT + "\n", read=True)
    assert third.duplicate_of is None
    assert third.near_duplicate_of is not None
    quick_reading.return_value = read_as(from_text("Ganz anderer Brief über einen Baum. " * 20))
    assert take("x", read=True).near_duplicate_of is None


def test_readings_are_sealed_with_a_key(take: Take, settings: Any, post_room: dict[str, Person]) -> None:
    settings.FILE_KEY = "11" * 32
    letter = take(read=True)
    assert letter.reading.encrypted
    assert bytes(letter.reading.body).startswith(b"MDSEAL01")
    settings.FILE_KEY = "22" * 32
    with pytest.raises(Exception, match=r".*"):
        document_store.unpack(letter.reading)


def test_a_letter_is_parted_on_wish(take: Take, quick_reading: Any, clerk: Person) -> None:
    quick_reading.return_value = read_as(from_text(f"{TEXT}\f{TEXT}"))
    letter = take(read=True)
    for wrong in ([], [0], [2], [1, 7]):
        with pytest.raises(NoSuchPages):
            quarantine.split(clerk, letter.uuid, wrong)
    quarantine.split(clerk, letter.uuid, [1])
    working.work_all()
    parts = list(Letter.objects.order_by("part"))
    assert [part.page_count for part in parts] == [1, 1]
    assert all(part.state == LetterState.WAITING and part.proposals.exists() for part in parts)


def test_remains_of_killed_workers_are_swept(settings: Any) -> None:
    with store.workplace() as folder:
        left = folder.with_name("letter-left")
        left.mkdir()
    assert working.sweep() == 0
    with patch("mittendrin.apps.posteingang.services.working.time.time", return_value=1e11):
        assert working.sweep() == 1
    assert not left.exists()


def test_folders_of_killed_readers_are_swept_and_those_in_use_are_not(settings: Any) -> None:
    with Reader(root=store.work_folder()):
        dead = Path(settings.LETTER_WORK_DIR) / "reader-dead"
        dead.mkdir()
        (dead / "answer.json").write_text("{}", encoding="utf-8")
        assert working.sweep() == 1
        assert not dead.exists()
        assert working.sweep() == 0
