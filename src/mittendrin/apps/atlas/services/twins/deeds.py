# SPDX-License-Identifier: EUPL-1.2
"""What the Atlas has of a town, counted: AI uses by stage, projects, agenda, document management."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services.catalogue import STAGES, ProjectRow, catalogue
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.towns import without_doubles


@dataclass(frozen=True, slots=True)
class Deeds:
    """Counts and states of one town.

    ai: (stage, number) in the order of stages. ended: projects of any kind that were stopped or are over.
    agenda and dms: state codes of the youngest profile that says something, else empty; agenda_year likewise.
    """

    ai: tuple[tuple[str, int], ...]
    projects: int
    ended: int
    profiles: int
    agenda: str
    agenda_year: int | None
    dms: str

    @property
    def ai_uses(self) -> int:
        """Return the number of AI uses of all stages."""
        return sum(count for _stage, count in self.ai)

    @property
    def ai_running(self) -> bool:
        """Return whether an AI use is in operation."""
        return any(stage == "in_operation" for stage, _count in self.ai)

    @property
    def words(self) -> str:
        """Return what lies there in few words, in the language of the page."""
        parts = []
        if self.ai_uses:
            parts.append(
                ngettext("%(count)d KI-Einsatz", "%(count)d KI-Einsätze", self.ai_uses) % {"count": self.ai_uses}
            )
        if self.projects:
            parts.append(ngettext("%(count)d Projekt", "%(count)d Projekte", self.projects) % {"count": self.projects})
        if self.dms == "none":
            parts.append(_("keine E-Akte"))
        elif self.dms:
            parts.append(_("E-Akte %(state)s") % {"state": label("dms", self.dms)})
        elif self.agenda and len(parts) < 2:
            parts.append(_("Agenda %(state)s") % {"state": label("agenda", self.agenda)})
        return ", ".join(parts) or _("Steckbrief")


def all_deeds() -> dict[str, Deeds]:
    """Return the deeds of every town that has a project or a profile."""
    profiles: dict[str, list[dict[str, object]]] = {}
    for record in Record.objects.of(Kind.PROFILE).only("data"):
        profiles.setdefault(record.data["municipality"], []).append(record.data)
    projects: dict[str, list[ProjectRow]] = {}
    for row in catalogue().projects.values():
        for place in row.municipalities:
            projects.setdefault(place, []).append(row)
    return {key: _deeds(projects.get(key, []), profiles.get(key, [])) for key in profiles.keys() | projects.keys()}


def _deeds(rows: list[ProjectRow], profiles: list[dict[str, object]]) -> Deeds:
    ai = without_doubles([row for row in rows if row.uses_ai])
    stages = Counter(row.stage for row in ai)
    shown = {row.key for row in ai if row.kind == "ai_use"}
    agenda, year = _state(profiles, "agenda")
    return Deeds(
        ai=tuple((stage, stages[stage]) for stage in STAGES if stages[stage]),
        projects=sum(1 for row in rows if row.key not in shown),
        ended=sum(1 for row in rows if row.stage == "ended"),
        profiles=len(profiles),
        agenda=agenda,
        agenda_year=year,
        dms=_state(profiles, "dms")[0],
    )


def _state(profiles: list[dict[str, object]], part: str) -> tuple[str, int | None]:
    """Return state and year of a part from the youngest profile that says something."""
    for profile in sorted(profiles, key=lambda item: -int(str(item["as_of"]))):
        found = profile.get(part)
        if isinstance(found, dict) and found["state"] != "not_stated":
            return found["state"], found.get("year")
    return "", None
