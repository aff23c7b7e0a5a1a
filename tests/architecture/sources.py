# SPDX-License-Identifier: EUPL-1.2
"""The files of the repository, for tests that look at all of them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SOURCE = REPO / "src" / "mittendrin"


@cache
def files() -> tuple[Path, ...]:
    """Return all files of the repository, also new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout
    return tuple(REPO / name for name in sorted(set(listed.split("\0"))) if name and (REPO / name).is_file())


def named(*suffixes: str, below: Path = REPO) -> list[Path]:
    """Return the files with one of these endings below a folder."""
    return [path for path in files() if path.suffix in suffixes and path.is_relative_to(below)]


def is_test(path: Path) -> bool:
    """Return whether a file belongs to the tests."""
    return "tests" in path.relative_to(REPO).parts or path.match("blocks/*/test_block.py")


def modules() -> list[Path]:
    """Return the modules of the program: no tests, no migrations."""
    return [path for path in named(".py", below=SOURCE) if not is_test(path) and "migrations" not in path.parts]


def holding(paths: list[Path], *words: str) -> list[Path]:
    """Return the files in whose text one of ``words`` stands; only these need to be parsed."""
    return [path for path in paths if any(word in path.read_text(encoding="utf-8") for word in words)]


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    """Return the path below the package, or below the repository."""
    return path.relative_to(SOURCE if path.is_relative_to(SOURCE) else REPO).as_posix()


def lines_with(path: Path, words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that hold one of ``words``."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if any(word in line for word in words):
            yield number, line.strip()
