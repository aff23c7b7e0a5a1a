# SPDX-License-Identifier: EUPL-1.2
"""Register files for tests, built by code in the layout of the official extract and as plain tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

TITLE = "Gemeinden in Deutschland nach Fläche, Bevölkerung und Postleitzahl am 31.12.2020 (4. Quartal)"
Row = Sequence[Any]


def official_rows() -> list[Row]:
    """Return records of all types: a state, districts, an association, towns, an uninhabited area."""
    return [
        ("10", None, "05", None, None, None, None, "Nordrhein-Westfalen"),
        ("20", None, "05", "9", None, None, None, "Reg.-Bez. Arnsberg"),
        ("40", "44", "05", "9", "74", None, None, "Soest"),
        ("50", "50", "05", "9", "74", "0040", None, "Soest, Stadt"),
        town("05", "9", "74", "0040", "040", "Soest, Stadt", "85,81", 47514, "59494", "8,106308", "51,572543", "63"),
        town("05", "9", "74", "0028", "028", "Lippstadt, Stadt", 113.69, 67952, "59555", 8.3446, 51.6736, "67"),
        ("40", "41", "07", "3", "13", None, None, "Landau in der Pfalz, kreisfreie Stadt"),
        town(
            "07",
            "3",
            "13",
            "0000",
            "000",
            "Landau in der Pfalz, Stadt",
            "82,94",
            "46 881",
            "76829",
            "8,11",
            "49,2",
            "61",
        ),
        ("40", "44", "01", "0", "53", None, None, "Herzogtum Lauenburg"),
        town(
            "01",
            "0",
            "53",
            "9105",
            "105",
            "Sachsenwald (Forstgutsbez.),gemfr.Geb.",
            "58,49",
            None,
            "",
            None,
            None,
            "66",
        ),
        (),
        ("1) Quelle: Statistische Ämter der Länder",),
    ]


def town(
    land: str,
    rb: str,
    kreis: str,
    vb: str,
    gem: str,
    name: str,
    area: Any,
    people: Any,
    plz: Any,
    lon: Any,
    lat: Any,
    mark: str,
) -> Row:
    """Return one record of type 60."""
    return ("60", mark, land, rb, kreis, vb, gem, name, area, people, None, None, None, plz, lon, lat)


def official(rows: Iterable[Row] | None = None, *, sheet: str = "Onlineprodukt_Gemeinden31122020") -> bytes:
    """Return an extract as XLSX: title sheet, then a sheet with stacked and merged headings."""
    book = Workbook()
    book.worksheets[0].title = "Titel"
    book.worksheets[0]["A1"] = "Gemeindeverzeichnis-Informationssystem GV-ISys"
    page = book.create_sheet(sheet)
    for heading in _headings():
        page.append(list(heading))
    page.merge_cells("C3:G3")
    page.merge_cells("J3:M3")
    for record in official_rows() if rows is None else rows:
        page.append(list(record))
    return _bytes(book)


def _headings() -> list[Row]:
    top = ("Satz-\nart", "Text-\nkenn-\nzeichen", "Amtlicher Regionalschlüssel (ARS)", "", "", "", "", "Gemeindename")
    figures = ("Fläche\nkm2 1)", "Bevölkerung 2)", "", "", "", "Post-\nleit-\nzahl 3)", "Mittelpunktkoordinaten")
    parts = ("", "", "Land", "RB", "Kreis", "VB", "Gem", "", "", "insgesamt", "männlich", "weiblich", "je km2", "")
    days = ("", "", "", "", "", "", "", "", "31.12.2019", "31.12.2019")
    return [(TITLE,), (), (*top, *figures), (*parts, "Längengrad", "Breitengrad"), days, ()]


def official_csv() -> bytes:
    """Return the extract as a spreadsheet saves it: semicolons, Windows-1252."""
    rows = [[cell or "" for cell in row] for row in [*_headings(), *official_rows()]]
    return _csv(rows, ";").encode("cp1252")


def plain(header: str, *rows: str, encoding: str = "utf-8") -> bytes:
    """Return a plain table of lines."""
    return ("\n".join([header, *rows]) + "\n").encode(encoding)


def table(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return a table with named columns from rows of values."""
    found = list(rows)
    return _csv([list(found[0]), *([row[key] for key in found[0]] for row in found)], ",").encode()


def row(
    ags: str = "05974040", name: str = "Soest, Stadt", area: Any = 85.81, people: Any = 47514, **more: Any
) -> dict[str, Any]:
    """Return the values of one municipality for ``table``."""
    return {"ags": ags, "name": name, "area_km2": area, "population_2019": people, "lon": 8.11, "lat": 51.57, **more}


def workbook(rows: Iterable[Row]) -> bytes:
    """Return rows as XLSX with one sheet."""
    book = Workbook()
    for values in rows:
        book.worksheets[0].append(list(values))
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(rows: Iterable[Sequence[Any]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
