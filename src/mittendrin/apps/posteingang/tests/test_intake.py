# SPDX-License-Identifier: EUPL-1.2
"""A file comes in exactly once, whatever happens between two steps."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from mittendrin.apps.posteingang.ingest import arriving, store
from mittendrin.apps.posteingang.ingest.arriving import Offer
from mittendrin.apps.posteingang.ingest.folder import DONE, WatchedFolder
from mittendrin.apps.posteingang.models import Arrival, Channel, IntakeState, Letter, LetterFile
from mittendrin.apps.posteingang.services import intake
from mittendrin.apps.posteingang.services.intake import Upload
from mittendrin.townhall.accounts.models import Person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 letter %%EOF"


class Stopped(BaseException):
    """The process ends here."""


@pytest.fixture
def scanner(tmp_path: Path) -> WatchedFolder:
    folder = tmp_path / "scanner"
    folder.mkdir()
    return WatchedFolder(folder, settle=0.0)


def offer(signature: str = "1", **values: Any) -> Offer:
    return Offer(Channel.FOLDER, "here", signature, "a.pdf", **values)


def test_the_same_offer_is_one_letter() -> None:
    first = arriving.take(offer(), BytesIO(PDF))
    again = arriving.take(offer(), BytesIO(PDF))
    assert (first.new, again.new) == (True, False)
    assert first.letter == again.letter
    assert Letter.objects.count() == LetterFile.objects.count() == 1
    assert store.content(LetterFile.objects.get().path) == PDF


def test_an_offer_that_recurs_is_a_new_letter_once_the_first_was_let_go_of() -> None:
    first = arriving.take(offer(recurs=True), BytesIO(PDF))
    assert not arriving.take(offer(recurs=True), BytesIO(PDF)).new
    arriving.clear(first.arrival)
    second = arriving.take(offer(recurs=True), BytesIO(PDF))
    assert second.new
    assert Letter.objects.count() == 2


def test_what_another_worker_took_meanwhile_is_not_taken_again() -> None:
    def gone() -> bool:
        return False

    with pytest.raises(arriving.Changed):
        arriving.take(offer(recurs=True, still_there=gone), BytesIO(PDF))
    assert not Letter.objects.exists()


def test_a_kill_between_file_and_row_leaves_no_second_file(store_of_its_own: Path) -> None:
    with patch.object(arriving, "_write", side_effect=Stopped), pytest.raises(Stopped):
        arriving.take(offer(), BytesIO(PDF))
    assert not Arrival.objects.exists()
    arriving.take(offer(), BytesIO(PDF))
    assert len([path for path in (store_of_its_own / "letters").rglob("*") if path.is_file()]) == 1


def test_letters_of_a_day_are_numbered() -> None:
    numbers = [arriving.take(offer(str(at)), BytesIO(PDF)).letter for at in range(3)]
    assert [one.number[-3:] for one in numbers if one] == ["001", "002", "003"]


def test_a_scan_is_taken_and_moved_aside(scanner: WatchedFolder) -> None:
    (scanner.path / "a.pdf").write_bytes(PDF)
    inner = scanner.path / "Poststelle"
    inner.mkdir()
    (inner / "a.pdf").write_bytes(PDF + b"%%EOF")
    assert scanner.look().taken == 2
    moved = sorted(path.name for path in (scanner.path / DONE).rglob("*") if path.is_file())
    assert moved == ["a (2).pdf", "a.pdf"]
    assert scanner.look().taken == 0
    assert Arrival.objects.filter(cleared_at=None).count() == 0


def test_the_same_scan_again_is_another_letter(scanner: WatchedFolder) -> None:
    for _round in range(2):
        path = scanner.path / "a.pdf"
        path.write_bytes(PDF)
        os.utime(path, (1_000_000, 1_000_000))
        assert scanner.look().taken == 1
    assert Letter.objects.count() == 2


def test_half_written_files_are_waited_for(tmp_path: Path) -> None:
    now = [0.0]
    folder = WatchedFolder(tmp_path, settle=2.0, clock=lambda: now[0])
    scan = tmp_path / "a.pdf"
    scan.write_bytes(b"%PDF-1.4 begin")
    assert folder.look().waiting == 1
    now[0] = 3.0
    assert folder.look().waiting == 1  # still without its end
    scan.write_bytes(b"%PDF-1.4 begin and end %%EOF")
    assert folder.look().waiting == 1  # changed just now
    now[0] = 6.0
    assert folder.look().taken == 1
    assert Arrival.objects.get().size == 28


def test_a_file_that_never_gets_its_end_is_taken_in_the_end(tmp_path: Path) -> None:
    now = [0.0]
    folder = WatchedFolder(tmp_path, clock=lambda: now[0])
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 broken off")
    (tmp_path / "empty.pdf").touch()
    assert folder.look().waiting == 2
    now[0] = 61.0
    assert folder.look().taken == 2


@pytest.mark.parametrize("name", [".hidden.pdf", "a.tmp", "a.PDF.part", "~$a.docx", "Thumbs.db", "x.crdownload"])
def test_drafts_and_noise_are_left_alone(scanner: WatchedFolder, name: str) -> None:
    (scanner.path / name).write_bytes(PDF)
    assert scanner.look().taken == 0
    assert (scanner.path / name).exists()


def test_links_and_pipes_are_left_alone(scanner: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (scanner.path / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (scanner.path / "away").symlink_to(tmp_path)
    os.mkfifo(scanner.path / "pipe.pdf")
    assert scanner.look().taken == 0


def test_a_read_only_file_is_taken_and_moved(scanner: WatchedFolder) -> None:
    path = scanner.path / "a.pdf"
    path.write_bytes(PDF)
    path.chmod(0o444)
    assert scanner.look().taken == 1
    assert not path.exists()


def test_a_folder_that_cannot_be_written_gives_each_letter_once_and_says_so(scanner: WatchedFolder) -> None:
    (scanner.path / "a.pdf").write_bytes(PDF)
    with patch("mittendrin.apps.posteingang.ingest.folder.move_aside", side_effect=PermissionError):
        assert scanner.look().taken == 1
        assert scanner.look().stuck == 1
        fresh = WatchedFolder(scanner.path, settle=0.0)
        look = fresh.look()
    assert (look.taken, look.stuck) == (0, 1)
    assert Letter.objects.count() == 1
    assert "verschieben" in IntakeState.objects.get().problem
    assert fresh.path.joinpath("a.pdf").exists()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    assert WatchedFolder(tmp_path / "nowhere").look().problem
    state = IntakeState.objects.get()
    assert state.failing_since is not None
    assert not intake.states()[0].ok


@pytest.mark.parametrize("where", ["take", "begin_clearing", "clear"])
def test_a_kill_at_any_step_of_the_folder_leaves_one_letter(scanner: WatchedFolder, where: str) -> None:
    (scanner.path / "a.pdf").write_bytes(PDF)
    with patch.object(arriving, where, side_effect=Stopped), pytest.raises(Stopped):
        scanner.look()
    again = WatchedFolder(scanner.path, settle=0.0)
    again.look()
    again.look()
    assert Letter.objects.count() == 1
    assert Arrival.objects.get().cleared_at is not None
    assert not (scanner.path / "a.pdf").exists()


def test_a_full_disk_leaves_the_scan_where_it_is(scanner: WatchedFolder) -> None:
    (scanner.path / "a.pdf").write_bytes(PDF)
    with patch.object(store.AtomicFiles, "save", side_effect=OSError(28, "No space left on device")):
        assert "Kein Platz" in scanner.look().problem
    assert (scanner.path / "a.pdf").exists()
    assert not Letter.objects.exists()
    assert scanner.look().taken == 1


def test_old_files_moved_aside_are_forgotten(scanner: WatchedFolder) -> None:
    (scanner.path / "a.pdf").write_bytes(PDF)
    scanner.look()
    assert scanner.forget_old() == 0
    with patch("mittendrin.apps.posteingang.ingest.folder.time.time", return_value=1e11):
        assert scanner.forget_old() == 1
    assert not list((scanner.path / DONE).iterdir())


def test_delete_mode_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    WatchedFolder(tmp_path, "delete", settle=0.0).look()
    assert not list(tmp_path.glob("*.pdf"))
    assert not (tmp_path / DONE).exists()
    assert Letter.objects.count() == 1


def test_many_uploads_each_with_its_result(clerk: Person) -> None:
    files = [Upload("a.pdf", BytesIO(PDF), "x1"), Upload("../../b.pdf", BytesIO(PDF), "x2")]
    results = intake.take(clerk, files)
    assert [one.ok for one in results] == [True, True]
    assert results[0].letter_number != results[1].letter_number
    assert Arrival.objects.order_by("pk").last().name == "b.pdf"  # type: ignore[union-attr]
    again = intake.take(clerk, [Upload("a.pdf", BytesIO(PDF), "x1")])
    assert again[0].letter_number == results[0].letter_number
    assert Letter.objects.count() == 2


def test_one_upload_that_fails_does_not_stop_the_others(clerk: Person) -> None:
    save = store.AtomicFiles.save
    answers = iter([OSError(28, "full"), None])

    def sometimes(self: store.AtomicFiles, name: str, content: Any, max_length: int | None = None) -> str:
        if problem := next(answers):
            raise problem
        return save(self, name, content, max_length)

    with patch.object(store.AtomicFiles, "save", sometimes):
        results = intake.take(clerk, [Upload("a", BytesIO(b"1")), Upload("b", BytesIO(b"2"))])
    assert [one.ok for one in results] == [False, True]
    assert "Kein Platz" in results[0].sentence
