# SPDX-License-Identifier: EUPL-1.2
"""What the sources leave open: the last section of a council paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.projects import ProjectPage
from mittendrin.apps.atlas.services.towns import TownPage


def of_project(page: ProjectPage) -> list[str]:
    """Return in the active language what no source says about a project."""
    data = page.record.data
    named = {
        _("Laufzeit"): data.get("period"),
        _("Technik"): data.get("technologies"),
        _("Partner"): data.get("partners"),
        _("Förderung"): data.get("funding"),
        _("Anbieter"): page.providers,
        _("Übertragbarkeit"): page.transfer,
        _("Kosten und Folgekosten"): None,  # no study gives them in a form that can be compared
    }
    return [name for name, value in named.items() if not value]


def of_town(page: TownPage) -> list[str]:
    """Return in the active language what no source says about a town."""
    named = {
        _("KI-Einsätze"): page.ai,
        _("Projekte"): page.projects,
        _("digitale Agenda"): page.agenda or page.timeline,
        _("wer es macht"): page.organisation,
        _("Ziele"): page.goals,
        _("Beteiligung"): page.participation,
        _("Herausforderungen"): page.challenges,
        _("was man dort gelernt hat"): page.lessons,
        _("Kosten und Folgekosten"): None,
    }
    return [name for name, value in named.items() if not value]
