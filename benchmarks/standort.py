# SPDX-License-Identifier: EUPL-1.2
"""How do the 50 profiles of the Smart-City-Atlas score, and where do the practice places of the survey fall?

    python -m benchmarks.standort

The answers come from the records of the Atlas (``services/from_record.py``): what a profile does not say stays open.
The figures show the span from proved to possible, so they say more about what the study asked than about the towns.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
django.setup()

from benchmarks.machine import machine  # noqa: E402 - Django first

from mittendrin.apps.atlas.sources import content  # noqa: E402
from mittendrin.apps.standort.services.assessment import Assessment, assess  # noqa: E402
from mittendrin.apps.standort.services.from_record import answers_of  # noqa: E402
from mittendrin.apps.standort.services.report import percent  # noqa: E402
from mittendrin.apps.standort.sources.answers import TownFacts  # noqa: E402
from mittendrin.apps.standort.sources.questionnaire import shipped  # noqa: E402

STUDY = "smart-city-atlas"


def results(study: str = STUDY) -> dict[str, Assessment]:
    """Return the results of all places with a profile in ``study``."""
    files = content.load()
    places = {record["id"]: record for record in files.records["municipality"]}
    projects = defaultdict(list)
    for project in files.records["project"]:
        for place in project["municipalities"]:
            projects[place].append(project)
    return {
        profile["municipality"]: assess(
            shipped(), answers_of(_town(places[profile["municipality"]]), profile, projects[profile["municipality"]])
        )
        for profile in files.records["profile"]
        if profile["study"] == study
    }


def _town(place: dict[str, Any]) -> TownFacts:
    people = next((figure["value"] for figure in place["population"]), None)
    return TownFacts(place["name"], place.get("state", ""), people)


def _quarters(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"{ordered[0]:.0f} | {median(ordered):.0f} | {ordered[-1]:.0f}"


def main() -> None:
    """Print the tables."""
    found = list(results().values())
    print(machine(), "\n")
    print("| field | proved: least | median | most | possible: least | median | most | answered of items |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for number, field in enumerate(shipped().fields):
        standings = [one.standings[number] for one in found]
        answered = sum(one.answered for one in standings) / len(standings)
        low, high = ([percent(getattr(one, name)) for one in standings] for name in ("score", "high"))
        count = len(standings[0].readings)
        print(f"| {field.name['en']} | {_quarters(low)} | {_quarters(high)} | {answered:.1f} of {count} |")
    points = Counter((one.card.points, one.card.possible) for one in found)
    print("\nprofile card, points (proved, possible):", dict(sorted(points.items())))
    kinds = Counter((one.kind.best.rule.id, one.kind.certainty.value) for one in found if one.kind.best)
    print("kind of town:", dict(kinds.most_common()))


if __name__ == "__main__":
    main()
