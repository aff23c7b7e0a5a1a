# SPDX-License-Identifier: EUPL-1.2
"""People, units and roles of the town hall."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class AccountsConfig(AppConfig):
    """Who works here and what they may do."""

    name = "mittendrin.townhall.accounts"
    label = "accounts"
    manifest = AppManifest(
        title="Personen",
        recurring=[Recurring("mittendrin.townhall.accounts.tasks.clear_sessions", at="03:10")],
        erasers={"person": "mittendrin.townhall.accounts.services.switch_off_again"},
    )
