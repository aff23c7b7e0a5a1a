# SPDX-License-Identifier: EUPL-1.2
"""Let a town have decided on letters, and have a second version: ``python -m tests.e2e.decided`` with its environment.

30 proposals of the block for the unit, 2 of them corrected; then a version that was learned goes into operation.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from mittendrin.contracts.block import Answer  # noqa: E402
from mittendrin.townhall.accounts.models import Person  # noqa: E402
from mittendrin.townhall.decisions import services  # noqa: E402
from mittendrin.townhall.decisions.models import ModelVersion, VersionState  # noqa: E402
from mittendrin.townhall.decisions.services import blocks  # noqa: E402

BLOCK, COUNT, WRONG = "letter_unit", 30, 2


def main() -> None:
    """Propose, confirm, correct; put version 1 into operation."""
    by = Person.objects.get(username="lorenz")
    for number in range(COUNT):
        answer = Answer("Steueramt", 0.9)
        row = services.propose(services.Proposal(BLOCK, f"sample:{number}", answer, unit="Steueramt"))[0]
        services.correct(row, "Stadtkasse" if number < WRONG else "Steueramt", by)
    shipped = blocks.live_version(BLOCK)
    ModelVersion.objects.filter(pk=shipped.pk).update(state=VersionState.RETIRED)
    ModelVersion.objects.create(block=BLOCK, number=shipped.number + 1, state=VersionState.LIVE, learned_from=COUNT)


if __name__ == "__main__":
    main()
