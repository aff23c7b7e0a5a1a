# SPDX-License-Identifier: EUPL-1.2
"""Models as files that hold no code: JSON and number arrays, each with its checksum in ``model.json``."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.errors import ModelDamaged

INDEX = "model.json"
DATA = "data.json"
ARRAYS = "arrays.npz"
MAX_BYTES = 512 * 1024 * 1024
_MAX_INDEX = 1_000_000


@dataclass(frozen=True)
class ModelFiles:
    """What a model consists of: plain values, arrays of numbers or texts without objects, other files by name."""

    data: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def save(folder: Path, model_format: str, version: int, model: ModelFiles) -> str:
    """Write a model into ``folder`` and return its fingerprint (SHA-256, hex).

    model_format: name of the format, as a rule the block's id. version: of the format, raised when older code could
    not read it. The same model gives the same bytes. ``model.json`` comes last: a folder without it was not finished.
    Raises ValueError when an array holds objects or a file's name is a path.
    """
    if wrong := [name for name, array in model.arrays.items() if array.dtype.hasobject]:
        raise ValueError(f"arrays with objects cannot be saved: {', '.join(wrong)}")
    if wrong := [name for name in model.files if not _plain(name) or name in {INDEX, DATA, ARRAYS}]:
        raise ValueError(f"these names cannot be used: {', '.join(wrong)}")
    packed = io.BytesIO()
    np.savez_compressed(packed, **dict(model.arrays))  # type: ignore[arg-type]
    contents = {**model.files, DATA: _json(model.data), ARRAYS: packed.getvalue()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())}
    index: dict[str, Any] = {"format": model_format, "version": version, "files": checksums}
    index["fingerprint"] = hashlib.sha256(_json(index)).hexdigest()
    (folder / INDEX).write_bytes(_json(index))
    return str(index["fingerprint"])


def load(folder: Path, model_format: str, version: int) -> ModelFiles:
    """Return the model that ``save`` wrote. Raises ModelDamaged when a file is missing, changed, or does not fit."""
    index = _index(folder)
    if index["format"] != model_format:
        raise ModelDamaged(f"{folder}: model of {index['format']!r}, not of {model_format!r}")
    if index["version"] != version:
        raise ModelDamaged(f"{folder}: format version {index['version']!r}, not {version!r}")
    contents = {name: _checked(folder / name, checksum) for name, checksum in index["files"].items()}
    try:
        data = json.loads(contents.pop(DATA))
        arrays = _arrays(contents.pop(ARRAYS))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ModelDamaged(f"{folder}: {error}") from error
    return ModelFiles(data, arrays, contents)


def fingerprint(folder: Path) -> str:
    """Return the fingerprint of a saved model; names all its files. Raises ModelDamaged."""
    return str(_index(folder)["fingerprint"])


def _index(folder: Path) -> dict[str, Any]:
    try:
        with (folder / INDEX).open("rb") as stream:
            index = json.loads(stream.read(_MAX_INDEX))
        told = index.pop("fingerprint")
        fits = hashlib.sha256(_json(index)).hexdigest() == told and all(_plain(name) for name in index["files"])
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelDamaged(f"{folder / INDEX}: missing or unreadable") from error
    if not fits or not {"format", "version"} <= index.keys():
        raise ModelDamaged(f"{folder / INDEX}: changed")
    return {**index, "fingerprint": told}


def _checked(path: Path, checksum: str) -> bytes:
    try:
        if path.is_symlink() or path.stat().st_size > MAX_BYTES:
            raise ModelDamaged(f"{path}: no plain file, or too big")
        content = path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"{path}: missing") from error
    if hashlib.sha256(content).hexdigest() != checksum:
        raise ModelDamaged(f"{path}: changed")
    return content


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
            raise ValueError("arrays unpack to too much")
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _plain(name: object) -> bool:
    return (
        isinstance(name, str)
        and name not in {"", ".."}
        and name == Path(name).name
        and not name.startswith(".")
        and "\\" not in name
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()
