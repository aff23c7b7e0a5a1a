# SPDX-License-Identifier: EUPL-1.2
"""CSV as offices send it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core import csv_table
from mittendrin.core.errors import ProblemsFound


def kinds(data: bytes, **limits: int) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsFound) as caught:
        csv_table.read(data, **limits)
    return [(problem.where, problem.kind) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_it_finds_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = f"Amt{delimiter}Kürzel\r\nBürgerbüro{delimiter}bb\r\n"
    table = csv_table.read(text.encode(encoding))
    assert table.columns == ("Amt", "Kürzel")
    assert table.rows[0].cells == {"Amt": "Bürgerbüro", "Kürzel": "bb"}


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    table = csv_table.read(b'"a,b,c,d";x\n1;2\n')
    assert table.columns == ("a,b,c,d", "x")


def test_the_line_of_excel_that_names_the_delimiter_is_skipped() -> None:
    assert csv_table.read(b"sep=,\na,b\n1,2\n").rows[0].cells == {"a": "1", "b": "2"}


def test_rows_keep_the_line_of_the_file() -> None:
    table = csv_table.read(b'a;b\n"two\nlines";1\n\nx;2\n')
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-2", "@SUM(A1)", "  =cmd|'/C calc'!A0"])
def test_formulas_are_refused_with_row_and_column(cell: str) -> None:
    assert kinds(f'a;b\nx;"{cell}"\n'.encode()) == [("2:b", "formula")]


def test_what_is_no_csv_is_named() -> None:
    assert kinds(b"PK\x03\x04workbook") == [("", "not-csv")]
    assert kinds(b"a;b\n\x00;1\n") == [("", "not-csv")]
    assert kinds(b"") == [("", "empty-file")]
    assert kinds(b"a;b\n") == [("", "no-rows")]
    assert kinds(b"a;a\n1;2\n") == [("1:a", "column-twice")]
    assert kinds(b"a;\n1;2\n") == [("1", "column-without-name")]
    assert kinds(b"a;b\n1;2;3\n") == [("2", "row-width")]
    assert kinds(b'a;b\n"1;2\n') == [("2", "broken-row")]
    assert kinds(b"a;b\n\x81;1\n") == [("", "encoding")]


def test_large_files_are_refused() -> None:
    assert kinds(b"a\n" + b"x" * 100, max_bytes=50) == [("", "too-large")]
    assert kinds(b"a\n" + b"x\n" * 20, max_rows=10) == [("", "too-many-rows")]


def test_a_file_full_of_errors_ends_early() -> None:
    assert len(kinds(b"a;b\n" + b"=;=\n" * 4000)) <= csv_table.MAX_PROBLEMS + 1


def test_writing_disarms_formulas() -> None:
    assert csv_table.write(["a"], [["=1"], ["ok"]]) == "a\r\n'=1\r\nok\r\n"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_problems(data: bytes) -> None:
    try:
        table = csv_table.read(data)
    except ProblemsFound as error:
        assert error.problems
    else:
        assert all(set(row.cells) <= set(table.columns) for row in table.rows)


_cell = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12).map(str.strip)
_safe = _cell.filter(lambda text: text and not text.startswith(csv_table.FORMULA_SIGNS))


@given(st.lists(st.tuples(_safe, _safe), min_size=1, max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    table = csv_table.read(csv_table.write(["a", "b"], rows).encode())
    assert [tuple(row.cells.values()) for row in table.rows] == rows
