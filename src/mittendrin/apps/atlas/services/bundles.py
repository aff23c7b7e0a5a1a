# SPDX-License-Identifier: EUPL-1.2
"""What another town's bundle says, as records of the Atlas: new ones, changed ones, and never over somebody's edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.urls import reverse

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Kind, Origin, Record, Revision
from mittendrin.apps.atlas.services import differences, editing
from mittendrin.apps.atlas.services.checks import OWN_STATEMENT
from mittendrin.apps.atlas.services.differences import Part
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person

Data = dict[str, Any]
STAGES = {"idea": "idea", "planned": "planned", "running": "in_progress", "done": "in_operation", "stopped": "ended"}
STATE_WORDS = {
    "idea": ("Idee", "idea"),
    "planned": ("geplant", "planned"),
    "running": ("läuft", "under way"),
    "done": ("fertig", "done"),
    "stopped": ("beendet", "stopped"),
}
_PLACE_ROLES = {"district": "district"}


@transaction.atomic
def take_in(
    prefix: str, content: Mapping[str, Any], origin: str, year: int, known: Mapping[tuple[str, str], str]
) -> list[Data]:
    """Store what a bundle says and return one result for each record.

    prefix: begins all keys, so that a bundle reaches no records but its own. content: town, profile, measures as in the
    bundle. origin: where it comes from, shown as place in the source (town, number, day, key). year: of the bundle.
    known: (kind, key) -> digest of the state that this town sent last.

    Results have kind, key, title, url, state and digest. state: ``new``, ``changed``, ``same``, ``kept`` (ours was
    edited, theirs has not changed), ``conflict`` (both changed; ``data`` is theirs, nothing was stored, ``differences``
    say where), ``withdrawn``
    (they took it back), ``deleted`` (we deleted it, it stays so), ``refused`` (``problem`` says why).
    """
    place, results = _place(prefix, content["town"], origin, year)
    if place is None:
        return results
    rows = [(Kind.PROFILE.value, _profile(prefix, place, content["profile"], origin))] if content.get("profile") else []
    rows += [(Kind.PROJECT.value, _project(prefix, place, one, origin, year)) for one in content.get("measures", ())]
    results += [_store(kind, data, origin, known.get((kind, data["id"]), "")) for kind, data in rows]
    there = {(kind, str(data["id"])) for kind, data in rows}
    results += [_withdraw(*identity, digest, origin) for identity, digest in known.items() if identity not in there]
    return [one for one in results if one["state"] != "nothing"]


def settle(kind: str, key: str, data: Data, comment: str, person: Person | None) -> None:
    """Publish the state of the other town after a person decided for it. Raises ProblemsFound."""
    if data.get("id") == key:
        editing.publish(kind, data, person=person, comment=comment, origin=Origin.IMPORT)


def _place(prefix: str, town: Data, origin: str, year: int) -> tuple[str | None, list[Data]]:
    """Return the key of the town's place: the one that is there, else a new one. The Atlas' own is never changed."""
    found = Record.objects.of(Kind.MUNICIPALITY)
    if ags := town.get("ags"):
        record = found.filter(data__ags=ags).first()
    else:
        same = [one for one in found.filter(title=town["name"]) if one.data["state"] == town.get("state")]
        record = same[0] if len(same) == 1 else None
    if record:
        return record.key, []
    data = _municipality(prefix, town, origin, year)
    if data is None:
        return None, [_result(Kind.MUNICIPALITY, f"{prefix}-ort", town["name"], "refused", problem="missing-field")]
    result = _store(Kind.MUNICIPALITY, data, origin, "")
    return (None if result["state"] in {"refused", "deleted"} else str(data["id"])), [result]


def _municipality(prefix: str, town: Data, origin: str, year: int) -> Data | None:
    """Return the record of a place that the Atlas does not know; None when the bundle does not tell the state."""
    if not town.get("state"):
        return None
    role = town.get("role", "district_member")
    cited = {"source": OWN_STATEMENT, "locator": origin}
    data: Data = {
        "id": f"{prefix}-ort",
        "name": town["name"],
        "kind": _PLACE_ROLES.get(role, "municipality"),
        "role": role,
        "state": town["state"],
        "groups": [OWN_STATEMENT],
        "population": [{"value": town["population"], "year": year, **cited}] if town.get("population") else [],
        "area_km2": [{"value": town["area_km2"], "year": year, **cited}] if town.get("area_km2") else [],
        "citations": [cited],
    }
    if town.get("ags"):
        data["ags"] = town["ags"]
    return data


def _profile(prefix: str, place: str, said: Data, origin: str) -> Data:
    cited = {"source": OWN_STATEMENT, "locator": origin}
    return {**said, "id": f"{prefix}-steckbrief", "municipality": place, "study": OWN_STATEMENT, **cited}


def _project(prefix: str, place: str, measure: Data, origin: str, year: int) -> Data:
    german_text, english_text = _summary(measure)
    period = {name: measure[name] for name in ("start", "end") if measure.get(name)}
    data: Data = {
        "id": f"{prefix}-{measure['id']}",
        "kind": "practice",
        "title": measure["title"],
        "municipalities": [place],
        "fields": [],
        "ai": ["not_stated"],
        "technologies": [],
        "stage": STAGES[measure["state"]],
        "as_of": year,
        "summary_de": german_text,
        "summary_en": english_text,
        "source": OWN_STATEMENT,
        "locator": origin,
    }
    return {**data, "period": period} if period else data


def _summary(measure: Data) -> tuple[str, str]:
    """Return what a measure says of itself in two languages, without a word that the bundle does not hold."""
    state_de, state_en = STATE_WORDS[measure["state"]]
    de, en = [f"Maßnahme aus dem Fahrplan der Kommune, Stand: {state_de}."], [f"Measure of the town: {state_en}."]
    for name, words_de, words_en in (
        ("one_off", "Einmalig {} Euro.", "One-off cost {} euros."),
        ("yearly", "Jährlich {} Euro.", "{} euros a year."),
    ):
        if name in measure:
            de.append(words_de.format(f"{measure[name]:,}".replace(",", ".")))
            en.append(words_en.format(f"{measure[name]:,}"))
    for point in measure.get("milestones", ())[:3]:
        day = "{2}.{1}.{0}".format(*point["day"].split("-"))
        de.append(f"{day}: {point['title'].rstrip('.')}.")
        en.append(f"{point['day']}: {point['title'].rstrip('.')}.")
    return " ".join(de)[:700], " ".join(en)[:700]


def _store(kind: str, data: Data, origin: str, known: str) -> Data:
    key, digest = str(data["id"]), _digest(data)
    record = Record.objects.select_for_update().filter(kind=kind, key=key).first()
    title = editing.shown_title(kind, data)
    if record is None and _deleted_here(kind, key):
        return _result(kind, key, title, "deleted", digest)
    if record is not None and (ours := _digest(record.data)) != known:
        state = "same" if ours == digest else "kept" if digest == known else "conflict"
        return _result(kind, key, title, state, digest, data=data, differences=_differences(record, data))
    if record is not None and digest == known:
        return _result(kind, key, title, "same", digest)
    try:
        with transaction.atomic():
            editing.publish(kind, data, person=None, comment=origin, origin=Origin.IMPORT)
    except ProblemsFound as error:
        return _result(kind, key, title, "refused", known, problem=str(error.problems[0]))
    return _result(kind, key, title, "changed" if record else "new", digest)


def _differences(record: Record, theirs: Data) -> list[dict[str, str]]:
    """Return where ours and theirs differ, in words: name of the field, ours, theirs."""
    return [
        {"name": one.label, "ours": _text(one.before), "theirs": _text(one.after)}
        for one in differences.changes(record.kind, record.data, theirs)
    ]


def _text(parts: list[Part] | None) -> str:
    return "".join(part.text for part in parts or ())


def _digest(data: Data) -> str:
    """Return a hash of what a record says; the number of the bundle in its sources makes no other statement."""
    return ingest.content_hash(cast("Data", _without_locators(data)))


def _without_locators(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_locators(part) for name, part in value.items() if name != "locator"}
    return [_without_locators(part) for part in value] if isinstance(value, list) else value


def _deleted_here(kind: str, key: str) -> bool:
    """Return whether a person took the record out; what a bundle took back may come again."""
    last = Revision.objects.filter(kind=kind, key=key).first()
    return last is not None and last.author_id is not None


def _withdraw(kind: str, key: str, known: str, origin: str) -> Data:
    """Take back what the bundle no longer holds, unless somebody edited it here."""
    record = Record.objects.select_for_update().filter(kind=kind, key=key).first()
    if record is None or kind == Kind.MUNICIPALITY:
        return _result(kind, key, "", "nothing")
    if _digest(record.data) != known:
        return _result(kind, key, record.title, "kept", known)
    try:
        editing.withdraw(kind, key, person=None, comment=origin, base_revision=record.revision)
    except ProblemsFound as error:
        return _result(kind, key, record.title, "kept", known, problem=str(error.problems[0]))
    return _result(kind, key, record.title, "withdrawn")


def _result(kind: str, key: str, title: str, state: str, digest: str = "", **more: Any) -> Data:
    return {
        "kind": str(kind),
        "key": key,
        "title": title,
        "state": state,
        "digest": digest,
        "url": _url(kind, key),
    } | more


def _url(kind: str, key: str) -> str:
    names = {Kind.PROJECT: "atlas:project", Kind.MUNICIPALITY: "atlas:place"}
    return reverse(names[Kind(kind)], args=[key]) if kind in names else ""
