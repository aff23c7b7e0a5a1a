# SPDX-License-Identifier: EUPL-1.2
"""People, units and roles of the town hall."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here and what they may do."""

    name = "mittendrin.townhall.accounts"
    label = "accounts"
