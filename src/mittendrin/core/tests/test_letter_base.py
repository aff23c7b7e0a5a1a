# SPDX-License-Identifier: EUPL-1.2
"""The example letters and the base that was fitted on them."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mittendrin.core.errors import ModelDamaged, ProblemsFound
from mittendrin.core.letters import base, examples, features, kinds, pack, reading
from mittendrin.core.letters.base import Base
from mittendrin.core.letters.features import MANNER, TOPIC

BLOCKS = Path(__file__).resolve().parents[2] / "blocks"
PACK = BLOCKS / "letter_unit" / "pack"
TASKS = tuple(task.name for task in pack.read(PACK))
KINDS = kinds.read(BLOCKS / "letter_kind" / "kinds.yaml").names
LAMP = "Betreff: Laterne\nGuten Tag, vor unserem Haus ist die Straßenlaterne seit Tagen dunkel, bitte reparieren."


@pytest.fixture(scope="module")
def known() -> Base:
    return base.read(BLOCKS / "letter_unit" / base.FOLDER)


def test_the_base_is_as_new_as_the_examples(known: Base) -> None:
    assert known.digest == examples.digest(PACK), "run: python -m benchmarks.letters_base --write"
    assert (known.tasks, known.kinds) == (TASKS, KINDS), "run: python -m benchmarks.letters_base --write"


def test_every_task_has_examples_and_none_is_there_twice() -> None:
    letters = examples.read(PACK, set(TASKS), set(KINDS))
    counts = Counter(one.task for one in letters)
    assert min(counts[task] for task in TASKS) >= 5
    assert len({one.text for one in letters}) == len(letters)
    assert {one.kind for one in letters} == set(KINDS)


def test_the_series_of_an_example_stands_in_the_name_of_its_file(tmp_path: Path) -> None:
    folder = tmp_path / examples.FOLDER
    folder.mkdir()
    for name in ("tiefbau", "tiefbau_4"):
        text = f"Beleuchtung:\n- {{kind: Meldung, text: Die Lampe ist aus ({name})}}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert [one.series for one in examples.read(tmp_path, set(TASKS), set(KINDS))] == [1, 4]


@pytest.mark.parametrize(
    "letter",
    [
        "Beleuchtung:\n- {kind: Meldung}\n",
        "Beleuchtung:\n- {kind: Brief, text: Die Lampe ist aus}\n",
        "Lampenamt:\n- {kind: Meldung, text: Die Lampe ist aus}\n",
        "Beleuchtung:\n- {kind: Meldung, text: Die Lampe ist aus, second: Lampenamt}\n",
        "Beleuchtung:\n- {kind: Meldung, text: Die Lampe ist aus, sort: a}\n",
    ],
)
def test_an_example_that_does_not_fit_is_named(tmp_path: Path, letter: str) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "tiefbau.yaml").write_text(letter, encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"tiefbau\.yaml"):
        examples.read(tmp_path, set(TASKS), set(KINDS))


def test_another_letter_gives_another_digest(tmp_path: Path) -> None:
    shutil.copytree(PACK / "examples", tmp_path / "examples")
    assert examples.digest(tmp_path) == examples.digest(PACK)
    path = tmp_path / "examples" / "tiefbau.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# mehr\n", encoding="utf-8")
    assert examples.digest(tmp_path) != examples.digest(PACK)


def test_only_the_marked_line_of_an_example_is_its_subject() -> None:
    letter = examples.ExampleLetter("Beleuchtung", "Meldung", LAMP)
    weights = {word.text: weight for word, weight in features.weighted(examples.reading_of(letter))}
    assert weights["Laterne"] > weights["Tagen"] > 0


@pytest.mark.parametrize("text", [LAMP, LAMP.replace("Straßenlaterne", "Straßen1aterne").replace("dunkel", "dunkei")])
def test_a_letter_resembles_its_task_also_misread(known: Base, text: str) -> None:
    found = known.resemblance(reading.read(text))
    assert max(found.tasks, key=lambda name: found.tasks[name]) == "Beleuchtung"
    assert sum(found.tasks.values()) == pytest.approx(1)
    assert sum(found.kinds.values()) == pytest.approx(1)
    words = [word.text for word, _ in known.topic.words(reading.read(text), "Beleuchtung")]
    assert any("aterne" in word for word in words)


def test_danger_resembles_urgent_letters_more_than_a_question(known: Base) -> None:
    danger = known.resemblance(reading.read("Eine Deckenplatte ist heruntergefallen, bitte sofort absperren!"))
    question = known.resemblance(reading.read("Wann hat die Bücherei im Sommer geöffnet?"))
    assert danger.yes[base.URGENT] > question.yes[base.URGENT]


@pytest.mark.parametrize("text", ["", "4711 0815", "%%% ~~~", "東京都庁舎への手紙"])
def test_what_holds_no_known_word_says_nothing(known: Base, text: str) -> None:
    assert not known.resemblance(reading.read(text)).says


def test_numbers_are_no_features_and_both_styles_see_the_same_words() -> None:
    letter = reading.read("Kassenzeichen 27.019384.2 und die Laterne")
    assert set(features.features(letter, TOPIC)[0]) <= set(features.features(letter, MANNER)[0])
    assert features.bucket("w 27") not in features.features(letter, TOPIC)[0]


def test_a_damaged_base_is_refused(tmp_path: Path) -> None:
    shutil.copytree(BLOCKS / "letter_unit" / base.FOLDER, tmp_path / "base")
    path = tmp_path / "base" / "arrays.npz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        base.read(tmp_path / "base")
    with pytest.raises(ModelDamaged):
        base.read(tmp_path / "none")


def test_arrays_that_do_not_fit_are_refused() -> None:
    arrays = {name: np.zeros(2, np.int32) for name in ("used", "rarity", "counts", "columns", "values", "scale")}
    with pytest.raises(ValueError, match="other sizes"):
        base.Part(("one",), TOPIC, {**arrays, "bias": np.zeros(1)})
