# SPDX-License-Identifier: EUPL-1.2
"""The fitting of the base: what is left out in closed form, what is kept of the weights, how sources are joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.letters_base import Seen, joined
from benchmarks.letters_fitting import Fitted, Rows, cut, fit, packed, table, times

from mittendrin.core.letters import reading
from mittendrin.core.letters.base import Part
from mittendrin.core.letters.features import TOPIC

TEXTS = (
    "Die Laterne in der Straße ist dunkel",
    "Eine Laterne vor dem Haus ist kaputt",
    "Wir beantragen Wohngeld für unsere Wohnung",
    "Wohngeld für die Wohnung in der Straße",
    "Das Haus ist dunkel und die Wohnung kaputt",
)
WANTED = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1], [1, 0]])
COUNTS = np.array([1.0, 1, 1, 2, 1])
GROUPS = [1, 2, 2, 3, 1]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Rows(*table([reading.read(text) for text in TEXTS], TOPIC), len(TEXTS), GROUPS)


def test_left_out_is_what_a_fit_without_the_group_says(rows: Rows) -> None:
    bias = WANTED.mean(axis=0)
    found = fit(rows, WANTED, COUNTS, 0.5)
    dense = rows.matrix.toarray()
    for one in range(len(TEXTS)):
        rest = np.array(GROUPS) != GROUPS[one]
        bend = dense[rest].T @ (dense[rest] * COUNTS[rest, None]) + 0.5 * np.eye(dense.shape[1])
        weights = np.linalg.solve(bend, dense[rest].T @ (COUNTS[rest, None] * (WANTED - bias)[rest]))
        assert found.left_out[one] == pytest.approx(bias + dense[one] @ weights, abs=1e-6)


def test_the_weights_are_the_same_when_nothing_is_left_out(rows: Rows) -> None:
    slow, quick = fit(rows, WANTED, COUNTS, 0.5), fit(rows, WANTED, COUNTS, 0.5, held=False)
    assert quick.weights == pytest.approx(slow.weights)


def test_a_model_is_cut_into_its_outputs() -> None:
    first, second = cut(Fitted(np.array([[1.0, 2, 3]]), np.array([1.0, 2, 3]), np.array([[4.0, 5, 6]])), 1)
    assert (first.weights.tolist(), second.bias.tolist(), second.left_out.tolist()) == (
        [[1.0]],
        [2.0, 3.0],
        [[5.0, 6.0]],
    )


def test_packed_weights_give_the_same_scores_in_few_bits(rows: Rows) -> None:
    found = times(fit(rows, WANTED, COUNTS, 0.5), 10.0)
    arrays = {key.removeprefix("x_"): one for key, one in packed("x", rows, found, 10_000).items()}
    part = Part(("Beleuchtung", "Wohngeld"), TOPIC, arrays)
    for row, text in enumerate(TEXTS):
        exact = np.asarray(rows.matrix[row] @ found.weights).ravel()
        assert part.scores(reading.read(text)) == pytest.approx(exact, abs=0.05)
    few = packed("x", rows, found, 12)
    assert 12 <= len(few["x_values"]) < len(arrays["values"])


def test_no_output_is_likelier_beforehand() -> None:
    found = times(Fitted(np.array([[1.0, 3.0]]), np.array([0.9, 0.1]), np.array([[0.95, 0.2]])), 2.0)
    assert found.bias.tolist() == [0, 0]
    assert found.weights.tolist() == [[-2, 2]]
    assert found.left_out == pytest.approx(np.array([[0.1, 0.2]]))


def test_the_source_that_is_right_counts_more() -> None:
    right, wrong = np.array([[2.0, 0.0], [0.0, 2.0]] * 5), np.array([[0.0, 1.0], [0.0, 1.0]] * 5)
    part = Seen(right, wrong, np.array([0, 1] * 5))
    own, other = joined([part, replace(part, truth=np.array([0, -1] * 5))])
    assert own > other
