# SPDX-License-Identifier: EUPL-1.2
"""Whether this process can serve: for monitors and load balancers."""

from __future__ import annotations

import logging

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

from mittendrin import __version__
from mittendrin.web.navigation import manifests

log = logging.getLogger(__name__)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer the state of the database and of each app; 503 when one is broken."""
    checks = {"database": _works("database", _database)}
    for manifest in manifests():
        for name, dotted in manifest.health.items():
            checks[name] = checks["database"] and _works(name, import_string(dotted))
    healthy = all(checks.values())
    words = {name: "ok" if works else "broken" for name, works in checks.items()}
    body = {"status": "ok" if healthy else "broken", "version": __version__, "checks": words}
    return JsonResponse(body, status=200 if healthy else 503)


def _works(name: str, check: object) -> bool:
    try:
        return bool(callable(check) and check())
    except Exception as error:  # noqa: BLE001 - whatever breaks is the answer
        log.error("health.broken check=%s error=%s", name, type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))
