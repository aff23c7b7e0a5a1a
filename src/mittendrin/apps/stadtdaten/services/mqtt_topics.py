# SPDX-License-Identifier: EUPL-1.2
"""What the topics of SensorThings name."""

from __future__ import annotations

import re
from functools import lru_cache

ARRAYS = "v1.1/CreateObservations"
_START = "v1.1/"
_SENSORTHINGS = re.compile(
    r"(?:.*/)?v1\.1/(?:Datastreams\((?P<id>\d{1,18})\)/|FeaturesOfInterest\((?P<feature>\d{1,18})\)/)?Observations"
)
Owner = tuple[int | None, int | None]  # the Datastream and the FeatureOfInterest that a topic names


@lru_cache(maxsize=20_000)
def about(topic: str) -> Owner | None:
    """Return what a topic of Observations names; None for other topics."""
    found = _SENSORTHINGS.fullmatch(topic)
    if found is None:
        return None
    stream, feature = (int(found[name]) if found[name] else None for name in ("id", "feature"))
    return stream, feature


def path_of(topic: str) -> str:
    """Return the address that a topic of SensorThings stands for, without the version."""
    return topic.rpartition(_START)[2]
