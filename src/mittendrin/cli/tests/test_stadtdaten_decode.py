# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten decode``: one row for each value, bad lines named, nothing needed but the file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner, Result

from mittendrin.apps.stadtdaten.tests import codecs
from mittendrin.apps.stadtdaten.tests.test_lorawan import CHIRPSTACK, TTN
from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["stadtdaten", "decode", *arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    lines = [json.dumps(TTN), "", "kaputt", json.dumps(CHIRPSTACK), json.dumps({"payload": TTN})]
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    return path


def test_what_the_network_decoded(messages: Path, tmp_path: Path) -> None:
    out, heads = tmp_path / "out.csv", tmp_path / "heads.csv"
    done = run(str(messages), "--csv", str(out), "--envelopes", str(heads))
    assert done.exit_code == ExitCode.OK
    assert rows(out) == [
        {"device": "70B3D57ED0000002", "time": "2026-03-01T10:00:00.250Z", "name": "level", "value": "12.5", "unit": ""}
    ]
    found = rows(heads)
    assert [row["line"] for row in found] == ["1", "3", "4", "5"]
    assert [row["problem"] for row in found] == ["no-codec", "not-json", "", "no-codec"]
    assert (found[0]["device"], found[0]["rssi"], found[0]["f_cnt"], found[0]["battery"]) == (
        "70B3D57ED0000001", "-71.0", "0", "87.5",
    )  # fmt: skip
    assert "kein JSON-Objekt" in done.stderr


def test_cayenne_and_a_codec_of_a_vendor(messages: Path, tmp_path: Path) -> None:
    out, codec = tmp_path / "out.csv", tmp_path / "codec.js"
    assert run(str(messages), "--codec", "cayenne", "--csv", str(out)).exit_code == ExitCode.OK
    values = [(row["name"], row["value"], row["unit"]) for row in rows(out)]
    assert values == [("temperature_1", "22.5", "°C"), ("relative_humidity_4", "38.5", "%")] * 3
    codec.write_text("\ufeff" + codecs.FORMS["Decode"], encoding="utf-8")
    done = run(str(messages), "--codec", str(codec), "--csv", str(out), "--json")
    assert json.loads(done.stdout)["values"] == 6
    assert {row["value"] for row in rows(out)} == {"1", "2"}
    assert run(str(messages), "--codec", str(codec), "--csv", "-").stdout.startswith("device,time,name,value,unit\n")


@pytest.mark.parametrize(
    ("text", "code"), [("", ExitCode.NOTHING_FOUND), ("kaputt\n", ExitCode.BAD_INPUT), ("\n\n", ExitCode.NOTHING_FOUND)]
)
def test_nothing_usable(text: str, code: ExitCode, tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(text, encoding="utf-8")
    assert run(str(path), "--csv", str(tmp_path / "out.csv")).exit_code == code


def test_wrong_files(messages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert (
        run(str(messages), "--codec", str(tmp_path / "gibt-es-nicht.js"), "--csv", str(out)).exit_code
        == ExitCode.BAD_INPUT
    )
    assert run(str(messages), "--csv", str(tmp_path / "gibt" / "es" / "nicht.csv")).exit_code == ExitCode.BAD_INPUT
    picture = tmp_path / "bild.js"
    picture.write_bytes(b"\x89PNG\xff")
    assert run(str(messages), "--codec", str(picture), "--csv", str(out)).exit_code == ExitCode.BAD_INPUT


@pytest.mark.slow
def test_codec_that_hangs_is_given_up(tmp_path: Path) -> None:
    path, codec, out = tmp_path / "messages.jsonl", tmp_path / "codec.js", tmp_path / "out.csv"
    path.write_text("\n".join([json.dumps(TTN)] * 300), encoding="utf-8")
    codec.write_text("function decodeUplink() { for (;;) {} }", encoding="utf-8")
    began = monotonic()
    done = run(str(path), "--codec", str(codec), "--csv", str(out), "--json")
    assert monotonic() - began < 90
    assert done.exit_code == ExitCode.BAD_INPUT
    assert [one["count"] for one in json.loads(done.stdout)["problems"]] == [295, 5]
