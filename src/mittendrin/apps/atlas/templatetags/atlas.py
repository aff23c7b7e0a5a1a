# SPDX-License-Identifier: EUPL-1.2
"""Template tags of the Atlas: words for codes, stage signs, source numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services import labels
from mittendrin.apps.atlas.services.catalogue import PlaceRow
from mittendrin.apps.atlas.services.citations import Reference

register = template.Library()

_RING = '<circle cx="7" cy="7" r="5.25" fill="none" stroke="currentColor" stroke-width="1.5"{}/>'
_SIGNS = {
    "in_operation": '<circle cx="7" cy="7" r="6" fill="currentColor"/>',
    "in_progress": _RING.format("") + '<path d="M7 1.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor"/>',
    "planned": _RING.format(' stroke-dasharray="2.2 1.9"'),
    "idea": _RING.format(' stroke-dasharray="2.2 1.9"'),
    "ended": _RING.format("") + '<path d="M3.5 10.5l7-7" stroke="currentColor" stroke-width="1.5"/>',
    "not_stated": '<path d="M1 7h3M5.5 7h3M10 7h3" stroke="currentColor" stroke-width="1.5"/>',
}


@register.filter
def label(code: str, vocabulary: str) -> str:
    """Return the words for ``code`` in the language of the page."""
    return labels.label(vocabulary, code)


@register.simple_tag
def stage(code: str) -> SafeString:
    """Return sign and word of a stage."""
    return format_html(
        '<span class="m-stage"><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">'
        "{}</svg>{}</span>",
        mark_safe(_SIGNS.get(code, _SIGNS["not_stated"])),  # noqa: S308 - constants above
        labels.label("stage", code),
    )


@register.simple_tag
def refs(references: Iterable[Reference]) -> SafeString:
    """Return source numbers that lead to the list of sources."""
    return format_html_join(
        "",
        '<a class="m-ref" href="#quelle-{}" aria-label="{} {}: {}"><sup>{}</sup></a>',
        (
            (item.number, _("Quelle"), item.number, f"{item.name}, {item.locator}".rstrip(", "), item.number)
            for item in references
        ),
    )


@register.simple_tag
def place_links(rows: Iterable[PlaceRow], limit: int = 0) -> SafeString:
    """Return the names of places as links; after ``limit`` the rest is counted."""
    listed = list(rows)
    shown = listed[:limit] if limit else listed
    names = format_html_join(
        ", ", '<a href="{}">{}</a>', ((reverse("atlas:place", args=[row.key]), row.name) for row in shown)
    )
    more = len(listed) - len(shown)
    return format_html("{} {}", names, _("und %(count)d weitere") % {"count": more}) if more else names


@register.filter
def map_names(rows: Iterable[PlaceRow]) -> str:
    """Return the names of places in one line."""
    return ", ".join(row.name for row in rows)


@register.filter
def ags(key: str) -> str:
    """Return an official municipality key in its parts: 05 974 040."""
    return " ".join(part for part in (key[:2], key[2:5], key[5:]) if part)


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """Return the item at ``index``; nothing when the list is shorter."""
    return items[index] if index < len(items) else ""


@register.filter
def isodate(value: str | None) -> str:
    """Return a year, month or day of ISO 8601 in the words of the language: 2019, September 2019, 15. Mai 2022."""
    if not value:
        return ""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return value
    day = dt.date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return date_format(day, "DATE_FORMAT" if len(parts) == 3 else "YEAR_MONTH_FORMAT")
