# SPDX-License-Identifier: EUPL-1.2
"""A second witness changes how sure an answer is, never which answer comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core import text_learning, text_model
from mittendrin.core.sureness import Sureness, agreement
from mittendrin.core.text_model import Item, Settings, TextModel

LABELS = ("Steueramt", "Bauamt", "Schulamt", "Ordnungsamt")
SURE = Sureness(rise=0.8, weight=0.53, shift=0.59)
WITH = Settings(sure=SURE)
chances = st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).filter(lambda found: sum(found) > 0.01)


def _order(found: text_model.Floats) -> list[int]:
    return [int(at) for at in np.argsort(-found, kind="stable")]


@given(chances, st.lists(st.floats(0.0, 1.0), max_size=6))
def test_the_order_of_the_answers_stays(raw: list[float], witness: list[float]) -> None:
    before = np.array(raw) / sum(raw)
    after = text_model.told(before, Item("", witness=witness), WITH)
    assert after.argmax() == before.argmax()
    assert abs(after.sum() - 1) < 1e-9
    others = [at for at in range(4) if at != before.argmax()]
    for one in others:
        for other in others:
            assert before[one] >= before[other] or after[one] <= after[other]


def test_who_agrees_makes_surer_and_who_does_not_makes_doubtful() -> None:
    before = np.array([0.7, 0.2, 0.06, 0.04])
    with_it = text_model.told(before, Item("", witness=(0.8, 0.1, 0.05, 0.05)), WITH)
    against = text_model.told(before, Item("", witness=(0.1, 0.8, 0.05, 0.05)), WITH)
    assert with_it[0] > before[0] > against[0]


def test_without_a_witness_nothing_changes() -> None:
    before = np.array([0.7, 0.2, 0.06, 0.04])
    assert text_model.told(before, Item(""), WITH) is before
    assert text_model.told(before, Item("", witness=(0.1, 0.9, 0.0, 0.0)), Settings()) is before


def test_a_label_that_the_witness_does_not_know_is_neither_surer_nor_less() -> None:
    assert agreement((0.9, 0.1), 3) == 0.0
    assert agreement((), 0) == 0.0


def _items(witness: bool) -> tuple[list[Item], list[str]]:
    rng = np.random.default_rng(0)
    items, values = [], []
    for at in range(60):
        truth = at % len(LABELS)
        guess = rng.normal(0, 1, len(LABELS))
        guess[truth] += 1.0
        seen = text_model.softmax(guess + rng.normal(0, 1, len(LABELS)))
        words = " ".join(f"Wort{truth}{int(one)}" for one in rng.integers(0, 9, 4))
        items.append(Item(words, list(map(float, guess)), witness=tuple(seen) if witness else ()))
        values.append(LABELS[truth])
    return items, values


def test_what_was_learned_ranks_the_same_with_and_without_a_witness() -> None:
    items, values = _items(witness=True)
    with_it = text_learning.learn(items, values, LABELS, WITH)
    without = text_learning.learn(items, values, LABELS, Settings())
    assert with_it.temperature == without.temperature
    assert [_order(with_it.chances(item)) for item in items] == [_order(without.chances(item)) for item in items]


def test_the_witness_is_kept_in_files_and_older_files_have_none() -> None:
    items, values = _items(witness=True)
    model = text_learning.learn(items, values, LABELS, WITH)
    again = TextModel.restored(model.data(), model.arrays())
    assert again.settings.sure == SURE
    data = model.data()
    del data["settings"]["sure"]
    older = TextModel.restored(data, model.arrays())
    assert older.settings == replace(model.settings, sure=Sureness())
