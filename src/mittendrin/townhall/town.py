# SPDX-License-Identifier: EUPL-1.2
"""The town that this process serves: name, address, imprint. Kept in ``town.yaml`` in the town's folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from mittendrin.core import yaml_strict
from mittendrin.core.errors import MittendrinError, ProblemsFound

FILE = "town.yaml"
# Amtlicher Gemeindeschlüssel, first two digits (Destatis).
STATES = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW", "09": "BY",
    "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip
_SLUG = re.compile(settings.TOWN_SLUG_PATTERN)


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
    ibans: str = ""

    @property
    def state(self) -> str:
        """Return the state by the first two digits of the AGS, ISO 3166-2 without ``DE-``; empty without AGS."""
        return STATES.get(self.ags[:2], "")

    @property
    def own_ibans(self) -> tuple[str, ...]:
        """Return the town's own accounts without blanks."""
        found = (re.sub(r"\s", "", one).upper() for one in re.split(r"[,;\n]", self.ibans))
        return tuple(one for one in found if one)


class TownRefused(MittendrinError):
    """A town was not made; ``reason`` is ``slug`` or ``exists``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def town_file() -> Path:
    """Return the path of the town's own file."""
    return Path(settings.TOWN_DIR) / FILE


@cache
def town() -> Town:
    """Return the town; without a file of its own the demo town."""
    return _read(town_file())


def save_town(values: Town) -> None:
    """Write the town's file."""
    _write(town_file(), values)
    town.cache_clear()


def missing_values() -> list[str]:
    """Return the names in town.yaml that the town has still to fill in."""
    return [field.name for field in fields(Town) if not getattr(town(), field.name)]


def towns() -> list[tuple[str, str]]:
    """Return slug and name of each town below the data folder."""
    found = []
    for folder in sorted(Path(settings.DATA_ROOT).iterdir()):
        if not _SLUG.fullmatch(folder.name):
            continue  # a town of before, set aside by a restore
        if (folder / FILE).is_file() or (folder / "mittendrin.sqlite3").is_file():
            try:
                name = _read(folder / FILE).name
            except (ProblemsFound, OSError):
                name = "?"
            found.append((folder.name, name))
    return found


def make_town(slug: str, values: Town) -> Path:
    """Return the new folder of a town with its ``town.yaml``.

    Raises TownRefused when the slug is no folder name or the town is there already.
    """
    if not _SLUG.fullmatch(slug) or slug in settings.TOWN_SLUGS_RESERVED:
        raise TownRefused("slug")
    folder = Path(settings.DATA_ROOT) / slug
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise TownRefused("exists") from error
    _write(folder / FILE, values)
    return folder


def _read(path: Path) -> Town:
    data = yaml_strict.read(path) if path.exists() else {}
    known = {field.name for field in fields(Town)}
    pairs = data.items() if isinstance(data, dict) else ()
    return Town(**{str(key): str(value or "") for key, value in pairs if key in known})


def _write(path: Path, values: Town) -> None:
    data = {field.name: getattr(values, field.name) for field in fields(Town)}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
