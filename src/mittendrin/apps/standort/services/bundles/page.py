# SPDX-License-Identifier: EUPL-1.2
"""What the pages of bundles show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import FollowedTown, MeasureState, TakenRecord
from mittendrin.apps.standort.services.bundles import following, words
from mittendrin.apps.standort.services.bundles.issuing import Draft
from mittendrin.apps.standort.services.wording import number
from mittendrin.apps.standort.sources.answers import STATES
from mittendrin.apps.standort.sources.bundle import Content
from mittendrin.core.signing import fingerprint

SHOWN_RECORDS = 200


@dataclass(frozen=True)
class Row:
    """One followed town with its state in words."""

    town: FollowedTown
    state: str
    problem: str


def rows(towns: Sequence[FollowedTown]) -> list[Row]:
    """Return the towns with their state."""
    return [Row(one, _state(one), words.stored_problem(one.problem)) for one in towns]


def _state(town: FollowedTown) -> str:
    if town.waiting and town.key:
        return _("anderer Schlüssel: wartet auf Sie")
    if town.waiting:
        return _("Fingerabdruck noch nicht verglichen")
    if not town.active:
        return _("ruht")
    return _("wird täglich gefragt") if town.url else _("kommt als Datei")


def finding_rows(draft: Draft) -> list[tuple[str, str, str, bool]]:
    """Return what looks like personal data: place, what it looks like, the passage, whether it surely must go."""
    return [(_place(draft.content, one.where), words.finding_kind(one), one.text, one.sure) for one in draft.findings]


def _place(content: Content, where: str) -> str:
    part, _dot, rest = where.partition(".")
    position = rest.partition(".")[0]
    if part == "measures" and position.isdecimal():
        return str(content.measures[int(position) - 1]["title"])
    return {"profile": _("Steckbrief"), "blocks": _("Bausteine")}.get(part, where)


@dataclass(frozen=True)
class Parts:
    """What a bundle holds, for people: facts of the town, profile, measures, blocks."""

    town: list[tuple[str, str]]
    profile: dict[str, Any] | None
    measures: list[dict[str, Any]]
    blocks: list[dict[str, Any]]


def parts(content: Content) -> Parts:
    """Return the content of a bundle as the pages list it."""
    return Parts(
        _town_facts(content.town),
        content.profile,
        [_measure(one) for one in content.measures],
        [{**one, "verdict_words": words.verdict(one.get("verdict", ""))} for one in content.blocks],
    )


def _town_facts(town: dict[str, Any]) -> list[tuple[str, str]]:
    names = {
        "name": _("Name"),
        "ags": _("Amtlicher Gemeindeschlüssel"),
        "state": _("Land"),
        "population": _("Einwohnerzahl"),
        "area_km2": _("Fläche in Quadratkilometern"),
    }
    shown = {**town, "state": STATES.get(town.get("state", ""), "")}
    return [
        (name, number(shown[key]) if isinstance(shown[key], int | float) else str(shown[key]))
        for key, name in names.items()
        if shown.get(key)
    ]


def _measure(one: dict[str, Any]) -> dict[str, Any]:
    money = [
        text % {"sum": number(one[key])}
        for key, text in (("one_off", _("einmalig %(sum)s Euro")), ("yearly", _("jährlich %(sum)s Euro")))
        if key in one
    ]
    return {
        **one,
        "state_words": str(MeasureState(one["state"]).label),
        "money": ", ".join(money),
        "years": " – ".join(day for day in (one.get("start", "")[:4], one.get("end", "")[:4]) if day),
    }


def town_context(town: FollowedTown) -> dict[str, Any]:
    """Return what the page of a followed town shows besides its form."""
    held = following.waiting(town)
    content = town.content
    records = list(town.records.all()[:SHOWN_RECORDS])
    return {
        "waiting": held,
        "waiting_parts": parts(held.content) if held else None,
        "changed_key": bool(town.key and held),
        "known_fingerprint": fingerprint(bytes.fromhex(town.key)) if town.key else "",
        "problem": words.stored_problem(town.problem),
        "parts": parts(Content(content["town"], content["profile"], content["measures"], content["blocks"]))
        if content
        else None,
        "records": [(one, _url(one)) for one in records if one.conflict is None],
        "conflicts": [(one, _url(one), one.conflict.get("differences", [])) for one in records if one.conflict],
    }


def _url(record: TakenRecord) -> str:
    """Return where the record is shown; empty when it has no page of its own."""
    names = {"project": "atlas:project", "municipality": "atlas:place"}
    try:
        return reverse(names[record.kind], args=[record.key]) if record.kind in names else ""
    except NoReverseMatch:
        return ""
