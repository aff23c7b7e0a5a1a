# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin posteingang read`` and ``separator``."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mittendrin.apps.posteingang.services import batch, proposing
from mittendrin.apps.posteingang.services.proposing import Confirmed, Proposer
from mittendrin.apps.posteingang.sources.reading import Reading, Remark
from mittendrin.apps.posteingang.tests.fake_blocks import Fake, proposer
from mittendrin.apps.posteingang.tests.reading_factories import LETTER, pdf_with_text
from mittendrin.cli.posteingang import posteingang
from mittendrin.contracts.document import from_text
from mittendrin.core.exit_codes import ExitCode


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: list[tuple[str, Proposer]] = []

    def make(name: str) -> Any:
        def maker(_plan: object) -> Proposer:
            made.append((name, proposer()))
            return made[-1][1]

        return maker

    monkeypatch.setattr(proposing, "as_shipped", make("shipped"))
    monkeypatch.setattr(proposing, "in_operation", make("live"))
    monkeypatch.setattr(proposing, "confirmed_so_far", lambda: [Confirmed(from_text("früher"), "Bauamt", "")])
    monkeypatch.setattr("mittendrin.cli.posteingang.town_plan", lambda: None)

    def runner(*arguments: object) -> tuple[Result, list[tuple[str, Proposer]]]:
        return CliRunner().invoke(posteingang, [str(argument) for argument in arguments]), made

    yield runner


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folder(path: Path) -> Path:
    (path / "post").mkdir()
    (path / "post" / "a.txt").write_text("Hundesteuer für Bello", encoding="utf-8")
    (path / "post" / "b.pdf").write_bytes(pdf_with_text(LETTER))
    (path / "post" / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    return path / "post"


def test_read_writes_a_row_for_each_letter_and_for_each_refused_file(tmp_path: Path, run: Any) -> None:
    out = tmp_path / "out.csv"
    result, made = run("read", folder(tmp_path), "--csv", out, "--json")
    assert result.exit_code == 0
    found = rows(out)
    assert [row["file"] for row in found] == ["a.txt", "b.pdf", "c.pdf"]
    assert [row["unit"] for row in found] == ["Steueramt", "Steueramt", ""]
    assert "beschädigt" in found[2]["reasons"]
    said = json.loads(result.stdout)
    assert (said["status"], said["files"], said["letters"], said["refused"]) == ("read", 3, 2, 1)
    assert said["rows"] == found
    assert made[0][0] == "live"


@pytest.mark.slow
def test_learning_comes_first_and_day_one_forgets_the_town(tmp_path: Path, run: Any) -> None:
    post = folder(tmp_path)
    lessons = post / "lessons.csv"
    lessons.write_text("file;unit;kind\na.txt;Ordnungsamt;Meldung\nc.pdf;x;y\nfehlt.pdf;x;y\n", encoding="utf-8")
    result, made = run("read", post / "b.pdf", "--csv", tmp_path / "o.csv", "--learn", lessons)
    assert result.exit_code == 0
    assert "1 Dateien der Tabelle sind nicht da, zum Beispiel „fehlt.pdf“." in result.stderr
    units = made[0][1].blocks[proposing.UNIT].learned
    assert units == [("früher", "Bauamt"), ("Hundesteuer für Bello", "Ordnungsamt")]
    result, made = run("read", post / "b.pdf", "--csv", tmp_path / "o.csv", "--learn", lessons, "--day-one")
    assert made[1][0] == "shipped"
    assert made[1][1].blocks[proposing.UNIT].learned == [("Hundesteuer für Bello", "Ordnungsamt")]


def test_wrong_use_is_answered_in_one_sentence(tmp_path: Path, run: Any) -> None:
    (tmp_path / "empty").mkdir()
    result, _ = run("read", tmp_path / "empty", "--csv", tmp_path / "o.csv")
    assert result.exit_code == ExitCode.NOTHING_FOUND
    assert result.stderr == "Dort liegt keine Datei.\n"
    post = folder(tmp_path)
    result, _ = run("read", post, "--csv", tmp_path / "no" / "o.csv")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "lässt sich nicht schreiben" in result.stderr
    (post / "bad.csv").write_text("name\nx\n", encoding="utf-8")
    result, _ = run("read", post, "--csv", tmp_path / "o.csv", "--learn", post / "bad.csv")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "„file“" in result.stderr


def test_a_file_that_is_not_there_gets_its_row_and_stops_nothing(tmp_path: Path, run: Any) -> None:
    out = tmp_path / "o.csv"
    post = folder(tmp_path)
    result, _ = run("read", post / "a.txt", tmp_path / "fehlt.pdf", post / "b.pdf", "--csv", out)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "1 der genannten Dateien gibt es nicht." in result.stdout
    found = rows(out)
    assert [row["file"] for row in found] == ["a.txt", "fehlt.pdf", "b.pdf"]
    assert found[1]["reasons"] == "Diese Datei gibt es nicht."
    assert found[2]["unit"] == "Steueramt"


def test_names_of_files_that_are_no_text_and_odd_places_get_rows(tmp_path: Path, run: Any) -> None:
    post = tmp_path / "post"
    post.mkdir()
    Path(os.fsdecode(os.fsencode(post) + b"/b\xf6se.txt")).write_text("Hundesteuer", encoding="utf-8")
    (post / "Zeile\nzwei.txt").write_text("Hundesteuer", encoding="utf-8")
    (post / "tot.pdf").symlink_to(tmp_path / "nirgends")
    os.mkfifo(post / "rohr.txt")
    out = tmp_path / "o.csv"
    result, _ = run("read", post, "--csv", out, "--json")
    assert result.exit_code == 0
    found = {row["file"]: row for row in rows(out)}
    assert set(found) == {"b\\udcf6se.txt", "Zeile zwei.txt", "tot.pdf", "rohr.txt"}
    assert found["rohr.txt"]["reasons"] == found["tot.pdf"]["reasons"] == "Das ist keine gewöhnliche Datei."
    assert found["b\\udcf6se.txt"]["unit"] == "Steueramt"


def test_a_table_to_learn_from_is_checked_in_words(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    post = folder(tmp_path)
    monkeypatch.setattr(Fake, "labels", ("Steueramt", "Ordnungsamt"), raising=False)
    lessons = post / "lessons.csv"
    lessons.write_text("file,unit,kind\na.txt, ordnungsamt ,\nb.pdf,Amt 99,\nb.pdf,,\n", encoding="utf-8")
    result, made = run("read", post / "b.pdf", "--csv", tmp_path / "o.csv", "--learn", lessons, "--day-one")
    assert result.exit_code == 0
    assert "1 Namen der Tabelle gibt es hier nicht; sie werden so gelernt: „Amt 99“." in result.stderr
    assert "In 1 Zeilen der Tabelle stehen weder Einheit noch Art." in result.stderr
    assert [unit for _text, unit in made[0][1].blocks[proposing.UNIT].learned] == ["Ordnungsamt", "Amt 99"]
    lessons.write_bytes(b"PK\x03\x04 a spreadsheet")
    result, _ = run("read", post / "b.pdf", "--csv", tmp_path / "o.csv", "--learn", lessons)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "Das ist keine CSV-Datei." in result.stderr


def test_a_file_that_is_put_off_is_told_apart(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Remark("no-tesseract", "Tesseract fehlt.")

    def put_off(files: Any, *_rest: object) -> Iterator[batch.Outcome]:
        yield from (batch.Outcome(source, Reading("x", ""), later) for source in files)

    monkeypatch.setattr(batch, "read_all", put_off)
    out = tmp_path / "o.csv"
    result, _ = run("read", folder(tmp_path), "--csv", out)
    assert result.exit_code == ExitCode.NOT_READY
    assert "Tesseract fehlt. (3)" in result.stdout
    assert {row["reasons"] for row in rows(out)} == {"Tesseract fehlt."}


def test_the_separator_sheet_is_written(tmp_path: Path, run: Any) -> None:
    out = tmp_path / "t.pdf"
    result, _ = run("separator", out)
    assert result.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
