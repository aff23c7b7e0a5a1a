# SPDX-License-Identifier: EUPL-1.2
"""The Atlas as a file: one object (JSON, YAML), tables (CSV, XLSX), or points for maps (GeoJSON)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from mittendrin import __version__
from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import labels, places
from mittendrin.apps.atlas.services.exchange.names import ABOUT, ABOUT_SHEET, list_name
from mittendrin.apps.atlas.services.exchange.tables import Cell, columns, to_cells

Data = dict[str, Any]
Progress = Callable[[int, int], None]
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
ENCODINGS = {False: "utf-8", True: "utf-8-sig"}


@dataclass(frozen=True)
class Options:
    """What a person chose: one kind or all, and for CSV delimiter and byte order mark."""

    kind: str = ""
    delimiter: str = ","
    bom: bool = False


def silent(_done: int, _all: int) -> None:
    """Show nothing."""


def rows_by_kind(kind: str = "") -> dict[str, list[Data]]:
    """Return the published records by kind, in their order."""
    wanted = [kind] if kind else list(Kind.values)
    found: dict[str, list[Data]] = {name: [] for name in wanted}
    for name, data in Record.objects.filter(kind__in=wanted).values_list("kind", "data"):
        found[name].append(data)
    return found


def about() -> Data:
    """Return what a user of the data must know: licence, attribution, date."""
    named = Record.objects.filter(kind__in=[Kind.SOURCE, Kind.STATISTICS]).values_list("data", flat=True)
    return {
        "title": "Mittendrin Atlas",
        "version": __version__,
        "exported_at": timezone.localtime().isoformat(timespec="seconds"),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "note": "Summaries are our own words under the licence above; facts and figures come from the sources named.",
        "attribution": [
            data.get("attribution") or f"{data['publisher']}: {data['title']} ({data['year']})" for data in named
        ],
    }


def export(format_name: str, options: Options = Options(), progress: Progress = silent) -> bytes:
    """Return the file in ``format_name`` (one of ``names.FORMATS``); several CSV tables come as a ZIP."""
    found = rows_by_kind(options.kind)
    writers: dict[str, Callable[[], bytes]] = {
        "json": lambda: _json(_document(found)),
        "yaml": lambda: _yaml(_document(found)),
        "csv": lambda: _csv(found, options, progress),
        "xlsx": lambda: _xlsx(found, progress),
        "geojson": lambda: _json(geojson(options.kind)),
    }
    return writers[format_name]()


def file_name(format_name: str, options: Options) -> str:
    """Return a name for the file with kind and date."""
    ending = "zip" if format_name == "csv" and not options.kind else format_name
    stem = list_name(options.kind) if options.kind else f"atlas-{timezone.localdate().isoformat()}"
    return f"{stem}.{ending}"


def _document(found: dict[str, list[Data]]) -> Data:
    return {ABOUT: about(), **{list_name(kind): rows for kind, rows in found.items()}}


def _json(document: Data) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _yaml(document: Data) -> bytes:
    text = yaml.dump(document, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


class _PlainDumper(yaml.CSafeDumper):
    """Writes equal values twice instead of pointing to the first: readers refuse such pointers."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Never point."""
        return True


def _csv(found: dict[str, list[Data]], options: Options, progress: Progress) -> bytes:
    if options.kind:
        return _csv_table(options.kind, found[options.kind], options)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (kind, rows) in enumerate(found.items(), start=1):
            archive.writestr(f"{list_name(kind)}.csv", _csv_table(kind, rows, options))
            progress(done, len(found))
        archive.writestr("README.txt", "\n".join(f"{name}: {text}" for name, text in _about_lines()) + "\n")
    return out.getvalue()


def _csv_table(kind: str, rows: list[Data], options: Options) -> bytes:
    cells = [to_cells(kind, row) for row in rows]
    names = columns(kind, cells)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=options.delimiter, lineterminator="\r\n")
    writer.writerow(names or ["id"])
    writer.writerows([row.get(name, "") for name in names] for row in cells)
    return out.getvalue().encode(ENCODINGS[options.bom])


def _about_lines() -> Iterable[tuple[str, str]]:
    for name, value in about().items():
        for text in value if isinstance(value, list) else [value]:
            yield name, text


def _xlsx(found: dict[str, list[Data]], progress: Progress) -> bytes:
    book = Workbook(write_only=True)
    notes = book.create_sheet(ABOUT_SHEET)
    for line in _about_lines():
        notes.append(line)
    for done, (kind, rows) in enumerate(found.items(), start=1):
        cells = [to_cells(kind, row) for row in rows]
        names = columns(kind, cells) or ["id"]
        sheet = book.create_sheet(list_name(kind))
        sheet.freeze_panes = "B2"
        sheet.append([_heading(sheet, name) for name in names])
        for row in cells:
            sheet.append([_xlsx_cell(sheet, row.get(name)) for name in names])
        progress(done, len(found))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    return cell


def _xlsx_cell(sheet: Any, value: Cell | None) -> Any:
    """Return a cell; text that looks like a number or date is marked as text, so that Excel leaves it alone."""
    if not isinstance(value, str) or not value[:1].isdigit():
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "@"
    return cell


def geojson(kind: str = "") -> Data:
    """Return places with their numbers of records, and projects at the points of their places."""
    found = rows_by_kind()
    towns = {row["id"]: row for row in found[Kind.MUNICIPALITY] if "lon" in row and "lat" in row}
    features = []
    if kind in {"", Kind.MUNICIPALITY}:
        projects = Counter(key for row in found[Kind.PROJECT] for key in row["municipalities"])
        ai_uses = Counter(
            key for row in found[Kind.PROJECT] if row["kind"] == "ai_use" for key in row["municipalities"]
        )
        features += [_place(row, projects[key], ai_uses[key]) for key, row in towns.items()]
    if kind in {"", Kind.PROJECT}:
        features += [
            _project(row, towns[key]) for row in found[Kind.PROJECT] for key in row["municipalities"] if key in towns
        ]
    return {"type": "FeatureCollection", ABOUT: about(), "features": features}


def _place(row: Data, projects: int, ai_uses: int) -> Data:
    return _feature(
        row,
        {
            "type": "place",
            "id": row["id"],
            "name": row["name"],
            "state": row["state"],
            "role": row["role"],
            "size": places.size_class(row),
            "population": places.value(row["population"]),
            "projects": projects,
            "ai_uses": ai_uses,
            "sources": sorted({citation["source"] for citation in row["citations"]}),
        },
    )


def _project(row: Data, town: Data) -> Data:
    taken = ("kind", "title", "title_en", "fields", "ai", "stage", "as_of", "source", "locator")
    values = {name: row[name] for name in taken if name in row}
    stage = {"stage_label": labels.label("stage", row["stage"])}
    return _feature(town, {"type": "project", "id": row["id"], "place": town["id"], **values, **stage})


def _feature(place: Data, properties: Data) -> Data:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": properties,
    }
