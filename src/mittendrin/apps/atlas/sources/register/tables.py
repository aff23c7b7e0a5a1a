# SPDX-License-Identifier: EUPL-1.2
"""Rows of text out of a CSV or XLSX file from untrusted hands."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound

MAX_BYTES = 20_000_000
MAX_UNPACKED = 250_000_000
MAX_ROWS = 60_000
MAX_COLUMNS = 200
SHEET_PREFIX = "Onlineprodukt_Gemeinden"
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')

NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """Rows with their numbers as the file counts them, and what the file says about itself.

    count: about how many rows there are. sheet: name of the sheet, empty for CSV. windows: the file is no UTF-8.
    fixed_width: every row should have as many cells as the headings.
    """

    rows: Iterator[NumberedRow]
    count: int
    sheet: str = ""
    windows: bool = False
    fixed_width: bool = False


def refuse(kind: str, where: str = "", detail: str = "") -> ProblemsFound:
    """Return the error that refuses the whole file for one reason."""
    return ProblemsFound([Problem(where, kind, detail)])


def open_table(stream: BinaryIO, name: str, size: int) -> Table:
    """Return the table in ``stream``; ``size`` is checked before anything is read.

    Raises ProblemsFound when the file is too large, empty, locked, or neither CSV nor XLSX.
    """
    if size > MAX_BYTES:
        raise refuse("too-large", detail=str(MAX_BYTES // 1_000_000))
    if size == 0:
        raise refuse("empty-file")
    data = stream.read(MAX_BYTES + 1)
    if data.startswith(b"PK\x03\x04"):
        return _open_xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse("old-excel", detail=Path(name).suffix)
    return _open_csv(data)


def _open_csv(data: bytes) -> Table:
    text = csv_table.decode(data)
    if not text.strip():
        raise refuse("empty-file")
    return Table(_csv_rows(text), text.count("\n"), windows=not _is_unicode(data), fixed_width=True)


def _is_unicode(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(text: str) -> Iterator[NumberedRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    for count in range(MAX_ROWS + 1):
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refuse("broken-row", csv_table.place(number)) from error
        if count == 0 and "".join(cells).lower().startswith("sep="):
            continue
        _check_size(count, number, cells)
        if any("\x00" in cell for cell in cells):
            raise refuse("control-sign", csv_table.place(number))
        yield number, [cell.strip() for cell in cells]


def _delimiter(text: str) -> str:
    """Return the delimiter that most of the first lines use; title lines above the table have none."""
    lines = text[:20_000].splitlines()[:20]
    signs = [csv_table.delimiter_of(line) for line in lines if any(sign in line for sign in csv_table.DELIMITERS)]
    return max(csv_table.DELIMITERS, key=signs.count) if signs else ","


def _check_size(count: int, number: int, cells: list[str]) -> None:
    if count >= MAX_ROWS:
        raise refuse("too-many-rows", csv_table.place(number), str(MAX_ROWS))
    if len(cells) > MAX_COLUMNS:
        raise refuse("too-many-columns", csv_table.place(number), str(MAX_COLUMNS))


def _open_xlsx(data: bytes) -> Table:
    """Open the sheet of municipalities; calamine reads values only, so formulas are looked for beforehand."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise refuse("too-large-unpacked", detail=str(MAX_UNPACKED // 1_000_000))
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            name = _sheet_name(workbook.sheet_names)
            _refuse_formulas(archive, name)
        sheet = workbook.get_sheet_by_name(name)
    except PasswordError as error:
        raise refuse("locked") from error
    except (CalamineError, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise refuse("broken-workbook") from error
    if sheet.total_height > MAX_ROWS:
        raise refuse("too-many-rows", detail=str(MAX_ROWS))
    if sheet.total_width > MAX_COLUMNS:
        raise refuse("too-many-columns", detail=str(MAX_COLUMNS))
    return Table(_xlsx_rows(sheet), sheet.total_height, sheet=name)


def _sheet_name(names: list[str]) -> str:
    if not names:
        raise refuse("empty-file")
    return next((name for name in names if name.startswith(SHEET_PREFIX)), names[0])


def _xlsx_rows(sheet: Any) -> Iterator[NumberedRow]:
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None else str(cell)


def _refuse_formulas(archive: zipfile.ZipFile, sheet: str) -> None:
    path = _member_of(archive, sheet)
    if path is None:
        raise refuse("broken-workbook")
    tail = b""
    with archive.open(path) as stream:
        while chunk := stream.read(1_000_000):
            found = _FORMULA.search(tail + chunk)
            if found:
                raise refuse("formula", f"cell:{found.group(1).decode()}")
            tail = chunk[-2_000:]


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the path of a sheet inside the workbook, found by its relation."""
    relations = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(tag))
        relations[attributes.get(b"Id")] = attributes.get(b"Target", b"")
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if _unescape(attributes.get(b"name", b"")) == sheet:
            reference = next((value for key, value in attributes.items() if key.split(b":")[-1] == b"id"), None)
            target = relations.get(reference, b"").decode()
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _unescape(raw: bytes) -> str:
    text = raw.decode("utf-8", errors="replace")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
