# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin cases digest``: counts, sends, says when the mail server is gone."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from mittendrin.cli.cases import cases
from mittendrin.core.exit_codes import ExitCode
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
