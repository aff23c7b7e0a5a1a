# SPDX-License-Identifier: EUPL-1.2
"""Publish the town's Steckbrief in the Atlas, see before what becomes public and what changes, and take it back.

The Atlas offers this by name; without it nothing can be published and the page says so.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import PlannedMeasure, Round
from mittendrin.apps.standort.services import measures, profile, rounds
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.core.errors import MittendrinError, ProblemsFound
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person, Role

Data = dict[str, Any]
SHOWABLE = ("running", "done")
_DATES, _OF_THE_ATLAS = ("locator", "as_of"), ("id", "municipality", "study", "source")
log = logging.getLogger(__name__)


class Refused(MittendrinError):
    """Nothing was published; ``reason``: ``role``, ``no-atlas``, ``facts``, ``changed``, ``content``; ``detail``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


@dataclass(frozen=True)
class Published:
    """The Steckbrief that stands in the Atlas."""

    profile: Data
    revision: int
    at: Any
    url: str


@dataclass(frozen=True)
class Line:
    """One statement of the Steckbrief. before: what is public now. change: ``new``, ``changed``, ``gone`` or empty."""

    name: str
    de: str
    en: str
    before: str
    change: str


@dataclass(frozen=True)
class Preview:
    """What would become public, as lines and whole; stamp: to publish exactly this and nothing else."""

    profile: Data
    lines: tuple[Line, ...]
    stamp: str
    revision: int

    @property
    def changes(self) -> int:
        """Return how many lines differ from what is public now."""
        return sum(bool(line.change) for line in self.lines)

    @property
    def whole(self) -> str:
        """Return the record as the Atlas will hold it."""
        return json.dumps(self.profile, ensure_ascii=False, indent=2)


def may_publish(person: Person) -> bool:
    """Return whether a person may publish: those who publish in the Atlas, too."""
    return person.has_role(Role.EDITOR)


def _town(facts: TownFacts) -> Data:
    return {
        "name": facts.name,
        "ags": facts.ags,
        "state": facts.state,
        "role": facts.role,
        "population": facts.population,
        "area_km2": facts.area_km2,
    }


def _ask(name: str) -> Callable[..., Any]:
    found = offers.knowledge(name)
    if found is None:
        raise Refused("no-atlas")
    return found


def published(found: Round) -> Published | None:
    """Return what stands in the Atlas; None while the Steckbrief is private or there is no Atlas."""
    ask = offers.knowledge("own_profile")
    known = ask(_town(rounds.answers(found, with_measures=False).town)) if ask else None
    return Published(**known) if known else None


def showable() -> list[PlannedMeasure]:
    """Return the measures that can be shown: begun or done, with a day."""
    return [one for one in measures.listing() if one.state in SHOWABLE and (one.start or one.end)]


def initial(found: Assessment, public: Published | None) -> Data:
    """Return what the form begins with: the texts that are public, else texts made from the answers."""
    if public:
        now = public.profile
        shown = {one["de"] for one in now.get("milestones", [])}
        ticked = [str(one.uuid) for one in showable() if profile.milestone(one, timezone.localdate())["de"] in shown]
        return {"summary_de": now["summary_de"], "summary_en": now["summary_en"], "measures": ticked}
    own = profile.own_words(found)
    return {"summary_de": own["de"], "summary_en": own["en"], "measures": []}


def preview(found: Assessment, texts: Data, public: Published | None) -> Preview:
    """Return what would become public. texts: ``summary_de``, ``summary_en``, ``measures`` (ids)."""
    wanted = set(map(str, texts.get("measures", ())))
    chosen = [one for one in showable() if str(one.uuid) in wanted]
    summary = {"de": texts["summary_de"], "en": texts["summary_en"]}
    data = profile.profile(found, summary, chosen, timezone.localdate())
    if public and _undated(data) == _undated(public.profile):
        data |= {name: public.profile[name] for name in _DATES}
    revision = public.revision if public else 0
    stamp = hashlib.sha256(json.dumps([data, revision], sort_keys=True).encode()).hexdigest()
    return Preview(data, tuple(_lines(data, public.profile if public else {})), stamp, revision)


def _undated(data: Data) -> Data:
    return {name: value for name, value in data.items() if name not in {*_DATES, *_OF_THE_ATLAS}}


def _lines(data: Data, before: Data) -> list[Line]:
    names = _names()
    now, then = _statements(data), _statements(before)
    keys = [*now, *(key for key in then if key not in now)]
    return [_line(names.get(key.partition("#")[0], key), now.get(key), then.get(key)) for key in keys]


def _line(name: str, now: tuple[str, str] | None, then: tuple[str, str] | None) -> Line:
    de, en = now or ("", "")
    before = then[0] if then else ""
    if now is None:
        return Line(name, "", "", before, "gone")
    change = "new" if then is None else "changed" if now != then else ""
    return Line(name, de, en, before, change)


def _statements(data: Data) -> dict[str, tuple[str, str]]:
    """Return each text of a Steckbrief in German and English by the name of its field."""
    found: dict[str, tuple[str, str]] = {}
    if data:
        found["summary"] = (data["summary_de"], data["summary_en"])
        found["locator"] = (data["locator"], data["locator"])
    for key, value in data.items():
        if isinstance(value, dict) and "de" in value:
            found[key] = (value["de"], value["en"])
        elif key == "milestones":
            found |= {f"{key}#{one['de']}": (_dated(one, "de"), _dated(one, "en")) for one in value}
    return found


def _dated(milestone: Data, language: str) -> str:
    return f"{milestone['date']}: {milestone[language]}"


def _names() -> dict[str, str]:
    return {
        "summary": _("Kurz gesagt"),
        "locator": _("Stand"),
        "organisation": _("Organisation"),
        "agenda": _("Digitale Agenda"),
        "strategy": _("Strategie"),
        "staff": _("Stellen"),
        "dms": _("E-Akte"),
        "participation": _("Beteiligung"),
        "communication": _("Berichte nach außen"),
        "stakeholders_text": _("Partner"),
        "projects_text": _("Daten und KI"),
        "milestones": _("Maßnahme"),
    }


def publish(found: Round, person: Person, shown: Preview, stamp: str) -> Published:
    """Publish exactly what ``shown`` holds; ``stamp`` is that of the preview which the person saw. Raises Refused."""
    if not may_publish(person):
        raise Refused("role")
    town = _town(rounds.answers(found, with_measures=False).town)
    if not (town["name"] and town["state"]):
        raise Refused("facts")
    if stamp != shown.stamp:
        raise Refused("changed")
    try:
        known = _ask("publish_profile")(town, shown.profile, person, shown.revision)
    except ProblemsFound as error:
        raise Refused("content", "; ".join(sorted({one.where for one in error.problems}))) from error
    except MittendrinError as error:
        raise Refused(error.reason if isinstance(error, Refused) else "changed") from error
    log.info("standort.profile_published revision=%s person=%s", known["revision"], person.pk)
    return Published(**known)


def withdraw(found: Round, person: Person, revision: int) -> None:
    """Take the Steckbrief out of the Atlas; its history stays there for editors. Raises Refused."""
    if not may_publish(person):
        raise Refused("role")
    town = _town(rounds.answers(found, with_measures=False).town)
    try:
        _ask("withdraw_profile")(town, person, revision)
    except ProblemsFound as error:
        raise Refused("content", "; ".join(sorted({one.detail for one in error.problems}))) from error
    except MittendrinError as error:
        raise Refused(error.reason if isinstance(error, Refused) else "changed") from error
    log.info("standort.profile_withdrawn person=%s", person.pk)


def words(refusal: Refused) -> str:
    """Return why nothing was done and what to do."""
    return {
        "role": _("Veröffentlichen kann nur die Redaktion."),
        "no-atlas": _("Der Atlas ist hier nicht eingeschaltet. Ohne ihn gibt es keinen öffentlichen Steckbrief."),
        "facts": _("Dazu fehlt das Land, in dem die Stadt liegt. Tragen Sie es bei den Angaben zur Stadt ein."),
        "changed": _(
            "Seit Ihrer Vorschau hat sich etwas geändert. Nichts ist veröffentlicht. Prüfen Sie den neuen Stand."
        ),
        "content": _("Der Atlas nimmt das so nicht an. Prüfen Sie: %(detail)s"),
    }[refusal.reason] % {"detail": refusal.detail}
