# SPDX-License-Identifier: EUPL-1.2
"""How each source did last, so that pages can say it in words."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone

from mittendrin.apps.posteingang.models import IntakeState

log = logging.getLogger(__name__)


def went_well(channel: str, source: str, taken: int) -> None:
    """Note that the source was looked at without trouble; ``taken``: how many letters came."""
    now = timezone.now()
    values: dict[str, Any] = {"looked_at": now, "failing_since": None, "problem": "", "values": {}}
    if taken:
        values["took_at"] = now
    IntakeState.objects.update_or_create(channel=channel, source=source, defaults=values)


def went_wrong(channel: str, source: str, problem: str, **values: str) -> None:
    """Note what is wrong with the source: German sentence and key of its translation, with its values."""
    now = timezone.now()
    state, _created = IntakeState.objects.get_or_create(channel=channel, source=source)
    state.looked_at, state.problem, state.values = now, problem, values
    if state.failing_since is None:
        state.failing_since = now
        log.warning("intake.failing channel=%s", channel)
    state.save()
