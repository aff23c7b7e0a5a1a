# SPDX-License-Identifier: EUPL-1.2
"""Tables of the post room."""

from mittendrin.apps.posteingang.models.arrivals import ApiSender, Arrival, Channel, IntakeState, NumberSeries
from mittendrin.apps.posteingang.models.filing import Akte, AnswerTemplate, DeletionRecord, FilePlanEntry
from mittendrin.apps.posteingang.models.letters import FileRole, Letter, LetterFile, LetterState, Reading, Step
from mittendrin.apps.posteingang.models.proposals import LetterRule, Proposal, ProposalState, RuleVersion
from mittendrin.apps.posteingang.models.protocol import AccessLog, LetterEvent, PostRight, PostRoomUnit, RightGrant

__all__ = [
    "AccessLog",
    "Akte",
    "AnswerTemplate",
    "ApiSender",
    "Arrival",
    "Channel",
    "DeletionRecord",
    "FilePlanEntry",
    "FileRole",
    "IntakeState",
    "Letter",
    "LetterEvent",
    "LetterFile",
    "LetterRule",
    "LetterState",
    "NumberSeries",
    "PostRight",
    "PostRoomUnit",
    "Proposal",
    "ProposalState",
    "Reading",
    "RightGrant",
    "RuleVersion",
    "Step",
]
