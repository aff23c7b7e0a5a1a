# SPDX-License-Identifier: EUPL-1.2
"""Says in which language a letter is mainly written, offline."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from mittendrin.contracts.block import Alternative, Answer, Classifier, Reason, no_answer
from mittendrin.contracts.document import Document
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.model_files import ModelFiles

# Languages in which letters come to German towns; more would only make mistakes likelier.
_CODES = (
    "ar bg bs ckb cs da de el en es et fa fi fr hi hr hu it ja ka ko ku lt lv mk nb "
    "nl no pl ps pt ro ru sk sl sq sr sv tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())
_FUNCTION_WORDS = {
    "de": "der die das und ich nicht mit auf für ist wir sie bitte wegen hiermit",
    "en": "the and of to is we you please with have for that our",
    "fr": "le la les et de vous nous est pour que dans avec une",
    "tr": "ve bir bu için ben ile olarak çok benim lütfen",
    "pl": "i w nie na się jest że do proszę mojego",
    "uk": "і в на не що ми та до як прошу",
    "ru": "и в на не что мы по как прошу",
    "it": "il la di e che per un con non sono",
    "es": "el la de y que en los por con para",
    "nl": "de het een en van ik niet met voor dat",
    "ro": "și de la în nu cu pentru este care",
    "pt": "o a de e que em para com não uma",
}
_LINES = 3
_SIGNS = 6_000
_LEAST_LETTERS = 12
_LEAST_SURE = 0.45
_WORTH_SHOWING = 0.03
_FORMAT = 1


class Block(Classifier):
    """Weighs the language of each passage by its length; heads of letters in Germany are German anyway."""

    def __init__(self, plan: TownPlan) -> None:
        super().__init__(plan)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the codes of the languages (ISO 639-1)."""
        return tuple(sorted(set(_model().labels)))

    def predict(self, item: Document) -> Answer[str]:
        """Return the main language; abstains on what is too short or no language."""
        text = "\n".join(filter(None, (item.known.get("subject", ""), item.text[:_SIGNS])))
        passages = _passages(text)
        if sum(len(re.findall(r"[^\W\d_]", passage)) for passage in passages) < _LEAST_LETTERS:
            return no_answer("empty", "Hier steht zu wenig Text für eine Sprache.")
        shares = _shares(passages)
        ranked = sorted(shares, key=lambda code: (-shares[code], code))
        best = ranked[0]
        others = tuple(Alternative(code, shares[code]) for code in ranked[1:4] if shares[code] > _WORTH_SHOWING)
        if shares[best] < _LEAST_SURE:
            reason = Reason("unsure", "Keine Sprache überwiegt deutlich.")
            return Answer(None, 0.0, (reason,), abstained=True, alternatives=(Alternative(best, shares[best]), *others))
        return Answer(best, min(shares[best], 0.995), (_reason(item, best),), alternatives=others)

    def save(self, folder: Path) -> None:
        """Write an empty model: nothing is learned."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Block:
        """Return the block. Raises ModelDamaged."""
        model_files.load(folder, cls.manifest.id, _FORMAT)
        return cls(plan)


class _Model:
    """The identifier with the languages that are in question."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes a second and 100 MB

        self._identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = [code for code in LANGUAGES if code in self._identifier.labels]
        self._identifier.set_languages(known)
        self.labels = [_iso(code) for code in known]

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return language and probability, best first."""
        return [(_iso(code), float(sure)) for code, sure in self._identifier.rank(text)]


@cache
def _model() -> _Model:
    return _Model()


def _iso(code: str) -> str:
    return "no" if code == "nb" else code


def _passages(text: str) -> list[str]:
    """Return passages of a few lines each, without addresses, numbers and web addresses."""
    bare = re.sub(r"\S*[@\d]\S*|https?://\S+|www\.\S+", " ", text)
    lines = [line.strip() for line in re.split(r"[\n\f]", bare) if len(re.findall(r"[^\W\d_]{2,}", line)) > 2]
    if not lines:
        lines = [" ".join(bare.split())]
    return [" ".join(lines[at : at + _LINES]) for at in range(0, len(lines), _LINES)]


def _shares(passages: list[str]) -> dict[str, float]:
    """Return the share of each language, passages weighed by their length."""
    shares: dict[str, float] = defaultdict(float)
    total = 0
    for passage in passages:
        length = len(re.findall(r"[^\W\d_]", passage))
        total += length
        for code, sure in _model().rank(passage)[:3]:
            shares[code] += sure * length
    return {code: share / total for code, share in shares.items()} if total else {}


def _reason(item: Document, code: str) -> Reason:
    """Return the reason with small words of the language that stand in the letter, marked."""
    words = "|".join(_FUNCTION_WORDS.get(code, "").split())
    found = list(re.finditer(rf"\b(?:{words})\b", item.text[:_SIGNS])) if words else []
    if not found:
        return Reason("profile", "Die Buchstabenfolgen sind die dieser Sprache.")
    told = list(dict.fromkeys(match[0] for match in found))[:5]
    marks = tuple(mark for match in found[:12] if match[0] in told for mark in item.marks(*match.span()))
    return Reason("words", "Wörter wie „%(words)s“ gehören zu dieser Sprache.", {"words": "“, „".join(told)}, marks)
