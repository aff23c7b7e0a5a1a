# SPDX-License-Identifier: EUPL-1.2
"""From files to tables: for the command line, without server and database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from mittendrin.apps.standort.services.survey import groups, tables
from mittendrin.apps.standort.sources import survey


def count(path: Path, codebook: Path, earlier: Path | None = None, grouped: int = 0) -> dict[str, Any]:
    """Return the tables of a survey; raises ProblemsFound, OSError."""
    book = survey.read_codebook(codebook)
    found = survey.read(path.read_bytes(), book)
    before = survey.read(earlier.read_bytes(), book) if earlier else None
    data = tables.as_data(found, before)
    if grouped:
        made = groups.group(found, grouped)
        data["groups"] = asdict(made) if made else None
    return data
