# SPDX-License-Identifier: EUPL-1.2
"""What apps ask and tell: propose, confirm, correct, undo, the promise, examples to learn from."""

from mittendrin.townhall.decisions.services.blocks import BlockOff, is_off, ready, working
from mittendrin.townhall.decisions.services.chain import erase
from mittendrin.townhall.decisions.services.examples import examples
from mittendrin.townhall.decisions.services.meter import fell_back, notices
from mittendrin.townhall.decisions.services.promises import Standing, may_handle, standing
from mittendrin.townhall.decisions.services.recording import (
    Proposal,
    answer_of,
    answers_of,
    of_subject,
    propose,
    propose_all,
)
from mittendrin.townhall.decisions.services.words import (
    ContentErased,
    NothingProposed,
    NothingToUndo,
    confirm,
    confirm_all,
    correct,
    history,
    undo,
    value_of,
    values_of,
)

__all__ = [
    "BlockOff",
    "ContentErased",
    "NothingProposed",
    "NothingToUndo",
    "Proposal",
    "Standing",
    "answer_of",
    "answers_of",
    "confirm",
    "confirm_all",
    "correct",
    "erase",
    "examples",
    "fell_back",
    "history",
    "is_off",
    "may_handle",
    "notices",
    "of_subject",
    "propose",
    "propose_all",
    "ready",
    "standing",
    "undo",
    "value_of",
    "values_of",
    "working",
]
