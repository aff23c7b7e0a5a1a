# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin ki`` over two blocks of others that are found by entry point."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mittendrin.cli.main import main
from mittendrin.contracts import registry
from mittendrin.contracts.block import Block
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.accounts.models import Unit
from tools import new_block

KIND, CODE = "own_kind", "own_code"
LESSONS = [
    (f"Das {thing} in der {street} ist {state}.", label)
    for thing, state, label in (("Schlagloch", "tief", "Straße"), ("Licht", "dunkel", "Licht"))
    for street in ("Lindenstraße", "Ringstraße", "Hauptstraße", "Schulstraße", "Gartenstraße")
]


@pytest.fixture(autouse=True, scope="module")
def _blocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two blocks of others, and nothing else, for the time of these tests."""
    folder = tmp_path_factory.mktemp("others")
    for name, contract in ((KIND, "classifier"), (CODE, "extractor")):
        new_block.main([name, "--contract", contract, "--into", str(folder), "--title", f"Baustein {contract}"])
    with pytest.MonkeyPatch.context() as patch:
        found = [EntryPoint(name, name, registry.GROUP) for name in (KIND, CODE)]
        patch.setattr(registry, "entry_points", lambda group: [one for one in found if one.group == group])
        patch.setattr(registry, "_house_folders", list)
        patch.syspath_prepend(folder)
        _forget()
        yield
    for name in [name for name in sys.modules if name.startswith((KIND, CODE))]:
        del sys.modules[name]
    _forget()


def _forget() -> None:
    for cached in (registry.packages, registry.manifest, registry.any_class, registry.block_class):
        cached.cache_clear()


@pytest.fixture
def units(db: None, tmp_path: Path) -> str:
    file = tmp_path / "aemter.csv"
    file.write_text("Amt;Aufgaben\nBauhof;Straßen und Licht\nBürgerbüro;Pässe\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def lessons(tmp_path: Path) -> str:
    file = tmp_path / "briefe.csv"
    file.write_text("text;label\n" + "".join(f"{text};{label}\n" for text, label in LESSONS), encoding="utf-8")
    return str(file)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["ki", *arguments])


def answer(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_all_blocks_are_listed() -> None:
    code, data = answer("list")
    assert (code, [block["id"] for block in data["blocks"]]) == (ExitCode.OK, [CODE, KIND])
    assert "accuracy ≥ 0,700" in run("list").stdout
    english = CliRunner().invoke(main, ["--lang", "en", "ki", "list"]).stdout
    assert "own kind" in english
    assert "accuracy ≥ 0.700" in english


def test_no_block_is_an_exit_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "packages", dict)
    assert run("list").exit_code == ExitCode.NOTHING_FOUND


def test_a_block_shows_its_manifest_and_card() -> None:
    output = run("show", KIND).stdout
    for words in ("Baustein classifier (own_kind 0.1.0)", "KI-Verordnung: minimal", "## Grenzen", "mindestens 0,700"):
        assert words in output
    assert answer("show", KIND)[1]["card"].startswith("# Baustein")


@pytest.mark.parametrize("verb", [["show"], ["try"], ["evaluate"], ["train", "--out", "x"]])
def test_an_unknown_block_is_named_with_the_known(verb: list[str], lessons: str) -> None:
    result = run(verb[0], "nobody", *([lessons, *verb[1:]] if verb[0] == "train" else []))
    assert result.exit_code == ExitCode.NOTHING_FOUND
    assert "own_code, own_kind" in result.stderr


def test_a_block_is_tried_before_and_after_it_learned(units: str, lessons: str, tmp_path: Path) -> None:
    before = run("try", KIND, "Ein Schlagloch", "--units", units)
    assert (before.exit_code, before.stdout.splitlines()[0]) == (ExitCode.OK, "Weiß ich nicht.")
    model = str(tmp_path / "model")
    code, told = answer("train", KIND, lessons, "--out", model, "--units", units)
    assert (code, told["examples"], told["accuracy"], told["covered"]) == (ExitCode.OK, 10, 1.0, 0.0)
    code, after = answer("try", KIND, "Ein", "Schlagloch", "--model", model, "--units", units)
    assert (after["value"], after["abstained"]) == ("Straße", False)
    assert after["reasons"][0]["text"] == "Diese Wörter standen in bestätigten Fällen: „schlagloch“."
    words = run("try", KIND, "Ein Schlagloch", "--model", model, "--units", units).stdout
    assert "Straße (" in words
    assert "Sonst: Licht (" in words


def test_training_says_what_it_would_allow(units: str, lessons: str, tmp_path: Path) -> None:
    output = run("train", KIND, lessons, "--out", str(tmp_path / "model"), "--units", units).stdout
    assert "100\u00a0% richtig" in output
    assert "wird alles gefragt: 10 von mindestens 149 Fällen" in output


def test_json_lines_are_learned_from_too(units: str, tmp_path: Path) -> None:
    file = tmp_path / "briefe.jsonl"
    lines = [json.dumps({"text": text, "label": label, "day": "2026-01-01"}) for text, label in LESSONS]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert answer("train", KIND, str(file), "--out", str(tmp_path / "a"), "--units", units)[1]["examples"] == 10
    for broken in ("{", "[]", "[" * 100_000):
        file.write_text("\n".join([lines[0], broken]), encoding="utf-8")
        result = run("train", KIND, str(file), "--out", str(tmp_path / "b"), "--units", units)
        assert result.exit_code == ExitCode.BAD_INPUT
        assert "Zeile 2: Die Zeile ist kein JSON-Objekt." in result.stderr
    file.write_text(json.dumps({"text": "", "label": 7}), encoding="utf-8")
    result = run("train", KIND, str(file), "--out", str(tmp_path / "b"), "--units", units)
    assert "Zeile 1, Spalte „text“: Das Feld ist leer." in result.stderr
    assert not (tmp_path / "b").exists()


def test_facts_are_printed_each(units: str, tmp_path: Path) -> None:
    file = tmp_path / "brief.txt"
    file.write_bytes("12345 Köln\nund 54321 Bonn".encode("cp1252"))
    code, data = answer("try", CODE, "--file", str(file), "--units", units)
    assert (code, data["value"]["postal_code"]["value"]) == (ExitCode.OK, "12345")
    output = run("try", CODE, "--file", str(file), "--units", units).stdout
    assert "postal_code: 12345 (95\u00a0%)" in output
    assert "Sonst: 54321" in output


def test_wrong_use_is_named(units: str, lessons: str, tmp_path: Path) -> None:
    assert run("try", KIND, "--units", units).exit_code == ExitCode.WRONG_USE
    assert run("try", KIND, "x", "--file", lessons, "--units", units).exit_code == ExitCode.WRONG_USE
    assert run("train", CODE, lessons, "--out", str(tmp_path / "a")).exit_code == ExitCode.WRONG_USE
    assert "gibt es schon" in run("train", KIND, lessons, "--out", str(tmp_path), "--units", units).stderr
    result = run("train", KIND, units, "--out", str(tmp_path / "a"), "--units", units)
    assert (result.exit_code, "Die Spalte „text“ fehlt" in result.stderr) == (ExitCode.BAD_INPUT, True)
    Path(lessons).write_text("", encoding="utf-8")
    result = run("try", KIND, "x", "--units", lessons)
    assert (result.exit_code, "Datei:" in result.stderr) == (ExitCode.BAD_INPUT, True)
    scan = tmp_path / "scan.txt"
    scan.write_bytes(b"%PDF\x00")
    assert run("try", KIND, "--file", str(scan), "--units", units).exit_code == ExitCode.BAD_INPUT


def test_a_damaged_model_is_refused(units: str, lessons: str, tmp_path: Path) -> None:
    model = tmp_path / "model"
    run("train", KIND, lessons, "--out", str(model), "--units", units)
    (model / "data.json").write_text("{}", encoding="utf-8")
    result = run("try", KIND, "x", "--model", str(model), "--units", units)
    assert (result.exit_code, "beschädigt" in result.stderr) == (ExitCode.BAD_INPUT, True)


def test_a_block_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    code, data = answer("evaluate", KIND, "--seeds", "2")
    assert (code, data["reached"], data["count"]) == (ExitCode.OK, True, 12)
    assert data["figures"]["accuracy"]["mean"] > data["baseline"]["accuracy"]
    output = run("evaluate", KIND, "--seeds", "2").stdout
    assert "Erreicht: accuracy" in output
    assert "±" in output
    strict = registry.block_class(KIND).manifest
    monkeypatch.setattr("mittendrin.contracts.evaluation.Report.reaches", lambda _report, manifest: manifest != strict)
    result = run("evaluate", KIND)
    assert (result.exit_code, "Nicht erreicht" in result.stdout) == (ExitCode.FAILED, True)


@pytest.mark.django_db
def test_without_a_table_the_units_of_the_town_are_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    Unit.objects.create(key="deichamt", name="Deichamt", tasks="Deiche")
    seen = []
    found = registry.block_class(KIND)
    start = found.__init__

    def noted(block: Block[Any], plan: TownPlan) -> None:
        seen.append(plan)
        start(block, plan)

    monkeypatch.setattr(found, "__init__", noted)
    assert run("try", KIND, "Guten Tag").exit_code == ExitCode.OK
    assert ("Deichamt", "Deiche") in [(unit.name, unit.tasks) for unit in seen[0].units]
