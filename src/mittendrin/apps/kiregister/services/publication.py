# SPDX-License-Identifier: EUPL-1.2
"""The register for programs: field names of the Dutch publication standard 1.0 and of the UK's ATRS where they fit.

The mapping is in docs/reference/ki-register.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.kiregister.services import words
from mittendrin.apps.kiregister.services.entries import Entry, checked
from mittendrin.core import yaml_strict
from mittendrin.townhall.decisions.models import ModelVersion
from mittendrin.townhall.decisions.services.promises import Standing
from mittendrin.townhall.town import town

STANDARD_VERSION = "1.0"
_CATEGORIES = {"high": "high_risk_ai_system", "limited": "other_algorithms", "minimal": "other_algorithms"}
Absolute = Callable[[str], str]


def register(entries: list[Entry], absolute: Absolute) -> dict[str, Any]:
    """Return the whole register; ``absolute`` makes addresses complete."""
    return {
        "$schema": absolute(reverse("kiregister:schema")),
        "organization": town().name,
        "lang": _lang(),
        "generated_at": timezone.now().isoformat(timespec="seconds"),
        "audit": _audit(),
        "algorithms": [entry(one, absolute) for one in entries],
    }


def entry(one: Entry, absolute: Absolute) -> dict[str, Any]:
    """Return one entry: Dutch fields on top, then ``atrs``, ``ai_act`` and ``mittendrin``."""
    return {
        **_dutch(one, absolute),
        "atrs": _atrs(one),
        "ai_act": _ai_act(one),
        "mittendrin": {
            "block": one.block,
            "question": one.manifest.question,
            "mode": one.state.mode,
            "objection_url": absolute(reverse("kiregister:object", args=[one.block])),
            "promise": _promise(one.standing),
            "promises_by_fact": {name: _promise(standing) for name, standing in one.parts},
            "realised": _realised(one),
            "overrides": _overrides(one),
            "decisions": _decisions(one),
            "versions": [_version(version) for version in one.versions],
        },
    }


def _lang() -> str:
    return get_language() or "de"


def _dutch(one: Entry, absolute: Absolute) -> dict[str, Any]:
    """Return the fields of the Dutch standard; null is what the town has still to fill in."""
    return {
        "name": one.title,
        "organization": town().name,
        "department": one.manifest.field_of_action,
        "description_short": one.texts["purpose"],
        "category": one.manifest.field_of_action,
        "website": absolute(reverse("kiregister:entry", args=[one.block])),
        "url": absolute(reverse("kiregister:entry_json", args=[one.block])),
        "status": "in_use" if one.in_operation else "out_of_use" if one.state.mode == "off" else "in_development",
        "begin_date": one.state.in_use_since.strftime("%Y-%m"),
        "end_date": None,
        "contact_email": one.contact_email or town().email or None,
        "publication_category": _CATEGORIES[one.manifest.ai_act],
        "goal": one.texts["purpose"],
        "proportionality": one.texts["fallback"],
        "human_intervention": one.texts["human_role"],
        "risks": one.texts["ai_act_reason"],
        "lawful_basis": one.state.legal_basis or None,
        "impacttoetsen": None,
        "objection_procedure": objection(),
        "source_data": f"{one.texts['data']} {one.texts['personal_data']}".strip(),
        "methods_and_models": one.technology,
        "monitoring": one.standing.sentence,
        "performance_standard": one.standing.evidence,
        "provider": one.manifest.owner,
        "publiccode": None,
        "lang": _lang(),
        "standard_version": STANDARD_VERSION,
        "source_id": one.block,
        "tags": list(one.manifest.technology),
        "revision_date": (one.live.live_since or one.state.in_use_since).date().isoformat(),
    }


def objection() -> str:
    """Return how people object, in words."""
    return _("Mit dem Formular im Register oder formlos an die Stadt. Gründe und ein Konto brauchen Sie nicht.")


def _atrs(one: Entry) -> dict[str, Any]:
    return {
        "senior_responsible_owner": one.state.contact or None,
        "supplier": one.manifest.owner,
        "licence": one.manifest.licence,
        "process_integration": one.texts["human_role"],
        "human_decisions_and_review": one.texts["human_role"],
        "appeals_and_review": objection(),
        "frequency_and_scale_of_usage": _("%(count)s Vorschläge bisher.") % {"count": one.decisions["count"]},
        "model_name": one.manifest.id,
        "model_version": f"{one.manifest.version}-{one.live.number}",
        "model_architecture": list(one.manifest.technology),
        "model_performance": _figures(one.live),
        "phase": "production" if one.in_operation else "pre-deployment",
        "data_description": one.texts["data"],
        "sensitive_attributes": one.texts["personal_data"],
    }


def _ai_act(one: Entry) -> dict[str, Any]:
    source = words.duties_source()
    duties = [{**duty, "begins": duty["begins"].isoformat()} for duty in one.duties]
    return {
        "class": one.manifest.ai_act,
        "reason": one.texts["ai_act_reason"],
        "duties": duties,
        "source": source["url"],
        "checked_on": source["checked_on"].isoformat(),
    }


def _promise(standing: Standing) -> dict[str, Any]:
    promise = standing.promise
    return {
        "sentence": standing.sentence,
        "promised": promise.promised,
        "handles": standing.handles,
        "threshold": promise.threshold,
        "confirmed_cases": promise.cases,
        "cases_above_threshold": promise.handled,
        "wrong_above_threshold": promise.wrong,
        "bound": promise.bound,
        "level": promise.level,
        "cases_needed": promise.needed,
        "fell_back": standing.fell_back,
    }


def _realised(one: Entry) -> dict[str, Any]:
    found = one.realised
    return {
        "since": timezone.localdate(found.since).isoformat(),
        "verdict": found.verdict,
        "handled": found.handled,
        "returned": found.returned,
        "drawn": found.drawn,
        "drawn_wrong": found.drawn_wrong,
        "asked": found.asked,
    }


def _overrides(one: Entry) -> dict[str, Any]:
    rate = one.overrides
    state = one.state
    return {
        "days": state.override_days,
        "decided": rate.count,
        "changed": rate.changed,
        "share": rate.share,
        "limit": state.override_limit,
    }


def _decisions(one: Entry) -> dict[str, Any]:
    found = one.decisions
    days = {name: found[name].date().isoformat() if found[name] else None for name in ("first", "last")}
    return {"proposed": found["count"], "decided": found["decided"], **days}


def _version(version: ModelVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "since": version.live_since.date().isoformat() if version.live_since else None,
        "learned_from": version.learned_from,
        "checksum": version.checksum or None,
        "figures": _figures(version),
    }


def _figures(version: ModelVersion) -> dict[str, float]:
    """Return the figures on the held-back part; not the distributions for the drift watch."""
    return {name: value for name, value in version.figures.items() if isinstance(value, (int, float))}


def _audit() -> dict[str, Any]:
    found = checked()
    return {
        "checked_at": found["at"].isoformat(timespec="seconds") if found["at"] else None,
        "sound": found["sound"],
        "entries": found["entries"],
        "end": found["end"],
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema that every answer keeps to."""
    found: dict[str, Any] = yaml_strict.read(words.CONTENT / "schema.yaml")
    return found
