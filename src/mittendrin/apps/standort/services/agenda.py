# SPDX-License-Identifier: EUPL-1.2
"""The roadmap in the frame of the ten steps: measures by step, what answers show as done, where nothing stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.models import MeasureState, PlannedMeasure
from mittendrin.apps.standort.services import rounds, wording
from mittendrin.apps.standort.services.contradictions import holds
from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.agenda import frame, step_of
from mittendrin.apps.standort.sources.knowledge import NextStep, steps
from mittendrin.townhall import offers

_GONE_ON = (MeasureState.RUNNING, MeasureState.DONE)


@dataclass(frozen=True)
class Row:
    """One of the ten steps. state: ``reached``, ``running``, ``planned`` or ``gap``; proof: the answer that shows it.

    proposals: recommendations that would fill it and are no measure yet.
    """

    number: int
    key: str
    title: str
    text: str
    url: str
    source: str
    state: str
    proof: str
    measures: tuple[PlannedMeasure, ...]
    proposals: tuple[NextStep, ...]

    @property
    def word(self) -> str:
        """Return the state in words."""
        return {
            "reached": _("erreicht"),
            "running": _("läuft"),
            "planned": _("geplant"),
            "gap": _("Lücke: keine Maßnahme"),
        }[self.state]


def known_steps() -> list[dict[str, Any]]:
    """Return the ten steps as the Atlas tells them; none without it."""
    ask = offers.knowledge("agenda_steps")
    return ask() if ask else []


def choices() -> list[tuple[str, str]]:
    """Return key and title of the ten steps for a form."""
    return [(one["key"], f"{one['number']}. {one['title']}") for one in known_steps()]


def place_of(measure: PlannedMeasure) -> str:
    """Return the key of the step that a measure belongs to: the chosen one, else that of its recommendation."""
    return measure.agenda_step or step_of(measure.step)


def rows(found: Sequence[PlannedMeasure]) -> list[Row]:
    """Return the ten steps with their measures; those that were stopped fill no gap."""
    latest = rounds.latest()
    readings = rounds.result(latest).readings if latest else {}
    frames = {one.key: one for one in frame()}
    counted = [one for one in found if one.state != MeasureState.STOPPED]
    taken = {one.step for one in counted}
    result = []
    for one in known_steps():
        own = tuple(measure for measure in counted if place_of(measure) == one["key"])
        rule = frames.get(one["key"])
        reading = readings.get(rule.reached.item) if rule else None
        reached = rule is not None and holds(rule.reached, reading)
        fitting = () if rule is None else tuple(s for s in steps() if s.id in rule.next and s.id not in taken)
        state = _state(reached, own)
        result.append(
            Row(**one, state=state, proof=_proof(reading) if reached else "", measures=own, proposals=fitting)
        )
    return result


def _state(reached: bool, measures: Sequence[PlannedMeasure]) -> str:
    if reached:
        return "reached"
    if any(one.state in _GONE_ON for one in measures):
        return "running"
    return "planned" if measures else "gap"


def _proof(reading: Reading | None) -> str:
    if reading is None:
        return ""
    return f"{say(reading.item.question)} {wording.upper_first(wording.answer(reading.item, reading.answer))}."


def headline(found: Sequence[Row]) -> str:
    """Return what the ten steps show, in one sentence with the first gap."""
    gaps = [row for row in found if row.state == "gap"]
    reached = sum(row.state == "reached" for row in found)
    start = _("%(reached)s von %(all)s Schritten erreicht.") % {"reached": reached, "all": len(found)}
    if not gaps:
        return f"{start} {_('Zu jedem anderen steht eine Maßnahme im Fahrplan.')}"
    text = ngettext(
        "%(count)s Schritt hat keine Maßnahme: %(first)s.",
        "%(count)s Schritte haben keine Maßnahme, zuerst: %(first)s.",
        len(gaps),
    )
    return f"{start} {text % {'count': len(gaps), 'first': gaps[0].title}}"
