# SPDX-License-Identifier: EUPL-1.2
"""Filters of the pages of devices and sources."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

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
