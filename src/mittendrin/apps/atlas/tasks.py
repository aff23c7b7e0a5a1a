# SPDX-License-Identifier: EUPL-1.2
"""Work beside the pages."""

from django_tasks import task

from mittendrin.apps.atlas.services import proposals


@task()
def forget_counts() -> int:
    """Forget how much visitors proposed on earlier days; return how many counts that were."""
    return proposals.forget_counts()
