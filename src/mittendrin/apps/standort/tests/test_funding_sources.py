# SPDX-License-Identifier: EUPL-1.2
"""Lists of programmes: read in three forms, refused in plain words, never with a traceback."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mittendrin.apps.standort.services.funding_words import describe
from mittendrin.apps.standort.sources import funding, funding_files
from mittendrin.core.errors import ProblemsFound

TODAY = date(2026, 11, 30)
HEAD = "Programm;Geber;Länder;Einwohner ab;Themen;Stichworte;Anteil;Höchstbetrag;Frist;Stand;Link;Geprüft am"
LINE = "Digitale Orte;Land RP;RP;5.000;Daten, Plattform;Sensor;bis zu 80 %;100.000 €;31.3.2027;offen;https://land.example;1.11.2026"


def problems(data: bytes) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        funding_files.read(data, TODAY)
    return describe(found.value.problems)


def sheet(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_csv_excel_and_json_say_the_same() -> None:
    text = f"{HEAD}\n{LINE}\n"
    rows = [HEAD.split(";"), LINE.split(";")]
    rows[1][8] = date(2027, 3, 31)  # type: ignore[call-overload]
    rows[1][3] = 5000  # type: ignore[call-overload]
    entry = dict(zip(HEAD.split(";"), LINE.split(";"), strict=True)) | {"Themen": ["data"], "Anteil": 80}
    found = [
        funding_files.read(data, TODAY)[0].programme
        for data in (text.encode(), text.encode("cp1252"), sheet(rows), json.dumps([entry]).encode())
    ]
    assert all(one == found[0] for one in found)
    one = found[0]
    assert (one.name, one.giver, one.states, one.topics) == ("Digitale Orte", "Land RP", ("RP",), ("data",))
    assert (one.share, one.most, one.deadline, one.people_from) == (80, 100_000, date(2027, 3, 31), 5000)
    assert one.key == "land-rp-digitale-orte"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A;B;;;;;achtzig;;;;;", "Zeile 2, Spalte „Anteil“: „achtzig“ ist kein Anteil."),
        ("A;B;;;;;0,8;;;;;", "Meinen Sie 80 Prozent?"),
        ("A;B;;;;;180;;;;;", "180 Prozent ist mehr als alles."),
        ("A;B;;;;;;;1.3.2025;;;", "Die Frist 01.03.2025 ist vorbei."),
        ("A;B;;;;;;;bald;;;", "„bald“ ist kein Tag."),
        ("A;B;Österreich;;;;;;;;;", "Das Land „Österreich“ gibt es nicht."),
        ("A;B;;;Wetter;;;;;;;", "Das Thema „Wetter“ gibt es nicht."),
        ("A;B;;;;;;viel;;;;", "„viel“ ist keine Zahl."),
        ("A;B;;;;;;;;vielleicht;;", "Den Stand „vielleicht“ gibt es nicht."),
        ("A;B;;;;;;;;;javascript:alert(1);", "ist keine Adresse."),
        (";B;;;;;;;;;;", "Zeile 2, Spalte „Programm“: Das Feld ist leer."),
    ],
)
def test_wrong_entries_are_named_with_place_and_mend(row: str, words: str) -> None:
    assert any(words in line for line in problems(f"{HEAD}\n{row}\n".encode()))


def test_a_past_deadline_of_a_closed_programme_is_history() -> None:
    found = funding_files.read(f"{HEAD}\nA;B;;;;;;;1.3.2020;beendet;;\n".encode(), TODAY)
    assert found[0].programme.state == "closed"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Datei: Die Datei ist leer."),
        (b"Programm;Geber\n", "Unter der Kopfzeile steht nichts."),
        (b"Programm;Farbe\nA;rot\n", "Diese Spalte ist unbekannt."),
        (b"Programm\nA\n", "Die Spalte „geber“ fehlt."),
        (b"Programm;Geber\nA;B\nA;B\n", "Derselbe Eintrag steht schon in Zeile 2."),
        (b"Programm;Geber\n=1+1;B\n", "führen das als Formel aus"),
        (b"PK\x03\x04kaputt", "Die Excel-Datei lässt sich nicht lesen."),
        (b"[1, 2]", "keine JSON-Liste"),
        (b'{"programmes": 3}', "keine JSON-Liste"),
        (b'[{"name": "A"', "keine JSON-Liste"),
        (b"[\xff\xfe]", "Die Zeichen der Datei sind nicht lesbar."),
        (b"Programm;Geber\n\x81\x8d;\x8f\n", "Die Zeichen der Datei sind nicht lesbar."),
        (b"x" * 1_000_001, "größer als 1 MB"),
    ],
)
def test_bad_files_are_answered_in_words(data: bytes, words: str) -> None:
    assert any(words in line for line in problems(data))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        funding_files.read(data, TODAY)
    except ProblemsFound as error:
        assert all(describe(error.problems))


@given(
    st.dictionaries(
        st.sampled_from(list(funding.COLUMNS)),
        st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text())),
    )
)
def test_no_entry_breaks_the_parser(entries: dict[str, Any]) -> None:
    found, wrongs = funding.parse(entries, TODAY)
    assert found.share is None or 0 <= found.share <= 100
    assert all(name in funding.COLUMNS for name, _wrong in wrongs)
