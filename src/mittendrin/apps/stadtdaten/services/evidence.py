# SPDX-License-Identifier: EUPL-1.2
"""What the town's sensors show of its own work, for apps that ask."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.services import access
from mittendrin.apps.stadtdaten.services.cockpit_readings import State, readings
from mittendrin.contracts.app import Seen


def sensors() -> Seen | None:
    """Return how many real devices report as usual; None while there is none. Simulated ones prove nothing."""
    streams = access.datastreams(access.INTERNAL).filter(simulated=False, thing__simulated=False)
    real = readings(access.INTERNAL, only=list(streams.values_list("pk", flat=True)))
    alive = {one.stream.thing_id for one in real if one.state is not State.SILENT}
    silent = {one.stream.thing_id for one in real} - alive
    if not alive:
        return None
    count = len(alive)
    text = ngettext(
        "Stadtdaten: %(count)s Messgerät meldet Werte", "Stadtdaten: %(count)s Messgeräte melden Werte", count
    )
    words = text % {"count": count}
    if silent:
        more = ngettext("%(count)s schweigt", "%(count)s schweigen", len(silent)) % {"count": len(silent)}
        words = f"{words}, {more}"
    return Seen(count, words, reverse("stadtdaten:cockpit"))
