# SPDX-License-Identifier: EUPL-1.2
"""Atlas: what other towns do with digitalisation and AI."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, MenuEntry, Recurring


class AtlasConfig(AppConfig):
    """The first room of the house."""

    name = "mittendrin.apps.atlas"
    label = "atlas"
    manifest = AppManifest(
        title="Atlas",
        menu=[MenuEntry("Atlas", "atlas:start", order=10)],
        desk=[
            MenuEntry("Redaktion", "atlas:desk", order=20, roles=frozenset({"editor"})),
            MenuEntry("Amtliches Register", "atlas:register", order=25, roles=frozenset({"editor"})),
        ],
        search="atlas:search",
        knowledge={
            "similar_towns": "mittendrin.apps.atlas.services.offers.similar_towns",
            "published_towns": "mittendrin.apps.atlas.services.offers.published_towns",
            "programmes_in_studies": "mittendrin.apps.atlas.services.funding_history.programmes_in_studies",
            "agenda_steps": "mittendrin.apps.atlas.services.offers.agenda_steps",
            "similar_deeds": "mittendrin.apps.atlas.services.deeds.similar_deeds",
            "own_profile": "mittendrin.apps.atlas.services.statements.own_profile",
            "publish_profile": "mittendrin.apps.atlas.services.statements.publish_profile",
            "withdraw_profile": "mittendrin.apps.atlas.services.statements.withdraw_profile",
            "take_in_bundle": "mittendrin.apps.atlas.services.bundles.take_in",
            "settle_bundle_record": "mittendrin.apps.atlas.services.bundles.settle",
        },
        recurring=[Recurring("mittendrin.apps.atlas.tasks.forget_counts", at="00:05")],
        datasets="mittendrin.apps.atlas.services.open_data.datasets",
        health={"atlas": "mittendrin.apps.atlas.services.records.data_version"},
    )
