# SPDX-License-Identifier: EUPL-1.2
"""Which of the survey's five groups a town is most like: open rules, each with its reason, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from mittendrin.apps.standort.services.wording import join, number, say
from mittendrin.apps.standort.sources.answer_values import Value
from mittendrin.apps.standort.sources.answers import STATES, TownFacts
from mittendrin.apps.standort.sources.knowledge import (
    BacklogRule,
    ClusterRule,
    ClusterRules,
    RegionRule,
    Size,
    StrategyRule,
)

NEUTRAL = 0.5  # how well an attribute fits of which nobody knows anything
FITS, MISSES = 0.7, 0.35
CLEAR, VISIBLE = 0.15, 0.06
NEEDED = ("size", "strategy")


class Certainty(StrEnum):
    """How sure the answer is."""

    FAIRLY = "fairly"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True)
class Facts:
    """What the rules look at. stage: of the strategy. areas: number of areas with projects. backlog: mean, 0 to 1."""

    population: int | None = None
    state: str = ""
    stage: str | None = None
    areas: int | None = None
    challenges: frozenset[str] | None = None
    mean: float | None = None


@dataclass(frozen=True)
class Attribute:
    """One attribute of a group: how well it fits (None: nobody knows), why, and whether the study prints it."""

    name: str
    fit: float | None
    reason: str
    basis: str

    @property
    def sign(self) -> str:
        """Return ``yes``, ``partly``, ``no`` or ``open``."""
        if self.fit is None:
            return "open"
        return "yes" if self.fit >= FITS else "no" if self.fit < MISSES else "partly"


@dataclass(frozen=True)
class Match:
    """How well one group fits: 0 to 1, with its attributes."""

    rule: ClusterRule
    attributes: tuple[Attribute, ...]
    score: float

    @property
    def fitting(self) -> int:
        """Return how many attributes fit."""
        return sum(attribute.sign == "yes" for attribute in self.attributes)


@dataclass(frozen=True)
class Kind:
    """All groups, the best first, and the sentence that answers the question."""

    matches: tuple[Match, ...]
    certainty: Certainty
    sentence: str

    @property
    def best(self) -> Match | None:
        """Return the group that fits best; None when too little is known."""
        return None if self.certainty is Certainty.NONE else self.matches[0]


def facts_of(town: TownFacts, stage: Value | None, areas: Value | None, mean: float | None) -> Facts:
    """Return what the rules look at, from the facts of a town and its answers."""
    return Facts(
        population=town.population,
        state=town.state,
        stage=stage if isinstance(stage, str) else None,
        areas=len(areas) if isinstance(areas, frozenset) else None,
        challenges=town.challenges,
        mean=mean,
    )


def kind_of_town(rules: ClusterRules, facts: Facts) -> Kind:
    """Return how well each group fits."""
    matches = [_match(rules, rule, facts) for rule in rules.clusters]
    matches.sort(key=lambda match: -match.score)
    certainty = _certainty(matches, facts)
    return Kind(tuple(matches), certainty, _sentence(matches, certainty))


def _match(rules: ClusterRules, rule: ClusterRule, facts: Facts) -> Match:
    attributes = [
        _size(rule.size, facts.population),
        _strategy(rule.strategy, facts),
        _challenges(rules, rule, facts.challenges),
    ]
    if rule.region:
        attributes.append(_region(rule.region, facts.state))
    if rule.backlog:
        attributes.append(_backlog(rule.backlog, facts.mean))
    weights = [rules.weights[attribute.name] for attribute in attributes]
    fits = [NEUTRAL if attribute.fit is None else attribute.fit for attribute in attributes]
    score = sum(weight * fit for weight, fit in zip(weights, fits, strict=True)) / sum(weights)
    return Match(rule, tuple(attributes), score)


def _size(size: Size, people: int | None) -> Attribute:
    rule = say(size.text)
    if people is None:
        return Attribute("size", None, _("Größe: Einwohnerzahl fehlt (%(rule)s)") % {"rule": rule}, size.basis)
    words = {"people": number(people, 0), "rule": rule}
    fit = _size_fit(size, people)
    if fit >= 1:
        return Attribute("size", fit, _("Größe: %(people)s Menschen passen (%(rule)s)") % words, size.basis)
    if fit > 0:
        return Attribute("size", fit, _("Größe: %(people)s Menschen liegen daneben (%(rule)s)") % words, size.basis)
    return Attribute("size", fit, _("Größe: %(people)s Menschen passen nicht (%(rule)s)") % words, size.basis)


def _size_fit(size: Size, people: int) -> float:
    limit = size.max if size.max is not None else size.min or 0
    inside = people <= limit if size.max is not None else people >= limit
    return 1.0 if inside else max(0.0, 1 - (people - limit) / (size.fades_at - limit))


def _strategy(rule: StrategyRule, facts: Facts) -> Attribute:
    words = {"rule": say(rule.text)}
    fit = None if facts.stage is None else rule.fit.get(facts.stage)
    if rule.areas and facts.areas is not None and facts.areas >= rule.areas:
        fit = max(fit or 0, rule.areas_fit)
    if fit is None:
        return Attribute("strategy", None, _("Strategie: Stand fehlt (%(rule)s)") % words, rule.basis)
    if fit >= FITS:
        return Attribute("strategy", fit, _("Strategie: Stand passt (%(rule)s)") % words, rule.basis)
    return Attribute("strategy", fit, _("Strategie: Stand ist ungewöhnlich (%(rule)s)") % words, rule.basis)


def _challenges(rules: ClusterRules, rule: ClusterRule, named: frozenset[str] | None) -> Attribute:
    labels = {one.key: say(one.label) for one in rules.challenges}
    typical = {"typical": join([labels[key] for key in labels if key in rule.challenges])}
    if not named:
        text = _("Herausforderungen: nicht genannt (typisch: %(typical)s)") % typical
        return Attribute("challenges", None, text, "printed")
    shared = [key for key in labels if key in named and key in rule.challenges]
    fit = 2 * len(shared) / (len(named) + len(rule.challenges))
    if not shared:
        return Attribute(
            "challenges", 0, _("Herausforderungen: keine gemeinsam (typisch: %(typical)s)") % typical, "printed"
        )
    words = {"shared": join([labels[key] for key in shared]), **typical}
    text = _("Herausforderungen: gemeinsam %(shared)s (typisch: %(typical)s)") % words
    return Attribute("challenges", fit, text, "printed")


def _region(rule: RegionRule, state: str) -> Attribute:
    if not state:
        return Attribute("region", None, _("Land: nicht genannt (%(rule)s)") % {"rule": say(rule.text)}, rule.basis)
    words = {"state": STATES.get(state, state), "rule": say(rule.text)}
    if state in rule.states:
        return Attribute("region", rule.fit_inside, _("Land: %(state)s gehört dazu (%(rule)s)") % words, rule.basis)
    return Attribute("region", rule.fit_outside, _("Land: %(state)s gehört nicht dazu (%(rule)s)") % words, rule.basis)


def _backlog(rule: BacklogRule, mean: float | None) -> Attribute:
    words = {"rule": say(rule.text)}
    if mean is None:
        return Attribute("backlog", None, _("Rückstand: unbekannt (%(rule)s)") % words, rule.basis)
    fit = max(0.0, 1 - mean / rule.most) if rule.most else 0.0
    if fit >= NEUTRAL:
        return Attribute("backlog", fit, _("Rückstand: passt (%(rule)s)") % words, rule.basis)
    return Attribute("backlog", fit, _("Rückstand: so groß ist er nicht (%(rule)s)") % words, rule.basis)


def _certainty(matches: list[Match], facts: Facts) -> Certainty:
    if facts.population is None or (facts.stage is None and facts.areas is None):
        return Certainty.NONE
    best = {attribute.name: attribute for attribute in matches[0].attributes}
    lead = matches[0].score - matches[1].score
    clean = all(best[name].sign == "yes" for name in NEEDED)
    known = sum(attribute.fit is not None for attribute in best.values())
    sure = clean and (lead >= CLEAR or (lead >= VISIBLE and known > len(NEEDED)))
    return Certainty.FAIRLY if sure else Certainty.UNSURE


def _sentence(matches: list[Match], certainty: Certainty) -> str:
    best = matches[0]
    if certainty is Certainty.NONE:
        return _("Für eine Antwort fehlen Einwohnerzahl oder Stand der Strategie.")
    name = {"name": say(best.rule.name)}
    if certainty is Certainty.FAIRLY:
        return _("Ziemlich sicher: %(name)s.") % name
    speaking = [attribute for attribute in best.attributes if attribute.sign == "yes"]
    against = [attribute for attribute in best.attributes if attribute.sign in {"no", "partly"}]
    words = _attribute_names()
    text = _("Am ehesten %(name)s, aber nicht sicher") % name
    parts = []
    if speaking:
        parts.append(_("dafür: %(list)s") % {"list": join([words[one.name] for one in speaking])})
    if against:
        parts.append(_("dagegen: %(list)s") % {"list": join([words[one.name] for one in against])})
    return f"{text}; {'; '.join(parts)}." if parts else f"{text}."


def _attribute_names() -> Mapping[str, str]:
    return {
        "size": _("Größe"),
        "strategy": _("Stand der Strategie"),
        "challenges": _("Herausforderungen"),
        "region": _("Land"),
        "backlog": _("Rückstand"),
    }
