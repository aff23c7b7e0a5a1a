# SPDX-License-Identifier: EUPL-1.2
"""How long single values are kept; their summaries stay."""

from __future__ import annotations

import logging

from mittendrin.apps.stadtdaten.ingest import removing
from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.core import instants
from mittendrin.core.instants import DAY

log = logging.getLogger(__name__)


def delete_expired(now: int | None = None) -> int:
    """Delete Observations that are older than their Datastream keeps them; return how many."""
    moment, gone = now or instants.now(), 0
    for pk, days in Datastream.objects.filter(retention_days__isnull=False).values_list("pk", "retention_days"):
        gone += removing.delete_before(pk, moment - (days or 0) * DAY)
    if gone:
        log.info("observations.expired count=%s", gone)
    return gone
