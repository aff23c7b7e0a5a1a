# SPDX-License-Identifier: EUPL-1.2
"""Made-up places and projects for measuring: the same numbers give the same texts, nothing is taken from outside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "synthetic.yaml").read_text(encoding="utf-8"))
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
TOPICS: list[dict[str, Any]] = WORDS["topics"]
AI = ("none", "none", "none", "text", "image", "forecast", "speech", "rules")
STAGES = ("in_operation", "in_progress", "in_progress", "planned", "idea", "ended")
KINDS = ("lighthouse", "model", "ai_use", "research", "practice")
SOURCES = ("ki-in-mittelstaedten", "smart-city-atlas", "zukunft-vor-ort")


def places(count: int = 10_900, seed: int = 1) -> list[dict[str, Any]]:
    """Return made-up municipalities with distinct names."""
    rng = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        syllable = rng.choice(WORDS["onsets"]) + rng.choice(WORDS["vowels"]) + rng.choice(WORDS["codas"])
        middle = rng.choice(["", "", "er", "en", rng.choice(WORDS["vowels"][:5]) + rng.choice(WORDS["codas"][:6])])
        names[syllable + middle + rng.choice(WORDS["endings"])] = None
    return [
        {
            "id": f"ort-{number}",
            "name": name,
            "state": rng.choice(STATES),
            "size": rng.choices(("small", "medium", "large"), (88, 10, 2))[0],
        }
        for number, name in enumerate(names)
    ]


def projects(towns: list[dict[str, Any]], count: int = 100_000, seed: int = 2) -> Iterator[dict[str, Any]]:
    """Yield made-up projects: title, text of about sixty words, facets, town."""
    rng = random.Random(seed)
    shares = [1 / (rank + 2) for rank in range(len(TOPICS))]
    for number in range(count):
        topic = rng.choices(TOPICS, shares)[0]
        field, nouns, heads = topic["field"], topic["nouns"], topic["heads"]
        town = towns[min(int(rng.expovariate(1 / 1500)), len(towns) - 1)]
        compound = rng.choice(nouns) + rng.choice(heads)
        compound = compound if rng.random() < 0.8 else f"{compound[:1].upper()}{compound[1:].lower()}"
        other = rng.choice(rng.choice(TOPICS)["nouns"])
        pick = {name: rng.sample(WORDS[name], 2) for name in ("places", "means", "actions", "who", "results")}
        german = _text(town["name"], field, compound, other, pick)
        german += f" Nächster Schritt: {rng.choice(nouns)}{rng.choice(heads)}, Stufe {number % 97}."
        english = rng.choice(topic["english"])
        yield {
            "id": f"projekt-{number}",
            "title": f"{compound} {rng.choice(WORDS['places'])}",
            "title_en": f"{english.capitalize()} in {town['name']}",
            "text": german,
            "text_en": f"{town['name']} tries out {english} together with partners and reports what helped.",
            "town": town,
            "field": field,
            "technology": topic["technology"],
            "ai": rng.choice(AI),
            "stage": rng.choice(STAGES),
            "kind": rng.choice(KINDS),
            "source": rng.choice(SOURCES),
        }


def _text(town: str, field: str, compound: str, other: str, pick: dict[str, list[str]]) -> str:
    return (
        f"{town} erprobt {pick['places'][0]} eine {compound}. {pick['means'][0]} helfen, Werte zu"
        f" {' und zu '.join(pick['actions'])}. Dafür arbeiten {' und '.join(pick['who'])} zusammen."
        f" Das Vorhaben {' und '.join(pick['results'])}. Es gehört zum Thema {field} und nutzt Daten aus"
        f" {other.lower()}bezogenen Verfahren der Stadt."
    )
