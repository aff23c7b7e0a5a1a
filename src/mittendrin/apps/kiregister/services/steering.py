# SPDX-License-Identifier: EUPL-1.2
"""What heads and administrators ask and decide about a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.kiregister.services import meter_chart
from mittendrin.apps.kiregister.services.entries import Entry
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions import tasks
from mittendrin.townhall.decisions.models import BlockState, ModelVersion
from mittendrin.townhall.decisions.services import blocks, keeping, meter, verdicts, versions
from mittendrin.townhall.decisions.services import drift as watching
from mittendrin.townhall.decisions.services import learning as learn_anew
from mittendrin.townhall.decisions.services.drift import Finding
from mittendrin.townhall.decisions.services.meter import Notice

PER_HUNDRED = ("promised", "override_limit", "sampled")


def values(state: BlockState) -> dict[str, Any]:
    """Return the settings as the form shows them: shares as numbers of 100."""
    names = (*blocks.NUMBERS, *blocks.WORDS)
    return {
        name: round(100 * getattr(state, name), 4) if name in PER_HUNDRED else getattr(state, name) for name in names
    }


def change(block: str, by: Person, wished: Mapping[str, Any]) -> None:
    """Keep the settings of a form. Raises NoRight."""
    kept = {name: float(value) / 100 if name in PER_HUNDRED else value for name, value in wished.items()}
    blocks.change(block, by, **kept)


def notices(block: str = "") -> list[Notice]:
    """Return what people must know about a block, or all."""
    return meter.notices([block] if block else None)


def tables(entry: Entry) -> list[tuple[str, list[meter_chart.Line]]]:
    """Return the override meter by office, kind and fact, each with its heading; empty ones are left out."""
    headings = (("unit", _("Amt")), ("kind", _("Art")), ("part", _("Angabe")))
    found = [(heading, meter_chart.lines(entry.block, name)) for name, heading in headings]
    return [(heading, lines) for heading, lines in found if lines]


def drift(block: str) -> list[Finding]:
    """Return what the last watch found, the marked shifts first."""
    order = {"far": 0, "shifted": 1, "calm": 2}
    return sorted(watching.kept(block), key=lambda one: (order[one.level], one.trait))


def earlier(block: str) -> ModelVersion | None:
    """Return the version to which one step back leads."""
    return versions.earlier(block)


def roll_back(block: str, by: Person) -> int | None:
    """Return the number of the earlier version, in operation again; None when there is none. Raises NoRight."""
    try:
        return versions.roll_back(block, by).number
    except versions.NothingBefore:
        return None


def learn(block: str, by: Person) -> None:
    """Put a learning into the queue. Raises NoRight."""
    keeping.ask_to_learn(block, by)
    tasks.learn.enqueue(block, by.pk)


def learning(entry: Entry) -> str:
    """Return how the last learning ended or that one waits, in words; empty when there is nothing to say."""
    if not entry.manifest.learns:
        return _("Dieser Baustein lernt nicht.")
    if entry.state.learning_since:
        return _("Ein Lernen wartet oder läuft.")
    words = {
        "live": _("Zuletzt ging die neue Fassung in Betrieb: Sie war nicht schlechter."),
        "refused": _("Zuletzt war die neue Fassung schlechter. Sie wurde verworfen."),
        "too-few": _("Zuletzt waren es zu wenige bestätigte Fälle: mindestens %(needed)s.")
        % {"needed": _needed(entry)},
        "failed": _("Zuletzt ist das Lernen abgebrochen. Der Grund steht im Protokoll des Rechners."),
    }
    return words.get(entry.state.learning_result, "")


def _needed(entry: Entry) -> int:
    """Return how many confirmed cases a learning needs."""
    return (
        verdicts.NEEDED if entry.manifest.contract == "detector" else learn_anew.LEAST_LEARNED + learn_anew.LEAST_HELD
    )
