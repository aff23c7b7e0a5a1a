# SPDX-License-Identifier: EUPL-1.2
"""The few statements that must be fast, in the words of SQLite and PostgreSQL."""

# ruff: noqa: S608 - what is put into the statements are names of our own tables and columns
from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from django.db import connection

from mittendrin.apps.stadtdaten.ingest.rows import Ints

_TABLE = "stadtdaten_observation"
_COLUMNS = ("datastream_id", "phenomenon_start", "duration", "id", "result", "result_time", "feature_id", "flags")
_NAMES = ", ".join(_COLUMNS)
_SUMMARY = (
    "datastream_id", "start", "count", "numbers", "total", "low", "high", "first_at", "first", "last_at", "last"
)  # fmt: skip
_SUMMARY_KINDS = ("bigint",) * 4 + ("float8",) * 3 + ("bigint", "float8") * 2
_STATE_KINDS = ("bigint",) * 7 + ("float8", "boolean") + ("bigint",) * 4
_ADD = """
INSERT INTO {table} AS t ({names}) {values}
ON CONFLICT (datastream_id, start) DO UPDATE SET
    count = t.count + excluded.count,
    numbers = t.numbers + excluded.numbers,
    total = t.total + excluded.total,
    low = CASE WHEN t.low IS NULL OR excluded.low < t.low THEN excluded.low ELSE t.low END,
    high = CASE WHEN t.high IS NULL OR excluded.high > t.high THEN excluded.high ELSE t.high END,
    first = CASE WHEN t.first_at IS NULL OR excluded.first_at < t.first_at THEN excluded.first ELSE t.first END,
    first_at = CASE WHEN t.first_at IS NULL OR excluded.first_at < t.first_at
        THEN excluded.first_at ELSE t.first_at END,
    last = CASE WHEN t.last_at IS NULL OR excluded.last_at >= t.last_at THEN excluded.last ELSE t.last END,
    last_at = CASE WHEN t.last_at IS NULL OR excluded.last_at >= t.last_at THEN excluded.last_at ELSE t.last_at END
"""
_FOUND = {
    "sqlite": f"SELECT {{names}} FROM json_each(%s) AS k CROSS JOIN {_TABLE} AS o"
    " ON o.datastream_id = json_extract(k.value, '$[0]') AND o.phenomenon_start = json_extract(k.value, '$[1]')",
    "postgresql": f"SELECT {{names}} FROM unnest(%s::bigint[], %s::bigint[]) AS k (d, s) JOIN {_TABLE} AS o"
    " ON o.datastream_id = k.d AND o.phenomenon_start = k.s",
}  # fmt: skip


def is_sqlite() -> bool:
    """Return whether the store is SQLite."""
    return connection.vendor == "sqlite"


def next_numbers(count: int) -> Ints:
    """Return ``count`` new numbers of Observations, growing."""
    with connection.cursor() as cursor:
        if not is_sqlite():
            cursor.execute(
                "SELECT array_agg(nextval('stadtdaten_observation_number')) FROM generate_series(1, %s)", [count]
            )
            return np.array(cursor.fetchone()[0], dtype=np.int64)
        cursor.execute(
            "UPDATE stadtdaten_sequence SET value = value + %s WHERE name = 'observation' RETURNING value", [count]
        )
        row = cursor.fetchone()
        if row is None:  # the table of sequences was emptied
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) + %s FROM {_TABLE}", [count])
            row = cursor.fetchone()
            cursor.execute("INSERT INTO stadtdaten_sequence (name, value) VALUES ('observation', %s)", [row[0]])
        return np.arange(row[0] - count + 1, row[0] + 1, dtype=np.int64)


def insert(rows: Iterable[tuple[Any, ...]]) -> None:
    """Store rows of Observations; none of them may be there."""
    with connection.cursor() as cursor:
        if is_sqlite():
            marks = ", ".join("?" * len(_COLUMNS))
            # Past Django's own wrapper, which would keep all rows in memory to look at the first one.
            sqlite3.Cursor.executemany(cursor.cursor, f"INSERT INTO {_TABLE} ({_NAMES}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {_TABLE} ({_NAMES}) FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, rows)))


def _copy_line(row: tuple[Any, ...]) -> str:
    return "\t".join(["\\N" if value is None or value != value else repr(value) for value in row]) + "\n"


def replace(rows: Iterable[tuple[Any, ...]]) -> None:
    """Change rows of Observations; they keep number and key."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_TABLE} SET result = %s, result_time = %s, feature_id = %s, flags = %s"
            " WHERE datastream_id = %s AND phenomenon_start = %s AND duration = %s",
            [(row[4], row[5], row[6], row[7], *row[:3]) for row in rows],
        )


def at(streams: Sequence[int], starts: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the rows of Observations that begin at these moments, in the order of the columns of the table."""
    if not streams:
        return []
    names = ", ".join(f"o.{name}" for name in _COLUMNS)
    with connection.cursor() as cursor:
        if is_sqlite():
            keys = json.dumps(sorted(set(zip(streams, starts, strict=True))))
            cursor.execute(_FOUND["sqlite"].format(names=names), [keys])
        else:
            cursor.execute(_FOUND["postgresql"].format(names=names), [list(streams), list(starts)])
        return list(cursor.fetchall())


def add_summaries(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add to the summaries in ``table``, making those that are missing."""
    if not rows:
        return
    words = {"table": f"stadtdaten_{table}", "names": ", ".join(_SUMMARY)}
    with connection.cursor() as cursor:
        if is_sqlite():
            marks = ", ".join(["%s"] * len(_SUMMARY))
            cursor.executemany(_ADD.format(values=f"VALUES ({marks})", **words), rows)
        else:
            # One statement for all rows: PostgreSQL answers each statement by itself.
            arrays = ", ".join(f"%s::{kind}[]" for kind in _SUMMARY_KINDS)
            cursor.execute(_ADD.format(values=f"SELECT * FROM unnest({arrays})", **words), _turned(rows))


def add_months(rows: Sequence[tuple[int, int, int]]) -> None:
    """Add to the counts of months: Datastream, begin of the month, how many."""
    if not rows:
        return
    words = (
        "INSERT INTO stadtdaten_monthcount AS t (datastream_id, start, count) {values}"
        " ON CONFLICT (datastream_id, start) DO UPDATE SET count = t.count + excluded.count"
    )
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.executemany(words.format(values="VALUES (%s, %s, %s)"), rows)
        else:
            arrays = "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            cursor.execute(words.format(values=arrays), _turned(rows))


def put_months(rows: Sequence[tuple[int, int, int]]) -> None:
    """Store counts of months in place of those of the same month; 0 takes one away."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM stadtdaten_monthcount WHERE datastream_id = %s AND start = %s", [row[:2] for row in rows]
        )
    add_months([row for row in rows if row[2]])


def put_summaries(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store summaries in ``table`` in place of those of the same period; a count of 0 takes one away."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM stadtdaten_{table} WHERE datastream_id = %s AND start = %s", [row[:2] for row in rows]
        )
    add_summaries(table, [row for row in rows if row[2]])


def update_states(rows: Sequence[tuple[Any, ...]]) -> None:
    """Add a batch to the states of its Datastreams: see storing for the order of the values."""
    if not is_sqlite():
        _update_states_at_once(rows)
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE stadtdaten_datastreamstate SET count = count + %s,"
            " first_start = min(coalesce(first_start, %s), %s),"
            " last_end = max(coalesce(last_end, %s), %s),"
            " latest_id = %s, latest_start = %s, latest_result = %s, intervals = %s, stored_at = %s,"
            " first_result_time = %s, last_result_time = %s WHERE datastream_id = %s",
            rows,
        )


def _update_states_at_once(rows: Sequence[tuple[Any, ...]]) -> None:
    arrays = ", ".join(f"%s::{kind}[]" for kind in _STATE_KINDS)
    names = "n, first, first2, until, until2, id, start, result, lasts, at, time1, time2, stream"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stadtdaten_datastreamstate AS s SET count = s.count + k.n,"
            " first_start = least(s.first_start, k.first), last_end = greatest(s.last_end, k.until),"
            " latest_id = k.id, latest_start = k.start, latest_result = k.result, intervals = k.lasts,"
            " stored_at = k.at,"
            " first_result_time = k.time1, last_result_time = k.time2"
            f" FROM unnest({arrays}) AS k ({names}) WHERE s.datastream_id = k.stream",
            _turned(rows),
        )


def _turned(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Return the columns of ``rows``."""
    return [list(map(itemgetter(place), rows)) for place in range(len(rows[0]))]


def set_features(features: Mapping[int, int]) -> None:
    """Keep in the states of Datastreams what their new Observations are about."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE stadtdaten_datastreamstate SET feature_id = %s WHERE datastream_id = %s",
            [(feature, stream) for stream, feature in features.items()],
        )
