# SPDX-License-Identifier: EUPL-1.2
"""How a value of a table is shown."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime

from mittendrin.contracts.dataset import Value

register = template.Library()
LONGEST = 80


@register.filter
def cell(value: Value) -> str:
    """Return a value as it stands in the preview; a dash for what is missing."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return date_format(localtime(value), "d.m.Y H:i")
    if isinstance(value, float):
        return f"{value:.6g}"
    return Truncator(str(value)).chars(LONGEST)
