# SPDX-License-Identifier: EUPL-1.2
"""Texts that are needed in both languages at once."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation

from mittendrin.contracts.dataset import Words


def both(say: Callable[[], str]) -> Words:
    """Return what ``say`` says in German and in English."""
    with translation.override("de"):
        german = say()
    with translation.override("en"):
        return Words(german, say())
