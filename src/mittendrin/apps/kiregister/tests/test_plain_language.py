# SPDX-License-Identifier: EUPL-1.2
"""The drafts in Leichte Sprache keep to what a machine can check of the rules of Netzwerk Leichte Sprache and DIN SPEC
33429. Whether people understand them only people can say: the page stays marked as a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mittendrin.apps import kiregister
from mittendrin.apps.kiregister.services.words import CONTENT
from mittendrin.contracts import registry
from mittendrin.core import yaml_strict

TEMPLATE = Path(kiregister.__file__).parent / "templates" / "kiregister" / "plain_language.html"
MOST_WORDS, LONGEST = 8, 13
# Not to be said otherwise: what has not happened yet, and a word that is long without being put together.
MEANT = {"Menschen mit Lern-Schwierigkeiten haben diese Seite noch nicht geprüft."}
NOT_PUT_TOGETHER = {"Schwierigkeiten"}
FOREIGN = (
    "algorithm", "automatis", "digital", "information", "intelligen", "system", "prozess", "modell", "sensor", "daten",
    "analyse", "kategor", "kommun", "transparen", "prognos", "statistik", "definier", "identifi", "relevan", "konfiden",
)  # fmt: skip
RULES: dict[str, re.Pattern[str]] = {
    "genitive": re.compile(r"\b(des|eines|dessen|deren|wessen)\b|[A-ZÄÖÜ][\w-]+ (der|einer) [A-ZÄÖÜ]"),
    "passive": re.compile(r"\b(wird|werden|wurden?|worden)\b.*\b\w*(ge\w+(t|en)|iert)\b"),
    "subjunctive": re.compile(r"\b(würden?|könnten?|hätten?|wären?|sollten?|dürften?|müssten?)\b"),
    "negation": re.compile(r"\b(nicht|kein\w*|nie|niemand\w*|un(?!d|s|ten|ter)\w{4,})\b", re.IGNORECASE),
    "more than one thought": re.compile(r"[,;]|\b(weil|obwohl|damit|sodass|während|nachdem|bevor|falls)\b|[.!?] \S"),
    "number as a word": re.compile(r"\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b", re.IGNORECASE),
    "sign or abbreviation": re.compile(r"[()%§/&„“\"]|\b(z\. ?B|usw|bzw|d\. ?h|ca|KI)\b"),
    "nobody in particular": re.compile(r"\bman\b"),
}


def faults(sentence: str) -> list[str]:
    """Return which rules a sentence breaks."""
    words = re.findall(r"[\w-]+", sentence)
    found = [name for name, pattern in RULES.items() if pattern.search(sentence)]
    parts = [part for word in words for part in word.split("-")]
    found += ["too long"] if len(words) > MOST_WORDS else []
    found += [f"long word {part}" for part in parts if len(part) > LONGEST and part not in NOT_PUT_TOGETHER]
    found += [f"foreign word {word}" for word in words if word.lower().startswith(FOREIGN)]
    return found


def fixed() -> Iterator[str]:
    """Yield the sentences that stand in the page itself."""
    bare = re.sub(r"{%.*?%}|{{.*?}}|</?(a|strong)\b[^>]*>", "", TEMPLATE.read_text(encoding="utf-8"))
    for text in re.findall(r"<(?:h1|h2|p)[^>]*>([^<]+)</", bare):
        yield from re.findall(r"\S[^.!?]*[.!?]?", text)


def written() -> Iterator[str]:
    """Yield the sentences of the content file."""
    for sentences in yaml_strict.read(CONTENT / "plain_language.yaml").values():
        yield from sentences


@pytest.mark.parametrize("sentence", sorted({*fixed(), *written()} - MEANT))
def test_each_sentence_keeps_to_the_rules(sentence: str) -> None:
    assert faults(sentence) == []


def test_each_question_of_our_blocks_has_its_draft() -> None:
    asked = {one.question for one in registry.manifests() if registry.packages()[one.id].startswith("mittendrin.")}
    assert asked <= set(yaml_strict.read(CONTENT / "plain_language.yaml"))


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Das ist die Aufgabe des Amtes.", "genitive"),
        ("Das steht in der Satzung der Stadt.", "genitive"),
        ("Der Brief wird von einem Programm gelesen.", "passive"),
        ("Sie könnten widersprechen.", "subjunctive"),
        ("Das Programm entscheidet nicht.", "negation"),
        ("Das Programm zeigt, wo das steht.", "more than one thought"),
        ("Dann sind zwei Ämter zuständig.", "number as a word"),
        ("Zum Beispiel (etwa) ein Antrag.", "sign or abbreviation"),
        ("Da kann man fragen.", "nobody in particular"),
        ("Ein Programm liest jeden Tag sehr viele Briefe von Menschen.", "too long"),
        ("Die Zuständigkeitsverteilung hilft.", "long word Zuständigkeitsverteilung"),
        ("Ein Algorithmus hilft.", "foreign word Algorithmus"),
    ],
)
def test_the_rules_find_what_they_are_for(sentence: str, fault: str) -> None:
    assert fault in faults(sentence)
