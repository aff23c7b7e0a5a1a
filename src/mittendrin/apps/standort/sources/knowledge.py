# SPDX-License-Identifier: EUPL-1.2
"""Next steps and rules of the groups of towns as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mittendrin.apps.standort.sources.questionnaire import (
    CONTENT,
    Choice,
    Citation,
    Condition,
    Deed,
    Questionnaire,
    Text,
    check,
    deed,
    label,
)
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound


@dataclass(frozen=True)
class Need:
    """What must be there before a step makes sense, and the words for it when it is missing."""

    condition: Condition
    text: Text


@dataclass(frozen=True)
class Offer:
    """A page of this program where a step can be tried. block: the building block that the page is about."""

    url_name: str
    text: Text
    block: str = ""


@dataclass(frozen=True)
class NextStep:
    """One thing that a town can do next."""

    id: str
    title: Text
    why: Text
    closes: Mapping[str, float]
    recommendations: tuple[str, ...]
    source: Citation
    effort: str
    cost_kind: str
    cost: Text
    months: tuple[int, int]
    who: Text
    decides: Text
    law: Text
    first: Text
    done_by: Deed
    after: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Size:
    """Which sizes belong to a group; beyond its limit the fit falls to 0 at ``fades_at``."""

    text: Text
    basis: str
    fades_at: float
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class StrategyRule:
    """How well each stage of a strategy fits a group. areas: so many areas with projects fit ``areas_fit`` at least."""

    text: Text
    basis: str
    fit: Mapping[str, float]
    areas: int = 0
    areas_fit: float = 0


@dataclass(frozen=True)
class RegionRule:
    """States where most of a group lie."""

    text: Text
    basis: str
    states: frozenset[str]
    fit_inside: float
    fit_outside: float


@dataclass(frozen=True)
class BacklogRule:
    """A group that lags far behind: at most so much of everything."""

    text: Text
    basis: str
    most: float


@dataclass(frozen=True)
class ClusterRule:
    """The attributes of one group of the survey."""

    id: str
    name: Text
    size: Size
    strategy: StrategyRule
    challenges: frozenset[str]
    region: RegionRule | None = None
    backlog: BacklogRule | None = None


@dataclass(frozen=True)
class ClusterRules:
    """All groups, the challenges that a town can name, and how much each attribute counts."""

    source: Citation
    weights: Mapping[str, float]
    challenges: tuple[Choice, ...]
    clusters: tuple[ClusterRule, ...] = field(default=())


@cache
def steps() -> tuple[NextStep, ...]:
    """Return all next steps in the order of the file."""
    data = yaml_strict.read(CONTENT / "steps.yaml")
    problems = list(check("steps", data, "steps.yaml"))
    if problems:
        raise ProblemsFound(problems)
    return tuple(_step(entry) for entry in data["steps"])


@cache
def estimate() -> Text:
    """Return the sentence that says which figures of the steps are estimates of ours."""
    text: Text = yaml_strict.read(CONTENT / "steps.yaml")["estimate"]
    return text


def step_problems(found: Sequence[NextStep], questions: Questionnaire) -> Iterator[Problem]:
    """Yield names in the steps that nobody knows, and dependencies that run in a circle."""
    known = {step.id: step for step in found}
    for step in found:
        items = [*step.closes, *(need.condition.item for need in step.needs)]
        yield from (Problem(step.id, "content", f"item {name}") for name in items if name not in questions.by_id)
        yield from (Problem(step.id, "content", f"step {name}") for name in step.after if name not in known)
        if step.id in _before(step, known):
            yield Problem(step.id, "content", "waits for itself")


def _before(step: NextStep, known: Mapping[str, NextStep]) -> set[str]:
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        name = waiting.pop()
        if name not in found and name in known:
            found.add(name)
            waiting += known[name].after
    return found


def _step(entry: Mapping[str, Any]) -> NextStep:
    return NextStep(
        **{name: entry[name] for name in ("id", "title", "why", "closes", "effort", "who", "decides", "law", "first")},
        recommendations=tuple(entry["recommendations"]),
        source=Citation(**entry["source"]),
        cost_kind=entry["cost"]["kind"],
        cost=label(entry["cost"]),
        months=(entry["months"][0], entry["months"][1]),
        done_by=deed(entry["done_by"]),
        after=tuple(entry.get("after", [])),
        needs=tuple(
            Need(Condition(one["item"], at_least=one["at_least"]), label(one)) for one in entry.get("needs", [])
        ),
        offers=tuple(Offer(one["url_name"], label(one), one.get("block", "")) for one in entry.get("try", [])),
    )


@cache
def cluster_rules() -> ClusterRules:
    """Return the rules that tell the groups of the survey apart."""
    data = yaml_strict.read(CONTENT / "clusters.yaml")
    return ClusterRules(
        source=Citation(**data["source"]),
        weights=data["weights"],
        challenges=tuple(Choice(one["key"], label(one)) for one in data["challenges"]),
        clusters=tuple(_cluster(entry) for entry in data["clusters"]),
    )


def _cluster(entry: Mapping[str, Any]) -> ClusterRule:
    def rest(name: str) -> dict[str, Any]:
        return {"text": label(entry[name]), **{k: v for k, v in entry[name].items() if k not in ("de", "en")}}

    region = {**rest("region"), "states": frozenset(entry["region"]["states"])} if "region" in entry else None
    return ClusterRule(
        id=entry["id"],
        name=entry["name"],
        size=Size(**rest("size")),
        strategy=StrategyRule(**rest("strategy")),
        challenges=frozenset(entry["challenges"]),
        region=RegionRule(**region) if region else None,
        backlog=BacklogRule(**rest("backlog")) if "backlog" in entry else None,
    )
