# SPDX-License-Identifier: EUPL-1.2
"""Why something was not done, with a sentence for people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

from mittendrin.core.errors import MittendrinError


class Refused(MittendrinError):
    """Nothing was changed; ``words`` says why. Each reason is a class with a sentence of its own."""

    sentence: str | Promise

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(type(self).__name__)

    @property
    def words(self) -> str:
        """Return the sentence in the language of the page."""
        return str(self.sentence) % self.values

    def __str__(self) -> str:
        return self.words
