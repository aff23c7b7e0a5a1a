# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin cases``: the digest counts, sends, says when the mail server is gone; disposal asks first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mittendrin.cli.cases import cases
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import digest
from mittendrin.townhall.cases.tests.town import case, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _work(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(digest, "is_working_day", lambda *_args: True)
    person("kessler")
    case("Widerspruch Sandmann")


def test_a_dry_run_counts_and_sends_nothing() -> None:
    result = CliRunner().invoke(cases, ["digest", "--dry-run", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output) == {"sent": 1, "nothing": 0, "before": 0, "failed": 0}
    assert mail.outbox == []


def test_a_second_run_sends_nothing_more() -> None:
    runner = CliRunner()
    assert "1 Nachrichten gingen hinaus." in runner.invoke(cases, ["digest"]).output
    assert "1 Personen haben ihre Nachricht schon." in runner.invoke(cases, ["digest"]).output
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_gone_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", gone)
    result = CliRunner().invoke(cases, ["digest"])
    assert result.exit_code == ExitCode.FAILED
    assert "Der Postdienst antwortet nicht." in result.output


def test_cases_go_after_their_term_when_somebody_says_yes() -> None:
    made = Case.objects.get()
    runner = CliRunner()
    assert "0 Vorgänge sind fällig" in runner.invoke(cases, ["dispose"]).output
    Case.objects.update(state="done", done_at=timezone.now() - timedelta(days=7 * 366))
    shown = runner.invoke(cases, ["dispose", "--dry-run"]).output
    assert f"{made.number}  Steueramt  Widerspruch Sandmann" in shown
    assert runner.invoke(cases, ["dispose", "--json"]).exit_code == ExitCode.BAD_INPUT
    assert "Nichts wurde gelöscht." in runner.invoke(cases, ["dispose"], input="n\n").output
    assert Case.objects.exists()
    done = runner.invoke(cases, ["dispose", "--yes", "--json"])
    assert json.loads(done.output)["cases"] == [made.number]
    assert not Case.objects.exists()
    assert made.number in runner.invoke(cases, ["protocol"]).output
