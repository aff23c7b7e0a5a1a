# SPDX-License-Identifier: EUPL-1.2
"""Twins and cross-sections: what the pages answer, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from mittendrin.apps.atlas.api import answers
from mittendrin.apps.atlas.api.filters import Common
from mittendrin.apps.atlas.services import cross_section, twins
from mittendrin.apps.atlas.services.attribution import attribution
from mittendrin.web.api.problems import ApiError, FieldError

router = Router()
MOST_TWINS = 50
Weight = Annotated[int, Field(ge=0, le=twins.MAX_WEIGHT)]


class TwinParameters(Common):
    """A known town by its key or AGS, or the figures of any town; weights as on the page."""

    town: Annotated[str, Field(max_length=80, description="Key of a place or AGS")] = ""
    name: Annotated[str, Field(max_length=150)] = ""
    state: Annotated[str, Field(max_length=2)] = ""
    role: Annotated[str, Field(max_length=20)] = ""
    population: Annotated[int | None, Field(ge=1, le=10_000_000)] = None
    area_km2: Annotated[float | None, Field(gt=0, le=10_000, allow_inf_nan=False)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_TWINS)] = twins.LIMIT
    weight_population: Weight = twins.DEFAULT_WEIGHTS["population"]
    weight_density: Weight = twins.DEFAULT_WEIGHTS["density"]
    weight_state: Weight = twins.DEFAULT_WEIGHTS["state"]
    weight_role: Weight = twins.DEFAULT_WEIGHTS["role"]
    weight_area: Weight = twins.DEFAULT_WEIGHTS["area"]

    def weights(self) -> dict[str, int]:
        """Return the weights by criterion."""
        return {criterion: getattr(self, f"weight_{criterion}") for criterion in twins.CRITERIA}

    def own(self) -> twins.Town:
        """Return the town that the question is about."""
        if self.town:
            known = twins.town_of(self.town)
            if known is None:
                raise ApiError(404, _("Diesen Ort kennt der Atlas nicht: %(key)s") % {"key": self.town})
            return known
        self._refuse_unknown()
        return twins.Town(self.name, self.state, self.role, self.population, self.area_km2)

    def _refuse_unknown(self) -> None:
        errors = []
        for name, known in (("state", answers.STATES), ("role", answers.ROLES)):
            if getattr(self, name) and getattr(self, name) not in known:
                message = _("Erlaubt sind: %(expected)s") % {"expected": ", ".join(known)}
                errors.append(FieldError(field=name, message=message))
        if not (self.state or self.role or self.population or self.area_km2):
            message = _("Nennen Sie town oder wenigstens population, area_km2, state oder role.")
            errors.append(FieldError(field="town", message=message))
        if errors:
            raise ApiError(422, errors=errors)


@router.get("/twins", response=answers.TwinsAnswer, summary="Towns most like a given town", url_name="twins")
def similar(request: HttpRequest, parameters: Query[TwinParameters]) -> dict[str, Any]:
    """The most similar towns with records, and overall when the official register is imported; with reasons."""
    parameters.refuse_others(request)
    own, weights = parameters.own(), parameters.weights()
    with_records = twins.similar_with_records(own, parameters.limit, weights)
    overall = twins.similar_overall(own, parameters.limit, weights)
    register = twins.index().register
    return {
        "own": answers.town(request, own),
        "weights": weights,
        "not_counted": twins.missing(own, weights),
        "with_records": [answers.twin(request, found) for found in with_records],
        "overall": [answers.twin(request, found) for found in overall],
        "register_label": register.label if register else None,
        "attribution": attribution().__dict__,
    }


class Selected(Common):
    """Which places count, and how; the values that fit stand in the answer."""

    state: Annotated[str, Field(max_length=2)] = ""
    size: Annotated[str, Field(max_length=10)] = ""
    way: Annotated[str, Field(max_length=40)] = ""


@router.get("/cross-section", response=answers.FindingList, summary="All cross-sections", url_name="cross-section")
def findings(request: HttpRequest, parameters: Query[Common]) -> dict[str, Any]:
    """Each question with the sentence that answers it."""
    parameters.refuse_others(request)
    shown = [answers.question(request, asked, found) for asked, found in cross_section.overview()]
    return {"items": shown, "count": len(shown), "attribution": attribution().__dict__}


@router.get(
    "/cross-section/{slug}", response=answers.FindingAnswer, summary="One cross-section", url_name="cross-section-one"
)
def finding_of(request: HttpRequest, slug: str, parameters: Query[Selected]) -> dict[str, Any]:
    """Sentence, tables with computed and printed figures, and the reason of each difference."""
    parameters.refuse_others(request)
    asked = cross_section.question(slug)
    if asked is None:
        raise ApiError(404, _("Eine Auswertung mit dieser Kennung gibt es nicht: %(key)s") % {"key": slug[:80]})
    selection, wrong = cross_section.read_selection(asked, parameters.state, parameters.size, parameters.way)
    if wrong:
        errors = [FieldError(field="selection", message=_("Diesen Wert gibt es hier nicht: %s") % one) for one in wrong]
        raise ApiError(422, errors=errors)
    found = cross_section.find(asked, selection)
    return {
        **answers.question(request, asked, found),
        "lead": found.lead,
        "method": found.method,
        "ways": dict(asked.ways()),
        "charts": [answers.chart(part) for part in (*found.parts, *found.side)],
        "attribution": attribution().__dict__,
    }
