# SPDX-License-Identifier: EUPL-1.2
"""House rule 4: functions up to 50 lines, modules up to 400, templates up to 150.

Longer ones need a dated reason in their first lines: ``# size 2026-11-22: reason`` (``{# ... #}``, ``// ...``).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION, MODULE, TEMPLATE = 50, 400, 150
LIMITS = {".py": MODULE, ".mjs": MODULE, ".js": MODULE, ".css": MODULE, ".html": TEMPLATE}
REASON = re.compile(r"(?:#|//|/\*|\{#)\s*size 20\d\d-\d\d-\d\d: \S.{9,}")


def too_long(name: str, text: str) -> Iterator[str]:
    """Yield what is longer in the file ``name`` than the house allows, without a reason."""
    lines = text.splitlines()
    limit = LIMITS[Path(name).suffix]
    if len(lines) > limit and not _excused(lines[:5]):
        yield f"{name}: {len(lines)} lines, at most {limit}"
    if name.endswith(".py"):
        for node in ast.walk(ast.parse(text, name)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION and not _excused(lines[node.lineno - 1 : node.body[0].lineno + 1]):
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION}"


def files() -> Iterator[Path]:
    """Yield the files of the repository that have a limit, also new ones that git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in sorted(set(listed.splitlines())):
        path = ROOT / name
        if path.suffix in LIMITS and path.is_file() and "migrations" not in path.parts:
            yield path


def main() -> int:
    """Print what is too long; return the exit code."""
    found = [
        line
        for path in files()
        for line in too_long(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    print("\n".join(found) or "all files and functions have their size")
    return 1 if found else 0


def _excused(lines: list[str]) -> bool:
    return any(REASON.search(line) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
