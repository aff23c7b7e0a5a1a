# SPDX-License-Identifier: EUPL-1.2
"""System checks of the settings of the open data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from mittendrin.apps.opendata.services.vocabulary import LICENCES

CONTRIBUTOR = re.compile(r"[A-Za-z0-9_-]+|https?://[^\s<>\"{}|\\^`]+")


def catalogue(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse an unknown licence, and ids that portals could not read."""
    if settings.OPEN_DATA_LICENCE not in LICENCES:
        yield Error(
            "The licence of the open data is unknown.",
            hint=f"Set MITTENDRIN_OPEN_DATA_LICENCE to one of: {', '.join(LICENCES)}.",
            id="mittendrin.E060",
        )
    if settings.CONTRIBUTOR_ID and not CONTRIBUTOR.fullmatch(settings.CONTRIBUTOR_ID):
        yield Error(
            "The contributor id is neither a code nor an address.",
            hint="Set MITTENDRIN_CONTRIBUTOR_ID to the code that GovData gave you, without blanks.",
            id="mittendrin.E061",
        )
    if settings.REGIONAL_KEY and not re.fullmatch(r"[0-9]{12}", settings.REGIONAL_KEY):
        yield Error(
            "The regional key has not twelve digits.",
            hint="Set MITTENDRIN_REGIONAL_KEY to the twelve digits of the Amtlicher Regionalschlüssel, without blanks.",
            id="mittendrin.E062",
        )


CHECKS = (catalogue,)
