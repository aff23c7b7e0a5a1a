# SPDX-License-Identifier: EUPL-1.2
"""What an app says about itself, so that the shell needs no list of apps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu.

    title: German text, the key of its translation. url_name: name of the URL it opens.
    order: place in the menu, small first. roles: who sees it; empty means everybody.
    """

    title: str
    url_name: str
    order: int = 100
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AppManifest:
    """Manifest of an app: set as ``manifest`` on its AppConfig."""

    title: str
    menu: Sequence[MenuEntry] = ()
