# SPDX-License-Identifier: EUPL-1.2
"""The documents of the repository: their headings, links and code blocks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
DOCS = REPO / "docs"
FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, the words after its fence, its lines."""

    path: Path
    line: int
    info: str
    text: str

    @property
    def runs(self) -> bool:
        """Return whether the tests run it."""
        return self.info.split() == ["sh"]

    @property
    def is_shell(self) -> bool:
        """Return whether it holds commands."""
        return self.info.split()[:1] == ["sh"]


@cache
def documents() -> tuple[Path, ...]:
    """Return all Markdown files of the repository, also new ones."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout
    return tuple(REPO / name for name in sorted(set(listed.split("\0"))) if name and (REPO / name).is_file())


def name(path: Path) -> str:
    """Return the path below the repository."""
    return path.relative_to(REPO).as_posix()


@cache
def text(path: Path) -> str:
    """Return the text of a document."""
    return path.read_text(encoding="utf-8")


def blocks(path: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a document."""
    for found in FENCE.finditer(text(path)):
        line = text(path).count("\n", 0, found.start()) + 1
        yield Block(path, line, found.group(2).strip(), found.group(3))


def prose(path: Path) -> str:
    """Return a document without its code."""
    return INLINE_CODE.sub("", FENCE.sub("", text(path)))


def links(path: Path) -> list[str]:
    """Return the targets of all links and pictures."""
    return LINK.findall(prose(path))


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors that readers of the repository can jump to."""
    found: dict[str, int] = {}
    for title in HEADING.findall(FENCE.sub("", text(path))):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
        if found[slug]:
            found[f"{slug}-{found[slug]}"] = 0
    return frozenset(found)
