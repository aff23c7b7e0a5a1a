# SPDX-License-Identifier: EUPL-1.2
"""The sentence that opens the cockpit: what matters most comes first, and never more than two things."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State
from mittendrin.apps.stadtdaten.services.cockpit_words import property_of
from mittendrin.core.instants import HOUR

MOST = 2


def ranked(readings: Sequence[Reading], now: int) -> list[Reading]:
    """Return the readings by how much they matter now: broken limits, limits ahead, near limits, the unusual, the rest.

    Within each: what can hurt people first (see ``priority`` of the kinds). Silent ones come last.
    """
    return sorted(readings, key=lambda reading: (_urgency(reading, now), reading.kind.priority))


def _urgency(reading: Reading, now: int) -> int:
    if reading.state is State.OVER:
        return 0
    if reading.state in {State.SILENT, State.UNKNOWN}:
        return 6
    if _reached(reading, now):
        return 1
    if reading.standing is not None and reading.standing.near:
        return 2
    if reading.state is State.NEAR:
        return 3
    return 4 if reading.against_usual and reading.kind.worse == "high" else 5


def _reached(reading: Reading, now: int) -> bool:
    """Return whether the forecast crosses a limit within a day that is not broken now."""
    value = reading.newest
    if value is None or reading.mean_hours > 1:
        return False
    soon = [band for band in reading.bands if band.start <= now + 24 * HOUR]
    return any(limit.broken(band.mean) and not limit.broken(value) for limit in reading.limits for band in soon)


def opening(readings: Sequence[Reading], now: int) -> str:
    """Return one or two sentences on how the town is doing."""
    if not readings:
        return _("Noch misst hier nichts.")
    found: list[str] = []
    for reading in ranked(readings, now):
        if len(found) == MOST or _urgency(reading, now) > 3:
            break
        words = _about(reading, now)
        if words not in found:
            found.append(words)
    if found:
        return " ".join(found)
    silent = sum(reading.state is State.SILENT for reading in readings)
    if silent == len(readings):
        return _("Alle Messstellen schweigen.")
    if silent:
        words = ngettext(
            "Alles wie üblich. %(n)s Messstelle schweigt.", "Alles wie üblich. %(n)s Messstellen schweigen.", silent
        )
        return words % {"n": silent}
    return _("Alles wie üblich.")


def _about(reading: Reading, now: int) -> str:
    values = {
        "thing": reading.stream.thing.name,
        "place": reading.place or reading.stream.thing.name,
        "what": property_of(reading),
        "limit": _(reading.standing.limit.name) if reading.standing else "",
    }
    if reading.state is State.OVER:
        return _over(reading) % values
    if reading.kind.key == "water_level":
        return _water(reading, now) % values
    if _reached(reading, now):
        return _("%(place)s: %(what)s steigt wohl bald über die Grenze.") % values
    if reading.kind.worse == "low":
        return _scarce(reading) % values
    if reading.kind.key == "noise":
        return _("Laut ist es hier: %(place)s.") % values
    return _("%(what)s ist nahe an der Grenze: %(place)s.") % values


def _scarce(reading: Reading) -> str:
    if reading.kind.key == "parking_free":
        return _("Wenig Platz: %(thing)s.")
    if reading.capacity is not None:
        return _("Wenig frei: %(thing)s.")
    return _("Niedriger Wert (%(what)s): %(thing)s.")


def _over(reading: Reading) -> str:
    if reading.kind.key == "noise":
        return _("Zu laut ist es hier: %(place)s.")
    if reading.kind.key == "water_level":
        return _("%(thing)s: Das Wasser steht über %(limit)s.")
    if reading.kind.key == "co2":
        return _("Schlechte Luft im Raum: %(place)s.")
    return _("%(what)s ist über der Grenze: %(place)s.")


def _water(reading: Reading, now: int) -> str:
    if _reached(reading, now):
        return _("%(thing)s: Das Wasser steigt und erreicht wohl %(limit)s.")
    rises = reading.change is not None and reading.change > 0.05
    limit = reading.standing.limit.value if reading.standing else float("inf")
    sure = bool(reading.bands) and all(band.high <= limit for band in reading.bands if band.start <= now + 24 * HOUR)
    if rises and sure:
        return _("%(thing)s: Das Wasser steigt, bleibt aber wohl unter %(limit)s.")
    if rises:
        return _("%(thing)s: Das Wasser steigt, liegt aber unter %(limit)s.")
    return _("%(thing)s: Das Wasser steht hoch, liegt aber unter %(limit)s.")
