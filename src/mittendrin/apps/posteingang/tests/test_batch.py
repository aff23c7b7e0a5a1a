# SPDX-License-Identifier: EUPL-1.2
"""Reading many files without a server: rows, lessons, progress, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from mittendrin.apps.posteingang.services import batch, proposing, table
from mittendrin.apps.posteingang.services.proposing import Confirmed
from mittendrin.apps.posteingang.sources.refusals import remark
from mittendrin.apps.posteingang.tests.fake_blocks import proposer
from mittendrin.contracts.document import from_text
from mittendrin.core.errors import ProblemsFound


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


@pytest.mark.django_db
def test_the_installed_blocks_answer_their_questions() -> None:
    found = proposing.answering()
    assert proposing.UNIT in found and proposing.FACTS in found
