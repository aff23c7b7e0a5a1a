# SPDX-License-Identifier: EUPL-1.2
"""Filters in addresses: known values count, unknown ones are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

Row = TypeVar("Row")
PER_PAGE = 30
SHOWN_LENGTH = 60


@dataclass(frozen=True)
class Chosen:
    """Values by filter name, the values that no filter knows, and the known ones as query string."""

    values: dict[str, str]
    unknown: list[str]
    query: str


def chosen(request: HttpRequest, known: Mapping[str, tuple[str, Collection[str]]]) -> Chosen:
    """Return what the address asks for; ``known`` maps a filter to its parameter and its values."""
    values, unknown, query = {}, [], {}
    for name, (parameter, allowed) in known.items():
        value = request.GET.get(parameter, "")
        if value and value not in allowed:
            unknown.append(value[:SHOWN_LENGTH])
            value = ""
        values[name] = value
        if value:
            query[parameter] = value
    return Chosen(values, unknown, urlencode(query))


def page_of(rows: list[Row], request: HttpRequest, per_page: int = PER_PAGE) -> Page[Row]:
    """Return the page that ``?page=`` asks for; the nearest one when there is no such page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
