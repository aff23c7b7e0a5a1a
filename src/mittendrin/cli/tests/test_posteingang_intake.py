# SPDX-License-Identifier: EUPL-1.2
"""The post room from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.files.base import ContentFile

from mittendrin.apps.posteingang.models import ApiSender, FilePlanEntry, Letter, PostRoomUnit
from mittendrin.apps.posteingang.services import intake
from mittendrin.cli.posteingang_intake import posteingang
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.accounts import demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(settings: Any, tmp_path: Path) -> Path:
    settings.TOWN_DIR = tmp_path
    settings.LETTER_STORAGE = {
        "BACKEND": "mittendrin.apps.posteingang.ingest.store.AtomicFiles",
        "OPTIONS": {"location": tmp_path / "letters"},
    }
    (tmp_path / "scans").mkdir()
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(posteingang, arguments)


def test_watching_once_takes_what_is_there(town: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_args: None)
    assert call("watch", "--once").exit_code == ExitCode.NOT_READY
    settings.LETTER_FOLDERS = [str(town / "scans")]
    monkeypatch.setattr(intake, "SETTLE", 0.0)
    for folder in intake.folders():
        monkeypatch.setattr(folder, "settle", 0.0)
    (town / "scans" / "a.txt").write_text("Brief")
    answer = call("watch", "--once", "--every", "0.2", "--json")
    assert json.loads(answer.output) == {"taken": 1}
    assert Letter.objects.count() == 1


def test_disposing_names_what_it_does() -> None:
    answer = call("dispose", "--dry-run", "--json", "--on", "2050-01-01")
    assert json.loads(answer.output)["letters"] == []
    assert call("dispose", "--on", "2050-01-01").exit_code == ExitCode.WRONG_USE
    assert call("dispose").exit_code == ExitCode.OK


def test_a_sender_gets_its_token_once() -> None:
    token = json.loads(call("add-sender", "Fax", "--json").output)["token"]
    assert intake.sender_with(token) == ApiSender.objects.get()
    again = call("add-sender", "Fax")
    assert again.exit_code == ExitCode.BAD_INPUT
    assert "Fax" in again.output


def test_changing_the_key(settings: Any) -> None:
    assert call("rekey").exit_code == ExitCode.NOT_READY
    settings.FILE_KEY = "kurz"
    assert call("rekey").exit_code == ExitCode.NOT_READY
    settings.FILE_KEY = json.loads(call("rekey", "--new-key", "--json").output)["key"]
    content = ContentFile(b"Brief")
    intake.take_from_sender(intake.new_sender("Fax")[0], "a.txt", content)
    assert json.loads(call("rekey", "--json").output) == {"sealed": 0, "same": 1}


def test_preparing_loads_the_file_plan_and_names_the_post_room() -> None:
    demo.ensure_demo_town()
    assert call("prepare").exit_code == ExitCode.OK
    assert FilePlanEntry.objects.count() > 50
    assert not PostRoomUnit.objects.exists()
    call("prepare", "--demo")
    assert PostRoomUnit.objects.get().unit.name == "Hauptamt/Organisation"
    assert json.loads(call("work", "--json").output) == {"steps": 0}
