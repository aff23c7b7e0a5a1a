# SPDX-License-Identifier: EUPL-1.2
"""Work beside the pages: watching, verifying, learning anew."""

from __future__ import annotations

from django_tasks import task

from mittendrin.townhall.decisions.services import alerts, keeping, verifying


@task()
def watch() -> None:
    """Look at override meter and drift of all blocks."""
    keeping.watch_all()


@task()
def tell() -> int:
    """Send the people in charge what they must know about blocks; return how many mails went out."""
    return alerts.send_all()


@task()
def verify_chain() -> bool:
    """Walk the chain of entries."""
    return verifying.verify().sound


@task(queue_name="slow")
def learn_anew() -> list[str]:
    """Learn anew where people said enough new words."""
    return keeping.learn_where_due()


@task(queue_name="slow")
def learn(block: str, person: int = 0) -> str:
    """Learn one block anew because somebody asked for it."""
    return keeping.learn(block, person)
