# SPDX-License-Identifier: EUPL-1.2
"""What the town of this process says of itself in public: its profile beside those of the studies.

The record has no content file, so reading the content in again never touches it. Other apps come in by name
(``own_profile``, ``publish_profile``, ``withdraw_profile`` in the manifest).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from mittendrin.apps.atlas.models import Kind, Link, Record, RegisterMunicipality
from mittendrin.apps.atlas.services import checks, editing, records
from mittendrin.core.text import fold
from mittendrin.townhall.accounts.models import Person

Data = dict[str, Any]
STUDY = checks.OWN_STATEMENT
_ROLES = ("independent_city", "district_member", "district")


def own_profile(town: Data) -> Data | None:
    """Return the published profile of ``town`` with its revision, day and address; None when there is none.

    town: ``name``, ``ags``, ``state`` and what else ``publish_profile`` needs of it.
    """
    place = _place(town)
    record = records.get(Kind.PROFILE, _key(place)) if place else None
    if place is None or record is None:
        return None
    return {
        "profile": record.data,
        "revision": record.revision,
        "at": record.updated_at,
        "url": reverse("atlas:place", args=[place.key]),
    }


@transaction.atomic
def publish_profile(town: Data, profile: Data, person: Person, base_revision: int) -> Data:
    """Publish ``profile`` as the own statement of ``town`` and return it as ``own_profile`` does.

    profile: the fields of a profile without id, municipality, study and source. A town that the Atlas does not know
    becomes a place of it; one that it knows stays as it is. Raises ProblemsFound, editing.Outdated.
    """
    place = _place(town) or editing.publish(Kind.MUNICIPALITY, _new_place(town, profile["locator"]), person=person)
    data = {"id": _key(place), "municipality": place.key, "study": STUDY, "source": STUDY, **profile}
    editing.publish(Kind.PROFILE, data, person=person, base_revision=base_revision)
    found = own_profile(town)
    if found is None:
        raise LookupError(data["id"])
    return found


@transaction.atomic
def withdraw_profile(town: Data, person: Person, base_revision: int) -> None:
    """Take the profile back, with the place when only the town itself brought it in. Raises editing.Outdated."""
    place = _place(town)
    if place is None:
        raise editing.Outdated(None)
    editing.withdraw(Kind.PROFILE, _key(place), person=person, comment="", base_revision=base_revision)
    used = Link.objects.filter(target_kind=Kind.MUNICIPALITY, target_key=place.key).exists()
    if place.data["groups"] == [STUDY] and not used:
        editing.withdraw(Kind.MUNICIPALITY, place.key, person=person, comment="", base_revision=place.revision)


def _place(town: Data) -> Record | None:
    """Return the place of the Atlas that is the town: by its key (AGS), else by name and state; None without both."""
    places = Record.objects.of(Kind.MUNICIPALITY)
    if town.get("ags"):
        found = places.filter(data__ags=town["ags"]).first()
        if found is not None:
            return found
    if not town.get("state"):
        return None
    named = places.filter(title=town["name"], data__state=town["state"])
    return next((one for one in named if not (town.get("ags") and one.data.get("ags"))), None)


def _key(place: Record) -> str:
    return f"{STUDY}-{place.key}"[:80]


def _new_place(town: Data, locator: str) -> Data:
    """Return the place of a town that no study names, with what the official register says of where it lies."""
    stem = slugify(fold(town["name"]))[:60]
    data: Data = {
        "id": _free(stem, str(town.get("ags") or town["state"]).lower()),
        "name": town["name"],
        "kind": "district" if town.get("role") == "district" else "municipality",
        "role": town["role"] if town.get("role") in _ROLES else "district_member",
        "state": town["state"],
        "groups": [STUDY],
        "population": _figures(town.get("population"), locator),
        "area_km2": _figures(town.get("area_km2"), locator),
        "citations": [{"source": STUDY, "locator": locator}],
    }
    if town.get("ags"):
        data["ags"] = town["ags"]
        register = RegisterMunicipality.objects.filter(ags=town["ags"], lon__isnull=False).first()
        if register is not None:
            data |= {"lon": register.lon, "lat": register.lat}
    return data


def _free(stem: str, more: str) -> str:
    taken = checks.is_stored(Kind.MUNICIPALITY, stem) or stem in checks.RESERVED_KEYS or not stem
    return f"{stem}-{more}".strip("-") if taken else stem


def _figures(value: float | None, locator: str) -> list[Data]:
    return [{"value": value, "year": None, "source": STUDY, "locator": locator}] if value else []
