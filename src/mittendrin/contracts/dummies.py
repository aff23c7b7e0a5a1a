# SPDX-License-Identifier: EUPL-1.2
"""One dummy for each contract: keeps it and knows nothing. What a block must beat, and a stand-in for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mittendrin.contracts.block import Answer, Classifier, Example, Extractor, Facts, ModelDamaged, Reason, no_answer
from mittendrin.contracts.document import Document
from mittendrin.contracts.manifest import Manifest
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files, text
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
_METRICS = {
    "classifier": "accuracy",
    "extractor": "exact",
    "detector": "f1",
    "forecaster": "gain",
    "fault_finder": "f1",
}


def dummy_manifest(block_id: str, contract: str, purpose: str, purpose_en: str) -> Manifest:
    """Return the manifest of a dummy."""
    return Manifest(
        id=block_id,
        contract=contract,
        question="",
        version="1",
        owner="Mittendrin",
        licence="EUPL-1.2",
        title="Attrappe",
        title_en="Dummy",
        purpose=purpose,
        purpose_en=purpose_en,
        studies="",
        field_of_action="",
        technology=("rules",),
        data="keine",
        data_en="none",
        personal_data="keine",
        personal_data_en="none",
        ai_act="minimal",
        ai_act_reason="Dient nur dem Vergleich.",
        ai_act_reason_en="Serves for comparison only.",
        human_role="keine",
        human_role_en="none",
        metric=_METRICS[contract],
        floor=0.0,
        fallback="keine",
        fallback_en="none",
        learns=contract == "classifier",
    )


class MajorityClassifier(Classifier):
    """Always proposes the label that was confirmed most often, with its share as confidence."""

    manifest = dummy_manifest(
        "majority", "classifier", "Schlägt immer das Häufigste vor.", "Always proposes the most frequent."
    )

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)
        self._counts: dict[str, int] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels that were learned."""
        return tuple(sorted(self._counts))

    def predict(self, item: Document) -> Answer[str]:
        """Return the most frequent label, the others as alternatives."""
        if not text.readable(item.text):
            return no_answer("empty", "Hier steht kein lesbarer Text.")
        if not self._counts:
            return no_answer("not-learned", "Noch nichts gelernt.")
        total = sum(self._counts.values())
        ranked = sorted(self._counts, key=lambda label: (-self._counts[label], label))
        reason = Reason(
            "learned",
            "So wurde bisher am häufigsten entschieden: %(count)s von %(total)s.",
            {"count": str(self._counts[ranked[0]]), "total": str(total)},
        )
        return Answer(ranked[0], self._counts[ranked[0]] / total, (reason,))

    def learn(self, examples: Sequence[Example[str]], seed: int = 0) -> None:  # noqa: ARG002 - nothing is drawn
        """Count the labels."""
        self._counts = dict(sorted(Counter(example.value for example in examples).items()))

    def save(self, folder: Path) -> None:
        """Write the counts."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles({"counts": self._counts}))

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> MajorityClassifier:
        """Return the dummy with its counts. Raises ModelDamaged."""
        counts = model_files.load(folder, cls.manifest.id, _FORMAT).data.get("counts")
        if not isinstance(counts, dict):
            raise ModelDamaged(str(folder))
        block = cls(plan)
        block._counts = {str(label): int(count) for label, count in counts.items()}
        return block


class NothingExtractor(Extractor):
    """Never finds anything."""

    manifest = dummy_manifest("nothing", "extractor", "Findet nie etwas.", "Never finds anything.")
    names = ()

    def predict(self, item: Document) -> Answer[Facts]:  # noqa: ARG002 - whatever it is
        """Return that nothing was found."""
        return no_answer("dummy", "Dieser Baustein sucht nichts.")

    def save(self, folder: Path) -> None:
        """Write an empty model."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> NothingExtractor:
        """Return the dummy. Raises ModelDamaged."""
        model_files.load(folder, cls.manifest.id, _FORMAT)
        return cls(plan)
