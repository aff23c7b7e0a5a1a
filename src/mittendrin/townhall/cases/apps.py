# SPDX-License-Identifier: EUPL-1.2
"""Cases: whatever needs a person, in one inbox."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class CasesConfig(AppConfig):
    """What is to be done, by whom and until when."""

    name = "mittendrin.townhall.cases"
    label = "cases"
    manifest = AppManifest(
        title="Vorgänge",
        erasers={"case": "mittendrin.townhall.cases.services.disposal.destroy_again"},
        recurring=[
            Recurring("mittendrin.townhall.cases.tasks.send_digests", at="06:00"),
            Recurring("mittendrin.townhall.cases.tasks.tidy", at="03:20"),
        ],
    )
