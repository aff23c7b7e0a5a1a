# SPDX-License-Identifier: EUPL-1.2
"""Filters of the pages of devices and sources."""

from __future__ import annotations

from datetime import datetime

from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.core import instants

register = template.Library()


@register.filter
def moment(micros: int) -> datetime:
    """Return microseconds since 1970 as a moment of the town."""
    return timezone.localtime(instants.to_datetime(micros))


@register.filter
def hex(payload: bytes) -> str:  # noqa: A001 - its name in templates
    """Return bytes as pairs of hex digits, at most 64 of them."""
    text = bytes(payload).hex(" ").upper()
    return text if len(text) < 192 else f"{text[:191]} …"


@register.filter
def result(value: object) -> str:
    """Return a result as people read it: numbers with the decimals they have, truth values as words."""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if not isinstance(value, int | float):
        return str(value)
    text: str = format_decimal(value, format="#,##0.######", locale=get_language() or "de")
    return text.replace("-", "\N{MINUS SIGN}")
