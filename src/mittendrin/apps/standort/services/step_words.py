# SPDX-License-Identifier: EUPL-1.2
"""Why a step stands where it stands, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.proposals import Place, Proposal

HUNDRED = 100


def reasons(proposal: Proposal, found: Assessment) -> list[str]:
    """Return the sentences: what the step lifts and by how much, what it helps to begin, why it has its place."""
    sentences = [_lifts(proposal, found)]
    if proposal.opens:
        titles = _listed([f"„{wording.say(step.title)}“" for step in proposal.opens])
        sentences.append(_("Danach wird möglich oder leichter: %(steps)s.") % {"steps": titles})
    place = {
        Place.FIRST: _("Kommt zuerst, weil der nächste Schritt darauf aufbaut."),
        Place.CARRIES: _("Steht hier, damit unter drei Schritten einer ist, der länger trägt."),
        Place.QUICK: _("Steht hier, damit unter drei Schritten einer ist, der schnell geht."),
    }
    return [*sentences, *([place[proposal.place]] if proposal.place in place else [])]


def _lifts(proposal: Proposal, found: Assessment) -> str:
    """Return by how many of 100 points each field rises."""
    names = {one.field.id: wording.say(one.field.name) for one in found.standings}
    parts = [
        _("%(field)s um %(points)s") % {"field": names[field], "points": wording.number(gain * HUNDRED, 0)}
        for field, gain in proposal.by_field.items()
    ]
    words = _("Hebt geschätzt %(fields)s von 100 Punkten; offene Antworten zählen halb.") if (
        proposal.rests_on_open
    ) else _("Hebt %(fields)s von 100 Punkten.")  # fmt: skip
    return words % {"fields": _listed(parts)}


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s und %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
