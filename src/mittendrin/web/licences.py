# SPDX-License-Identifier: EUPL-1.2
"""Licences of everything that is installed: Python packages and what the front-end build used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from django.conf import settings

_CLASSIFIER = "License :: OSI Approved :: "
_OWN = "mittendrin"


@dataclass(frozen=True)
class Package:
    """A package that the house uses. ``shipped`` is false for tools of the build."""

    name: str
    version: str
    licence: str
    shipped: bool = True


@cache
def python_packages() -> tuple[Package, ...]:
    """Return the installed Python packages by name."""
    found = {
        dist.metadata["Name"].lower(): Package(dist.metadata["Name"], dist.version, _licence(dist))
        for dist in distributions()
        if dist.metadata["Name"] and dist.metadata["Name"].lower() != _OWN
    }
    return tuple(found[name] for name in sorted(found))


@cache
def browser_packages() -> tuple[Package, ...]:
    """Return the npm packages that the front-end build noted; empty before the first build."""
    for folder in (Path(settings.PACKAGE_DIR) / "web" / "static", Path(settings.STATIC_ROOT)):
        file = folder / "dist" / "licences.json"
        if file.is_file():
            return tuple(Package(**entry) for entry in json.loads(file.read_text(encoding="utf-8")))
    return ()


def _licence(dist: Distribution) -> str:
    """Return the licence as the package states it: SPDX expression, else classifiers, else its free text."""
    stated = dist.metadata.json
    if expression := stated.get("license_expression"):
        return str(expression)
    names = [
        line.removeprefix(_CLASSIFIER)
        for line in dist.metadata.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER)
    ]
    text = str(stated.get("license") or "").strip().partition("\n")[0]
    return ", ".join(names) or text[:80]
