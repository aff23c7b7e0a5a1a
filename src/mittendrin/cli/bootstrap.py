# SPDX-License-Identifier: EUPL-1.2
"""What must be known before Django starts: the town and the language of the command."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from mittendrin.core.exit_codes import ExitCode

LANGUAGES = ("de", "en")
_LOCALE = Path(__file__).resolve().parent.parent / "web" / "locale"
_WRONG = {
    "de": "Die Einstellungen passen nicht: {}\nSiehe docs/reference/einstellungen.md.",
    "en": "The settings do not fit: {}\nSee docs/reference/einstellungen.md.",
}
_NO_TOWN = {
    "de": "Die Stadt „{}“ gibt es hier nicht.\nAnzeigen: mittendrin town list\nAnlegen: mittendrin town add NAME",
    "en": "There is no town “{}” here.\nShow them: mittendrin town list\nAdd it: mittendrin town add NAME",
}


def early_options(arguments: Sequence[str]) -> dict[str, str]:
    """Return ``town`` and ``lang`` as given before the first verb."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest and rest[0].startswith("--"):
        name, equals, value = rest.pop(0).partition("=")
        if name in {"--town", "--lang"} and (equals or rest):
            found[name.removeprefix("--")] = value if equals else rest.pop(0)
    return found


def start(arguments: Sequence[str]) -> None:
    """Start Django for the town and language in ``arguments``; wrong settings end the program in words."""
    options = early_options(arguments)
    wished = options.get("lang") or os.environ.get("MITTENDRIN_LANG", "")
    language = wished if wished in LANGUAGES else LANGUAGES[0]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
    if town := options.get("town"):
        os.environ["MITTENDRIN_TOWN"] = town
        os.environ["MITTENDRIN_TOWN_MUST_EXIST"] = "true"
    _speak(language)
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        missing = type(error).__name__ == "UnknownTown"
        words = _NO_TOWN if missing else _WRONG
        click.echo(words[language].format(error), err=True)
        sys.exit(ExitCode.NOT_READY)
    translation.activate(language)


def _speak(language: str) -> None:
    """Let click speak ``language`` too: it looks its words up in the domain of the process."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("click", str(_LOCALE))
    gettext.textdomain("click")
