# SPDX-License-Identifier: EUPL-1.2
"""The one way in for Observations: HTTP, MQTT, files and simulation all call ``store_observations``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np
from django.db import transaction

from mittendrin.apps.stadtdaten.ingest import areas, bulk, changes, extras, features, states, summing
from mittendrin.apps.stadtdaten.ingest.rows import (
    NO_TIME,
    Columns,
    Floats,
    Ints,
    Refusal,
    Stored,
    StoredRow,
    columns,
    series_columns,
)
from mittendrin.apps.stadtdaten.ingest.signals import observations_stored
from mittendrin.apps.stadtdaten.models import Datastream, Flag
from mittendrin.core import instants
from mittendrin.core.instants import HOUR

Key = tuple[int, int, int]
MOST = 50_000


def store_observations(rows: Iterable[tuple[Any, ...]], *, now: int | None = None) -> Stored:
    """Store Observations (tuples in the order of Row) and return what became of each; the same data twice are one.

    A row with the time of a stored one and another result corrects it. Late rows are welcome. Up to 50,000 rows are one
    transaction; of more, each 50,000 are.
    """
    batch = rows if isinstance(rows, list) else list(rows)
    if len(batch) <= MOST:
        return _store(batch, now or instants.now()) if batch else Stored()
    parts = [_store(batch[at : at + MOST], now or instants.now()) for at in range(0, len(batch), MOST)]
    return _joined(parts)


def _joined(parts: Sequence[Stored]) -> Stored:
    refused = [Refusal(one.index + MOST * at, one.kind) for at, part in enumerate(parts) for one in part.refused]
    new, changed, same = (sum(getattr(part, name) for part in parts) for name in ("new", "changed", "same"))
    return Stored(new, changed, same, refused, [number for part in parts for number in part.ids])


def _store(rows: list[tuple[Any, ...]], now: int) -> Stored:
    streams = sorted({row[0] for row in rows})
    return _written(streams, now, lambda ahead: columns(rows, now, ahead))


def store_series(datastream_id: int, starts: Ints, results: Floats, *, now: int | None = None) -> Stored:
    """Store moments and numbers of one Datastream, given as arrays: the quickest way in for files."""
    moment = now or instants.now()
    parts = []
    for at in range(0, len(starts), MOST):
        pair = starts[at : at + MOST], results[at : at + MOST]
        parts.append(_written([datastream_id], moment, partial(series_columns, datastream_id, *pair, moment)))
    return _joined(parts)


def _written(streams: list[int], now: int, read: Callable[[dict[int, int]], Columns]) -> Stored:
    with transaction.atomic():
        known = states.locked(streams)
        ahead = Datastream.objects.filter(pk__in=streams, future_days__gt=1).values_list("pk", "future_days")
        batch = read(dict(ahead))
        _refuse_unknown(batch, known)
        return _Writing(batch, known, now).done()


def _refuse_unknown(batch: Columns, known: dict[int, states.State]) -> None:
    wrong = ~np.isin(batch.datastream, np.fromiter(known, dtype=np.int64, count=len(known)))
    for index in np.flatnonzero(wrong).tolist():
        batch.refused[index] = "unknown_datastream"
    wanted = np.unique(batch.feature)
    wanted = wanted[wanted > 0]
    if wanted.size:
        missing = features.missing(wanted.tolist())
        for index in np.flatnonzero(np.isin(batch.feature, list(missing))).tolist():
            batch.refused.setdefault(index, "unknown_feature")


@dataclass
class _Writing:
    """One batch on its way into the store."""

    batch: Columns
    known: dict[int, states.State]
    now: int
    ties: set[tuple[int, int]] = field(default_factory=set)

    def done(self) -> Stored:
        """Write everything and say what became of each row."""
        batch = self.batch
        for index in batch.others.keys() | batch.extras.keys():
            batch.flags[index] |= Flag.EXTRA
        ids = np.zeros(len(batch), dtype=np.int64)
        order, repeats = self._order()
        found = self._found(order)
        old = np.array([index in found for index in order.tolist()]) if found else np.zeros(len(order), dtype=bool)
        new = order[~old]
        fresh = self._insert(new, ids)
        changed = self._change(order[old], found, ids)
        for index, kept in repeats:
            ids[index] = ids[kept]
        same = len(order) - fresh - changed + len(repeats)
        refused = [Refusal(index, kind) for index, kind in sorted(batch.refused.items())]
        return Stored(fresh, changed, same, refused, ids.tolist())

    def _order(self) -> tuple[Ints, list[tuple[int, int]]]:
        """Return the good rows by key, and pairs of rows that a later one of the same key replaces."""
        batch = self.batch
        order = np.lexsort((batch.duration, batch.start, batch.datastream))
        if batch.refused:
            order = order[~np.isin(order, list(batch.refused))]
        keys = [column[order] for column in (batch.datastream, batch.start, batch.duration)]
        again = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
        if not again.any():
            return order, []
        keep = np.append(~again, True)
        heirs = order[keep][np.searchsorted(np.flatnonzero(keep), np.flatnonzero(~keep))]
        return order[keep], list(zip(order[~keep].tolist(), heirs.tolist(), strict=True))

    def _found(self, order: Ints) -> dict[int, tuple[Any, ...]]:
        """Return stored rows of the same key, by the index of the row. Only late rows can have one."""
        batch = self.batch
        latest = {stream: state.latest_start or 0 for stream, state in self.known.items()}
        streams = batch.datastream[order]
        limits = np.array([latest[stream] for stream in streams.tolist()], dtype=np.int64)
        late = order[batch.start[order] <= limits]
        if not late.size:
            return {}
        stored: dict[Key, tuple[Any, ...]] = {
            (row[0], row[1], row[2]): row
            for row in bulk.at(batch.datastream[late].tolist(), batch.start[late].tolist())
        }
        keys = zip(*(column[late].tolist() for column in (batch.datastream, batch.start, batch.duration)), strict=True)
        self.ties = {(key[0], key[1]) for key in stored}
        return {index: stored[key] for index, key in zip(late.tolist(), keys, strict=True) if key in stored}

    def _insert(self, new: Ints, ids: Ints) -> int:
        if not new.size:
            return 0
        rows = self.batch.take(new)
        self._fill_features(rows)
        ids[new] = bulk.next_numbers(len(rows))
        bulk.insert(_lines(rows, ids[new]))
        extras.insert(rows, ids[new])
        summing.add(rows)
        states.add(rows, ids[new], self.known, self.now)
        features.note_uses(_pairs(rows), self.known)
        if self.ties:
            self._settle_ties(rows)
        _announce(lambda: _lines(rows, ids[new]))
        return len(rows)

    def _settle_ties(self, rows: Columns) -> None:
        """Sum up anew where a new row begins with a stored one of another duration: which is first, which is last?"""
        tied = set(zip(rows.datastream.tolist(), rows.start.tolist(), strict=True)) & self.ties
        if tied:
            summing.recount({(stream, start // HOUR * HOUR) for stream, start in tied})
            states.refresh({stream for stream, _start in tied}, self.now)

    def _fill_features(self, rows: Columns) -> None:
        blank = rows.feature == 0
        if not blank.any():
            return
        streams = np.unique(rows.datastream[blank])
        unknown = [stream for stream in streams.tolist() if self.known[stream].feature_id is None]
        for stream, feature in (features.of_datastreams(unknown) if unknown else {}).items():
            self.known[stream].feature_id = feature
        usual = np.array([self.known[stream].feature_id for stream in streams.tolist()], dtype=np.int64)
        rows.feature[blank] = usual[np.searchsorted(streams, rows.datastream[blank])]

    def _change(self, old: Ints, found: dict[int, tuple[Any, ...]], ids: Ints) -> int:
        if not old.size:
            return 0
        rows = self.batch.take(old)
        changed: list[tuple[Any, ...]] = []
        places: list[int] = []
        told: dict[int, set[str]] = {}
        moved: set[int] = set()
        for place, index in enumerate(old.tolist()):
            stored = found[index]
            ids[index] = stored[3]
            line = _corrected(rows, place, stored)
            if line != stored or line[7] & Flag.EXTRA:
                changed.append(line)
                places.append(place)
                told[line[3]] = _differing(line, stored)
                if line[6] != stored[6]:
                    moved.add(line[0])
        if changed:
            bulk.replace(changed)
            extras.replace(rows.take(np.array(places)), [line[3] for line in changed])
            summing.recount({(line[0], line[1] // HOUR * HOUR) for line in changed})
            states.refresh({line[0] for line in changed}, self.now)
            features.note_uses({(line[0], line[6]) for line in changed}, {})
            areas.forget_unused(moved)
            changes.note("Observations", told)
            _announce(lambda: changed)
        return len(changed)


def _corrected(rows: Columns, place: int, stored: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the stored row with what the new one says."""
    result, time = rows.result[place].item(), rows.result_time[place].item()
    return (
        *stored[:4],
        None if result != result else result,
        stored[5] if time == NO_TIME else time,
        rows.feature[place].item() or stored[6],
        rows.flags[place].item(),
    )


def _differing(line: tuple[Any, ...], stored: tuple[Any, ...]) -> set[str]:
    """Return the columns in which a corrected row differs; texts and JSON are not compared."""
    extra = {"result", "extra"} if (line[7] | stored[7]) & Flag.EXTRA else set()
    pairs = zip(("result", "result_time", "feature_id", "flags"), line[4:], stored[4:], strict=True)
    return extra | {name for name, new, old in pairs if new != old}


def _lines(rows: Columns, ids: Ints) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the order of the columns of the table."""
    results: list[float | None] = rows.result.tolist()
    if np.isnan(rows.result).any():
        results = [None if value != value else value for value in results]
    times: Iterable[int | None] = repeat(None, len(rows))
    if (rows.result_time != NO_TIME).any():
        times = [None if value == NO_TIME else value for value in rows.result_time.tolist()]
    return zip(
        rows.datastream.tolist(), rows.start.tolist(), rows.duration.tolist(), ids.tolist(), results, times,
        rows.feature.tolist(), rows.flags.tolist(), strict=True,
    )  # fmt: skip


def _pairs(rows: Columns) -> set[tuple[int, int]]:
    """Return the pairs of Datastream and feature, without looking at each row."""
    change = (rows.datastream[1:] != rows.datastream[:-1]) | (rows.feature[1:] != rows.feature[:-1])
    begins = np.flatnonzero(np.append(True, change))
    return set(zip(rows.datastream[begins].tolist(), rows.feature[begins].tolist(), strict=True))


def _announce(lines: Callable[[], Iterable[tuple[Any, ...]]]) -> None:
    """Tell those who listen, after the commit."""
    if observations_stored.receivers:
        rows = [_stored_row(line) for line in lines()]
        transaction.on_commit(lambda: observations_stored.send_robust(sender=None, stored=rows))


def _stored_row(line: tuple[Any, ...]) -> StoredRow:
    stream, start, duration, number, result, time, feature, flags = line
    return StoredRow(number, stream, start, duration, result, time, feature, flags)
