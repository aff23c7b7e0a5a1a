# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort bundle``: written from an answer file, checked without a database, taken in by fingerprint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode

ANSWERS = (
    "town: {name: Neustadt, state: RP, population: 41000}\nanswers: {}\nmeasures:\n"
    "  - {title: E-Akte im Bauamt, owner: Frau Beispiel, start: 2027-01-01, one_off: 40000}\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> None:
    town = tmp_path / "town"
    town.mkdir()
    settings.TOWN_DIR = town  # type: ignore[attr-defined]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a bundle that another town wrote."""
    answers, out = tmp_path / "a.yaml", tmp_path / "p.zip"
    answers.write_text(ANSWERS, encoding="utf-8")
    code, text = call("export", answers, "--out", out, "--issue", 3)
    assert code == 0, text
    return out


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["standort", "bundle", *map(str, arguments)])
    return result.exit_code, result.output


def test_written_and_checked_without_a_database(bundle: Path) -> None:
    code, text = call("check", bundle, "--json")
    data = json.loads(text)
    assert (code, data["issue"], data["town"], data["measures"], data["trusted"]) == (0, 3, "Neustadt", 1, False)
    assert b"Beispiel" not in bundle.read_bytes()
    code, text = call("check", bundle, "--fingerprint", data["fingerprint"])
    assert (code, "Der Fingerabdruck passt." in text) == (0, True)
    assert call("check", bundle, "--fingerprint", "0000")[0] == ExitCode.BAD_INPUT
    assert call("export", bundle.parent / "a.yaml", "--out", bundle)[0] == ExitCode.BAD_INPUT


def test_a_changed_byte_and_a_missing_file_are_named(bundle: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[100] ^= 1
    bundle.write_bytes(data)
    code, text = call("check", bundle, "--json")
    assert (code, json.loads(text)["status"]) == (ExitCode.BAD_INPUT, "refused")
    assert call("check", "gibt-es-nicht.zip")[0] == ExitCode.BAD_INPUT


def test_personal_data_in_the_answer_file_stops_it(tmp_path: Path) -> None:
    answers, out = tmp_path / "b.yaml", tmp_path / "b.zip"
    answers.write_text(ANSWERS.replace("E-Akte im Bauamt", "Fragen an a.b@stadt.de"), encoding="utf-8")
    code, text = call("export", answers, "--out", out)
    assert (code, "a.b@stadt.de" in text, out.exists()) == (ExitCode.BAD_INPUT, True, False)


@pytest.mark.django_db
def test_without_an_issued_bundle_nothing_is_written(tmp_path: Path) -> None:
    assert call("export", "--out", tmp_path / "x.zip")[0] == ExitCode.NOTHING_FOUND


@pytest.mark.django_db
def test_taken_in_with_the_fingerprint(bundle: Path, settings: object) -> None:
    assert call("import", bundle)[0] == ExitCode.BAD_INPUT  # our own key signed it
    settings.TOWN_DIR = bundle.parent  # type: ignore[attr-defined]
    shown = json.loads(call("check", bundle, "--json")[1])["fingerprint"]
    code, text = call("import", bundle, "--json")
    assert (code, json.loads(text)["status"]) == (ExitCode.BAD_INPUT, "waiting")
    assert call("import", bundle, "--fingerprint", "0000")[0] == ExitCode.BAD_INPUT
    code, text = call("import", bundle, "--fingerprint", shown, "--json")
    assert (code, json.loads(text)["records"]) == (0, {"new": 2})
