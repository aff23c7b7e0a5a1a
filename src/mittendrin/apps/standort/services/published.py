# SPDX-License-Identifier: EUPL-1.2
"""Other towns to compare with, by what they published themselves: here in the Atlas, or in a bundle that is followed.

A published profile holds part of the answers. What it does not hold stays open; nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mittendrin.apps.standort.services import from_record
from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.services.readiness import Origin
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.apps.standort.sources.questionnaire import Questionnaire
from mittendrin.townhall import offers

FAR = 99.0
RUNNING = frozenset({"in_progress", "in_operation"})


@dataclass(frozen=True)
class PublishedTown:
    """A town with what its published profile says. locator: where it says so; year: of the statement.

    measures: how many it published; running: how many of them are under way.
    """

    key: str
    url: str
    locator: str
    year: int
    result: Assessment
    measures: int = 0
    running: int = 0

    @property
    def name(self) -> str:
        """Return the name of the town."""
        return self.result.answers.town.name

    @property
    def source(self) -> str:
        """Return where the statements come from, for a paper, in German as papers are."""
        return f"nach dem veröffentlichten Steckbrief ({self.locator}, Stand {self.year})"


def towns(own: TownFacts, questions: Questionnaire) -> list[PublishedTown]:
    """Return the other towns that published a profile, the nearest in population first; none without an Atlas."""
    ask = offers.knowledge("published_towns")
    found = [] if ask is None else [one for one in ask() if not _is(own, one)]
    made = [_town(one, questions) for one in found]
    return sorted(made, key=lambda one: (_distance(own, one), one.name))


def _is(own: TownFacts, one: dict[str, object]) -> bool:
    if own.ags and one["ags"]:
        return own.ags == one["ags"]
    return own.name == one["name"] and own.state in {"", one["state"]}


def _distance(own: TownFacts, other: PublishedTown) -> float:
    people = other.result.answers.town.population
    return abs(math.log(people / own.population)) if people and own.population else FAR


def _town(one: dict[str, object], questions: Questionnaire) -> PublishedTown:
    names = ("name", "state", "population", "area_km2", "role", "ags")
    facts = TownFacts(**{name: one[name] for name in names})  # type: ignore[arg-type]
    profile: dict[str, object] = one["profile"]  # type: ignore[assignment]
    answers = from_record.answers_of(facts, profile, one["projects"])  # type: ignore[arg-type]
    known = {name: answer for name, answer in answers.answers.items() if name in questions.by_id}
    result = assess(questions, type(answers)(facts, known))
    stages = [str(project["stage"]) for project in one["projects"]]  # type: ignore[attr-defined]
    return PublishedTown(
        key=str(one["key"]),
        url=str(one["url"]),
        locator=str(profile["locator"]),
        year=int(str(profile["as_of"])),
        result=result,
        measures=len(stages),
        running=sum(stage in RUNNING for stage in stages),
    )


def label(one: PublishedTown) -> str:
    """Return the name of a town for a choice, with how much its profile says."""
    known = len(one.result.readings) - one.result.count(Origin.OPEN)
    said = {"town": one.name, "year": one.year, "known": known, "all": len(one.result.readings)}
    return _("%(town)s (Stand %(year)s, %(known)s von %(all)s Fragen)") % said
