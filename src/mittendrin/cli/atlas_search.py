# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas search``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.services.search import facets, finding, rows
from mittendrin.apps.atlas.services.search.rows import Row
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.search.index import Answer, Request

MOST = 200
OPTIONS = ("kind", "state", "size", "field", "ai", "stage", "technology", "programme", "source")


def _filters(command: Any) -> Any:
    for name in reversed(OPTIONS):
        text = _("Nur Treffer mit diesem Wert; mehrfach möglich.")
        command = click.option(f"--{name}", name, multiple=True, metavar="VALUE", help=text)(command)
    return command


@click.command("search", help=_("Im Atlas suchen: Themen, Orte, Technik, Anbieter."))
@click.argument("words", nargs=-1, required=True)
@_filters
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, MOST), help=_("Zahl der Treffer."))
@click.option("--literal", is_flag=True, help=_("Genau suchen: ohne angepasste Schreibweise und Verwandtes."))
@json_option
def search(words: Sequence[str], limit: int, literal: bool, as_json: bool, **chosen: tuple[str, ...]) -> None:
    """Print the best hits; ends with 4 when there is none."""
    _refuse_unknown(as_json, chosen)
    filters = {name: values for name, values in chosen.items() if values}
    request = Request(query=" ".join(words), chosen=filters, limit=limit, correct=not literal, synonyms=not literal)
    answer = finding.search(request)
    found = rows.rows(answer.hits, answer.plan.marks(), finding.index().analyser)
    say(as_json, _data(answer, found), _lines(answer, found))
    if not found:
        sys.exit(ExitCode.NOTHING_FOUND)


def _refuse_unknown(as_json: bool, chosen: dict[str, tuple[str, ...]]) -> None:
    for name, values in chosen.items():
        known = facets.known(name)
        wrong = [value for value in values if value not in known]
        if wrong:
            sentence = _("Den Wert „%(value)s“ gibt es für --%(name)s nicht. Erlaubt sind: %(known)s.")
            words = {"value": wrong[0][:80], "name": name, "known": ", ".join(known)}
            refuse(as_json, sentence % words, ExitCode.WRONG_USE)


def _data(answer: Answer, found: Sequence[Row]) -> dict[str, Any]:
    plan = answer.plan
    return {
        "query": plan.typed,
        "searched": plan.shown,
        "corrected": [{"typed": typed, "searched": word} for typed, word in plan.corrected],
        "also_searched": plan.also,
        "not_found": plan.unknown,
        "total": answer.total,
        "hits": [
            {
                "kind": row.kind,
                "id": row.key,
                "title": row.plain_title,
                "text": row.plain_text,
                "places": [place.name for place in row.places],
                "stage": row.stage,
                "source": row.source,
                "url": row.url,
            }
            for row in found
        ],
        "facets": answer.facets,
    }


def _lines(answer: Answer, found: Sequence[Row]) -> Iterator[str]:
    plan = answer.plan
    if plan.cut:
        yield _("Die Suche nimmt bis zu 200 Zeichen und 16 Wörter. Gesucht ist mit dem Anfang Ihrer Eingabe.")
    if not found:
        yield _("Nichts gefunden zu „%(words)s“.") % {"words": plan.shown}
        return
    yield ngettext("%(count)d Treffer für „%(words)s“", "%(count)d Treffer für „%(words)s“", answer.total) % {
        "count": answer.total,
        "words": plan.shown,
    }
    if plan.corrected:
        yield _("Schreibweise angepasst. Genau suchen: --literal")
    if plan.also:
        yield _("Auch gesucht: %(words)s") % {"words": ", ".join(plan.also[:6])}
    for number, row in enumerate(found, start=1):
        places = ", ".join(place.name for place in row.places[:3])
        yield f"{number:3}  {row.plain_title}"
        yield f"     {' · '.join(part for part in (row.kind_label, places, row.source, row.url) if part)}"
