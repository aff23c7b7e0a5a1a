# SPDX-License-Identifier: EUPL-1.2
"""An invented survey to try the page with: two kinds of towns, drawn by chance, the same on every machine."""

from __future__ import annotations

import random
from functools import cache

from mittendrin.apps.standort.sources.questionnaire import CONTENT

NAME = "umfrage-simuliert.csv"
BOOK_NAME = "codebuch-simuliert.yaml"
TOWNS = 140
_COLUMNS = ("menschen", "sinnvoll", "strategie", "herausforderungen", "hilfe", "gewicht")
_CHALLENGES = ("geld", "demografie", "netz", "verkehr", "personal")
_HELP = ("land", "bund", "kreis")


def codebook() -> bytes:
    """Return the codebook of the invented survey as the YAML file that a person would write."""
    return (CONTENT / "survey_sample.yaml").read_bytes()


@cache
def answers() -> bytes:
    """Return the answers as CSV, as a program for surveys would write it."""
    chance = random.Random(2026)  # noqa: S311 - invented data, no secret
    lines = [";".join(_COLUMNS), *(_town(chance) for _ in range(TOWNS))]
    return "\n".join(lines).encode()


def _town(chance: random.Random) -> str:
    large = chance.random() < 0.4
    people = chance.randrange(30_000, 98_000) if large else chance.randrange(4_000, 28_000)
    useful = "-9" if chance.random() < 0.04 else "1" if chance.random() < (0.93 if large else 0.78) else "2"
    stage = chance.choices("123", (10, 45, 45) if large else (60, 32, 8))[0]
    odds = (0.3, 0.2, 0.25, 0.5, 0.45) if large else (0.6, 0.5, 0.65, 0.15, 0.35)
    named = [one for one, odd in zip(_CHALLENGES, odds, strict=True) if chance.random() < odd]
    wished = [one for one, odd in zip(_HELP, (0.85, 0.75, 0.3), strict=True) if chance.random() < odd] or ["niemand"]
    weight = f"{chance.uniform(0.7, 1.4):.2f}".replace(".", ",")
    return ";".join([str(people), useful, stage, "|".join(named), "|".join(wished), weight])
