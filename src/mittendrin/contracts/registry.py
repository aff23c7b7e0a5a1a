# SPDX-License-Identifier: EUPL-1.2
"""Finds the building blocks: ours by their folders, those of others by entry point. There is no list."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from mittendrin.contracts.block import Block, BuildingBlock
from mittendrin.contracts.manifest import Manifest, ManifestWrong, read
from mittendrin.contracts.series import Detector, FaultFinder, Forecaster

HOUSE = "mittendrin.blocks"
GROUP = "mittendrin.blocks"
Kind = TypeVar("Kind", bound=BuildingBlock)


class UnknownBlock(LookupError):
    """No block has this id or answers this question; the text is what was asked for."""


@cache
def packages() -> Mapping[str, str]:
    """Return the import path of every block by its id. Raises ManifestWrong when two have the same id."""
    found = {folder.name: f"{HOUSE}.{folder.name}" for folder in _house_folders()}
    for entry in entry_points(group=GROUP):
        if entry.name in found:
            raise ManifestWrong(f"two blocks have the id {entry.name!r}: {found[entry.name]}, {entry.value}")
        found[entry.name] = entry.value
    return dict(sorted(found.items()))


def _house_folders() -> list[Path]:
    root = Path(str(files(HOUSE)))
    return [path.parent for path in root.glob("*/manifest.toml")]


def folder(block_id: str) -> Path:
    """Return the folder of a block. Raises UnknownBlock."""
    try:
        return Path(str(files(packages()[block_id])))
    except KeyError as error:
        raise UnknownBlock(block_id) from error


@cache
def manifest(block_id: str) -> Manifest:
    """Return the manifest of a block without loading its code. Raises UnknownBlock, ManifestWrong."""
    return read(folder(block_id) / "manifest.toml")


def manifests() -> list[Manifest]:
    """Return the manifests of all blocks, by id."""
    return [manifest(block_id) for block_id in packages()]


@cache
def any_class(block_id: str) -> type[BuildingBlock]:
    """Return the class of a block of any contract, its ``manifest`` set. Raises UnknownBlock."""
    if block_id not in packages():
        raise UnknownBlock(block_id)
    found: type[BuildingBlock] = importlib.import_module(f"{packages()[block_id]}.block").Block
    found.manifest = manifest(block_id)
    return found


@cache
def block_class(block_id: str) -> type[Block[Any]]:
    """Return the class of a block for documents. Raises UnknownBlock, also for a block of another contract."""
    found = any_class(block_id)
    if not issubclass(found, Block):
        raise UnknownBlock(block_id)
    return found


def class_of(block_id: str, kind: type[Kind]) -> type[Kind]:
    """Return the class of a block that fulfils ``kind``. Raises UnknownBlock, also for a block of another contract."""
    found = any_class(block_id)
    if not issubclass(found, kind):
        raise UnknownBlock(block_id)
    return found


def detector_class(block_id: str) -> type[Detector]:
    """Return the class of a block that watches series. Raises UnknownBlock, also for a block of another contract."""
    found = any_class(block_id)
    if not issubclass(found, Detector):
        raise UnknownBlock(block_id)
    return found


def forecaster_class(block_id: str) -> type[Forecaster]:
    """Return the class of a block that forecasts series. Raises UnknownBlock, also for a block of another contract."""
    found = any_class(block_id)
    if not issubclass(found, Forecaster):
        raise UnknownBlock(block_id)
    return found


def fault_finder_class(block_id: str) -> type[FaultFinder]:
    """Return the class of a block that finds faults. Raises UnknownBlock, also for a block of another contract."""
    found = any_class(block_id)
    if not issubclass(found, FaultFinder):
        raise UnknownBlock(block_id)
    return found


def answering(question: str) -> str:
    """Return the id of the block that answers ``question``: one of others goes before ours. Raises UnknownBlock."""
    ids = [one.id for one in manifests() if one.question == question]
    if not ids:
        raise UnknownBlock(question)
    return min(ids, key=lambda block_id: packages()[block_id].startswith(f"{HOUSE}."))
