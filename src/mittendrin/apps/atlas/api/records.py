# SPDX-License-Identifier: EUPL-1.2
"""Lists and single records of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Query

from mittendrin.apps.atlas.api import filters, schemas
from mittendrin.apps.atlas.api.envelopes import Page, Single, item_of, page_links
from mittendrin.apps.atlas.services import lists, records
from mittendrin.apps.atlas.services.attribution import attribution
from mittendrin.web.api.problems import ApiError

router = Router()
Endpoint = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Resource:
    """One kind of records: its address, its fields, its filters, and the sentence that says what it holds."""

    name: str
    kind: str
    item: type[schemas.Item]
    filters: type[filters.Listing]
    summary: str


RESOURCES = (
    Resource(
        "municipalities",
        "municipality",
        schemas.MunicipalityItem,
        filters.MunicipalityFilters,
        "Places with official key, population, area and coordinates",
    ),
    Resource("profiles", "profile", schemas.ProfileItem, filters.ProfileFilters, "What a study says about one place"),
    Resource(
        "projects", "project", schemas.ProjectItem, filters.ProjectFilters, "Projects, pilots, research and AI uses"
    ),
    Resource("providers", "providers", schemas.ProviderItem, filters.ProviderFilters, "Companies with AI products"),
    Resource(
        "application-fields",
        "application_fields",
        schemas.ApplicationFieldItem,
        filters.ApplicationFieldFilters,
        "What AI can be used for in a town",
    ),
    Resource("factors", "factors", schemas.FactorItem, filters.FactorFilters, "What hinders and what fosters"),
    Resource(
        "recommendations",
        "recommendations",
        schemas.RecommendationItem,
        filters.RecommendationFilters,
        "What the studies recommend to towns, to the state and on funding",
    ),
    Resource("steps", "steps", schemas.StepItem, filters.Listing, "Ten steps to a digital agenda"),
    Resource("survey", "survey", schemas.SurveyItem, filters.SurveyFilters, "Printed figures of the survey"),
    Resource("clusters", "clusters", schemas.ClusterItem, filters.Listing, "Five kinds of towns"),
    Resource("voices", "voices", schemas.VoiceItem, filters.VoiceFilters, "Topics of the column archive"),
    Resource("sources", "sources", schemas.SourceItem, filters.SourceFilters, "The four documents"),
    Resource("statistics", "statistics", schemas.StatisticsItem, filters.SourceFilters, "Official statistics used"),
)


def _list_endpoint(resource: Resource) -> Endpoint:
    def endpoint(request: HttpRequest, parameters: filters.Listing) -> dict[str, Any]:
        parameters.refuse_others(request)
        page, size = parameters.page, parameters.page_size
        found = lists.find(resource.kind, parameters.chosen(), offset=(page - 1) * size, limit=size)
        return {
            "items": [item_of(request, resource.name, record, parameters.lang) for record in found.records],
            **page_links(request, found.count, page, size),
            "attribution": attribution([record.data for record in found.records]).__dict__,
        }

    endpoint.__annotations__["request"] = HttpRequest
    endpoint.__annotations__["parameters"] = Annotated[resource.filters, Query()]
    return endpoint


def _record_endpoint(resource: Resource) -> Endpoint:
    def endpoint(request: HttpRequest, key: str, parameters: filters.Common) -> dict[str, Any]:
        parameters.refuse_others(request)
        record = records.get(resource.kind, key) if "\0" not in key else None
        if record is None:
            raise ApiError(404, _("Einen Eintrag mit dieser Kennung gibt es nicht: %(key)s") % {"key": key[:80]})
        return {
            "item": item_of(request, resource.name, record, parameters.lang),
            "attribution": attribution([record.data]).__dict__,
        }

    endpoint.__annotations__.update(request=HttpRequest, key=str)
    endpoint.__annotations__["parameters"] = Annotated[filters.Common, Query()]
    return endpoint


def _add(resource: Resource) -> None:
    address, name = f"/{resource.name}", resource.name.replace("-", "_")
    router.get(
        address,
        response=Page.__class_getitem__(resource.item),
        exclude_unset=True,
        summary=resource.summary,
        operation_id=f"list_{name}",
        url_name=resource.name,
    )(_list_endpoint(resource))
    router.get(
        f"{address}/{{key}}",
        response=Single.__class_getitem__(resource.item),
        exclude_unset=True,
        summary=f"{resource.summary}: one record",
        operation_id=f"get_{name}",
        url_name=f"{resource.name}-record",
    )(_record_endpoint(resource))


for _resource in RESOURCES:
    _add(_resource)
