# SPDX-License-Identifier: EUPL-1.2
"""Every building block is whole: manifest, card, evaluation and test are there and say something.

Without arguments all blocks of the house and of installed packages are looked at; with folders only those.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from mittendrin.contracts import registry
from mittendrin.contracts.manifest import Manifest, ManifestWrong, read

FILES = ("__init__.py", "manifest.toml", "block.py", "evaluate.py", "test_block.py", "CARD.md")
SECTIONS = ("Zweck", "Daten", "Grenzen", "Aufsicht")
TECHNOLOGIES = {"text", "image", "time series", "rules"}
DEFINES = {"block.py": "Block", "evaluate.py": "evaluate"}
LEAST_WORDS = 8
_SECTION = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
_QUESTION = re.compile(r"[a-z]+(?:\.[a-z_]+)+")
_VERSION = re.compile(r"\d+(?:\.\d+){0,2}")


def problems(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the block in ``folder``."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    yield from (f"{name} is missing" for name in missing)
    if "manifest.toml" not in missing:
        try:
            yield from _manifest(read(folder / "manifest.toml"))
        except (ManifestWrong, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
            yield str(error)
    if "CARD.md" not in missing:
        yield from _card((folder / "CARD.md").read_text(encoding="utf-8"))
    for name, wanted in DEFINES.items():
        if name not in missing and wanted not in _names(folder / name):
            yield f"{name} does not define {wanted}"


def _manifest(manifest: Manifest) -> Iterator[str]:
    values = asdict(manifest)
    yield from (f"manifest: {name} is empty" for name, value in values.items() if value in ("", ()))
    for name, value in values.items():
        other = values.get(f"{name}_en")
        if other is not None and other == value and len(str(value).split()) > 1:
            yield f"manifest: {name} and {name}_en are the same text"
    if unknown := sorted(set(manifest.technology) - TECHNOLOGIES):
        yield f"manifest: technology {', '.join(unknown)}; allowed are {', '.join(sorted(TECHNOLOGIES))}"
    if not _QUESTION.fullmatch(manifest.question):
        yield f"manifest: question {manifest.question!r} should look like letter.unit"
    if not _VERSION.fullmatch(manifest.version):
        yield f"manifest: version {manifest.version!r} should look like 1.2.0"
    if not 0 < manifest.floor <= 1:
        yield f"manifest: floor {manifest.floor} should lie between 0 and 1"


def _card(text: str) -> Iterator[str]:
    if not re.match(r"# \S", text):
        yield "CARD.md: the first line should be a title"
    parts = _SECTION.split(text)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    for name in SECTIONS:
        if name not in found:
            yield f"CARD.md: the section „{name}“ is missing"
        elif len(found[name].split()) < LEAST_WORDS:
            yield f"CARD.md: the section „{name}“ says too little"


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def main(arguments: list[str]) -> int:
    """Print what is wrong; return the exit code."""
    folders = [Path(name).resolve() for name in arguments] or [registry.folder(name) for name in registry.packages()]
    found = [f"{folder.name}: {problem}" for folder in folders for problem in problems(folder)]
    print("\n".join(found) or f"{len(folders)} building blocks are whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
