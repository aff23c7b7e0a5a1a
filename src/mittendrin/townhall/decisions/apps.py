# SPDX-License-Identifier: EUPL-1.2
"""Decisions: what machines proposed, what people made of it, and what follows from that."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class DecisionsConfig(AppConfig):
    """The spine: record, promise, override meter, versions."""

    name = "mittendrin.townhall.decisions"
    label = "decisions"
    manifest = AppManifest(
        title="Entscheidungen",
        recurring=[
            Recurring("mittendrin.townhall.decisions.tasks.watch", every=60 * 60),
            Recurring("mittendrin.townhall.decisions.tasks.tell", every=60),
            Recurring("mittendrin.townhall.decisions.tasks.verify_chain", at="04:00"),
            Recurring("mittendrin.townhall.decisions.tasks.learn_anew", at="02:30"),
        ],
    )
