# SPDX-License-Identifier: EUPL-1.2
"""What a building block says about itself in ``manifest.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

RISK_CLASSES = ("minimal", "limited", "high")
CONTRACTS = ("classifier", "extractor", "detector", "forecaster", "fault_finder")


class ManifestWrong(ValueError):
    """A manifest lacks a key, has one too many, or a value that is not allowed; the text says which."""


@dataclass(frozen=True)
class Manifest:
    """The manifest of one block; texts for people are German first, ``_en`` second.

    id: folder name. contract: one of CONTRACTS. question: what it answers for whom, unique among blocks that may
    replace one another (``letter.unit``). technology: ``text``, ``image``, ``time series``, ``rules``. metric and
    floor: what ``evaluate`` must reach. fallback: what happens when the block may not decide or fails.
    """

    id: str
    contract: str
    question: str
    version: str
    owner: str
    licence: str
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    studies: str
    field_of_action: str
    technology: tuple[str, ...]
    data: str
    data_en: str
    personal_data: str
    personal_data_en: str
    ai_act: str
    ai_act_reason: str
    ai_act_reason_en: str
    human_role: str
    human_role_en: str
    metric: str
    floor: float
    fallback: str
    fallback_en: str
    learns: bool


def read(path: Path) -> Manifest:
    """Return the manifest in ``path``. Raises ManifestWrong."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {field.name for field in fields(Manifest)}
    if wrong := sorted(names ^ data.keys()):
        raise ManifestWrong(f"{path}: missing or unknown: {', '.join(wrong)}")
    manifest = Manifest(**{**data, "technology": tuple(data["technology"])})
    if manifest.id != path.parent.name:
        raise ManifestWrong(f"{path}: id must be the folder's name {path.parent.name!r}")
    if manifest.contract not in CONTRACTS:
        raise ManifestWrong(f"{path}: contract must be one of {', '.join(CONTRACTS)}")
    if manifest.ai_act not in RISK_CLASSES:
        raise ManifestWrong(f"{path}: ai_act must be one of {', '.join(RISK_CLASSES)}")
    return manifest
