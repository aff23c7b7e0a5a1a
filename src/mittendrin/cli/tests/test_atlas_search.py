# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas search`` over the real content."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from mittendrin.cli.atlas_search import search as command
from mittendrin.core.exit_codes import ExitCode

pytestmark = pytest.mark.usefixtures("atlas_content")


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; return exit code and output."""
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.output


def test_the_command_prints_hits() -> None:
    code, output = run("straßen", "zustant", "--limit", "3")
    assert code == ExitCode.OK
    assert "Straßenzustandserfassung mittels KI" in output
    assert "Schreibweise angepasst" in output


def test_the_command_answers_as_json() -> None:
    code, output = run("Chatbot", "--state", "NW", "--json")
    data = json.loads(output)
    assert code == ExitCode.OK
    assert data["total"] == len(data["hits"]) == data["facets"]["state"]["NW"]


def test_the_command_ends_with_4_when_nothing_is_found_and_2_for_unknown_values() -> None:
    assert run("qwertzuiop")[0] == ExitCode.NOTHING_FOUND
    code, output = run("Chatbot", "--state", "XX")
    assert code == ExitCode.WRONG_USE
    assert "XX" in output
