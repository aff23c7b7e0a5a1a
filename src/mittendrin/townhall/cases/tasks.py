# SPDX-License-Identifier: EUPL-1.2
"""Work beside the pages."""

from django_tasks import task

from mittendrin.townhall.cases.services.digest import send_all
from mittendrin.townhall.cases.services.disposal import note_all
from mittendrin.townhall.cases.services.files import sweep


@task()
def send_digests() -> None:
    """Send the daily mail to everybody who wants it."""
    send_all()


@task()
def tidy() -> int:
    """Take away files that killed processes left, complete the list of the destroyed; return how many."""
    return sweep() + note_all()
