# SPDX-License-Identifier: EUPL-1.2
"""Search over all records, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from mittendrin.apps.atlas.api import answers, codes
from mittendrin.apps.atlas.api.envelopes import page_links
from mittendrin.apps.atlas.api.filters import MAX_VALUES, Common, many
from mittendrin.apps.atlas.services.attribution import attribution
from mittendrin.apps.atlas.services.search import facets, finding, rows
from mittendrin.core.search.index import DEEPEST, Request
from mittendrin.web.api.problems import ApiError, FieldError

router = Router()
LONGEST = 10_000


class SearchParameters(Common):
    """The words and what narrows the hits; several values of one facet mean any of them."""

    q: Annotated[str, Field(max_length=LONGEST)] = ""
    page: Annotated[int, Field(ge=1, le=DEEPEST)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    literal: Annotated[bool, Field(description="Neither corrected spelling nor related words")] = False
    kind: list[str] = Field(default_factory=many, max_length=MAX_VALUES)
    state: list[str] = Field(default_factory=many, max_length=MAX_VALUES)
    size: list[str] = Field(default_factory=many, max_length=MAX_VALUES)
    field: list[codes.Field] = Field(default_factory=many, max_length=MAX_VALUES)
    ai: list[codes.Ai] = Field(default_factory=many, max_length=MAX_VALUES)
    stage: list[codes.Stage] = Field(default_factory=many, max_length=MAX_VALUES)
    technology: list[codes.Technology] = Field(default_factory=many, max_length=MAX_VALUES)
    programme: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)
    source: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)

    def chosen(self) -> dict[str, list[str]]:
        """Return the chosen values by facet; refuses those that no facet knows."""
        chosen = {name: getattr(self, name) for name in facets.PARAMETERS if getattr(self, name)}
        errors = []
        for name, values in chosen.items():
            known = facets.known(name)
            if not set(values) <= set(known):
                message = _("Erlaubt sind: %(expected)s") % {"expected": ", ".join(known)}
                errors.append(FieldError(field=name, message=message))
        if errors:
            raise ApiError(422, errors=errors)
        return chosen


@router.get("/search", response=answers.SearchAnswer, summary="Search over all records", url_name="search")
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> dict[str, Any]:
    """German stemming, compounds, typing errors and synonyms as on the search page; facets with counts."""
    parameters.refuse_others(request)
    offset = (parameters.page - 1) * parameters.page_size
    answer = finding.search(
        Request(
            query=" ".join(parameters.q.replace("\0", " ").split()),
            chosen=parameters.chosen(),
            offset=offset,
            limit=parameters.page_size,
            correct=not parameters.literal,
            synonyms=not parameters.literal,
        )
    )
    paging = page_links(request, min(answer.total, DEEPEST), parameters.page, parameters.page_size)
    found = rows.records_of(answer.hits)
    shown = rows.rows(answer.hits, answer.plan.marks(), finding.index().analyser)
    return {
        "query": answer.plan.typed,
        "searched": answer.plan.shown or answer.plan.typed,
        "corrected": [{"typed": typed, "searched": right} for typed, right in answer.plan.corrected],
        "also": answer.plan.also,
        "items": [answers.hit(request, row) for row in shown],
        "facets": {name: answer.facets.get(name, {}) for name in facets.PARAMETERS},
        **paging,
        "count": answer.total,
        "attribution": attribution([record.data for record in found]).__dict__,
    }
