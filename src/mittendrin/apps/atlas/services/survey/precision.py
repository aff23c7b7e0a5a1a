# SPDX-License-Identifier: EUPL-1.2
"""Printed figures that are not exact: what is known, what is left open, and how to say it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mittendrin.web.charts import Value
from mittendrin.web.charts.numbers import amount

OPEN_SHARE = 0.04
"""Length of the dashed part, as share of the axis: it says that something is open, not how much."""

Data = dict[str, Any]


def unit_of(data: Data) -> str:
    """Return the sign behind a figure."""
    return "%" if data["unit"] == "percent" else ""


def _number(data: Data) -> str:
    """Return the figure as printed: thirds were printed as fractions."""
    if data["unit"] == "percent" and abs(data["value"] * 3 / 100 - round(data["value"] * 3 / 100)) < 0.01:
        thirds = {1: _("ein Drittel"), 2: _("zwei Drittel")}.get(round(data["value"] * 3 / 100))
        if thirds:
            return thirds
    if data["unit"] == "year":
        return f"{data['value']:.0f}"
    return amount(data["value"], unit_of(data))


def words(data: Data) -> str:
    """Return a figure with what the study says about its precision: "mehr als 80 %"."""
    number = _number(data)
    if data.get("value_max") is not None:
        return f"{number}–{amount(data['value_max'], unit_of(data))}"
    patterns = {
        "about": _("rund %(n)s"),
        "at_least": _("mindestens %(n)s"),
        "more_than": _("mehr als %(n)s"),
        "under": _("unter %(n)s"),
        "almost": _("fast %(n)s"),
    }
    return patterns.get(data.get("precision", "exact"), "%(n)s") % {"n": number}


def value(data: Data, axis: float) -> Value:
    """Return a figure for drawing: solid as far as it is known, dashed where it is open."""
    known, stub, said = float(data["value"]), axis * OPEN_SHARE, words(data)
    top = 100.0 if data["unit"] == "percent" else float("inf")
    if data.get("value_max") is not None:
        return Value(known, float(data["value_max"]), said)
    precision = data.get("precision", "exact")
    if precision in ("more_than", "at_least"):
        return Value(known, min(known + stub, max(top, known)), said, open=True)
    if precision in ("under", "almost"):
        return Value(max(known - stub, 0), known, said)
    if precision == "about":
        return Value(max(known - stub / 2, 0), min(known + stub / 2, max(top, known)), said)
    return Value(known, known, said)
