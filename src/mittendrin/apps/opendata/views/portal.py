# SPDX-License-Identifier: EUPL-1.2
"""The portal for people: list with search, one dataset with its first rows, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mittendrin.apps.opendata.services import catalogue, files, vocabulary
from mittendrin.apps.opendata.views.address import base_address
from mittendrin.contracts.dataset import OpenDataset
from mittendrin.townhall.town import town

PER_PAGE = 25


def wanted(key: str) -> OpenDataset:
    """Return a dataset; raises Http404 when it is not there."""
    found = catalogue.dataset(key)
    if found is None:
        raise Http404
    return found


def _line(one: OpenDataset) -> dict[str, Any]:
    language = get_language() or "de"
    name, url = vocabulary.LICENCES.get(catalogue.licence(one), (catalogue.licence(one), ""))
    return {
        "key": one.key,
        "title": one.title.to(language),
        "description": one.description.to(language),
        "keywords": [word.to(language) for word in one.keywords],
        "themes": [vocabulary.THEMES.get(code, code) for code in one.themes],
        "frequency": vocabulary.FREQUENCIES.get(one.frequency, one.frequency),
        "licence": name,
        "licence_url": url,
        "attribution": one.attribution or town().name,
        "simulated": one.simulated,
        "modified": one.modified,
        "start": one.start,
        "end": one.end,
    }


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the datasets, searched and filtered by theme."""
    found = catalogue.datasets()
    words, theme = request.GET.get("q", "")[:200].strip(), request.GET.get("thema", "")
    fitting = catalogue.search(found, words, theme)
    page = Paginator(fitting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(one) for one in page],
        "total": len(found),
        "words": words,
        "chosen": theme,
        "themes": catalogue.themes(found),
        "address": f"{base_address(request)}/catalog",
        "formats": ("ttl", "rdf", "jsonld"),
    }
    return render(request, "opendata/list.html", context)


@require_safe
def dataset(request: HttpRequest, key: str) -> HttpResponse:
    """Show one dataset: what it is, files, first rows, examples for programs."""
    one = wanted(key)
    language, base = get_language() or "de", base_address(request)
    columns = one.columns[: catalogue.PREVIEW_COLUMNS]
    examples = one.api.examples if one.api else ()
    context = {
        "one": _line(one),
        "columns": [
            {"name": column.name, "title": column.title.to(language), "kind": column.kind} for column in columns
        ],
        "more_columns": len(one.columns) - len(columns),
        "rows": [list(zip(columns, row, strict=True)) for row in catalogue.preview(one)],
        "files": [(form, form.upper() if form != "parquet" else "Parquet") for form in vocabulary.FORMS],
        "formats": ("ttl", "rdf", "jsonld"),
        "api": one.api.title.to(language) if one.api else "",
        "examples": [(example.title.to(language), base + example.path) for example in examples],
        "csv_address": f"{base}/daten/{one.key}/{one.key}.csv",
    }
    return render(request, "opendata/dataset.html", context)


@require_safe
def download(request: HttpRequest, key: str, name: str, form: str) -> HttpResponseBase:
    """Answer a dataset as a file."""
    one = wanted(key)
    if form not in vocabulary.FORMS or name != key:
        raise Http404
    response: HttpResponseBase
    if form == "parquet":
        response = FileResponse(files.parquet_file(one))
    else:
        parts: Iterator[bytes] = files.csv_parts(one) if form == "csv" else files.json_parts(one)
        response = StreamingHttpResponse(parts)
    charset = "; charset=utf-8" if form == "csv" else ""
    response.headers["Content-Type"] = vocabulary.FORMS[form][1] + charset
    response.headers["Content-Disposition"] = f'attachment; filename="{one.key}.{form}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    if one.modified:
        response.headers["Last-Modified"] = http_date(one.modified.timestamp())
    return response
