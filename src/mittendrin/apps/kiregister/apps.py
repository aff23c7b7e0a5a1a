# SPDX-License-Identifier: EUPL-1.2
"""KI-Register: what machines propose in this town hall, open to everybody."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, CaseKind, MenuEntry
from mittendrin.core.text import sentence


class KiRegisterConfig(AppConfig):
    """The public register; it fills itself."""

    name = "mittendrin.apps.kiregister"
    label = "kiregister"
    manifest = AppManifest(
        title="KI-Register",
        menu=[MenuEntry("KI-Register", "kiregister:list", order=90)],
        desk=[MenuEntry("KI einstellen", "kiregister:manage_list", order=90, roles=frozenset({"head_of_unit"}))],
        foot=[MenuEntry("KI-Register", "kiregister:list", order=50)],
        cases=[
            CaseKind(
                "objection",
                sentence("Widerspruch oder Frage zu einem Programm"),
                open_url_name="kiregister:entry",
                years=3,
            )
        ],
        evidence={
            "ai_register": "mittendrin.apps.kiregister.services.evidence.ai_register",
            "ai_in_use": "mittendrin.apps.kiregister.services.evidence.ai_in_use",
            "corrections_counted": "mittendrin.apps.kiregister.services.evidence.corrections_counted",
        },
        health={"decisions": "mittendrin.townhall.decisions.services.verifying.unbroken"},
    )
