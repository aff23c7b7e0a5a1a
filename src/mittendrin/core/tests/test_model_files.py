# SPDX-License-Identifier: EUPL-1.2
"""Models come back as they were saved; whatever was changed is refused."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from mittendrin.core import model_files
from mittendrin.core.errors import ModelDamaged
from mittendrin.core.model_files import ModelFiles

MODEL = ModelFiles(
    {"labels": ["Bürgerbüro", "Bauamt"], "bias": 0.25},
    {"weights": np.arange(6.0).reshape(2, 3), "words": np.array(["straße", "pass"])},
    {"trees.txt": b"leaf 1\n"},
)


def saved(folder: Path) -> Path:
    model_files.save(folder, "letter_unit", 1, MODEL)
    return folder


def test_a_model_comes_back(tmp_path: Path) -> None:
    loaded = model_files.load(saved(tmp_path), "letter_unit", 1)
    assert (loaded.data, loaded.files) == (MODEL.data, MODEL.files)
    for name, array in MODEL.arrays.items():
        np.testing.assert_array_equal(loaded.arrays[name], array)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    prints = {model_files.save(tmp_path / name, "letter_unit", 1, MODEL) for name in ("a", "b")}
    assert prints == {model_files.fingerprint(tmp_path / "a")}
    assert {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "b").iterdir()
    }


@pytest.mark.parametrize("name", ["model.json", "data.json", "arrays.npz", "trees.txt"])
def test_each_file_is_guarded(tmp_path: Path, name: str) -> None:
    file = saved(tmp_path) / name
    content = file.read_bytes()
    file.write_bytes(content.replace(b"1", b"2", 1) if b"1" in content else content[:-1])
    with pytest.raises(ModelDamaged):
        model_files.load(tmp_path, "letter_unit", 1)
    file.unlink()
    with pytest.raises(ModelDamaged):
        model_files.load(tmp_path, "letter_unit", 1)


@pytest.mark.parametrize(("name", "version"), [("letter_kind", 1), ("letter_unit", 2)])
def test_another_format_is_refused(tmp_path: Path, name: str, version: int) -> None:
    with pytest.raises(ModelDamaged):
        model_files.load(saved(tmp_path), name, version)


@pytest.mark.parametrize("text", ["", "[]", "{}", '"x"', "null", '{"fingerprint": 1}', "\x00"])
def test_a_strange_index_is_refused(tmp_path: Path, text: str) -> None:
    (saved(tmp_path) / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelDamaged):
        model_files.load(tmp_path, "letter_unit", 1)


def forged(folder: Path, name: str, content: bytes) -> Path:
    """Put in other content with right checksums, as somebody would who knows the format."""
    model_files.save(folder, "letter_unit", 1, ModelFiles(files={"x": content}))
    index = json.loads((folder / "model.json").read_bytes())
    del index["fingerprint"]
    index["files"][name] = index["files"].pop("x")
    (folder / "x").rename(folder / name)
    index["fingerprint"] = hashlib.sha256(json.dumps(index, sort_keys=True).encode()).hexdigest()
    (folder / "model.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def test_code_is_never_loaded(tmp_path: Path) -> None:
    file = tmp_path / "pickled.npz"
    np.savez(file, bad=np.array([{"a": 1}], dtype=object))
    for number, content in enumerate((file.read_bytes(), pickle.dumps(print), b"")):
        folder = forged(tmp_path / str(number), "arrays.npz", content)
        with pytest.raises(ModelDamaged):
            model_files.load(folder, "letter_unit", 1)


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (saved(tmp_path / "model") / "trees.txt").rename(outside)
    (tmp_path / "model" / "trees.txt").symlink_to(outside)
    with pytest.raises(ModelDamaged):
        model_files.load(tmp_path / "model", "letter_unit", 1)


def test_what_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="objects"):
        model_files.save(tmp_path, "x", 1, ModelFiles(arrays={"bad": np.array([{}], dtype=object)}))
    for name in ("../x", "a/b", "data.json", ".hidden", ""):
        with pytest.raises(ValueError, match="names"):
            model_files.save(tmp_path, "x", 1, ModelFiles(files={name: b""}))
