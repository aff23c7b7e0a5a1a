# SPDX-License-Identifier: EUPL-1.2
"""The catalogue for programs, in the form that they ask for by suffix or by ``Accept``."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from rdflib import Graph

from mittendrin.apps.opendata.services import catalogue, dcat
from mittendrin.apps.opendata.views.address import base_address

HTML = "text/html"
# What is offered, the first for whoever takes anything: RDF/XML is what harvesters know longest.
OFFERED = {"application/rdf+xml": "rdf", "text/turtle": "ttl", "application/ld+json": "jsonld", HTML: "html"}
ALSO = {"application/x-turtle": "ttl", "application/xml": "rdf", "text/xml": "rdf", "application/json": "jsonld"}


@require_safe
def catalog(request: HttpRequest, form: str = "") -> HttpResponseBase:
    """Answer a page of the catalogue; browsers are led to the portal."""
    chosen = _chosen(request, form)
    if chosen == "html":
        return _see_other("opendata:list")
    found = catalogue.datasets()
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= dcat.last_page(found)):
        raise Http404
    suffix = f".{form}" if form else ""
    graph = dcat.catalogue(found, base_address(request), int(number), suffix)
    return _answer(graph, chosen)


@require_safe
def dataset(request: HttpRequest, key: str, form: str = "") -> HttpResponseBase:
    """Answer one dataset; browsers are led to its page."""
    found = catalogue.dataset(key)
    if found is None:
        raise Http404
    chosen = _chosen(request, form)
    if chosen == "html":
        return _see_other("opendata:dataset", key)
    return _answer(dcat.single(found, base_address(request)), chosen)


def _see_other(name: str, *args: str) -> HttpResponseBase:
    response = redirect(name, *args)
    response.status_code = 303
    patch_vary_headers(response, ["Accept"])
    return response


def _chosen(request: HttpRequest, form: str) -> str:
    """Return the form by suffix, else the best of those accepted; empty when none is."""
    if form:
        if form not in dcat.FORMATS:
            raise Http404
        return form
    best = request.get_preferred_type([*OFFERED, *ALSO])
    return (OFFERED | ALSO)[best] if best else ""


def _answer(graph: Graph, form: str) -> HttpResponseBase:
    if not form:
        return HttpResponse("\n".join(OFFERED), status=406, content_type="text/plain; charset=utf-8")
    media = dcat.FORMATS[form][1]
    response = HttpResponse(
        dcat.text(graph, form), content_type=media if form == "jsonld" else f"{media}; charset=utf-8"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return response
