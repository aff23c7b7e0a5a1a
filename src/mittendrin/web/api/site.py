# SPDX-License-Identifier: EUPL-1.2
"""The interface itself, gathered from the apps: each offers ``router`` in its ``api`` module or folder."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from mittendrin.web.api.problems import CONTENT_TYPE, ApiError, FieldError, Problem, field_errors, problem
from mittendrin.web.api.throttle import PerMinute

VERSION = "v1"
REFUSALS = (400, 404, 405, 422, 429, 500, 503)
_SCHEMAS = "#/components/schemas/{model}"


@cache
def api() -> NinjaAPI:
    """Return the interface with the routers of all installed apps."""
    site = NinjaAPI(
        title="Mittendrin",
        version=VERSION,
        description="Öffentliche Daten dieser Stadt, nur zum Lesen. / Public data of this town, read only.",
        docs_url=None,
        urls_namespace="api",
        throttle=[PerMinute()],
    )
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "api"):
            router = getattr(import_module(f"{config.name}.api"), "router", None)
            if router is not None:
                site.add_router(f"/{config.label}/", router, tags=[config.label])
    _answer_errors(site)
    return site


def openapi() -> dict[str, Any]:
    """Return the description of all addresses in OpenAPI, with the answers that say no."""
    described = dict(api().get_openapi_schema())
    described["components"]["schemas"] |= {
        one.__name__: one.model_json_schema(ref_template=_SCHEMAS) for one in (FieldError, Problem)
    }
    described["components"]["schemas"]["Problem"].pop("$defs", None)
    described["components"]["responses"] = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {CONTENT_TYPE: {"schema": {"$ref": _SCHEMAS.format(model="Problem")}}},
        }
        for status in REFUSALS
    }
    for ways in described["paths"].values():
        for operation in ways.values():
            answers = {str(status): {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
            operation["responses"] = {**{str(key): one for key, one in operation["responses"].items()}, **answers}
    return described


def _answer_errors(site: NinjaAPI) -> None:
    @site.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(request, 422, errors=field_errors(error.errors))

    @site.exception_handler(ApiError)
    def refused(request: HttpRequest, error: ApiError) -> HttpResponse:
        return problem(request, error.status, error.detail, error.errors)

    @site.exception_handler(Http404)
    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(request, 404)

    @site.exception_handler(HttpError)
    def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error, Throttled) and error.wait:
            return problem(
                request, 429, _("Bitte in %(seconds)d Sekunden wieder fragen.") % {"seconds": error.wait + 1}
            )
        return problem(request, error.status_code)
