# SPDX-License-Identifier: EUPL-1.2
"""The reference names everything there is: settings, checks, commands, addresses, kinds, models."""

from __future__ import annotations

import ast
import dataclasses
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from tests.docs.documents import DOCS, REPO, documents, name, text

from mittendrin.apps.atlas.api.records import RESOURCES
from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.interface import SHARED
from mittendrin.apps.atlas.services.labels import VOCABULARIES
from mittendrin.config import checks
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.town import Town
from mittendrin.web.api import problems
from mittendrin.web.api.site import openapi
from tools import api_reference, cli_reference

REFERENCE = DOCS / "reference"
CONFIG = REPO / "src/mittendrin/config"
SETTING = re.compile(r"\bMITTENDRIN_[A-Z_]*[A-Z]\b")
CHECK_ID = re.compile(r"\bmittendrin\.[EW]\d{3}\b")
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)


def settings_read() -> set[str]:
    """Return the names of all variables that the program reads."""
    found = set(checks.READ_ELSEWHERE)
    for node in ast.walk(ast.parse((CONFIG / "settings.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, first = node.func.value, node.args[0] if node.args else None
            if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
                found.add(f"MITTENDRIN_{first.value!s}")
    return found


def rows(path: Path) -> dict[str, list[str]]:
    """Return the table rows of a page: first cell -> the other cells."""
    return {first: [cell.strip() for cell in rest.split(" | ")] for first, rest in ROW.findall(text(path))}


def test_every_setting_has_its_row() -> None:
    described = rows(REFERENCE / "einstellungen.md")
    assert {name for name in described if SETTING.fullmatch(name)} == settings_read()
    thin = [name for name in settings_read() if len(described[name]) != 3 or not all(described[name])]
    assert thin == []


def test_documents_name_no_setting_that_is_gone() -> None:
    named = {found for path in documents() for found in SETTING.findall(text(path))}
    assert named <= settings_read()


def test_every_system_check_has_its_row() -> None:
    places = [*CONFIG.glob("*checks.py"), *CONFIG.parent.glob("apps/*/services/*.py")]
    sources = [path.read_text(encoding="utf-8") for path in places]
    raised = {found for source in sources for found in CHECK_ID.findall(source)}
    assert {name for name in rows(REFERENCE / "einstellungen.md") if CHECK_ID.fullmatch(name)} == raised
    named = {found for path in documents() for found in CHECK_ID.findall(text(path))}
    assert named <= raised


def test_every_name_of_town_yaml_is_explained() -> None:
    page = text(REFERENCE / "einstellungen.md").partition("## town.yaml")[2]
    assert [field.name for field in dataclasses.fields(Town) if f"`{field.name}`" not in page] == []


def test_commands_are_as_documented() -> None:
    assert text(REFERENCE / "cli.md") == cli_reference.render(), "mend it with: make docs"


def test_every_command_has_an_example() -> None:
    names = {name for name, _ in cli_reference.commands()}
    assert names == set(cli_reference.EXAMPLES)
    assert set(cli_reference.CODES) == set(ExitCode)


def test_addresses_are_as_documented() -> None:
    assert text(REFERENCE / "api.md") == api_reference.whole(), "mend it with: make docs"


def test_every_address_and_parameter_of_the_interface_is_named() -> None:
    page = text(REFERENCE / "api.md")
    missing = [path for path in openapi()["paths"] if f"`{path}`" not in page]
    missing += [parameter for parameter in SHARED if f"| `{parameter}` |" not in page]
    assert missing == []


def test_every_problem_of_the_interface_is_named() -> None:
    named = dict(re.findall(r"^\| (\d{3}) \| `([\w-]+)` \|", text(REFERENCE / "api.md"), re.MULTILINE))
    assert named == {str(status): kind for status, (kind, _) in problems._TITLES.items()}


def test_references_say_how_to_write_them_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for tool in (cli_reference, api_reference):
        copy = tmp_path / tool.TARGET.name
        copy.write_text(tool.TARGET.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
        (tmp_path / "api.md").touch()
        monkeypatch.setattr(tool, "TARGET", copy)
        monkeypatch.setattr(sys, "argv", ["tool", "--check"])
        expected = 1 if tool is cli_reference else 0  # what stands after the addresses is by hand
        assert tool.main() == expected
    assert "make docs" in capsys.readouterr().err


def test_every_kind_of_record_is_in_the_glossary() -> None:
    glossary = text(REFERENCE / "glossar.md")
    in_program = {cell.strip() for line in glossary.splitlines() for cell in line.split("|")[2:3]}
    assert [kind.value for kind in Kind if kind.value not in in_program] == []
    assert [kind for kind in VOCABULARIES["kind"] if f"({kind})" not in glossary] == []
    assert {resource.kind for resource in RESOURCES} == {kind.value for kind in Kind}


def test_every_model_is_in_the_glossary() -> None:
    glossary = text(REFERENCE / "glossar.md")
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("mittendrin.")}
    assert [model for model in sorted(models) if f"| {model} |" not in glossary] == []
    assert len(models) > 5


def test_every_schema_is_named() -> None:
    page = text(REFERENCE / "inhalte.md")
    schemas = sorted(path.name for path in (REPO / "src/mittendrin/apps/atlas/schemas").glob("*.yaml"))
    assert [file for file in schemas if file not in page] == []


@pytest.mark.parametrize("path", documents(), ids=name)
def test_documents_have_one_title(path: Path) -> None:
    body = re.sub(r"^```.*?^```", "", text(path), flags=re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"^# ", body, re.MULTILINE)) == 1
