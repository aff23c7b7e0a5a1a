# SPDX-License-Identifier: EUPL-1.2
"""System checks of the settings: each message has an id and a hint that names the mend."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Notice

from mittendrin.config.env import env
from mittendrin.core import yaml_strict
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.town import Town, town_file

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
SHORTEST_KEY = 50
ORIGIN = re.compile(r"https?://[A-Za-z0-9*.-]+(:[0-9]{1,5})?")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:]+")  # name, IPv4, IPv6
READ_ELSEWHERE = frozenset({"MITTENDRIN_LANG"})


def public_hosts() -> set[str]:
    """Return the allowed hosts that others can reach."""
    return set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS


def debug(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse error pages with source code on public hosts."""
    if settings.DEBUG and public_hosts():
        return [
            Error(
                f"DEBUG is on and the hosts {sorted(public_hosts())} are public.",
                hint="Unset MITTENDRIN_DEBUG, or leave only 127.0.0.1 and localhost in MITTENDRIN_ALLOWED_HOSTS.",
                id="mittendrin.E001",
            )
        ]
    return []


def hosts(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a star as allowed host: anybody could make links that point elsewhere."""
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts: MITTENDRIN_ALLOWED_HOSTS=mittendrin.stadt.de,127.0.0.1"
        return [Error("ALLOWED_HOSTS contains *.", hint=hint, id="mittendrin.E002")]
    return []


def secret(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that can be guessed."""
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        hint = "Unset MITTENDRIN_SECRET_KEY: Mittendrin then makes one and keeps it in the town's folder."
        return [Error(f"The secret key is shorter than {SHORTEST_KEY} signs.", hint=hint, id="mittendrin.E003")]
    return []


def demo(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse logins that everybody knows on public hosts, unless somebody wants just that."""
    if not (settings.DEMO and public_hosts()):
        return []
    words = f"The demo logins, whose passwords everybody knows, work on {sorted(public_hosts())}."
    if settings.DEMO_SET:
        hint = "Right for a public demonstration only. Else make a town of your own: mittendrin town add NAME"
        return [Notice(words, hint=hint, id="mittendrin.W017")]
    hint = "Make a town of your own: mittendrin town add NAME, or set MITTENDRIN_DEMO=false (true for a public demo)."
    return [Error(words, hint=hint, id="mittendrin.E016")]


def https(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Name what is missing for encrypted pages."""
    if public_hosts() and not settings.HTTPS:
        hint = "Put a proxy with a certificate in front and set MITTENDRIN_HTTPS=true."
        yield Notice("Public hosts without HTTPS: passwords travel readable.", hint=hint, id="mittendrin.W004")
    if settings.HTTPS and settings.BEHIND_PROXY and not settings.CSRF_TRUSTED_ORIGINS:
        hint = "Set MITTENDRIN_TRUSTED_ORIGINS=https://mittendrin.stadt.de"
        yield Notice("HTTPS behind a proxy without trusted origins.", hint=hint, id="mittendrin.W005")
    if settings.HTTPS and not public_hosts():
        hint = "Set MITTENDRIN_ALLOWED_HOSTS to the name in the certificate, or unset MITTENDRIN_HTTPS."
        yield Notice("HTTPS is on, but only local hosts are allowed.", hint=hint, id="mittendrin.W006")


def town(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a town.yaml that cannot be read; name keys that nobody knows."""
    path = town_file()
    if not path.exists():
        return []
    try:
        data = yaml_strict.read(path) or {}
    except (ProblemsFound, OSError) as error:
        hint = f"Mend {path}, or move it away and run: mittendrin town show"
        return [Error(f"town.yaml cannot be read: {error}", hint=hint, id="mittendrin.E007")]
    if not isinstance(data, dict):
        hint = "Write one line per value, for example: name: Musterstadt"
        return [Error("town.yaml holds no names with values.", hint=hint, id="mittendrin.E007")]
    known = {field.name for field in fields(Town)}
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        hint = f"Known are: {', '.join(sorted(known))}."
        return [Notice(f"town.yaml has unknown names: {', '.join(unknown)}.", hint=hint, id="mittendrin.W008")]
    return []


def folder(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a data folder that cannot be written."""
    path = Path(settings.TOWN_DIR)
    if not os.access(path, os.W_OK):
        hint = "Give the user that runs Mittendrin the folder, or set MITTENDRIN_DATA_DIR to another."
        return [Error(f"The folder {path} cannot be written.", hint=hint, id="mittendrin.E009")]
    return []


def basemap(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a base map that is not encrypted; browsers would block it."""
    if settings.BASEMAP_URL and not settings.BASEMAP_URL.startswith("https://"):
        hint = "Begin MITTENDRIN_BASEMAP_URL with https:// or unset it to use the own outlines."
        return [Error("The address of the base map does not begin with https://.", hint=hint, id="mittendrin.E010")]
    return []


def throttle(**_kwargs: Any) -> list[CheckMessage]:
    """Warn of a lock that never or always closes."""
    limits = (
        ("MITTENDRIN_LOGIN_FAILURES", settings.AXES_FAILURE_LIMIT, 3, 20),
        ("MITTENDRIN_LOGIN_FAILURES_ADDRESS", settings.LOGIN_FAILURES_ADDRESS, 20, 2000),
        ("MITTENDRIN_LOGIN_FAILURES_NAME", settings.LOGIN_FAILURES_NAME, 10, 500),
    )
    return [
        Notice(
            f"{name} is unusual: {value}.",
            hint=f"Set it to a number from {least} to {most}, or unset it.",
            id="mittendrin.W011",
        )
        for name, value, least, most in limits
        if not least <= value <= most
    ]


def environment(**_kwargs: Any) -> list[CheckMessage]:
    """Warn of variables that look like ours but are not: usually typing errors."""
    known = {f"MITTENDRIN_{name.removeprefix('MITTENDRIN_')}" for name in env.dump()} | READ_ELSEWHERE
    unknown = sorted(name for name in os.environ if name.startswith("MITTENDRIN_") and name not in known)
    if unknown:
        hint = "See docs/reference/einstellungen.md for the names."
        return [Notice(f"Unknown settings: {', '.join(unknown)}.", hint=hint, id="mittendrin.W012")]
    return []


def embedding(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse embedding origins that a browser would not understand."""
    wrong = [origin for origin in settings.EMBED_ORIGINS if not ORIGIN.fullmatch(origin)]
    if wrong:
        hint = "Name origins without a path: MITTENDRIN_EMBED_ORIGINS=https://www.stadt.de,https://intranet.stadt.de"
        return [Error(f"Not an origin: {', '.join(wrong)}.", hint=hint, id="mittendrin.E013")]
    return []


def bundle_hosts(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse names of servers that are written as addresses: they would never fit."""
    wrong = [host for host in settings.BUNDLE_HOSTS if not HOST.fullmatch(host)]
    if wrong:
        hint = (
            "Name servers only, without https:// and path: MITTENDRIN_BUNDLE_HOSTS=nachbarstadt.kreis.example,10.1.2.3"
        )
        return [Error(f"Not the name of a server: {', '.join(wrong)}.", hint=hint, id="mittendrin.E018")]
    return []


def mail(**_kwargs: Any) -> Iterator[CheckMessage]:
    """Refuse two kinds of encryption at once, and links in mails that lead nowhere."""
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        hint = "Set either MITTENDRIN_EMAIL_STARTTLS (port 587) or MITTENDRIN_EMAIL_SSL (port 465)."
        yield Error("Mail is to be encrypted in two ways at once.", hint=hint, id="mittendrin.E014")
    if not ORIGIN.fullmatch(settings.PUBLIC_ADDRESS):
        hint = "Write it without a path: MITTENDRIN_PUBLIC_ADDRESS=https://mittendrin.stadt.de"
        yield Error("The public address does not begin with http:// or https://.", hint=hint, id="mittendrin.E015")


CHECKS: tuple[Callable[..., Any], ...] = (
    debug,
    hosts,
    secret,
    demo,
    https,
    town,
    folder,
    basemap,
    throttle,
    environment,
    embedding,
    bundle_hosts,
    mail,
)
