# SPDX-License-Identifier: EUPL-1.2
"""File plan, files, retention and destruction with protocol, export, search, rules, answers, change of the key."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mittendrin.apps.posteingang.ingest import reading, store
from mittendrin.apps.posteingang.models import (
    AccessLog,
    Akte,
    AnswerTemplate,
    Arrival,
    DeletionRecord,
    FilePlanEntry,
    Letter,
    LetterFile,
    LetterState,
)
from mittendrin.apps.posteingang.models import Reading as StoredReading
from mittendrin.apps.posteingang.services import (
    access,
    answers,
    deciding,
    disposal,
    errors,
    export,
    filing,
    keys,
    quarantine,
    rules,
    searching,
    setup,
    subjects,
    working,
)
from mittendrin.apps.posteingang.services.rules import RuleDraft, RuleWrong
from mittendrin.apps.posteingang.sources.reading import Letter as ReadLetter
from mittendrin.apps.posteingang.sources.reading import Reading
from mittendrin.apps.posteingang.tests.conftest import TEXT, Take
from mittendrin.contracts.document import from_text
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import handling
from mittendrin.townhall.cases.services.access import viewer
from mittendrin.townhall.cases.services.files import attach
from mittendrin.townhall.cases.services.making import ERASED
from mittendrin.townhall.decisions.models import Decision

pytestmark = pytest.mark.django_db
People = dict[str, Person]
Read = Callable[..., Letter]


@pytest.fixture
def read(take: Take, post_room: People) -> Read:
    """Return a function that makes a letter of a text, read without the reading process and without blocks."""

    def made(text: str = TEXT, **fields: Any) -> Letter:
        found = Reading("a", "text", (ReadLetter(from_text(text), 0, 1),))
        nothing: dict[str, str] = {}
        with (
            patch.object(reading, "read_file", return_value=found),
            patch("mittendrin.apps.posteingang.services.proposing.answering", return_value=nothing),
        ):
            return take(text, read=True, **fields)

    return made


def kept_in_file(clerk: Person, letter: Letter, closed: date | None = date(2026, 3, 1)) -> None:
    akte = filing.open_akte(clerk, "91", "91-2026-17", "Hundesteuer Sandmann")
    filing.assign(clerk, letter.uuid, akte.uuid)
    if closed:
        filing.close_akte(clerk, akte.uuid, closed)


def test_the_standard_plan_has_ten_main_groups(clerk: Person) -> None:
    rows = filing.plan()
    assert [row.number for row in rows if row.level == 0] == [str(number) for number in range(10)]
    assert len(rows) > 50
    assert {row.level for row in rows} == {0, 1, 2}
    assert all(row.retention is not None or row.basis for row in rows)
    assert not filing.load_standard_plan().new


def test_a_plan_is_imported_as_a_whole_or_not_at_all(clerk: Person, people: People) -> None:
    table = "Nummer;Titel;Jahre\n91;Steuern und Abgaben;12\n915;Zweitwohnungssteuer;10\n"
    tried = filing.import_plan(clerk, table.encode(), "plan.csv", dry_run=True)
    assert (tried.new, tried.changed) == (["915"], ["91"])
    assert not FilePlanEntry.objects.filter(number="915").exists()
    filing.import_plan(clerk, table.encode(), "plan.csv")
    entry = FilePlanEntry.objects.get(number="915")
    assert entry.parent is not None
    assert entry.parent.title == "Steuern und Abgaben"
    assert filing.import_plan(clerk, table.encode(), "plan.csv").same == 2
    wrong = "Nummer;Titel;Jahre\n;ohne Nummer;1\n77;;x\n78;doppelt;\n78;doppelt;\n"
    with pytest.raises(ProblemsFound) as refusal:
        filing.import_plan(clerk, wrong.encode(), "plan.csv")
    assert len(refusal.value.problems) >= 4
    assert not FilePlanEntry.objects.filter(number="78").exists()
    with pytest.raises(errors.NotAllowed):
        filing.import_plan(people[Role.STAFF], table.encode(), "plan.csv")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x00\x01", "a.csv"),
        (b"", "a.csv"),
        (b"- just\n- text", "a.yaml"),
        (b"a: [", "a.yaml"),
        (b"- number: '1'\n  title: A\n  parent: '2'\n- number: '2'\n  title: B\n  parent: '1'\n", "a.yaml"),
    ],
)
def test_files_that_are_no_plan_are_refused_in_words(clerk: Person, content: bytes, name: str) -> None:
    with pytest.raises(ProblemsFound):
        filing.import_plan(clerk, content, name)


def test_retention_counts_from_the_end_of_the_year_of_closing(clerk: Person, waiting: Take) -> None:
    letter = waiting(state=LetterState.DONE, confirmed_by=clerk)
    kept_in_file(clerk, letter, closed=None)
    letter.refresh_from_db()
    assert letter.dispose_on is None
    assert letter.akte is not None
    filing.close_akte(clerk, letter.akte.uuid, date(2026, 3, 1))
    letter.refresh_from_db()
    assert letter.dispose_on == date(2037, 1, 1)
    assert not disposal.due(date(2036, 12, 31)).exists()
    assert disposal.due(date(2037, 1, 1)).get() == letter


def test_destroying_leaves_a_protocol_without_content(clerk: Person, read: Read) -> None:
    letter = read()
    deciding.correct(clerk, letter.uuid, "unit", "Steueramt")
    deciding.correct(clerk, letter.uuid, "kind", "Antrag")
    deciding.confirm_all(clerk, letter.uuid)
    kept_in_file(clerk, letter)
    path = LetterFile.objects.get().path
    assert disposal.dispose(clerk, date(2037, 1, 1), dry_run=True).numbers == [letter.number]
    assert Letter.objects.exists()
    report = disposal.dispose(clerk, date(2037, 1, 1))
    assert (report.numbers, report.files) == ([letter.number], 1)
    assert not Letter.objects.exists()
    assert not store.storage().exists(path)
    record = disposal.protocol().get()
    assert (record.number, record.file_sign, record.reason) == (letter.number, "91-2026-17", "retention")
    assert "Sandmann" not in json.dumps({name: str(value) for name, value in vars(record).items()})
    assert Arrival.objects.get().name == "-"
    assert Case.objects.get().title == ERASED
    assert not Decision.objects.filter(subject=f"letter:{letter.uuid}").exists()
    assert AccessLog.objects.filter(letter_uuid=letter.uuid).count() == 0
    assert subjects.document(f"letter:{letter.uuid}") is None


def test_what_an_old_backup_brings_back_is_destroyed_again(
    clerk: Person, waiting: Take, django_capture_on_commit_callbacks: Any
) -> None:
    letter = waiting(state=LetterState.QUARANTINE)
    whole = waiting(state=LetterState.QUARANTINE, text="Ein ganz anderer Brief. " * 30)
    part = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        ledger.note("letter", str(letter.uuid), f"{part}/{whole.arrival.uuid}", str(uuid4()))
    assert len(ledger.entries()["letter"]) == 3
    done = ledger.repeat()["letter"]
    assert (done.count, len(done.remarks)) == (1, 1)
    assert whole.number in done.remarks[0]
    assert Letter.objects.get() == whole
    assert set(DeletionRecord.objects.values_list("number", "reason")) == {
        (letter.number, "restored"),
        (whole.number, "restored"),
    }
    assert ledger.repeat() == {}, "once told is enough"


def test_the_list_of_the_destroyed_is_completed_and_outlasts_torn_lines(
    clerk: Person, waiting: Take, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        quarantine.delete(clerk, waiting(state=LetterState.QUARANTINE).uuid)
    assert ledger.entries() == {}, "a kill came between"
    with django_capture_on_commit_callbacks(execute=True):
        ledger.note("interview", "1")
        ledger.note("interview", "1", back=True)
    with ledger.path().open("a") as file:
        file.write('["2026-11-30T10:00:00+00:00", "letter", "abc')
    with django_capture_on_commit_callbacks(execute=True):
        assert disposal.note_all() == 1
    assert ledger.entries()["letter"] == [str(DeletionRecord.objects.get().letter_uuid)]
    assert disposal.note_all() == 0
    assert ledger.path().stat().st_mode & 0o077 == 0


def test_a_kill_while_destroying_is_finished_later(clerk: Person, waiting: Take) -> None:
    letter = waiting(state=LetterState.QUARANTINE)
    path = LetterFile.objects.get().path
    with patch.object(store, "remove", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        quarantine.delete(clerk, letter.uuid)
    assert not Letter.objects.exists()
    assert store.storage().exists(path)
    assert disposal.finish() == 1
    assert not store.storage().exists(path)
    assert DeletionRecord.objects.get().finished
    assert disposal.finish() == 0


def test_what_was_destroyed_does_not_come_again(clerk: Person, waiting: Take, take: Take) -> None:
    letter = waiting(state=LetterState.QUARANTINE)
    signature = letter.arrival.signature
    quarantine.delete(clerk, letter.uuid)
    assert Arrival.objects.get(signature=signature).letters.count() == 0


def test_an_export_holds_what_was_written_about_the_cases(
    people: People, clerk: Person, read: Read, tmp_path: Path
) -> None:
    letter = read(unit=people[Role.STAFF].unit, kind="Antrag", state=LetterState.WAITING)
    deciding.correct(clerk, letter.uuid, "unit", "Bürgerbüro")
    deciding.correct(clerk, letter.uuid, "kind", "Antrag")
    deciding.confirm_all(clerk, letter.uuid)
    who, case = viewer(people[Role.STAFF]), Case.objects.get()
    handling.comment(who, case, "Frau Sandmann rief an.")
    attach(who, case, SimpleUploadedFile("Bescheid.pdf", b"%PDF-1.7"))
    officer = people[Role.STAFF]
    setup.set_right(people[Role.ADMINISTRATOR], officer, "data_protection", True)
    export.export(officer, [letter.uuid], tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        data = json.loads(archive.read(f"{letter.number}/brief.json"))
        assert archive.read(f"{letter.number}/vorgang-{case.number}-1-Bescheid.pdf") == b"%PDF-1.7"
    assert data["cases"][0]["comments"][0]["text"] == "Frau Sandmann rief an."
    assert data["cases"][0]["title"] == case.title


def test_export_of_what_is_held_on_a_person(people: People, read: Read, tmp_path: Path) -> None:
    letter, other = read(), read("Brief von Karl Klein, Hauptstraße 3. " * 10)
    officer = people[Role.STAFF]
    with pytest.raises(errors.NotAllowed):
        export.held_on(officer, "Sandmann")
    setup.set_right(people[Role.ADMINISTRATOR], officer, "data_protection", True)
    assert [item.uuid for item in export.held_on(officer, "Erika SANDMANN Gartenweg")] == [letter.uuid]
    assert [item.uuid for item in export.held_on(officer, "klein hauptstrasse")] == [other.uuid]
    assert export.held_on(officer, "  ") == []
    assert export.held_on(officer, "Niemand") == []
    target = tmp_path / "out.zip"
    assert export.export(officer, [letter.uuid], target) == 1
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        data = json.loads(archive.read(f"{letter.number}/brief.json"))
        original = next(name for name in names if "original" in name)
        assert archive.read(original) == TEXT.encode()
    assert "Grundsicherung" in data["text"]
    assert data["seen_by"][0]["what"] == "export"
    assert "uebersicht.json" in names


def test_search_finds_what_one_may_see(people: People, read: Read, waiting: Take) -> None:
    letter = read(unit=Unit.objects.get(name="Bürgerbüro"))
    read("Der Kinderspielplatz am Rheinufer ist beschädigt. Die Schaukel hängt schief. " * 3)
    clerk, staff, head = people[Role.EDITOR], people[Role.STAFF], people[Role.HEAD_OF_UNIT]
    found = searching.search(clerk, "Hundesteuern")
    assert [row.item.uuid for row in found.rows] == [letter.uuid]
    assert any(segment.marked for segment in found.rows[0].text)
    assert searching.search(clerk, "Spielplatz").total == 1
    assert searching.search(staff, "Hundesteuer").total == 1
    assert searching.search(head, "Hundesteuer").total == 0
    assert searching.search(staff, "Spielplatz").total == 0
    Letter.objects.filter(pk=letter.pk).update(special=True)
    assert searching.search(clerk, "Hundesteuer").total == 0
    assert searching.search(clerk, "").total == 0


def test_the_index_follows_changes_and_survives_damage(clerk: Person, read: Read, settings: Any) -> None:
    letter = read()
    assert searching.refresh() == 1
    assert searching.search(clerk, "Rückschnitt").total == 0
    read("Bitte um Rückschnitt der Hecke am Spielplatz, sie ragt weit in den Gehweg hinein.")
    assert searching.search(clerk, "Rückschnitt").total == 1
    (Path(settings.LETTER_INDEX_DIR) / "state.json").write_text("{")
    assert searching.search(clerk, "Rückschnitt").total == 1
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.QUARANTINE)
    quarantine.delete(clerk, letter.uuid)
    assert searching.search(clerk, "Hundesteuer").total == 0
    assert searching.refresh() == 1


def test_rules_are_tried_live_before_they_are_kept(clerk: Person, people: People, read: Read) -> None:
    letter = read(unit=Unit.objects.get(name="Stadtkasse"))
    read("Ein Brief über ganz andere Dinge als Tiere und Abgaben, zum Beispiel den Winterdienst.")
    draft = RuleDraft("unit", "Steueramt", words=("Hundesteuer",))
    trial = rules.tried(clerk, draft)
    assert (trial.looked_at, len(trial.matched)) == (2, 1)
    assert [(one.letter, one.before, one.after) for one in trial.changed] == [(letter, "Stadtkasse", "Steueramt")]
    assert not rules.active()
    rule = rules.save(clerk, draft)
    assert rules.active()[0].words == ("Hundesteuer",)
    rules.save(clerk, RuleDraft("unit", "Steueramt", words=("Hundesteuer", "Ermäßigung")), rule.uuid)
    rules.set_active(clerk, rule.uuid, False)
    assert not rules.active()
    assert [version.content["active"] for version in rules.history(rule.uuid)] == [False, True, True]
    with pytest.raises(errors.NotAllowed):
        rules.save(people[Role.STAFF], draft)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RuleDraft("colour", "red", words=("a",)), "target"),
        (RuleDraft("unit", "Nirgendwo", words=("a",)), "value"),
        (RuleDraft("urgent", "maybe", words=("a",)), "value"),
        (RuleDraft("kind", "Antrag"), "words"),
        (RuleDraft("kind", "Antrag", pattern="(a+)+$"), "pattern"),
        (RuleDraft("kind", "Antrag", pattern="("), "pattern"),
        (RuleDraft("kind", "Antrag", words=("a",), place="moon"), "place"),
        (RuleDraft("kind", "Antrag", words=("a" * 100,)), "words"),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_words(clerk: Person, draft: RuleDraft, field: str) -> None:
    with pytest.raises(RuleWrong) as refusal:
        rules.save(clerk, draft)
    assert field in refusal.value.problems


def test_a_rule_decides_on_the_next_letter(take: Take, clerk: Person) -> None:
    rules.save(clerk, RuleDraft("unit", "Standesamt", words=("Hundesteuer",)))
    found = Reading("a", "text", (ReadLetter(from_text(TEXT), 0, 1),))
    with patch.object(reading, "read_file", return_value=found):
        letter = take(read=True)
    assert letter.unit is not None
    assert letter.unit.name == "Standesamt"


def test_answers_are_filled_in_from_the_letter(clerk: Person, read: Read) -> None:
    letter = read(sender="Erika Sandmann", subject="Hundesteuer", date=date(2026, 11, 12))
    template = answers.save(clerk, "Antwort", "Zu „{subject}“ vom {date}, Nr. {number}, Betrag {amount}. {clerk}")
    text = answers.filled(clerk, letter.uuid, template.uuid)
    assert "„Hundesteuer“ vom 12. November 2026" in text
    assert "Betrag …" in text
    assert clerk.name in text
    with pytest.raises(answers.TemplateWrong, match="colour"):
        answers.save(clerk, "x", "{colour}")
    with pytest.raises(answers.TemplateWrong):
        answers.save(clerk, "", "x")
    assert AnswerTemplate.objects.count() == 4


def test_everything_is_sealed_anew_with_a_new_key(clerk: Person, read: Read, settings: Any) -> None:
    letter = read()
    with pytest.raises(keys.NoKey):
        keys.seal_all()
    settings.FILE_KEY = "11" * 32
    assert keys.seal_all() == keys.KeyReport(2, 0)
    assert keys.seal_all() == keys.KeyReport(0, 2)
    settings.FILE_KEY = f"{'22' * 32},{'11' * 32}"
    assert keys.seal_all().sealed == 2
    settings.FILE_KEY = "22" * 32
    assert store.content(LetterFile.objects.get().path) == TEXT.encode()
    assert StoredReading.objects.get().encrypted
    assert LetterFile.objects.get().encrypted
    assert subjects.document(f"letter:{letter.uuid}") is not None
    settings.FILE_KEY = "33" * 32
    assert subjects.document(f"letter:{letter.uuid}") is None


def test_files_are_suggested_by_sign_and_sender(clerk: Person, read: Read) -> None:
    letter = read(sender="Erika Sandmann")
    kept_in_file(clerk, letter, closed=None)
    again = read(sender="erika sandmann")
    assert [akte.sign for akte in filing.suggest_akten(clerk, again)] == ["91-2026-17"]
    with pytest.raises(filing.SignTaken):
        filing.open_akte(clerk, "91", "91-2026-17", "x")
    with pytest.raises(filing.NoSuchEntry):
        filing.open_akte(clerk, "abc", "y", "x")
    assert working.work_all() == 0


def test_what_belongs_to_the_whole_town_is_changed_by_those_who_manage(post_room: People) -> None:
    staff, head = post_room[Role.STAFF], post_room[Role.HEAD_OF_UNIT]
    common = AnswerTemplate.objects.get(title="Nicht zuständig")
    with pytest.raises(errors.NotAllowed):
        answers.save(staff, "Nicht zuständig", "Zahlen Sie bitte an …", uuid=common.uuid)
    with pytest.raises(errors.NotAllowed):
        answers.delete(staff, common.uuid)
    common.refresh_from_db()
    assert "Zahlen" not in common.text
    own = answers.save(staff, "Dank", "Danke, {sender}")
    answers.save(staff, "Dank", "Vielen Dank, {sender}", uuid=own.uuid)
    answers.save(head, "Nicht zuständig", "Leider nicht.", uuid=common.uuid)
    akte = filing.open_akte(staff, "91", "91-1", "Eigene")
    Akte.objects.filter(pk=akte.pk).update(unit=None)
    with pytest.raises(errors.NotAllowed):
        filing.close_akte(staff, akte.uuid)
    Person.objects.filter(pk=staff.pk).update(unit=None)
    with pytest.raises(errors.NotAllowed):
        filing.open_akte(Person.objects.get(pk=staff.pk), "91", "91-2", "Für alle")


def test_nothing_comes_into_a_closed_file_and_its_day_stays(clerk: Person, read: Read) -> None:
    first, second = read(), read()
    kept_in_file(clerk, first)
    akte = Akte.objects.get()
    with pytest.raises(filing.FileClosed, match="91-2026-17"):
        filing.assign(clerk, second.uuid, akte.uuid)
    assert filing.close_akte(clerk, akte.uuid, date(2027, 1, 2)).closed_on == date(2026, 3, 1)


@pytest.mark.parametrize("years", ["²", "١٢", "9" * 5000, "-1", "201"])
def test_years_that_are_none_are_named(clerk: Person, years: str) -> None:
    with pytest.raises(ProblemsFound) as refusal:
        filing.import_plan(clerk, f"Nummer;Titel;Jahre\n91;Steuern;{years}\n".encode(), "plan.yaml.csv")
    assert refusal.value.problems[0].kind in {"bad-number", "formula"}


def test_looking_at_a_stack_asks_the_same_however_many_there_are(
    clerk: Person, read: Read, django_assert_num_queries: Any
) -> None:
    letters = [read() for _number in range(4)]
    with django_assert_num_queries(2):
        access.note_access(letters, clerk, "seen", "stack")
    with django_assert_num_queries(1):
        access.note_access(letters, clerk, "seen", "stack")
    access.note_access(letters[:1], clerk, "file", "x" * 200)
    access.note_access(letters[:1], clerk, "file", "x" * 200)
    assert AccessLog.objects.count() == 5
