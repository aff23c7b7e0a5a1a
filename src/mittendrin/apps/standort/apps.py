# SPDX-License-Identifier: EUPL-1.2
"""Standort: where a town stands, what to do next, and the paper for the council."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string

from mittendrin.contracts.app import AppManifest, BlockUse, CaseKind, MenuEntry, Recurring
from mittendrin.core.text import sentence

_EVERYBODY = frozenset({"staff", "head_of_unit", "editor", "administrator"})


class StandortConfig(AppConfig):
    """The room of plans."""

    name = "mittendrin.apps.standort"
    label = "standort"
    manifest = AppManifest(
        title="Standort",
        menu=[MenuEntry("Standort", "standort:start", order=20, roles=_EVERYBODY)],
        evidence={
            "accessibility": "mittendrin.apps.standort.services.seeing.accessibility",
            "backups_this_year": "mittendrin.apps.standort.services.seeing.backups_this_year",
        },
        cases=[
            CaseKind("measure", "Maßnahme", open_url_name="standort:measure", years=5),
            CaseKind("funding", "Förderung", open_url_name="standort:programme", years=10),
            CaseKind("bundle", sentence("Paket einer Stadt"), open_url_name="standort:followed", years=1),
        ],
        recurring=[
            Recurring("mittendrin.apps.standort.tasks.remind_of_funding", at="06:10"),
            Recurring("mittendrin.apps.standort.tasks.ask_followed", every=15 * 60),
            Recurring("mittendrin.apps.standort.tasks.delete_interviews", at="02:30"),
        ],
        uses=[
            BlockUse(
                "interview.category",
                items=sentence("Stellen"),
                promise=sentence("Von 100 Stellen, die niemand einzeln ansieht, sind höchstens %(wrong)s falsch."),
                too_few=sentence("Jede Stelle wird gefragt."),
                shown="mittendrin.apps.standort.services.interviews.coding.shown",
            )
        ],
        erasers={"interview": "mittendrin.apps.standort.services.interviews.keeping.delete_again"},
        subjects={"interview": "mittendrin.apps.standort.services.interviews.keeping.document"},
    )

    def ready(self) -> None:
        """Let the start look at the town's own questionnaire."""
        register(import_string("mittendrin.apps.standort.services.own_questions.sound"))
