# SPDX-License-Identifier: EUPL-1.2
"""Work in the background: workers, what they do again and again, and what a killed one leaves behind."""

from django.apps import AppConfig

from mittendrin.contracts.app import AppManifest, Recurring


class TasksConfig(AppConfig):
    """Tasks beside the pages, on top of django-tasks-db."""

    name = "mittendrin.townhall.tasks"
    label = "tasks"
    manifest = AppManifest(
        title="Aufgaben", recurring=[Recurring("mittendrin.townhall.tasks.work.clear_old", at="03:30")]
    )
