# SPDX-License-Identifier: EUPL-1.2
"""What few Observations have: results that are no numbers, quality, parameters, validity."""

from __future__ import annotations

from collections.abc import Sequence

from mittendrin.apps.stadtdaten.ingest.rows import Columns, Extra, Ints
from mittendrin.apps.stadtdaten.models import ObservationExtra

_FIELDS = ["text", "data", "result_quality", "parameters", "valid_start", "valid_end"]


def insert(rows: Columns, ids: Ints) -> None:
    """Store the extras of new rows."""
    if rows.others or rows.extras:
        ObservationExtra.objects.bulk_create(_made(rows, ids.tolist()), batch_size=5000)


def replace(rows: Columns, ids: Sequence[int]) -> None:
    """Store the extras of changed rows in place of what was there."""
    ObservationExtra.objects.filter(pk__in=ids).delete()
    ObservationExtra.objects.bulk_create(_made(rows, ids))


def _made(rows: Columns, ids: Sequence[int]) -> list[ObservationExtra]:
    made = []
    for place in sorted(rows.others.keys() | rows.extras.keys()):
        other, extra = rows.others.get(place), rows.extras.get(place) or Extra()
        made.append(
            ObservationExtra(
                observation_id=ids[place],
                datastream_id=rows.datastream[place].item(),
                text=other if isinstance(other, str) else None,
                data=None if isinstance(other, str) else other,
                **extra._asdict(),
            )
        )
    return made
