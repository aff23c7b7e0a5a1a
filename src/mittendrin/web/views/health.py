# SPDX-License-Identifier: EUPL-1.2
"""Whether this process can serve: for monitors and load balancers."""

from __future__ import annotations

import logging

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

from mittendrin import __version__
from mittendrin.contracts.app import DEGRADED
from mittendrin.web.navigation import manifests

OK, BROKEN = "ok", "broken"
log = logging.getLogger(__name__)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer the state of the database and of each app; 503 when one is broken.

    ``degraded``: all can be used, but somebody has to look; that must not take the town off the net.
    """
    checks = {"database": _state("database", _database)}
    for manifest in manifests():
        for name, dotted in manifest.health.items():
            checks[name] = _state(name, import_string(dotted)) if checks["database"] == OK else BROKEN
    worst = next((word for word in (BROKEN, DEGRADED) if word in checks.values()), OK)
    body = {"status": worst, "version": __version__, "checks": checks}
    return JsonResponse(body, status=503 if worst == BROKEN else 200)


def _state(name: str, check: object) -> str:
    try:
        found = callable(check) and check()
    except Exception as error:  # noqa: BLE001 - whatever breaks is the answer
        log.error("health.broken check=%s error=%s", name, type(error).__name__)
        return BROKEN
    return DEGRADED if found == DEGRADED else OK if found else BROKEN


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))
