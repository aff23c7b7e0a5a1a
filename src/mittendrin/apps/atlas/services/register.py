# SPDX-License-Identifier: EUPL-1.2
"""The official register: import with its report, history, and what is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.ingest import register as ingest
from mittendrin.apps.atlas.ingest.register import RegisterReport
from mittendrin.apps.atlas.models import RegisterImport
from mittendrin.apps.atlas.services import register_words
from mittendrin.apps.atlas.services.problem_words import Words
from mittendrin.apps.atlas.sources.register import MAX_BYTES
from mittendrin.core.errors import ProblemsFound
from mittendrin.web.templatetags.web import number

__all__ = ["MAX_MEGABYTES", "Outcome", "RegisterReport", "history", "import_file", "import_of", "lines"]

MAX_MEGABYTES = MAX_BYTES // 1_000_000
HISTORY = 50


@dataclass(frozen=True)
class Outcome:
    """What became of a file: a report, or the problems in words; never both."""

    report: RegisterReport | None
    problems: list[Words]


def import_file(
    stream: BinaryIO,
    name: str,
    size: int,
    *,
    year: int | None = None,
    dry_run: bool = False,
    allow_gone: bool = False,
    person: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Return what became of the register in ``stream``; nothing is stored when anything is wrong."""
    try:
        report = ingest.import_register(
            stream, name, size, year=year, dry_run=dry_run, allow_gone=allow_gone, person=person, progress=progress
        )
    except ProblemsFound as error:
        return Outcome(None, [register_words.describe(problem) for problem in error.problems])
    return Outcome(report, [])


def history() -> list[RegisterImport]:
    """Return the last imports, the youngest first."""
    return list(RegisterImport.objects.select_related("person").order_by("-pk")[:HISTORY])


def import_of(pk: int) -> RegisterImport | None:
    """Return one import, or None."""
    return RegisterImport.objects.select_related("person").filter(pk=pk).first()


def lines(changes: dict[str, Any]) -> list[str]:
    """Return what an import changed and what is to be known about the file, one sentence each."""
    counts = changes["counts"]
    found = [_("Erste Einlesung.")] if changes["first"] else []
    found += [words(counts[name]) for name, words in _COUNTED if counts[name]]
    if not changes["first"] and not any(counts.values()):
        found.append(_("Keine Gemeinde ist neu, weg, umbenannt oder in den Grenzen geändert."))
    if changes["remeasured"]:
        found.append(_remeasured(changes["remeasured"]))
    people = changes["population"]
    if people["grown"] or people["shrunk"]:
        found.append(
            _("Einwohnerzahlen: %(grown)s gestiegen, %(shrunk)s gesunken, %(same)s gleich.")
            % {name: number(people[name]) for name in ("grown", "shrunk", "same")}
        )
    return found + notices(changes["notices"])


def notices(pairs: Iterable[Iterable[str]]) -> list[str]:
    """Return the notices about the file in words."""
    return [register_words.notice(name, detail) for name, detail in pairs]


def _new(count: int) -> str:
    return ngettext("%(count)s Gemeinde ist neu.", "%(count)s Gemeinden sind neu.", count) % {"count": number(count)}


def _gone(count: int) -> str:
    return ngettext("%(count)s Gemeinde gibt es nicht mehr.", "%(count)s Gemeinden gibt es nicht mehr.", count) % {
        "count": count
    }


def _rekeyed(count: int) -> str:
    return ngettext(
        "%(count)s Gemeinde hat einen neuen Schlüssel.", "%(count)s Gemeinden haben einen neuen Schlüssel.", count
    ) % {"count": number(count)}


def _renamed(count: int) -> str:
    return ngettext("%(count)s Gemeinde heißt anders.", "%(count)s Gemeinden heißen anders.", count) % {
        "count": number(count)
    }


def _area(count: int) -> str:
    return ngettext("%(count)s Gemeinde hat andere Grenzen.", "%(count)s Gemeinden haben andere Grenzen.", count) % {
        "count": count
    }


def _remeasured(count: int) -> str:
    return ngettext("%(count)s Fläche ist nur neu vermessen.", "%(count)s Flächen sind nur neu vermessen.", count) % {
        "count": count
    }


_COUNTED = (("new", _new), ("gone", _gone), ("rekeyed", _rekeyed), ("renamed", _renamed), ("area", _area))
