# SPDX-License-Identifier: EUPL-1.2
"""A limit of requests per address and minute, counted in the cache: stateless, so safe between threads."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60


class PerMinute(BaseThrottle):
    """Lets ``settings.API_THROTTLE`` requests of one address through each minute; 0 lets all through."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this request and return whether it may pass."""
        limit: int = settings.API_THROTTLE
        if limit <= 0:
            return True
        key = f"api-{self.get_ident(request)}-{int(time.time() // WINDOW)}"
        cache.add(key, 0, WINDOW)
        try:
            return cache.incr(key) <= limit
        except ValueError:  # the entry left a full cache between the two calls
            return True

    def wait(self) -> float:
        """Return the seconds until counting starts anew."""
        return WINDOW - time.time() % WINDOW
