# SPDX-License-Identifier: EUPL-1.2
"""Make a building block that passes all checks at once: a folder to start from.

python tools/new_block.py report_kind --title "Art der Meldung" --title-en "Kind of report"
makes src/mittendrin/blocks/report_kind. With --into FOLDER it is a package of your own, found by entry point.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "block_templates"
HOUSE = Path(__file__).resolve().parent.parent / "src" / "mittendrin" / "blocks"
CONTRACTS = ("classifier", "extractor")
# What each pattern reaches on its own examples.
FLOORS = {"classifier": ("accuracy", "0.7", "true"), "extractor": ("exact", "0.9", "false")}
_IMPORTS = re.compile(r"(?:^from .+\n){2,}", re.MULTILINE)
PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "0.1.0"
dependencies = ["mittendrin"]

[project.entry-points."mittendrin.blocks"]
{id} = "{id}"

[tool.setuptools]
packages = ["{id}"]

[tool.setuptools.package-data]
{id} = ["manifest.toml", "CARD.md"]
"""


class Refused(ValueError):
    """The block cannot be made; the text says why."""


def make(arguments: argparse.Namespace) -> Path:
    """Return the new folder. Raises Refused when the name is wrong or taken."""
    name: str = arguments.id
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise Refused(f"{name!r} is no name of a package: small letters, digits and underscores")
    if re.fullmatch(r"[a-z_]*\d+", name) or name in sys.stdlib_module_names:
        raise Refused(f"{name!r} ends in a number or is a standard module: say what is inside")
    root: Path = arguments.into or HOUSE
    folder = root / name
    if folder.exists():
        raise Refused(f"{folder} is there already")
    folder.mkdir(parents=True)
    for source in [*TEMPLATES.glob("*.*"), *(TEMPLATES / arguments.contract).glob("*.txt")]:
        content = _filled(source.read_text(encoding="utf-8"), arguments)
        (folder / source.name.removesuffix(".txt")).write_text(content, encoding="utf-8")
    (folder / "__init__.py").touch()
    if arguments.into and not (root / "pyproject.toml").exists():
        project = PROJECT.format(id=name, name=name.replace("_", "-"))
        (root / "pyproject.toml").write_text(project, encoding="utf-8")
    return folder


def _filled(text: str, arguments: argparse.Namespace) -> str:
    metric, floor, learns = FLOORS[arguments.contract]
    values = {
        "id": arguments.id,
        "package": arguments.id if arguments.into else f"mittendrin.blocks.{arguments.id}",
        "contract": arguments.contract,
        "question": arguments.question or f"own.{re.sub(r'[^a-z_]', '', arguments.id)}",
        "title": arguments.title or arguments.id.replace("_", " ").capitalize(),
        "title_en": arguments.title_en or arguments.id.replace("_", " "),
        "owner": arguments.owner,
        "metric": metric,
        "floor": floor,
        "learns": learns,
    }
    if wrong := [name for name, value in values.items() if set(value) & set('"\\\n@')]:
        raise Refused(f"quotes, backslashes and at signs are not allowed in {', '.join(wrong)}")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return _IMPORTS.sub(lambda found: "".join(sorted(found[0].splitlines(keepends=True))), text)


def parser() -> argparse.ArgumentParser:
    """Return what the command line takes."""
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("id", help="name of the folder, small letters and underscores")
    found.add_argument("--contract", choices=CONTRACTS, default=CONTRACTS[0])
    found.add_argument("--question", default="", help="what it answers, such as letter.unit; same question, same place")
    found.add_argument("--title", default="", help="German title")
    found.add_argument("--title-en", default="", help="English title")
    found.add_argument("--owner", default="Mittendrin")
    found.add_argument("--into", type=Path, help="folder of a package of your own")
    return found


def main(words: list[str]) -> int:
    """Make the block and say what comes next; return the exit code."""
    arguments = parser().parse_args(words)
    try:
        folder = make(arguments)
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    print(f"made {folder}")
    if arguments.into:
        print(f"next: pip install -e {arguments.into}; mittendrin ki evaluate {arguments.id}")
    else:
        print(f"next: mittendrin ki evaluate {arguments.id}; pytest tests/blocks -k {arguments.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
