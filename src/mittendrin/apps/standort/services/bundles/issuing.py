# SPDX-License-Identifier: EUPL-1.2
"""What goes out: drawn from the roadmap, the published profile and the register of blocks, looked through, signed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mittendrin.apps.standort.models import Issue, PlannedMeasure
from mittendrin.apps.standort.services import measures, rounds
from mittendrin.apps.standort.services.bundles import keys
from mittendrin.apps.standort.services.bundles.personal import Finding, Name, findings
from mittendrin.apps.standort.sources import bundle
from mittendrin.apps.standort.sources.answers import Answers
from mittendrin.apps.standort.sources.bundle import Content
from mittendrin.apps.standort.sources.measures import Measure
from mittendrin.contracts import registry
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.decisions.services import blocks, meter, realised
from mittendrin.townhall.town import STATES, town

FEWEST = 5
ID_LENGTH = 12
Data = dict[str, Any]
log = logging.getLogger(__name__)


class Personal(MittendrinError):
    """The content holds what looks like personal data; nothing went out."""

    def __init__(self, found: Sequence[Finding]) -> None:
        self.findings = tuple(found)
        super().__init__("personal data")


@dataclass(frozen=True)
class Draft:
    """What the next bundle would hold. chosen: uuids of its measures. findings: what must be mended or looked at."""

    content: Content
    chosen: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    without: tuple[str, ...] = field(default=())

    @property
    def sure(self) -> list[Finding]:
        """Return what surely must not go out."""
        return [one for one in self.findings if one.sure]

    @property
    def unsure(self) -> list[Finding]:
        """Return what a person must look at."""
        return [one for one in self.findings if not one.sure]


def published_profile() -> Data | None:
    """Return the town's own profile as it is published; None while there is none or no app publishes it.

    Asked is what an app offers as ``own_profile``: it gets the facts of the town and returns the published record under
    ``profile``. Fields that do not travel (``bundle.allowed``) are left out.
    """
    ask = offers.knowledge("own_profile")
    facts = {"ags": "", "state": "", **town_facts()}
    said = ask(facts) if ask and (facts["ags"] or facts["state"]) else None
    return (
        {name: value for name, value in said["profile"].items() if name in bundle.allowed("profile")} if said else None
    )


def latest() -> Issue | None:
    """Return the bundle issued last."""
    return Issue.objects.first()


def latest_public() -> Issue | None:
    """Return what others may fetch: the last bundle, unless it was withdrawn."""
    found = latest()
    return found if found and found.public else None


def withdraw() -> None:
    """Take the last bundle off the net; copies that others fetched stay with them."""
    Issue.objects.update(public=False)
    log.info("standort.bundle_withdrawn")


def draft(chosen: Collection[str] | None = None) -> Draft:
    """Return what the next bundle would hold. chosen: uuids of the measures; None: those of the last bundle."""
    before = latest()
    wanted = frozenset(before.measures if before else ()) if chosen is None else frozenset(chosen)
    found = [one for one in measures.listing() if str(one.uuid) in wanted]
    content = Content(town_facts(), published_profile(), tuple(_measure(one) for one in found), tuple(block_facts()))
    return Draft(content, frozenset(str(one.uuid) for one in found), tuple(look(content)))


def look(content: Content, people: bool = True) -> list[Finding]:
    """Return what looks like personal data. people: whether the names of the town's accounts are at hand.

    The ids of measures are our own digests, of which one in some hundred looks like a phone number: they are left out.
    """
    names = [Name(*row) for row in Person.objects.values_list("first_name", "last_name").distinct()] if people else []
    measures_without_ids = [{name: part for name, part in one.items() if name != "id"} for one in content.measures]
    parts = {"profile": content.profile or {}, "measures": measures_without_ids, "blocks": list(content.blocks)}
    return findings(parts, names)


@transaction.atomic
def issue(person: Person, chosen: Collection[str], looked: bool) -> Issue:
    """Return the new bundle, signed and public. looked: a person confirmed that no passage names somebody.

    Raises Personal, ProblemsFound, SigningKeyDamaged.
    """
    made = draft(chosen)
    if made.sure or (made.unsure and not looked):
        raise Personal(made.findings)
    before = Issue.objects.select_for_update().first()
    number = before.number + 1 if before else 1
    data = bundle.write(made.content, number, timezone.localdate(), keys.signer())
    stored = Issue.objects.create(
        number=number,
        made_by=person,
        content=data,
        digest=hashlib.sha256(data).hexdigest(),
        measures=sorted(made.chosen),
    )
    log.info("standort.bundle_issued number=%s bytes=%s", number, len(data))
    return stored


def from_answers(found: Answers, number: int, on: date) -> bytes:
    """Return a signed bundle from an answer file, without a database. Raises Personal, ProblemsFound."""
    facts = found.town
    said = {"name": facts.name, "state": facts.state, "role": facts.role}
    town_part: Data = {name: value for name, value in said.items() if value}
    if facts.population:
        town_part["population"] = int(facts.population)
    if facts.area_km2:
        town_part["area_km2"] = facts.area_km2
    listed = tuple(_fields(_id(f"{place} {one.title}"), one) for place, one in enumerate(found.measures) if one.title)
    content = Content(town_part, None, listed)
    if seen := look(content, people=False):
        raise Personal(seen)
    return bundle.write(content, number, on, keys.signer())


def town_facts() -> Data:
    """Return what a bundle says of the town itself."""
    own, last = town(), rounds.latest()
    said: Data = {"name": own.name, "ags": own.ags if len(own.ags) in {5, 8} else "", "state": STATES.get(own.ags[:2])}
    facts = last.facts if last else {}
    said |= {name: facts.get(name) for name in ("population", "area_km2", "role")}
    said["state"] = said["state"] or facts.get("state")
    if said["population"]:
        said["population"] = int(said["population"])
    return {name: value for name, value in said.items() if value}


def block_facts() -> list[Data]:
    """Return what the town knows of its blocks: proposals decided and changed, whether the promise held."""
    rows = []
    for manifest in sorted(registry.manifests(), key=lambda one: one.id):
        rate = meter.total(manifest.id)
        if rate.count < FEWEST:
            continue
        promised = blocks.state(manifest.id).promised
        rows.append(
            {
                "id": manifest.id,
                "version": manifest.version,
                "decided": rate.count,
                "changed": rate.changed,
                "promised": promised,
                "verdict": realised.realised(manifest.id, promised).verdict,
            }
        )
    return rows


def _measure(one: PlannedMeasure) -> Data:
    return _fields(one.uuid.hex[:ID_LENGTH], one, [(point.on, point.title) for point in one.milestones.all()])


def _fields(key: str, one: PlannedMeasure | Measure, points: Sequence[tuple[date, str]] | None = None) -> Data:
    """Return the fields of a measure that may travel: no person in charge, no risks, no notes on money."""
    if points is None and isinstance(one, Measure):
        points = [(point.on, point.title) for point in one.milestones]
    said = {
        "id": key,
        "title": one.title,
        "step": one.step,
        "state": one.state,
        "start": one.start.isoformat() if one.start else None,
        "end": one.end.isoformat() if one.end else None,
        "one_off": None if one.one_off is None else round(one.one_off),
        "yearly": None if one.yearly is None else round(one.yearly),
        "posts": None if one.posts is None else float(one.posts),
        "milestones": [{"day": on.isoformat(), "title": title} for on, title in points or ()],
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
