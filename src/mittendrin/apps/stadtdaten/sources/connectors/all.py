# SPDX-License-Identifier: EUPL-1.2
"""All connectors of this folder, found by looking: a new one needs its own file only."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from mittendrin.apps.stadtdaten.sources import connectors
from mittendrin.apps.stadtdaten.sources.connectors.base import Connector


@cache
def by_key() -> dict[str, Connector]:
    """Return the connectors by their key."""
    modules = [import_module(f"{connectors.__name__}.{one.name}") for one in pkgutil.iter_modules(connectors.__path__)]
    found = [module.CONNECTOR for module in modules if hasattr(module, "CONNECTOR")]
    return {one.key: one for one in sorted(found, key=lambda one: str(one.key))}
