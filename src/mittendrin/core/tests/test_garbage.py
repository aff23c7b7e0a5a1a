# SPDX-License-Identifier: EUPL-1.2
"""Garbage is looked for seldom inside of the block and as before after it."""

from __future__ import annotations

import gc

import pytest

from mittendrin.core import garbage


def test_it_is_as_before_afterwards_whatever_happens() -> None:
    usual = gc.get_threshold()
    with pytest.raises(KeyError), garbage.seldom():
        assert gc.get_threshold()[0] > usual[0]
        raise KeyError
    assert gc.get_threshold() == usual
