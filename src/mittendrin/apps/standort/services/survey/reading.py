# SPDX-License-Identifier: EUPL-1.2
"""From files to tables, without server and database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from mittendrin.apps.standort.services.survey import classes, groups, tables
from mittendrin.apps.standort.sources import survey
from mittendrin.apps.standort.sources.survey import Codebook
from mittendrin.core import yaml_strict


def count(
    path: Path, codebook: Path, earlier: Path | None = None, grouped: int = 0, most_classes: int = 0
) -> dict[str, Any]:
    """Return the tables of a survey; raises ProblemsFound, OSError."""
    book = survey.read_codebook(codebook)
    before = earlier.read_bytes() if earlier else None
    return counted(book, path.read_bytes(), before, grouped, most_classes)


def counted(
    book: Codebook, answers: bytes, earlier: bytes | None = None, grouped: int = 0, most_classes: int = 0
) -> dict[str, Any]:
    """Return the tables of answers that are at hand.

    grouped: number of groups around typical places, 0 for none. most_classes: up to how many latent classes are
    tried, 0 for none. Raises ProblemsFound.
    """
    found = survey.read(answers, book)
    data = tables.as_data(found, survey.read(earlier, book) if earlier else None)
    if grouped:
        made = groups.group(found, grouped)
        data["groups"] = asdict(made) if made else None
    if most_classes:
        latent = classes.find(found, most_classes)
        data["classes"] = asdict(latent) if latent else None
    return data


def codebook(content: bytes, file: str) -> Codebook:
    """Return the codebook in the bytes of a YAML file; ``file`` names it in messages. Raises ProblemsFound."""
    return survey.codebook_of(yaml_strict.from_bytes(content, file), file)
