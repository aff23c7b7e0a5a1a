# SPDX-License-Identifier: EUPL-1.2
"""The programmes of the studies are history with document and section."""

from __future__ import annotations

import pytest

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.services.funding_history import programmes_in_studies

pytestmark = pytest.mark.django_db


def test_every_use_cites_document_and_section() -> None:
    ingest.load_content()
    found = programmes_in_studies()
    assert "smart-cities-bund" in {one["id"] for one in found}
    uses = [use for one in found for use in one["uses"]]
    assert len(uses) > 50
    assert all(use["source"].count(", ") >= 1 and use["year"] and use["url"] for use in uses)
    assert "eigene-mittel" not in {one["id"] for one in found}
