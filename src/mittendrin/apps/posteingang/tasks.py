# SPDX-License-Identifier: EUPL-1.2
"""Work of the post room that workers do again and again."""

from __future__ import annotations

from django_tasks import task

from mittendrin.apps.posteingang.services import disposal, intake, searching, working


@task()
def look_at_folders() -> int:
    """Take what lies in the watched folders; return how many letters came."""
    return intake.look_at_folders()


@task()
def look_into_mailbox() -> int:
    """Take what came into the mailbox; return how many letters came."""
    return intake.look_into_mailbox()


@task()
def read_letters() -> int:
    """Read and sort the letters that wait; return how many steps were done."""
    return working.work_all(seconds=50)


@task()
def index_letters() -> int:
    """Bring the search index up to date; return how many letters it holds."""
    return searching.refresh()


@task()
def tidy() -> int:
    """Take away remains of killed workers and of destroyed letters; return how many."""
    return working.sweep() + disposal.finish() + disposal.note_all() + intake.forget_old()


@task()
def dispose() -> int:
    """Destroy letters whose term is over; return how many."""
    return len(disposal.dispose().numbers)
