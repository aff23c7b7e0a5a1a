# SPDX-License-Identifier: EUPL-1.2
"""The town that this process serves: name, address, imprint. Kept in ``town.yaml`` in the town's folder."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from mittendrin.core import yaml_strict


@dataclass(frozen=True)
class Town:
    """What the town says about itself; empty values are shown as still to be filled in."""

    name: str = "Musterstadt"
    ags: str = ""
    street: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    represented_by: str = ""
    supervisory_authority: str = ""
    vat_id: str = ""
    data_protection_officer: str = ""
    data_protection_authority: str = ""
    accessibility_contact: str = ""
    accessibility_status: str = ""
    accessibility_gaps: str = ""
    accessibility_method: str = ""
    accessibility_checked_on: str = ""
    accessibility_law: str = ""
    enforcement_body: str = ""


def town_file() -> Path:
    """Return the path of the town's own file."""
    return Path(settings.TOWN_DIR) / "town.yaml"


@cache
def town() -> Town:
    """Return the town; without a file of its own the demo town."""
    path = town_file()
    data = yaml_strict.read(path) if path.exists() else {}
    known = {field.name for field in fields(Town)}
    return Town(**{key: str(value) for key, value in (data or {}).items() if key in known})


def save_town(values: Town) -> None:
    """Write the town's file."""
    data = {field.name: getattr(values, field.name) for field in fields(Town)}
    town_file().write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    town.cache_clear()
