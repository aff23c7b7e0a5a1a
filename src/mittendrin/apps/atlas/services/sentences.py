# SPDX-License-Identifier: EUPL-1.2
"""Opening sentences of pages, counted from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.services.catalogue import STAGES
from mittendrin.apps.atlas.services.checks import OWN_STATEMENT
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.towns import TownPage


def by_stage(stages: Iterable[str]) -> str:
    """Return "1 in Betrieb, 3 in Arbeit" for the stages of some projects."""
    counts = Counter(stages)
    parts = []
    for stage in STAGES:
        if number := counts[stage]:
            word = label("stage", stage)
            if stage == "idea":
                word = ngettext("Idee", "Ideen", number)
            parts.append(f"{number} {word}")
    return ", ".join(parts)


def town(page: TownPage) -> str:
    """Return what the Atlas knows of a place, in one or two sentences."""
    uses = [line.row.stage for group in page.ai for line in group.lines]
    found = []
    if uses:
        start = ngettext("%(count)d KI-Einsatz", "%(count)d KI-Einsätze", len(uses)) % {"count": len(uses)}
        found.append(f"{start}: {by_stage(uses)}.")
    if page.projects:
        stages = [line.row.stage for line in page.projects]
        start = ngettext("%(count)d Projekt", "%(count)d Projekte", len(stages)) % {"count": len(stages)}
        found.append(f"{start}: {by_stage(stages)}.")
    if not found and page.record.data["groups"] == [OWN_STATEMENT]:
        return _("Der Ort steht hier mit dem, was er selbst angibt.")
    return " ".join(found) or _("Die Studien nennen den Ort, aber kein Projekt.")
