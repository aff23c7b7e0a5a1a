# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin audit verify``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.db import connection

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.decisions.models import Kind
from mittendrin.townhall.decisions.services.chain import MACHINE, Link, append

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three() -> None:
    append([Link(Kind.SETTINGS, MACHINE, {"block": "x"})] * 3)


def test_a_sound_chain() -> None:
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == ExitCode.OK
    assert "Unversehrt: 3 Einträge, davon 0 mit gelöschtem Inhalt." in result.stdout
    data = json.loads(CliRunner().invoke(main, ["audit", "verify", "--json"]).stdout)
    assert (data["status"], data["entries"], data["broken_at"]) == ("sound", 3, None)


def test_a_broken_chain_ends_with_an_exit_code() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE decisions_entry SET who = 'x' WHERE sequence = 2")
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == ExitCode.FAILED
    assert "Gebrochen bei Eintrag 2: Der Eintrag wurde nachträglich geändert." in result.stdout
    data = json.loads(CliRunner().invoke(main, ["audit", "verify", "--json"]).stdout)
    assert (data["status"], data["fault"], data["broken_at"]) == ("broken", "changed", 2)
