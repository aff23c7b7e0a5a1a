# SPDX-License-Identifier: EUPL-1.2
"""Says whether a letter holds specially protected data: Art. 9 and 10 DSGVO, social data of a child in need."""

from __future__ import annotations

from mittendrin.contracts.cue_classifier import CueClassifier, Places
from mittendrin.contracts.document import Document
from mittendrin.core.text import sentence


class Block(CueClassifier):
    """Looks for words on health, religion, origin, politics, sexuality, crime and children in need."""

    target = "special_data"
    package = "mittendrin.blocks.letter_special_data"
    nothing = sentence("Kein Wort weist auf besonders geschützte Daten hin.")
    lean = 0.7

    def more(self, item: Document) -> Places:  # noqa: ARG002 - words are all
        """Return nothing: words are all that counts here."""
        return {}
