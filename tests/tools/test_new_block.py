# SPDX-License-Identifier: EUPL-1.2
"""A new block passes all checks at once, in the house and as a package of others that is found by entry point."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mittendrin.contracts import checks, registry
from mittendrin.contracts.manifest import ManifestWrong
from mittendrin.contracts.registry import UnknownBlock
from tools import check_manifests, new_block

REPO = Path(__file__).resolve().parents[2]
CACHES = (registry.packages, registry.manifest, registry.any_class, registry.block_class)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages; afterwards the registry looks as before."""
    modules = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - modules:
        if name.startswith("other_"):
            del sys.modules[name]
    _forget()


def _forget() -> None:
    importlib.invalidate_caches()
    for found in CACHES:
        found.cache_clear()


def installed(folder: Path, name: str, *options: str, entry: str = "") -> Path:
    """Make a package with one block and say so as pip would."""
    assert new_block.main([name, "--into", str(folder), *options]) == 0
    told = folder / f"{name}-0.1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text(f"[mittendrin.blocks]\n{entry or name} = {name}\n", encoding="utf-8")
    _forget()
    return folder / name


@pytest.mark.slow
@pytest.mark.parametrize("contract", new_block.CONTRACTS)
def test_a_block_of_others_passes_all_checks(packages: Path, contract: str) -> None:
    name = f"other_{contract}"
    folder = installed(packages, name, "--contract", contract, "--question", f"own.{contract}")
    assert list(check_manifests.problems(folder)) == []
    assert (registry.answering(f"own.{contract}"), registry.folder(name)) == (name, folder)
    checks.check(name)
    own = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(folder)]
    done = subprocess.run(own, cwd=packages, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_new_block_keeps_the_house_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_block, "HOUSE", tmp_path / "blocks")
    for contract in new_block.CONTRACTS:
        assert new_block.main([f"own_{contract}", "--contract", contract]) == 0
        assert new_block.main([f"other_{contract}", "--contract", contract, "--into", str(tmp_path)]) == 0
    config = str(REPO / "pyproject.toml")
    for command in (
        ["ruff", "check", "--no-cache", "--config", config, "blocks"],
        ["ruff", "format", "--no-cache", "--check", "--config", config, "."],
        ["mypy", "--strict", "--follow-imports", "silent", "--cache-dir", "cache", *_packages(tmp_path)],
    ):
        program = str(Path(sys.executable).parent / command[0])
        environment = {**os.environ, "MYPYPATH": str(REPO / "src")}
        done = subprocess.run(
            [program, *command[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _packages(folder: Path) -> list[str]:
    return [word for path in sorted(folder.glob("other_*")) for word in ("-p", path.name)]


def test_a_block_of_others_goes_before_ours_with_the_same_question(packages: Path) -> None:
    installed(packages, "other_reader", "--question", "own.reading")
    assert registry.answering("own.reading") == "other_reader"
    assert registry.block_class("other_reader").manifest.title == "Other reader"


def test_two_blocks_with_one_id_are_refused(packages: Path) -> None:
    installed(packages, "other_first")
    installed(packages, "other_second", entry="other_first")
    with pytest.raises(ManifestWrong, match="other_first"):
        registry.packages()


def test_what_is_not_there_is_named(packages: Path) -> None:
    _forget()
    for ask in (registry.folder, registry.manifest, registry.block_class, registry.answering):
        with pytest.raises(UnknownBlock, match="nobody"):
            ask("nobody")


def test_a_block_of_the_house_goes_into_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_block, "HOUSE", tmp_path)
    assert new_block.main(["report_kind", "--title", "Art der Meldung", "--title-en", "Kind of report"]) == 0
    assert "from mittendrin.blocks.report_kind.block import Block" in (
        tmp_path / "report_kind" / "evaluate.py"
    ).read_text(encoding="utf-8")
    assert not (tmp_path / "pyproject.toml").exists()
    assert list(check_manifests.problems(tmp_path / "report_kind")) == []


@pytest.mark.parametrize("name", ["Big", "a-b", "../x", "", "class", "second2", "json"])
def test_names_that_cannot_be_are_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert new_block.main(["--into", str(tmp_path), "--", name]) == 1
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err


def test_a_block_is_never_overwritten(tmp_path: Path) -> None:
    assert new_block.main(["other_one", "--into", str(tmp_path)]) == 0
    assert new_block.main(["other_one", "--into", str(tmp_path)]) == 1


def test_blocks_that_are_not_whole_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_block.main(["other_one", "--into", str(tmp_path)])
    folder = tmp_path / "other_one"
    manifest = folder / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    for old, new in (
        ('studies = "keine"', 'studies = ""'),
        ('["text"]', '["magic"]'),
        ("floor = 0.7", "floor = 1.7"),
        ('"own.other_one"', '"Other one?"'),
        ('version = "0.1.0"', 'version = "new"'),
    ):
        manifest.write_text(text.replace(old, new), encoding="utf-8")
        assert len(list(check_manifests.problems(folder))) == 1, new
    for broken in ("{", 'id = "x"', text.replace("other_one", "another")):
        manifest.write_text(broken, encoding="utf-8")
        assert len(list(check_manifests.problems(folder))) == 1, broken
    manifest.write_text(text, encoding="utf-8")
    (folder / "CARD.md").write_text("Karte\n\n## Zweck\n\nKurz.\n", encoding="utf-8")
    (folder / "evaluate.py").write_text("", encoding="utf-8")
    (folder / "test_block.py").unlink()
    capsys.readouterr()
    assert check_manifests.main([str(folder)]) == 1
    said = capsys.readouterr().out
    for words in ("title", "„Zweck“ says too little", "„Grenzen“ is missing", "define evaluate", "test_block.py is"):
        assert words in said
