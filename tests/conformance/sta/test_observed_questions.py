# SPDX-License-Identifier: EUPL-1.2
"""Questions about Observations through others: answered by sums of days and counters, right as a plain scan."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.sta.conftest import Api

from mittendrin.apps.stadtdaten.ingest import Row, store_observations
from mittendrin.apps.stadtdaten.models import FeatureOfInterest, Grade
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream
from mittendrin.core.instants import HOUR, to_iso

_CASES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_NAMES = ("a", "b", "c")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
RESULTS = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -0.5, True, "an", "aus"]))


@dataclass(frozen=True)
class Seen:
    """One Observation: in which series, at which feature, at which hour, what, and when its result came."""

    stream: int
    feature: int
    hour: int
    result: Any
    came: int | None


SEEN = st.builds(
    Seen, st.integers(0, 2), st.integers(0, 1), st.integers(0, 80), RESULTS, st.one_of(st.none(), st.integers(0, 5))
)
LISTS = st.lists(SEEN, max_size=14, unique_by=lambda one: (one.stream, one.hour))


class _Undo(Exception):
    """Takes the store back to what it was."""


def _stored(seen: list[Seen]) -> tuple[list[int], list[int]]:
    """Store it; the series ``c`` is not open to the public. Return the numbers of the series and the features."""
    grades = (Grade.PUBLIC, Grade.PUBLIC, Grade.INTERNAL)
    streams = [datastream(name, grade).pk for name, grade in zip(_NAMES, grades, strict=True)]
    features = [FeatureOfInterest.objects.create(name=f"f{at}", feature={}).pk for at in range(2)]
    rows = [
        Row(
            streams[one.stream], NOON + one.hour * HOUR, one.result, feature_id=features[one.feature],
            result_time=None if one.came is None else NOON + one.came * HOUR,
        )
        for one in seen
    ]  # fmt: skip
    for row in rows:  # one by one, so that later ones widen what is kept of the earlier ones
        assert not store_observations([row], now=NOON + 100 * HOUR).refused
    return streams, features


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, bool | int | float) else None


def _fits(result: Any, name: str, value: Any) -> bool:
    """Return whether a result compares so; texts are compared with texts only."""
    if isinstance(value, str):
        return isinstance(result, str) and _COMPARE[name](result, value)
    number = _number(result)
    return number is not None and _COMPARE[name](number, float(value))


def _written(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


@pytest.mark.django_db
@_CASES
@given(seen=LISTS, name=st.sampled_from(sorted(_COMPARE)), value=RESULTS)
def test_results_are_asked_for_through_others_as_by_a_plain_scan(seen: list[Seen], name: str, value: Any) -> None:
    with pytest.raises(_Undo), transaction.atomic():
        streams, _features = _stored(seen)
        public = [one for one in seen if one.stream < 2]
        hits = [one for one in public if _fits(one.result, name, value)]
        wanted = sorted({_NAMES[one.stream] for one in hits})
        asked = f"result {name} {_written(value)}"
        api = Api()
        assert sorted(api.names(f"Things?$filter=Datastreams/Observations/{asked}")) == wanted
        assert sorted(api.names(f"Datastreams?$filter=Observations/{asked}")) == wanted
        assert sorted(api.names(f"Datastreams?$filter=not Observations/{asked}")) == sorted(set("ab") - set(wanted))
        through = sum(one.stream in {hit.stream for hit in hits} for one in public)
        found = api.get(f"Observations?$count=true&$top=0&$filter=Datastream/Observations/{asked}")
        assert found["@iot.count"] == through
        features = sorted({f"f{one.feature}" for one in hits})
        assert sorted(api.names(f"FeaturesOfInterest?$filter=Observations/{asked}")) == features
        mine = api.get(f"Observations?$count=true&$filter={asked} and Datastream/id eq {streams[0]}")
        assert mine["@iot.count"] == len(mine["value"]) == sum(hit.stream == 0 for hit in hits)
        assert api.get(f"Observations?$count=true&$filter={asked}")["@iot.count"] == len(hits)
        raise _Undo


@pytest.mark.django_db
@_CASES
@given(seen=LISTS, name=st.sampled_from(sorted(_COMPARE)), hour=st.integers(0, 5))
def test_times_of_results_are_asked_for_as_by_a_plain_scan(seen: list[Seen], name: str, hour: int) -> None:
    with pytest.raises(_Undo), transaction.atomic():
        _stored(seen)
        hits = [one for one in seen if one.stream < 2 and one.came is not None and _COMPARE[name](one.came, hour)]
        asked = f"resultTime {name} {to_iso(NOON + hour * HOUR)}"
        wanted = sorted({_NAMES[one.stream] for one in hits})
        assert sorted(Api().names(f"Datastreams?$filter=Observations/{asked}")) == wanted
        assert Api().get(f"Observations?$count=true&$filter={asked}")["@iot.count"] == len(hits)
        raise _Undo


@pytest.mark.django_db
@_CASES
@given(seen=LISTS, name=st.sampled_from(_NAMES), feature=st.integers(0, 1))
def test_neighbours_of_observations_are_asked_once(seen: list[Seen], name: str, feature: int) -> None:
    with pytest.raises(_Undo), transaction.atomic():
        _stored(seen)
        public = [one for one in seen if one.stream < 2]
        mine = [one for one in public if _NAMES[one.stream] == name]
        api, thing = Api(), f"Datastream/Thing/name eq '{name}'"
        assert api.get(f"Observations?$count=true&$filter={thing}")["@iot.count"] == len(mine)
        features = sorted({f"f{one.feature}" for one in mine})
        assert sorted(api.names(f"FeaturesOfInterest?$filter=Observations/{thing}")) == features
        about = f"FeatureOfInterest/name eq 'f{feature}'"
        assert sorted(api.names(f"Datastreams?$filter=Observations/{about}")) == sorted(
            {_NAMES[one.stream] for one in public if one.feature == feature}
        )
        both = api.get(f"Observations?$count=true&$filter={thing} and {about}")
        assert both["@iot.count"] == len(both["value"]) == sum(one.feature == feature for one in mine)
        later = f"{thing} and phenomenonTime ge {to_iso(NOON + 40 * HOUR)}"
        assert api.get(f"Observations?$count=true&$filter={later}")["@iot.count"] == sum(o.hour >= 40 for o in mine)
        either = api.get(f"Observations?$count=true&$filter={thing} or {about}")
        assert either["@iot.count"] == sum(one in mine or one.feature == feature for one in public)
        raise _Undo


@pytest.mark.django_db
def test_an_entity_is_no_value(public: Api) -> None:
    assert public.get("Observations?$filter=Datastream eq 5", 400)
    assert public.get("Datastreams?$filter=Observations/Datastream eq 5", 400)
