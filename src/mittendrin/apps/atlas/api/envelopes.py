# SPDX-License-Identifier: EUPL-1.2
"""What stands around the records of an answer: paging, attribution, place of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from mittendrin.apps.atlas.api.codes import Language
from mittendrin.apps.atlas.api.schemas import Item
from mittendrin.apps.atlas.services.addresses import url_of
from mittendrin.web.api.problems import ApiError

if TYPE_CHECKING:
    from mittendrin.apps.atlas.models import Record

AnyItem = TypeVar("AnyItem", bound=Item)
MAX_PAGE_SIZE = 100
MAX_PAGE = 1_000_000


class Document(BaseModel):
    """A document that facts of the answer come from."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: str
    publisher: str
    year: int
    url: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    attribution: str | None = None


class Attribution(BaseModel):
    """Whom to name. ``text`` can be printed as it is."""

    text: str
    licence: str
    licence_url: str
    sources: list[Document]


class Page(BaseModel, Generic[AnyItem]):
    """One page of a list."""

    items: list[AnyItem]
    count: int
    page: int
    page_size: int
    pages: int
    next: str | None
    previous: str | None
    attribution: Attribution


class Single(BaseModel, Generic[AnyItem]):
    """One record."""

    item: AnyItem
    attribution: Attribution


def page_links(request: HttpRequest, count: int, page: int, page_size: int) -> dict[str, Any]:
    """Return where in the list this page stands; refuses a page behind the last one."""
    pages = max(1, -(-count // page_size))
    if page > pages:
        raise ApiError(
            404, _("Seite %(page)d gibt es nicht. Die letzte ist %(pages)d.") % {"page": page, "pages": pages}
        )
    return {
        "count": count,
        "page": page,
        "page_size": page_size,
        "pages": pages,
        "next": page_url(request, page + 1) if page < pages else None,
        "previous": page_url(request, page - 1) if page > 1 else None,
    }


def item_of(request: HttpRequest, name: str, record: Record, language: Language) -> dict[str, Any]:
    """Return a record with its ``meta``."""
    data = record.data
    meta = {
        "language": language,
        "title": str(_first(data, language, "title", "topic", "item") or data.get("name") or record.title),
        "summary": str(_first(data, language, "summary") or ""),
        "page": request.build_absolute_uri(url_of(record.kind, record.key, data)),
        "self": request.build_absolute_uri(reverse(f"api:{name}-record", args=[record.key])),
        "revision": record.revision,
        "updated": record.updated_at.isoformat(timespec="seconds"),
    }
    return {**data, "meta": meta}


def _first(data: dict[str, Any], language: str, *names: str) -> Any:
    for name in names:
        for key in (f"{name}_{language}", name, f"{name}_de"):
            if data.get(key):
                return data[key]
    return None


def page_url(request: HttpRequest, page: int) -> str:
    """Return the address of another page of the same list."""
    parameters = request.GET.copy()
    parameters["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
