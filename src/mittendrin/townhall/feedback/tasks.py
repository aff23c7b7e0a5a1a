# SPDX-License-Identifier: EUPL-1.2
"""Work beside the pages."""

from django_tasks import task

from mittendrin.townhall.feedback import limits, services


@task()
def forget() -> int:
    """Forget who sent what longer than a day ago, and how to reach those who were answered; return how many."""
    return services.forget() + limits.forget()
