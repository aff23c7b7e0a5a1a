# SPDX-License-Identifier: EUPL-1.2
"""Whether the town may apply and which of its measures a programme fits, always with the reasons for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.models import FundingProgramme, MeasureState, PlannedMeasure, ProgrammeState
from mittendrin.apps.standort.services.wording import join, number, say
from mittendrin.apps.standort.sources.answers import STATES, TownFacts
from mittendrin.apps.standort.sources.knowledge import steps
from mittendrin.apps.standort.sources.questionnaire import shipped

_OVER = (MeasureState.DONE, MeasureState.STOPPED)


@dataclass(frozen=True)
class Right:
    """Whether the town may apply. yes: reasons for; no: reasons against; asked: what nobody has said."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def word(self) -> str:
        """Return the answer in words."""
        if self.no:
            return _("passt nicht")
        return _("zu klären") if self.asked else _("passt")


@dataclass(frozen=True)
class Fit:
    """A measure that a programme fits. reasons: why; doubts: what speaks against it; grant, own: euros, if known."""

    measure: PlannedMeasure
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    grant: int | None
    own: int | None


def right(programme: FundingProgramme, town: TownFacts, today: date) -> Right:
    """Return whether the town may apply: state, size, deadline."""
    yes: list[str] = []
    no: list[str] = []
    asked: list[str] = []
    _where(programme, town, yes, no, asked)
    _size(programme, town, yes, no, asked)
    _when(programme, today, yes, no, asked)
    if programme.who:
        asked.append(_("Antragsberechtigt laut Programm: %(who)s. Bitte prüfen.") % {"who": programme.who.rstrip(".")})
    return Right(tuple(yes), tuple(no), tuple(asked))


def _where(programme: FundingProgramme, town: TownFacts, yes: list[str], no: list[str], asked: list[str]) -> None:
    names = join([STATES.get(state, state) for state in programme.states])
    if not programme.states:
        yes.append(_("gilt in allen Ländern"))
    elif not town.state:
        asked.append(_("Gilt in %(states)s; das Land Ihrer Stadt ist nicht eingetragen.") % {"states": names})
    elif town.state in programme.states:
        yes.append(_("gilt in %(state)s") % {"state": STATES.get(town.state, town.state)})
    else:
        no.append(_("gilt nur in %(states)s") % {"states": names})


def _size(programme: FundingProgramme, town: TownFacts, yes: list[str], no: list[str], asked: list[str]) -> None:
    low, high = programme.people_from, programme.people_to
    if low is None and high is None:
        return
    words = {"low": number(low or 0, 0), "high": number(high, 0) if high else ""}
    limits = _("%(low)s bis %(high)s Menschen") % words if high else _("ab %(low)s Menschen") % words
    if town.population is None:
        asked.append(_("Gilt für Orte mit %(limits)s; Ihre Zahl fehlt.") % {"limits": limits})
    elif (low or 0) <= town.population and (high is None or town.population <= high):
        yes.append(_("für Orte mit %(limits)s") % {"limits": limits})
    else:
        no.append(_("nur für Orte mit %(limits)s") % {"limits": limits})


def _when(programme: FundingProgramme, today: date, yes: list[str], no: list[str], asked: list[str]) -> None:
    if programme.state == ProgrammeState.CLOSED or (programme.deadline and programme.deadline < today):
        no.append(_("beendet"))
    elif programme.deadline is None:
        asked.append(_("Eine Frist ist nicht eingetragen."))
    else:
        days = (programme.deadline - today).days
        text = ngettext("noch %(days)s Tag bis zur Frist", "noch %(days)s Tage bis zur Frist", days)
        yes.append(text % {"days": days})


def topics_of(measure: PlannedMeasure) -> set[str]:
    """Return the fields that a measure moves: those whose items its recommendation closes."""
    items = shipped().by_id
    return {items[item].field for step in steps() if step.id == measure.step for item in step.closes if item in items}


def fits(programme: FundingProgramme, found: Sequence[PlannedMeasure]) -> list[Fit]:
    """Return the measures that a programme fits, the most reasons first; those that are over are left out."""
    made = [fit for one in found if one.state not in _OVER and (fit := _fit(programme, one))]
    return sorted(made, key=lambda fit: (-len(fit.reasons), len(fit.doubts), fit.measure.title))


def _fit(programme: FundingProgramme, measure: PlannedMeasure) -> Fit | None:
    names = {field.id: say(field.name) for field in shipped().fields}
    shared = topics_of(measure) & set(programme.topics)
    words = [word for word in programme.keywords if word.casefold() in f"{measure.title} {measure.risks}".casefold()]
    reasons = [_("gleiches Feld: %(name)s") % {"name": names[name]} for name in sorted(shared)]
    reasons += [_("Stichwort im Titel: %(word)s") % {"word": word} for word in words]
    if not reasons:
        return None
    doubts = []
    if programme.deadline and measure.start and measure.start <= programme.deadline:
        doubts.append(
            _("Die Maßnahme beginnt vor der Frist. Oft darf man erst nach dem Bescheid beginnen: vorher fragen.")
        )
    grant = _grant(programme, measure)
    if grant is None and programme.share is not None:
        doubts.append(_("Einmalige Kosten fehlen, der Eigenanteil ist offen."))
    own = None if grant is None or measure.one_off is None else measure.one_off - grant
    return Fit(measure, tuple(reasons), tuple(doubts), grant, own)


def _grant(programme: FundingProgramme, measure: PlannedMeasure) -> int | None:
    if programme.share is None or measure.one_off is None:
        return None
    grant = round(measure.one_off * programme.share / 100)
    return min(grant, programme.most) if programme.most is not None else grant
