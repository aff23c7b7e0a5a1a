# SPDX-License-Identifier: EUPL-1.2
"""What an app says about itself, so that the shell needs no list of apps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MenuEntry:
    """One entry of a menu.

    title: German text, the key of its translation. url_name: name of the URL it opens.
    order: place in the menu, small first. roles: who sees it; empty means everybody.
    """

    title: str
    url_name: str
    order: int = 100
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AppManifest:
    """Manifest of an app: set as ``manifest`` on its AppConfig.

    menu: entries of the main menu. desk: entries of the menu under the person's name.
    search: name of the URL of the app's search page, offered in the bar of every page.
    health: name -> dotted path of a callable without arguments; a false answer or an error means broken.
    """

    title: str
    menu: Sequence[MenuEntry] = ()
    desk: Sequence[MenuEntry] = ()
    search: str = ""
    health: Mapping[str, str] = field(default_factory=dict)
