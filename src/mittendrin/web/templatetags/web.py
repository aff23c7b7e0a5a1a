# SPDX-License-Identifier: EUPL-1.2
"""Template tags of the shell: numbers, dates, address parts."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from django import template
from django.http import QueryDict
from django.utils.translation import get_language

register = template.Library()


@register.filter
def number(value: float | int | str | None, digits: int = 0) -> str:
    """Return ``value`` with the separators of the language; a dash when there is none."""
    if value is None or value == "":
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=get_language() or "de")


@register.filter
def pick(value: dict[str, Any] | None, key: str = "") -> Any:
    """Return the statement of a German/English pair in the language of the page (or ``key`` of a dict)."""
    if not value:
        return ""
    if key:
        return value.get(key, "")
    return value.get(get_language() or "de") or value.get("de", "")


@register.filter
def localized(record: dict[str, Any], name: str) -> Any:
    """Return ``name_en`` or ``name_de`` (or plain ``name``) of a record in the language of the page."""
    language = get_language() or "de"
    return record.get(f"{name}_{language}") or record.get(f"{name}_de") or record.get(name) or ""


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the query string of the page with ``changes``; None removes a key."""
    parameters: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        parameters.pop(key, None)
        if value is not None:
            parameters[key] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"
