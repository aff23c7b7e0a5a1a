# SPDX-License-Identifier: EUPL-1.2
"""CI tries the same examples on each machine, whatever modules are loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.serving import REPO

pytestmark = pytest.mark.slow

TEST = """
import hashlib
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

{more}


def test_examples() -> None:
    seen = hashlib.sha256()

    @given(st.lists(st.text() | st.integers()))
    @settings(max_examples=500, database=None)
    def ask(value: list[object]) -> None:
        seen.update(repr(value).encode())

    ask()
    Path(__file__).with_suffix(".seen").write_text(seen.hexdigest())
"""


def _seen(folder: Path, more: str) -> str:
    folder.mkdir()
    test = folder / "test_examples.py"
    test.write_text(TEST.replace("{more}", more))
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(REPO / "pyproject.toml"),
        "-p",
        "conftest",
        "--noconftest",
        str(test),
    ]
    environment = {**os.environ, "CI": "1", "PYTHONPATH": f"{REPO / 'src'}{os.pathsep}{REPO}"}
    done = subprocess.run(line, cwd=REPO, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return test.with_suffix(".seen").read_text()


def test_ci_tries_the_same_examples(tmp_path: Path) -> None:
    few = _seen(tmp_path / "a", "")
    assert few == _seen(tmp_path / "b", "import mittendrin.core.iban\nimport mittendrin.core.json_text")
