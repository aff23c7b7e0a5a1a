# SPDX-License-Identifier: EUPL-1.2
"""Commands in the documents work: each shell block is run as it stands, unless it says no-run; those are read."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from tests.docs.documents import REPO, Block, blocks, documents, name

from mittendrin.apps.atlas.tests import register_files
from mittendrin.cli.main import main as house
from mittendrin.contracts.sample_series import town_series
from tools import serving

UNITS = "Amt\nBürgerbüro\nBauhof\n"
PEOPLE = (
    "Benutzername;Vorname;Nachname;E-Mail;Amt;Rolle\nhuber;Ute;Huber;ute.huber@neustadt.example;Bürgerbüro;Mitarbeit\n"
)
LETTERS = "text;label\nIch beantrage einen neuen Pass.;Bürgerbüro\nDie Mülltonne am Platz ist voll.;Bauhof\n"


def counted() -> str:
    """Return six weeks of a bicycle counter as CSV."""
    rows = (f"{time.isoformat(' ')},{value:.0f}" for time, value in town_series(1, 42).points())
    return "\n".join(["timestamp,value", *rows, ""])


PLACEHOLDER = re.compile(r"<[A-ZÄÖÜ][^<>\n]*>")


def shell_blocks() -> list[Block]:
    return [block for path in documents() for block in blocks(path) if block.is_shell]


def place(block: Block) -> str:
    return f"{name(block.path)}:{block.line}"


def words(block: Block) -> Iterator[list[str]]:
    """Yield the words of each command of a block."""
    joined = PLACEHOLDER.sub("VALUE", block.text).replace("\\\n", " ")
    for line in joined.splitlines():
        for part in re.split(r"\s(?:&&|\|\||\||;)\s", line):
            found = shlex.split(part, comments=True)
            while found and re.fullmatch(r"[A-Z_]+=.*", found[0]):
                found = found[1:]
            if found:
                yield found


def of_program(block: Block) -> Iterator[list[str]]:
    """Yield the arguments of each call of mittendrin."""
    yield from (found[1:] for found in words(block) if found[0] in {"mittendrin", ".venv/bin/mittendrin"})


def misuse(arguments: list[str]) -> str:
    """Return what the command line does not know; nothing when all is right."""
    command: click.Command = house
    options = {spelling: option for option in house.params for spelling in option.opts}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word.startswith("-") and word != "-":
            spelling, equals, _ = word.partition("=")
            if spelling in {"--help", "--version"}:
                continue
            if spelling not in options:
                return spelling
            option = options[spelling]
            if isinstance(option, click.Option) and not option.is_flag and not equals:
                rest = rest[1:]
        elif isinstance(command, click.Group):
            inner = command.get_command(click.Context(command), word)
            if inner is None:
                return word
            command = inner
            options = {spelling: option for option in command.params for spelling in option.opts}
    return ""


@pytest.mark.parametrize("block", shell_blocks(), ids=place)
def test_commands_and_options_exist(block: Block) -> None:
    assert [" ".join(call) for call in of_program(block) if misuse(call)] == []


@pytest.mark.parametrize("call", [["twon"], ["atlas", "serach", "x"], ["atlas", "search", "--limits", "3", "x"]])
def test_misuse_is_noticed(call: list[str]) -> None:
    assert misuse(call)


@pytest.mark.parametrize("block", shell_blocks(), ids=place)
def test_make_targets_exist(block: Block) -> None:
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    calls = [found[1:] for found in words(block) if found[0] == "make"]
    wanted = {word for call in calls for word in call if "=" not in word}
    assert wanted <= targets


def test_a_block_says_nothing_but_sh_or_no_run() -> None:
    assert {block.info for block in shell_blocks()} <= {"sh", "sh no-run"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo town, made once."""
    return serving.prepared(tmp_path_factory.mktemp("documents") / "data")


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A folder with the files that the documents speak of, and a copy of the prepared data."""
    shutil.copytree(prepared, tmp_path / "var")
    (tmp_path / ".venv").symlink_to(REPO / ".venv")
    (tmp_path / "aemter.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "personen.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "briefe.csv").write_text(LETTERS, encoding="utf-8")
    shutil.copy(REPO / "samples/standort/musterstadt.yaml", tmp_path / "antworten.yaml")
    shutil.copy(REPO / "samples/standort/musterstadt.yaml", tmp_path / "nachbarstadt.yaml")
    (tmp_path / "zaehlstelle.csv").write_text(counted(), encoding="utf-8")
    shutil.copy(REPO / "samples/standort/umfrage.csv", tmp_path)
    shutil.copy(REPO / "samples/standort/foerderung.csv", tmp_path)
    shutil.copy(REPO / "samples/standort/codebuch.yaml", tmp_path)
    (tmp_path / "AuszugGV4QAktuell.xlsx").write_bytes(register_files.official())
    return tmp_path


WITH_COMMANDS = [path for path in documents() if any(block.runs for block in blocks(path))]
REFERENCE = "docs/reference/cli.md"  # long, and the commands of one name need nothing of the others


def tours() -> Iterator[Any]:
    """Yield the blocks that are run one after the other in one folder; tours may run side by side."""
    known = house.list_commands(click.Context(house))
    for path in WITH_COMMANDS:
        running = [block for block in blocks(path) if block.runs]
        by_name: dict[str, list[Block]] = {}
        for block in running:
            called = next(of_program(block), []) if name(path) == REFERENCE else []
            by_name.setdefault(next(filter(known.__contains__, called), ""), []).append(block)
        for command, tour in by_name.items():
            title = f"{name(path)} {command}".strip()
            yield pytest.param(tour, id=title)


@pytest.mark.slow
@pytest.mark.parametrize("tour", list(tours()))
def test_commands_work(tour: list[Block], folder: Path) -> None:
    environment = serving.environment(folder / "var")
    environment["MITTENDRIN_STUDIES"] = str(folder / "none")  # the same on every machine
    environment["PATH"] = f"{REPO / '.venv/bin'}:{environment['PATH']}"
    for block in tour:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{place(block)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr


def test_there_are_commands_to_run() -> None:
    assert {REFERENCE, "docs/howto/inhalte-einlesen.md"} <= {name(path) for path in WITH_COMMANDS}
