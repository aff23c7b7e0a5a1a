# SPDX-License-Identifier: EUPL-1.2
"""What every AI building block keeps to: what goes in, what comes out, how it learns and is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from mittendrin.contracts.document import Document, Mark
from mittendrin.contracts.manifest import Manifest
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.errors import ModelDamaged as ModelDamaged

Value = TypeVar("Value")


@dataclass(frozen=True)
class Reason:
    """Why a block proposes something, in words a clerk understands.

    code: kind of reason, stable (``words``, ``address``, ``rule``, ``plan``, ``learned``, ``checksum`` ...).
    text: German sentence and key of its translation, with ``%(name)s`` for ``values``. marks: places on the page.
    weight: how much it counts beside the others, for their order only.
    """

    code: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Alternative(Generic[Value]):
    """Another value that competes, with its confidence and why it was not taken."""

    value: Value
    confidence: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Answer(Generic[Value]):
    """What a block proposes.

    value: None when nothing was found. confidence: 0 to 1, calibrated: of 100 answers with 0.8, 80 are right.
    abstained: the block says "I don't know". alternatives: best first, without ``value``. unlike: nothing like this was
    among what people confirmed, so a person is asked however sure the answer looks.
    """

    value: Value | None
    confidence: float
    reasons: tuple[Reason, ...] = ()
    abstained: bool = False
    alternatives: tuple[Alternative[Value], ...] = ()
    unlike: bool = False


def no_answer(code: str, text: str, **values: str) -> Answer[Value]:
    """Return the answer of a block that abstains, with the reason."""
    return Answer(None, 0.0, (Reason(code, text, values),), abstained=True)


@dataclass(frozen=True)
class Example(Generic[Value]):
    """One item with the value that a person confirmed. day: ISO date, empty when unknown."""

    item: Document
    value: Value
    day: str = ""


class BuildingBlock(ABC):
    """What all building blocks have in common: a manifest, the town's plan, files without pickle."""

    manifest: ClassVar[Manifest]

    def __init__(self, plan: TownPlan) -> None:
        self.plan = plan

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what was learned into the empty ``folder`` as JSON, NPZ or other files that hold no code."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, plan: TownPlan) -> BuildingBlock:
        """Return the block as it was saved. Raises ModelDamaged when a file is missing or does not fit."""


class Block(BuildingBlock, Generic[Value]):
    """A block for documents: learns, proposes, explains itself."""

    @abstractmethod
    def predict(self, item: Document) -> Answer[Value]:
        """Return the proposal for ``item``; abstains on what is empty or foreign."""

    def learn(self, examples: Sequence[Example[Value]], seed: int = 0) -> None:
        """Learn from what people confirmed; replaces what was learned before. Same seed, same result."""

    def explain(self, item: Document) -> tuple[Reason, ...]:
        """Return the reasons of the proposal for ``item``."""
        return self.predict(item).reasons

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block[Value]:
        """Return the block as it was saved. Raises ModelDamaged when a file is missing or does not fit."""


class Classifier(Block[str]):
    """Gives a document one label of a known set."""

    @property
    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """Return all labels that can be proposed."""


Facts = Mapping[str, Answer[str]]


class Extractor(Block[Facts]):
    """Finds facts in a document: the answer's value maps each name of ``names`` to an answer of its own.

    Values are texts in normal form: ISO dates, amounts as ``1234.50``, IBANs without blanks.
    """

    names: ClassVar[tuple[str, ...]]
