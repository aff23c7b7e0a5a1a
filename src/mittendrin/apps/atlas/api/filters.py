# SPDX-License-Identifier: EUPL-1.2
"""What lists can be narrowed by. Several values of one parameter mean: any of them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from mittendrin.apps.atlas.api import codes
from mittendrin.apps.atlas.api.envelopes import MAX_PAGE, MAX_PAGE_SIZE
from mittendrin.web.api.problems import ApiError, FieldError

MAX_VALUES = 20
MAX_QUERY = 200
Year = Annotated[int, Field(ge=1950, le=2100)]


class Common(Schema):
    """Language of ``meta`` and of problems."""

    lang: codes.Language = "de"

    def refuse_others(self, request: HttpRequest) -> None:
        """Refuse parameters that the address does not know: a slip of the pen must not look like an answer."""
        unknown = sorted(set(request.GET) - type(self).model_fields.keys())
        if unknown:
            message = _("Diesen Parameter gibt es hier nicht.")
            raise ApiError(422, errors=[FieldError(field=name[:80], message=message) for name in unknown[:20]])


class Listing(Common):
    """What every list takes."""

    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 25
    q: Annotated[str, Field(max_length=MAX_QUERY, description="Words that must occur")] = ""

    def chosen(self) -> dict[str, list[str]]:
        """Return the filters that are set."""
        own = {name: getattr(self, name) for name in type(self).model_fields.keys() - Listing.model_fields.keys()}
        chosen = {name: [str(value) for value in values] for name, values in own.items() if values}
        return {**chosen, "q": [self.q]} if self.q else chosen


def many() -> list[str]:
    """Return no values; a fresh list for each request."""
    return []


class SourceFilters(Listing):
    """Documents and statistics."""

    year: list[Year] = Field(default_factory=list, max_length=MAX_VALUES)


class MunicipalityFilters(Listing):
    """Places; field, ai and technology look at their projects."""

    state: list[codes.State] = Field(default_factory=many, max_length=MAX_VALUES)
    role: list[codes.Role] = Field(default_factory=many, max_length=MAX_VALUES)
    group: list[codes.Group] = Field(default_factory=many, max_length=MAX_VALUES)
    size: list[codes.Size] = Field(default_factory=many, max_length=MAX_VALUES)
    field: list[codes.Field] = Field(default_factory=many, max_length=MAX_VALUES)
    ai: list[codes.Ai] = Field(default_factory=many, max_length=MAX_VALUES)
    technology: list[codes.Technology] = Field(default_factory=many, max_length=MAX_VALUES)
    source: list[codes.Source] = Field(default_factory=many, max_length=MAX_VALUES)


class ProfileFilters(Listing):
    """Profiles."""

    study: list[codes.Study] = Field(default_factory=list, max_length=MAX_VALUES)
    municipality: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)
    state: list[codes.State] = Field(default_factory=many, max_length=MAX_VALUES)


class ProjectFilters(Listing):
    """Projects."""

    kind: list[codes.ProjectKind] = Field(default_factory=many, max_length=MAX_VALUES)
    stage: list[codes.Stage] = Field(default_factory=many, max_length=MAX_VALUES)
    field: list[codes.Field] = Field(default_factory=many, max_length=MAX_VALUES)
    ai: list[codes.Ai] = Field(default_factory=many, max_length=MAX_VALUES)
    technology: list[codes.Technology] = Field(default_factory=many, max_length=MAX_VALUES)
    municipality: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)
    provider: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)
    state: list[codes.State] = Field(default_factory=many, max_length=MAX_VALUES)
    source: list[codes.Source] = Field(default_factory=many, max_length=MAX_VALUES)


class ProviderFilters(Listing):
    """Providers."""

    category: list[codes.ProviderCategory] = Field(default_factory=many, max_length=MAX_VALUES)
    ai: list[codes.Ai] = Field(default_factory=many, max_length=MAX_VALUES)
    application_field: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)


class ApplicationFieldFilters(Listing):
    """Application fields."""

    group: list[codes.ApplicationGroup] = Field(default_factory=many, max_length=MAX_VALUES)


class FactorFilters(Listing):
    """Factors."""

    direction: list[codes.Direction] = Field(default_factory=many, max_length=MAX_VALUES)
    theme: list[codes.FactorTheme] = Field(default_factory=many, max_length=MAX_VALUES)
    source: list[codes.Source] = Field(default_factory=many, max_length=MAX_VALUES)


class RecommendationFilters(Listing):
    """Recommendations."""

    addressee: list[codes.Addressee] = Field(default_factory=many, max_length=MAX_VALUES)
    group: list[codes.RecommendationGroup] = Field(default_factory=many, max_length=MAX_VALUES)
    source: list[codes.Source] = Field(default_factory=many, max_length=MAX_VALUES)


class SurveyFilters(Listing):
    """Figures of the survey."""

    topic: list[codes.SurveyTopic] = Field(default_factory=list, max_length=MAX_VALUES)
    unit: list[codes.Unit] = Field(default_factory=list, max_length=MAX_VALUES)
    year: list[Year] = Field(default_factory=list, max_length=MAX_VALUES)


class VoiceFilters(Listing):
    """Topics of the column archive."""

    theme: list[codes.VoiceTheme] = Field(default_factory=many, max_length=MAX_VALUES)
    author_kind: list[codes.AuthorKind] = Field(default_factory=many, max_length=MAX_VALUES)
    municipality: list[codes.Key] = Field(default_factory=many, max_length=MAX_VALUES)
