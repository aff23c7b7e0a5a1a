# SPDX-License-Identifier: EUPL-1.2
"""House rules that hold for every module: names of stages, imports, environment, printing, licence, size."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.sources import REPO, SOURCE, files, holding, is_test, modules, named, short, tree

from tools import check_sizes

STAGES = {"apps", "sources", "ingest", "models", "services", "tasks", "views", "urls", "forms", "api"}
BESIDE_THE_STAGES = {"demo", "templates", "templatetags", "migrations", "tests", "schemas", "content", "__init__"}
# Why a module may import something of ours inside a function.
LATE_IMPORTS: dict[str, str] = {
    "apps/posteingang/sources/archive.py": "the plug-in loads OCRmyPDF, which takes a second and only scans need",
}
ENVIRONMENT = {
    "config/env.py": "the reader itself",
    "config/checks.py": "compares the names that are set with the names that are known",
    "config/wsgi.py": "says which settings module to read",
    "cli/bootstrap.py": "hands --town and --lang to the settings before they are read",
    "cli/town.py": "hands the environment to the process that prepares a new town",
}
SPDX = "# SPDX-License-Identifier: EUPL-1.2"
NUMBERED = re.compile(r"[a-z_]*\d+")


def app_folders() -> list[Path]:
    return [path.parent for path in sorted(SOURCE.glob("apps/*/apps.py"))]


@pytest.mark.parametrize("app", app_folders(), ids=lambda path: path.name)
def test_an_app_holds_stages_only(app: Path) -> None:
    found = {path.relative_to(app).parts[0] for path in files() if path.is_relative_to(app)}
    code = {Path(name).stem for name in found if not name.endswith((".yaml", ".csv", ".toml", ".md"))}
    assert code <= STAGES | BESIDE_THE_STAGES


def test_there_is_an_app() -> None:
    assert SOURCE / "apps" / "atlas" in app_folders()


def late_imports(path: Path) -> Iterator[str]:
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            yield from (f"{short(path)}: {name}" for name in names if name.split(".")[0] == "mittendrin")


@pytest.mark.slow
def test_own_modules_are_imported_at_the_top() -> None:
    found = [late for path in modules() for late in late_imports(path) if short(path) not in LATE_IMPORTS]
    assert found == []


def reads_environment(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
        for node in ast.walk(tree(path))
    ) or any(
        isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "environs"
        for node in ast.walk(tree(path))
    )


def test_settings_are_the_only_reader_of_the_environment() -> None:
    readers = {short(path) for path in holding(modules(), "environ", "getenv") if reads_environment(path)}
    assert readers <= set(ENVIRONMENT)


def test_exceptions_are_still_needed() -> None:
    readers = {short(path) for path in holding(modules(), "environ", "getenv") if reads_environment(path)}
    assert set(ENVIRONMENT) <= readers
    assert all((SOURCE / name).exists() for name in LATE_IMPORTS)


def test_nothing_prints() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in holding(modules(), "print", "breakpoint")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}
    ]
    assert found == []


def test_every_module_names_its_licence() -> None:
    python = [path for path in named(".py") if "migrations" not in path.parts and path.stat().st_size]
    missing = [short(path) for path in python if SPDX not in path.read_text(encoding="utf-8").splitlines()[:2]]
    assert missing == []
    assert len(python) > 100


def test_no_folder_is_named_like_a_standard_module() -> None:
    folders = {part for path in named(".py", below=SOURCE) for part in path.relative_to(SOURCE).parts[:-1]}
    assert folders & set(sys.stdlib_module_names) == set()


def test_no_numbered_or_catch_all_modules() -> None:
    """Names say what is inside: no helpers2.py, no utils.py."""
    names = {path.stem for path in modules()}
    assert {name for name in names if NUMBERED.fullmatch(name)} == set()
    assert names & {"utils", "util", "helpers", "helper", "misc", "common", "tools", "stuff"} == set()


@pytest.mark.slow
def test_public_functions_say_what_the_caller_gets() -> None:
    """The linter asks for a first line; this asks that the line is no repetition of the name."""
    empty = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                words = (ast.get_docstring(node) or "").rstrip(".").lower().split()
                if words == node.name.split("_"):
                    empty.append(f"{short(path)}:{node.lineno} {node.name}")
    assert empty == []


def test_no_open_ends() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X ")
    found = [
        f"{short(path)}:{number}"
        for path in named(".py", ".html", ".js", ".mjs", ".css", ".yaml", below=SOURCE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert found == []


@pytest.mark.slow
def test_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_sizes.main() == 0, capsys.readouterr().out


def test_tests_live_in_folders_named_tests() -> None:
    stray = [short(path) for path in named(".py") if path.name.startswith("test_") and not is_test(path)]
    assert stray == []
    assert (REPO / "tests").is_dir()


@pytest.mark.slow
def test_pages_are_served_without_what_only_learning_needs() -> None:
    """Each process of the server would load it: seconds at every start, and some hundred MiB."""
    code = "import django, sys; django.setup(); import mittendrin.config.urls; print(*sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mittendrin.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "django" in loaded
    assert loaded & {"sklearn", "pandas", "statsmodels", "weasyprint", "ocrmypdf", "pyshacl"} == set()
