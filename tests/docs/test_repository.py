# SPDX-License-Identifier: EUPL-1.2
"""What a stranger relies on: version, change log, decisions, publiccode.yml, and nothing of anybody's machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from tests.docs.documents import DOCS, REPO, name, text

from mittendrin import __version__

# Put together from halves, so that this file does not hold the words it looks for.
MACHINE = [
    *(f"/{first}{second}/" for first, second in (("wo", "rk"), ("fa", "rm"), ("ro", "ot"), ("ho", "me"))),
    *(f"/op{second}" for second in ("t/wheels", "t/pypi")),
    "ge" + "o-farm",
    "HOU" + "SE.md",
    "STY" + "LE.md",
    "ANCH" + "ORS.md",
    "cla" + "ude",
    "anth" + "ropic",
    "chat" + "gpt",
    "cop" + "ilot",
    "sub" + "agent",
    "CODE_" + "BRIEF",
    "issues " + "show",
]
# Where a word stands for something else: providers and products that the studies name.
CONTENT = ("src/mittendrin/apps/atlas/content/", "src/mittendrin/apps/atlas/synonyms.yaml")
NAMES_OF_PRODUCTS = {"chat" + "gpt", "cop" + "ilot"}


def pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word: paths only from their beginning, names in any case."""
    before = r"(?<![\w.:/])" if word.startswith("/") else ""
    return re.compile(before + re.escape(word), 0 if word.endswith(".md") else re.IGNORECASE)


PATTERNS = {word: pattern(word) for word in MACHINE}
PUBLICCODE_KEYS = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
PARTS = ("**Situation.**", "**Decision.**", "**Consequence.**")


def tracked() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPO, check=True, capture_output=True, text=True).stdout
    return [REPO / found for found in sorted(set(listed.split("\0"))) if found and (REPO / found).is_file()]


@pytest.mark.slow
def test_nothing_of_anybodys_machine() -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures and fonts
        allowed = NAMES_OF_PRODUCTS if name(path).startswith(CONTENT) else set()
        found += [f"{name(path)}: {word}" for word in MACHINE if word not in allowed and PATTERNS[word].search(lines)]
    assert found == []


def test_the_words_are_noticed() -> None:
    example = "see /wo" + "rk/main or the HOU" + "SE.md"
    assert [word for word in MACHINE if PATTERNS[word].search(example)] == ["/wo" + "rk/", "HOU" + "SE.md"]
    assert not PATTERNS["/wo" + "rk/"].search("https://stadt.example/wo" + "rk/")


def test_versions_agree() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    public = yaml.safe_load((REPO / "publiccode.yml").read_text(encoding="utf-8"))
    assert {project["version"], public["softwareVersion"]} == {__version__}
    assert re.search(rf"^## {re.escape(__version__)}\b", text(REPO / "CHANGELOG.md"), re.MULTILINE)


def test_publiccode_has_what_the_standard_asks_for() -> None:
    public = yaml.safe_load((REPO / "publiccode.yml").read_text(encoding="utf-8"))
    assert set(public) >= PUBLICCODE_KEYS
    assert public["legal"]["license"] == "EUPL-1.2"
    assert {"internal", "contract", "community", "none"} >= {public["maintenance"]["type"]}
    assert public["maintenance"]["contacts"]
    for language in ("de", "en"):
        words = public["description"][language]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
    assert isinstance(public.get("releaseDate", date.today()), str | date)  # noqa: DTZ011 - any day will do


def test_licence_is_there() -> None:
    licence = (REPO / "LICENSE").read_text(encoding="utf-8")
    assert "European Union Public Licence" in licence or "EUROPEAN UNION PUBLIC LICENCE" in licence


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("*.md")), ids=name)
def test_decisions_have_their_parts(path: Path) -> None:
    number = path.name.partition("-")[0]
    assert re.fullmatch(r"\d{4}", number), "NNNN-title.md"
    assert text(path).startswith(f"# {int(number)}. ")
    places = [text(path).find(part) for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
    assert len(text(path).splitlines()) <= 40, "half a page"


def test_numbers_of_decisions_are_used_once() -> None:
    numbers = [path.name.partition("-")[0] for path in (DOCS / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_every_benchmark_is_described() -> None:
    page = text(REPO / "benchmarks" / "README.md")
    scripts = sorted(path.name for path in (REPO / "benchmarks").glob("*.py") if path.name != "__init__.py")
    assert [script for script in scripts if script not in page] == []


def test_readme_shows_the_program() -> None:
    readme = text(REPO / "README.md")
    assert "docs/images/atlas-start.png" in readme
    assert len(readme.splitlines()) <= 70, "one screen"
    for words in ("make run", "make test", "EUPL-1.2", "docs/README.md"):
        assert words in readme


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("*")), ids=name)
def test_pictures_are_small_and_used(path: Path) -> None:
    assert path.suffix == ".png"
    assert path.stat().st_size < 300_000
    pages = [REPO / "README.md", *DOCS.rglob("*.md")]
    assert any(path.name in text(page) for page in pages)
