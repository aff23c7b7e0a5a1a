# SPDX-License-Identifier: EUPL-1.2
"""What is new or changed and open to everybody, told to the subscribers of a broker (OGC 18-088, 14.2)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, Protocol, cast

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max, Model
from django.utils.module_loading import import_string

from mittendrin.apps.stadtdaten.ingest import changes
from mittendrin.apps.stadtdaten.models import Change, Grade, Observation
from mittendrin.apps.stadtdaten.services import asked_topics

log = logging.getLogger(__name__)
MOST_TOLD = 1_000
GAP_SECONDS = 30.0
MOST_GAPS = 5_000
ASKED_EVERY = 0.5  # seconds: each asked topic costs a question to the store
_START = "v1.1/"
# Which entities of which sets are new or changed, with the names of the columns that changed, none for new ones.
Changed = dict[str, dict[int, frozenset[str]]]
_NEW: frozenset[str] = frozenset()
# What is told without being asked for.
_USUAL = re.compile(r"(?!Observations)[A-Za-z]+(\(\d+\))?|Datastreams\(\d+\)/Observations", re.ASCII)


class Tell(Protocol):
    """Answers a topic (behind ``v1.1/``): numbers and JSON of what changed there and everybody may see."""

    def __call__(self, topic: str, changed: Mapping[str, Mapping[int, frozenset[str]]]) -> list[tuple[int, str]]:
        """Return them in the order of their numbers."""


class Publisher:
    """Gathers what to tell. What was stored before it began stays untold; of very many only the newest are told."""

    def __init__(self) -> None:
        self._observations = _Followed(Observation)
        self._changes = _Followed(Change)
        self._tell = cast("Tell", import_string(settings.MQTT_TELLS))
        self._waiting: Changed = {}
        self._moved: Changed = {}
        self._next = 0.0

    def new(self, asked: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Return topic and JSON of what was stored since the last call.

        Observations go to their Datastream, other entities to their set and to their own topic. asked: further topics
        that somebody subscribed to, told twice a second at most. Raises DatabaseError: then all comes next time.
        """
        try:
            return self._new(asked)
        except DatabaseError:
            self._observations.back()
            self._changes.back()
            raise

    def _new(self, asked: Iterable[str]) -> list[tuple[str, str]]:
        new = {pk: stream for pk, stream, grade in self._new_observations() if grade == Grade.PUBLIC}
        changed = self._changed()
        corrected = changed.pop("Observations", {})
        public = Observation.objects.filter(pk__in=corrected, datastream__open_grade=Grade.PUBLIC)
        streams = dict(public.values_list("pk", "datastream_id")) | new if corrected else new
        observed = {"Observations": {pk: _NEW if pk in new else corrected[pk] for pk in streams}} if streams else {}
        told = [
            (f"{_START}Datastreams({streams[number]})/Observations", body)
            for number, body in self._tell("Observations", observed)
        ]
        for entity in changed:
            for number, body in self._tell(entity, changed):
                told += [(f"{_START}{entity}", body), (f"{_START}{entity}({number})", body)]
        _add(self._waiting, changed)
        _add(self._waiting, observed)
        # What a Datastream says of the times of its Observations changes with each of them.
        _add(self._moved, {"Datastreams": dict.fromkeys(streams.values(), frozenset({"state"}))})
        return told + self._asked(asked)

    def _asked(self, asked: Iterable[str]) -> list[tuple[str, str]]:
        if monotonic() < self._next:
            return []
        self._next = monotonic() + ASKED_EVERY
        _add(self._waiting, self._moved)
        names = [topic.removeprefix(_START) for topic in asked]
        told = [
            (f"{_START}{name}", body)
            for name in names
            for _number, body in self._tell(name, self._moved if _USUAL.fullmatch(name) else self._waiting)
        ]
        self._waiting, self._moved = {}, {}
        return told

    def _new_observations(self) -> Sequence[tuple[Any, ...]]:
        return self._observations.rows("datastream_id", "datastream__open_grade")

    def _changed(self) -> Changed:
        found: Changed = {}
        for _pk, entity, number, names in self._changes.rows("entity", "number", "names"):
            _add(found, {entity: {number: frozenset(names.split(",") if names else ())}})
        return found


class _Followed:
    """Rows of a table by growing numbers, each once, those too that another process numbered and stores late."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._last = self._newest()
        self._gaps: dict[int, float] = {}
        self._before = self._last, self._gaps

    def back(self) -> None:
        """Give the rows of the last call once more."""
        self._last, self._gaps = self._before

    def rows(self, *names: str) -> list[tuple[Any, ...]]:
        """Return number and columns of rows since the last call, late ones first; of very many only the newest."""
        self._before = self._last, dict(self._gaps)
        rows = self._read(names, pk__gt=self._last)
        if len(rows) == MOST_TOLD:
            newest = self._newest()
            if newest - MOST_TOLD > self._last:
                log.warning("mqtt.telling_skips of=%s count=%s", self._model.__name__, newest - MOST_TOLD - self._last)
                self._last = newest - MOST_TOLD
                rows = self._read(names, pk__gt=self._last)
        late = self._read(names, pk__in=list(self._gaps)) if self._gaps else []
        self._note([row[0] for row in rows], [row[0] for row in late])
        return late + rows

    def _read(self, names: Sequence[str], **where: Any) -> list[tuple[Any, ...]]:
        found = self._model._default_manager.filter(**where).order_by("pk")
        return list(found.values_list("pk", *names)[:MOST_TOLD])

    def _newest(self) -> int:
        return self._model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0

    def _note(self, numbers: Sequence[int], late: Iterable[int]) -> None:
        """Keep numbers that are missing: another process took them and has not stored yet."""
        now = monotonic()
        for number in late:
            self._gaps.pop(number, None)
        self._gaps = {number: since for number, since in self._gaps.items() if now - since < GAP_SECONDS}
        if numbers:
            before = max(self._last, numbers[0] - MOST_GAPS)
            missing = set(range(before + 1, numbers[-1])) - set(numbers)
            for number in sorted(missing)[: MOST_GAPS - len(self._gaps)]:
                self._gaps[number] = now
            self._last = max(self._last, numbers[-1])


def _add(found: Changed, more: Mapping[str, Mapping[int, frozenset[str]]]) -> None:
    """Add changes to those that are there; a new entity stays new. Of one set only the newest are kept."""
    for entity, changed in more.items():
        known = found.setdefault(entity, {})
        for number, names in changed.items():
            before = known.pop(number, None)
            known[number] = _NEW if before == _NEW or not names else names | (before or _NEW)
        for number in list(known)[: max(0, len(known) - MOST_TOLD)]:
            del known[number]


def tidy() -> int:
    """Delete old notes of changes, and topics that nobody asked for in a long time; return how many."""
    return changes.tidy() + asked_topics.tidy()
