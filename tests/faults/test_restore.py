# SPDX-License-Identifier: EUPL-1.2
"""What was destroyed stays destroyed when an old backup comes back, by the command and by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tools.serving import REPO, environment

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", ["restore", "tar"])
def test_an_old_backup_revives_nothing_that_was_destroyed(way: str, tmp_path: Path) -> None:
    revives_nothing(way, tmp_path)


def revives_nothing(way: str, tmp_path: Path, **more: str) -> str:
    """Check it; return what the command said. ``more``: settings."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.revived", way],
        env=environment(tmp_path, MITTENDRIN_LOG_LEVEL="ERROR", **more),
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    text = found.pop("text")
    assert found == {
        "letters": 1,
        "protocol": [["restored", True]],
        "files": [False],
        "interviews": 0,
        "tokens": [False],
        "clerk": False,
        "again": {},
        "content": False,
    }
    assert "Wieder vernichtet oder abgeschaltet: 1 Briefe." in text
    before = [folder for folder in tmp_path.iterdir() if ".before-" in folder.name]
    assert len(before) == (1 if way == "restore" else 0), "the town of now is set aside, not lost"
    assert not [folder for folder in tmp_path.iterdir() if ".restore-" in folder.name]
    return str(text)
