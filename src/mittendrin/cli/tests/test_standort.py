# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort`` needs neither server nor database and says what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import docx
import pytest
from click.testing import CliRunner
from django.db import OperationalError

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall import offers

TOWN = (
    "town: {name: Neustadt, state: RP, population: 41000}\nanswers:\n  strategy-agenda: none\n  process-mail: scanned\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return an answer file."""
    path = tmp_path / "a.yaml"
    path.write_text(TOWN, encoding="utf-8")
    return path


def call(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["standort", *map(str, arguments)])
    return result.exit_code, result.output


def test_assess_in_words_and_as_json(file: Path) -> None:
    code, text = call("assess", file)
    assert (code, "Neustadt" in text, "Als Nächstes" in text) == (0, True, True)
    code, text = call("assess", file, "--json")
    data = json.loads(text)
    assert code == 0
    assert data["town"]["population"] == 41000
    assert len(data["fields"]) == 10
    assert data["next_steps"][0]["first_step"]


def test_assess_in_english(file: Path) -> None:
    result = CliRunner().invoke(main, ["--lang", "en", "standort", "assess", str(file), "--json"])
    data = json.loads(result.output)
    assert data["fields"][0]["name"] == "Strategy"
    assert data["fields"][0]["stage"].startswith("not begun")


def test_an_empty_file_can_be_written_filled_in_and_read(tmp_path: Path) -> None:
    out = tmp_path / "leer.yaml"
    assert call("questionnaire", "--out", out)[0] == 0
    assert call("questionnaire", "--out", out)[0] == ExitCode.BAD_INPUT
    code, text = call("assess", out)
    assert code == ExitCode.BAD_INPUT
    assert "Der Name der Stadt fehlt" in text
    out.write_text(out.read_text(encoding="utf-8").replace("  name:", "  name: Neustadt"), encoding="utf-8")
    code, text = call("assess", out)
    assert (code, "Noch ist keine Frage beantwortet" in text) == (0, True)
    code, text = call("questionnaire", "--out", "-")
    assert text.startswith("# Wo steht unsere Stadt?")


def test_mistakes_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("town: {name: N}\nanswers: {strategy-agneda: none, organisation-staff: zwei}\n", encoding="utf-8")
    code, text = call("assess", path)
    assert code == ExitCode.BAD_INPUT
    assert "Meinten Sie „strategy-agenda“?" in text
    assert "„zwei“ ist keine Zahl." in text
    code, text = call("assess", path, "--json")
    assert [problem["kind"] for problem in json.loads(text)["problems"]] == ["unknown-item", "not-a-number"]


def test_files_that_are_not_there_or_no_files(tmp_path: Path, file: Path) -> None:
    assert call("assess", tmp_path / "none.yaml")[0] == ExitCode.BAD_INPUT
    assert call("assess", tmp_path)[0] != 0
    code, text = call("paper", file, "--out", tmp_path / "none" / "a.docx")
    assert (code, "a.docx" in text) == (ExitCode.BAD_INPUT, True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["council", "sheet", "strategy", "progress", "chart"])
def test_papers_are_written(file: Path, tmp_path: Path, kind: str) -> None:
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"{kind}.{form}"
        code, text = call("paper", file, "--out", out, "--kind", kind)
        assert (code, str(out) in text) == (0, True)
        assert out.read_bytes().startswith(start)


def test_another_ending_or_template_is_refused(file: Path, tmp_path: Path) -> None:
    code, text = call("paper", file, "--out", tmp_path / "a.odt")
    assert (code, ".docx" in text) == (ExitCode.BAD_INPUT, True)
    assert not (tmp_path / "a.odt").exists()
    code, text = call("paper", file, "--out", tmp_path / "a.docx", "--template", file)
    assert (code, "keine DOCX-Vorlage" in text) == (ExitCode.BAD_INPUT, True)


def test_the_template_of_the_town_is_used(file: Path, tmp_path: Path) -> None:
    template = docx.Document()
    template.sections[0].footer.paragraphs[0].text = "Fuß der Stadt"
    template.save(str(tmp_path / "v.docx"))
    out = tmp_path / "a.docx"
    assert call("paper", file, "--out", out, "--template", tmp_path / "v.docx")[0] == 0
    assert docx.Document(str(out)).sections[0].footer.paragraphs[0].text == "Fuß der Stadt"


def test_an_own_questionnaire_that_is_wrong_is_refused(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("id: region\n", encoding="utf-8")
    code, text = call("assess", file, "--questions", own)
    assert (code, "Der Fragebogen passt nicht" in text) == (ExitCode.BAD_INPUT, True)


@pytest.mark.slow
def test_towns_are_compared(file: Path, tmp_path: Path) -> None:
    other, out = tmp_path / "b.yaml", tmp_path / "v.docx"
    other.write_text(TOWN.replace("Neustadt", "Altstadt"), encoding="utf-8")
    code, text = call("paper", file, "--kind", "comparison", "--with", other, "--out", out)
    assert (code, "Altstadt" in docx.Document(str(out)).paragraphs[0].text) == (0, True), text
    for wrong in (["--kind", "comparison"], ["--with", other], ["--kind", "comparison", *["--with", other] * 6]):
        assert call("paper", file, *wrong, "--out", tmp_path / "x.docx")[0] == ExitCode.WRONG_USE


@pytest.mark.slow
@pytest.mark.django_db
def test_towns_that_published_a_profile_are_compared(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, wanted = tmp_path / "v.docx", ("paper", file, "--kind", "comparison", "--twins", "--out")
    code, text = call(*wanted, out)
    assert (code, "noch keine andere Stadt ihren Steckbrief veröffentlicht" in text) == (ExitCode.BAD_INPUT, True)
    known = {name: _published(name, people) for name, people in (("Fern", 400_000), ("Nah", 40_000), ("Neustadt", 9))}
    monkeypatch.setattr(offers, "knowledge", lambda _name: lambda: list(known.values()))
    assert call(*wanted, out)[0] == 0
    title = docx.Document(str(out)).paragraphs[0].text
    assert title == "Vergleich: Neustadt, Nah, Fern"
    others = [tmp_path / f"{number}.yaml" for number in range(5)]
    for other in others:
        other.write_text(TOWN.replace("Neustadt", other.stem), encoding="utf-8")
    assert call(*wanted, out, *(part for other in others[:4] for part in ("--with", other)))[0] == 0
    assert docx.Document(str(out)).paragraphs[0].text.endswith("3, Nah"), "six towns at most, the nearest first"
    monkeypatch.setattr(offers, "knowledge", Mock(side_effect=OperationalError("no table")))
    code, text = call(*wanted, out)
    assert (code, "run --prepare-only" in text) == (ExitCode.NOT_READY, True)


def _published(name: str, people: int) -> dict[str, Any]:
    profile = {
        "locator": "Paket Nr. 1",
        "as_of": 2026,
        "summary_de": "",
        "organisation": {"models": ["own_unit"], "de": "", "en": ""},
        "agenda": {"state": "adopted", "de": "", "en": ""},
    }
    town = {"key": name.lower(), "name": name, "state": "RP", "population": people, "area_km2": None, "role": ""}
    return {**town, "ags": "", "url": f"/{name}/", "profile": profile, "projects": [{"stage": "in_progress"}]}


def test_a_survey_gives_classes_and_charts(tmp_path: Path) -> None:
    table, book = tmp_path / "u.csv", tmp_path / "b.yaml"
    rows = [f"{1 + row % 2};{1 + row % 2}" for row in range(60)]
    table.write_text("a;b\n" + "\n".join(rows), encoding="utf-8")
    book.write_text(
        "simulated: true\ngroups: [a, b]\nquestions:\n  a: {title: A, values: {1: x, 2: y}}\n  b: {title: B}\n",
        encoding="utf-8",
    )
    folder = tmp_path / "bilder"
    code, text = call("survey", table, "--codebook", book, "--classes", "3", "--charts", folder)
    assert (code, "Latente Klassen: 2 nach BIC" in text, "Simulierte Daten" in text) == (0, True, True)
    assert sorted(path.name for path in folder.iterdir()) == ["frage-1-a.svg", "frage-2-b.svg"]


def test_the_words_name_the_step_that_frees_another_and_write_numbers_in_german(file: Path) -> None:
    _code, text = call("assess", file)
    assert "Wird frei nach: " in text and "weitere Schritte" in text
    assert "Wird frei nach Schritt" not in text
    assert not re.search(r"\d\.\d – ", text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"town: {name: A}\ntown: {name: B}\n", "„town“ steht zweimal da"),
        ("town: {name: Würzburg}\n".encode("cp1252"), "nicht in UTF-8"),
        (b"a: &a [x]\ntown: *a\n", "Verweise mit"),
        (b"#" * 5_000_001, "größer als 5 MB"),
        (b"town:\n  name: A\n answers: x\n", "Einrückung"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_german(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    code, text = call("assess", path)
    assert (code, words in text) == (ExitCode.BAD_INPUT, True), text


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, text = call("assess", tmp_path / "fehlt.yaml")
    assert (code, "gibt es nicht" in text) == (ExitCode.BAD_INPUT, True)


def test_one_fault_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("town: {name: [a]}\nmeasures: [nur Text]\n", encoding="utf-8")
    _code, text = call("assess", path)
    assert len(text.strip().splitlines()) == 3, text


@pytest.mark.django_db
def test_the_council_paper_can_say_what_similar_towns_did(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(return_value=[])
    monkeypatch.setattr("mittendrin.apps.standort.services.twin_deeds.deeds", asked)
    assert call("paper", file, "--twins", "--out", tmp_path / "a.docx")[0] == 0
    assert asked.call_args.args[0].population == 41000
    assert call("paper", file, "--twins", "--kind", "chart", "--out", tmp_path / "b.docx")[0] == ExitCode.WRONG_USE


def test_without_an_atlas_twins_are_refused_with_the_mend(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mittendrin.apps.standort.services.twin_deeds.deeds", Mock(side_effect=OperationalError))
    code, text = call("paper", file, "--twins", "--out", tmp_path / "a.docx")
    assert (code, "--prepare-only" in text) == (ExitCode.NOT_READY, True)


def test_a_day_in_the_future_and_a_number_out_of_range_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"{TOWN}date: 2999-01-01\n", encoding="utf-8")
    assert "2999-01-01 liegt in der Zukunft" in call("assess", path)[1]
    path.write_text("town: {name: A}\nmeasures: [{title: B, yearly: -1}]\n", encoding="utf-8")
    assert "von 0 bis 1.000.000.000" in call("assess", path)[1]
