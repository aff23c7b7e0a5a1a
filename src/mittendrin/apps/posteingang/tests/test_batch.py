# SPDX-License-Identifier: EUPL-1.2
"""Reading many files without a server: rows, lessons, progress, refusals."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mittendrin.apps.posteingang.services import batch, proposing, table
from mittendrin.apps.posteingang.services.proposing import Confirmed, Proposer
from mittendrin.apps.posteingang.sources.reading import Reading, Remark
from mittendrin.apps.posteingang.sources.refusals import remark
from mittendrin.apps.posteingang.tests.reading_factories import LETTER, pdf_with_text
from mittendrin.cli.posteingang import posteingang
from mittendrin.contracts.block import Alternative, Answer, Reason
from mittendrin.contracts.document import Document, from_text
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode


class Fake:
    """A block that answers alike to all and remembers what it learned."""

    def __init__(self, answer: Answer[Any]) -> None:
        self.answer, self.learned = answer, []  # type: ignore[var-annotated]
        self.manifest = type("Manifest", (), {"id": "fake"})

    def predict(self, item: Document) -> Answer[Any]:
        if "explode" in item.text:
            raise RuntimeError("boom")
        return self.answer

    def learn(self, examples: Any, seed: int = 0) -> None:
        self.learned = [(example.item.text, example.value) for example in examples]


FACTS = {
    "sender": Answer("=cmd|'/c calc'!A1", 0.9),
    "amount": Answer("120.50", 0.8),
    "deadline": Answer[str](None, 0.0),
    "deadline_computed": Answer("2026-12-03", 0.7, (Reason("rule", "ein Monat ab %(day)s", {"day": "3.11."}),)),
}
UNIT = Answer(
    "Steueramt",
    0.91,
    (Reason("plan", "im Plan steht „%(word)s“", {"word": "Hundesteuer"}), Reason("x", "100% sicher")),
    alternatives=(Alternative("Stadtkasse", 0.05), Alternative("Ordnungsamt", 0.02), Alternative("Bauamt", 0.01)),
)


def proposer() -> Proposer:
    answers: dict[str, Answer[Any]] = {
        proposing.UNIT: UNIT,
        proposing.KIND: Answer("Antrag", 0.8),
        proposing.FACTS: Answer(FACTS, 0.9),
        proposing.URGENCY: Answer("true", 0.6),
        proposing.SPECIAL: Answer("false", 0.6),
    }
    return Proposer({question: Fake(answer) for question, answer in answers.items()})  # type: ignore[misc]


def test_a_letter_is_one_row_in_normal_form() -> None:
    document = from_text("Hundesteuer")
    row = table.letter_row("a/b.pdf", document, proposer().propose(document), [remark("poor-page", pages="2")])
    assert tuple(row) == table.COLUMNS
    wanted = {
        "file": "a/b.pdf", "unit": "Steueramt", "unit_confidence": "0.910", "unit_2": "Stadtkasse",
        "unit_3": "Ordnungsamt", "second_unit": "", "kind": "Antrag", "amount": "120.50", "deadline": "",
        "urgent": "true", "special_data": "false", "abstained": "false", "language": "",
    }  # fmt: skip
    assert wanted.items() <= row.items()
    assert row["sender"].startswith("'=")
    assert "Berechnete Frist: 2026-12-03 (ein Monat ab 3.11.)" in row["reasons"]
    assert "im Plan steht „Hundesteuer“; 100% sicher" in row["reasons"]
    assert "Seite 2 ist schlecht lesbar" in row["reasons"]


def test_a_block_that_fails_abstains_and_the_rest_answers() -> None:
    proposals = proposer().propose(from_text("explode"))
    assert all(answer.abstained for answer in proposals.values())
    assert table.letter_row("x", from_text("x"), proposals, ())["abstained"] == "true"


def test_units_and_kinds_are_learned_where_they_are_known() -> None:
    one = proposer()
    one.learn([Confirmed(from_text("a"), "Steueramt", "Antrag"), Confirmed(from_text("b"), kind="Mahnung")])
    learned = {question: block.learned for question, block in one.blocks.items()}  # type: ignore[attr-defined]
    assert learned[proposing.UNIT] == [("a", "Steueramt")]
    assert learned[proposing.KIND] == [("a", "Antrag"), ("b", "Mahnung")]
    assert learned[proposing.FACTS] == []


def test_files_are_named_by_their_place_in_the_folder(tmp_path: Path) -> None:
    for name in ("in/b.pdf", "in/sub/a.txt", "in/.hidden", "in/Thumbs.db", "in/.git/x", "in/out.csv", "other/b.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    found = batch.sources([tmp_path / "in"], [tmp_path / "in" / "out.csv"])
    assert [source.label for source in found] == ["b.pdf", "sub/a.txt"]
    both = batch.sources([tmp_path / "in" / "b.pdf", tmp_path / "other" / "b.pdf"])
    assert [source.label for source in both] == [str(tmp_path / "in" / "b.pdf"), str(tmp_path / "other" / "b.pdf")]


def test_lessons_find_their_files_beside_the_table_and_in_the_folders(tmp_path: Path) -> None:
    for name in ("lessons/a.txt", "post/b.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x", encoding="utf-8")
    lessons = tmp_path / "lessons" / "t.csv"
    lessons.write_text("file,unit,kind\na.txt,Steueramt,Antrag\nb.txt,Bauamt,\nc.txt,x,y\n", encoding="utf-8")
    found, absent = batch.lessons(lessons, [tmp_path / "post"])
    assert [(lesson.path.name, lesson.unit, lesson.kind) for lesson in found] == [
        ("a.txt", "Steueramt", "Antrag"),
        ("b.txt", "Bauamt", ""),
    ]
    assert absent == ["c.txt"]
    lessons.write_text("file;unit\na.txt;x\n", encoding="utf-8")
    with pytest.raises(ProblemsFound):
        batch.lessons(lessons, [])


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


def test_a_file_that_is_put_off_is_told_apart(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Remark("no-tesseract", "Tesseract fehlt.")

    @contextmanager
    def nothing() -> Iterator[None]:
        yield

    def put_off(files: Any, *_rest: object) -> Iterator[batch.Outcome]:
        with nothing():
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


@pytest.mark.django_db
def test_the_installed_blocks_answer_their_questions() -> None:
    found = proposing.answering()
    assert proposing.UNIT in found and proposing.FACTS in found
