# SPDX-License-Identifier: EUPL-1.2
"""Messages come in once; nothing is marked or moved before it is stored; trouble is said in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from mittendrin.apps.posteingang.ingest import arriving, mailbox, store
from mittendrin.apps.posteingang.ingest.mailbox import Account, MailboxProblem, _quoted
from mittendrin.apps.posteingang.models import Arrival, IntakeState, Letter, LetterFile
from mittendrin.apps.posteingang.services import intake
from mittendrin.apps.posteingang.tests.imap_server import Mailbox, serving

pytestmark = pytest.mark.django_db
MAIL = b"From: Erika <erika@example.org>\r\nSubject: Antrag\r\n\r\nGuten Tag\r\n"


class Stopped(BaseException):
    """The process ends here."""


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving(Mailbox()) as one:
        yield one


def account(box: Mailbox, **values: Any) -> Account:
    return Account("127.0.0.1", "post", "secret", port=box.port, **{"security": "plain", "seconds": 5.0, **values})


def test_unread_messages_come_in_and_are_marked(box: Mailbox) -> None:
    first, second = box.add(MAIL), box.add(MAIL + b"more")
    assert mailbox.fetch(account(box)) == 2
    assert box.seen == {first, second}
    assert mailbox.fetch(account(box)) == 0
    assert Letter.objects.count() == 2
    assert store.content(LetterFile.objects.order_by("pk")[1].path) == MAIL + b"more"
    assert Arrival.objects.order_by("pk")[0].signature == "1:1"


def test_a_message_that_somebody_read_meanwhile_is_not_missed(box: Mailbox) -> None:
    box.add(MAIL)
    mailbox.fetch(account(box))
    box.seen.add(box.add(MAIL + b"2"))
    assert mailbox.fetch(account(box)) == 1


def test_messages_are_moved_when_a_folder_is_named(box: Mailbox) -> None:
    box.add(MAIL)
    assert mailbox.fetch(account(box, done_folder="Eingelesen")) == 1
    assert (len(box.messages), len(box.moved)) == (0, 1)


def test_a_server_without_move_copies_and_deletes(box: Mailbox) -> None:
    box.moves = False
    box.add(MAIL)
    mailbox.fetch(account(box, done_folder="Eingelesen"))
    assert (len(box.messages), len(box.moved)) == (0, 1)


def test_large_messages_come_in_pieces(box: Mailbox) -> None:
    body = MAIL + bytes(range(256)) * 10_000
    box.add(body)
    mailbox.fetch(account(box))
    assert store.content(LetterFile.objects.get().path) == body
    assert sum("BODY.PEEK" in command for command in box.commands) == 3


@pytest.mark.parametrize("done", ["", "Eingelesen"])
@pytest.mark.parametrize("where", ["take", "clear", "_let_go"])
def test_a_kill_at_any_step_leaves_one_letter(box: Mailbox, where: str, done: str) -> None:
    box.add(MAIL)
    target = mailbox._Visit if where == "_let_go" else arriving
    with patch.object(target, where, side_effect=Stopped), pytest.raises(Stopped):
        mailbox.fetch(account(box, done_folder=done))
    if where == "take":
        assert not box.seen
        assert not box.moved
    mailbox.fetch(account(box, done_folder=done))
    mailbox.fetch(account(box, done_folder=done))
    assert Letter.objects.count() == 1
    assert bool(box.moved) is bool(done)


def test_a_server_that_hangs_up_before_marking_gives_one_letter(box: Mailbox) -> None:
    box.add(MAIL)
    box.hangs_up = "UID STORE"
    with pytest.raises(MailboxProblem, match="nicht erreichbar"):
        mailbox.fetch(account(box))
    assert Letter.objects.count() == 1
    box.hangs_up = ""
    assert mailbox.fetch(account(box)) == 0
    assert box.seen == {1}
    assert Letter.objects.count() == 1


def test_new_numbers_of_the_server_do_not_double_messages(box: Mailbox) -> None:
    box.add(MAIL)
    with patch.object(mailbox._Visit, "_let_go", side_effect=Stopped), pytest.raises(Stopped):
        mailbox.fetch(account(box))
    box.validity = 2
    assert mailbox.fetch(account(box)) == 0
    assert Letter.objects.count() == 1
    assert Arrival.objects.get().signature == "2:1"


def test_trouble_is_said_in_words(box: Mailbox) -> None:
    with pytest.raises(MailboxProblem, match="Name und Passwort"):
        mailbox.fetch(Account("127.0.0.1", "p", "bad", box.port, "plain"))
    with pytest.raises(MailboxProblem, match="Ordner"):
        mailbox.fetch(account(box, folder="Fehlt"))
    assert not intake.states()[0].ok
    assert IntakeState.objects.filter(failing_since__isnull=False).count() == 2


def test_a_server_out_of_reach_or_silent_ends_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with pytest.raises(MailboxProblem, match="nicht erreichbar"):
            mailbox.fetch(Account("127.0.0.1", "p", "x", port, "plain", seconds=0.2))
    with pytest.raises(MailboxProblem, match="nicht erreichbar"):
        mailbox.fetch(Account("127.0.0.1", "p", "x", port, "tls", seconds=0.2))


def test_a_full_disk_leaves_the_message_unread(box: Mailbox) -> None:
    box.add(MAIL)
    with (
        patch.object(store.AtomicFiles, "save", side_effect=OSError(28, "full")),
        pytest.raises(MailboxProblem, match="Kein Platz"),
    ):
        mailbox.fetch(account(box))
    assert not box.seen
    assert mailbox.fetch(account(box)) == 1


def test_the_task_reads_the_settings_and_survives_trouble(box: Mailbox, settings: Any) -> None:
    box.add(MAIL)
    assert intake.look_into_mailbox() == 0
    settings.IMAP = {**settings.IMAP, "host": "127.0.0.1", "port": box.port, "user": "p", "password": "secret"}
    settings.IMAP["security"] = "plain"
    assert intake.look_into_mailbox() == 1
    settings.IMAP["password"] = "wrong"
    assert intake.look_into_mailbox() == 0


def test_names_of_folders_are_coded() -> None:
    assert _quoted("Erledigt & Grün") == '"Erledigt &- Gr&APw-n"'
    assert _quoted('a"b\\') == '"a\\"b\\\\"'
