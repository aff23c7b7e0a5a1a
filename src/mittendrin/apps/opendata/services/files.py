# SPDX-License-Identifier: EUPL-1.2
"""A dataset as a file, written piece by piece: CSV, JSON and Parquet hold the same rows."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from mittendrin.apps.opendata.services.catalogue import chunks
from mittendrin.contracts.dataset import OpenDataset, Row, Value

CHUNK, GROUP = 500, 20_000
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "time": pa.timestamp("us", tz="UTC"),
}


def csv_parts(one: OpenDataset) -> Iterator[bytes]:
    """Yield a CSV file: comma, point, UTC, a head; texts that a spreadsheet would run get an apostrophe."""
    yield _lines([tuple(column.name for column in one.columns)])
    for part in chunks(one.rows(), CHUNK):
        yield _lines([tuple(_cell(value) for value in row) for row in part])


def _lines(rows: list[tuple[Any, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _cell(value: Value) -> Any:
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return plain(value)


def plain(value: Value) -> Any:
    """Return a value as JSON and CSV have it: times in ISO 8601 and UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def json_parts(one: OpenDataset) -> Iterator[bytes]:
    """Yield a JSON file: a list with an object for each row, without what is missing."""
    names = [column.name for column in one.columns]
    yield b"["
    between = ""
    for part in chunks(one.rows(), CHUNK):
        yield (between + ",\n".join(_object(names, row) for row in part)).encode()
        between = ",\n"
    yield b"]\n"


def _object(names: list[str], row: Row) -> str:
    filled = {name: plain(value) for name, value in zip(names, row, strict=True) if value is not None}
    return json.dumps(filled, ensure_ascii=False)


def parquet_file(one: OpenDataset) -> IO[bytes]:
    """Return a temporary Parquet file, ready to be read; the caller closes it."""
    schema = pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in one.columns])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in chunks(one.rows(), GROUP):
            arrays = [
                pa.array([row[place] for row in part], type=field.type) for place, field in enumerate(schema)
            ]  # fmt: skip
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    file.seek(0)
    return file
