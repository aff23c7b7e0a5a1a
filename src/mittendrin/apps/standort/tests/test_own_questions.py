# SPDX-License-Identifier: EUPL-1.2
"""A region's own questionnaire in the town's folder is what the pages ask; one with faults is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from mittendrin.apps.standort.models import Round
from mittendrin.apps.standort.services import own_questions, rounds
from mittendrin.apps.standort.sources.questionnaire import SHIPPED, shipped
from mittendrin.townhall.accounts.models import Person


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.TOWN_DIR = tmp_path
    return tmp_path


def write(folder: Path, **changed: str) -> None:
    """Write the shipped questionnaire with other words as the town's own."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in {shipped().id: "region-nord", **changed}.items():
        assert old in text
        text = text.replace(old, new)
    (folder / own_questions.FILE).write_text(text, encoding="utf-8")


def test_without_one_the_shipped_questionnaire_is_asked(folder: Path) -> None:
    assert own_questions.current() is shipped()
    assert list(own_questions.sound()) == []


@pytest.mark.django_db
def test_the_pages_ask_it_and_old_answers_stay(
    folder: Path, owner: Client, people: dict[str, Person], a_round: Round
) -> None:
    section = reverse("standort:section", args=[a_round.uuid, "strategy"])
    save = reverse("standort:save", args=[a_round.uuid, "strategy", "strategy-agenda"])
    owner.post(save, {"strategy-agenda": "adopted"})
    write(folder, **{"Wie weit ist Ihre Digitalstrategie oder Digitale Agenda?": "Hat der Norden eine Strategie?"})
    assert "Hat der Norden eine Strategie?" in owner.get(section).content.decode()
    assert rounds.answers(a_round).value("strategy-agenda") == "adopted"
    assert owner.get(reverse("standort:result", args=[a_round.uuid])).status_code == 200
    assert owner.get(reverse("standort:roadmap") + "?ansicht=schritte").status_code == 200
    assert rounds.begin(people["owner"]).questionnaire.startswith("region-nord/")
    assert list(own_questions.sound()) == []


@pytest.mark.django_db
def test_one_with_fewer_questions_breaks_no_page(folder: Path, owner: Client, a_round: Round) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    start, end = text.index("  - id: money-funding"), text.index("  - id: process-e-file")
    (folder / own_questions.FILE).write_text(text[:start] + text[end:], encoding="utf-8")
    assert len(own_questions.current().items) == len(shipped().items) - 1
    for name in ("result", "answers", "answers_yaml", "beside", "publish", "twins"):
        assert owner.get(reverse(f"standort:{name}", args=[a_round.uuid])).status_code == 200, name
    assert owner.get(reverse("standort:paper", args=[a_round.uuid, "council", "docx"])).status_code == 200


@pytest.mark.parametrize("content", [b"id: region\n", b"\xff\xfe", b"- a\n", b"", b"x: [" * 9])
def test_one_with_faults_is_named_at_the_start_and_not_asked(folder: Path, content: bytes) -> None:
    (folder / own_questions.FILE).write_bytes(content)
    assert own_questions.current() is shipped()
    (notice,) = own_questions.sound()
    assert notice.id == "mittendrin.W070"
    assert "eigener-fragebogen.md" in str(notice.hint)


def test_a_mended_file_counts_without_a_restart(folder: Path) -> None:
    (folder / own_questions.FILE).write_text("id: region\n", encoding="utf-8")
    assert own_questions.current() is shipped()
    write(folder)
    assert own_questions.current().id == "region-nord"
