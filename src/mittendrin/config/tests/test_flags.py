# SPDX-License-Identifier: EUPL-1.2
"""Headers and cookies with and without HTTPS, as a started process sends them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from tools.serving import environment, prepared

PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
host = settings.ALLOWED_HOSTS[0]
client = Client()
plain = client.get("/anmelden/", headers={"host": host})
page = client.get("/anmelden/", secure=settings.HTTPS, headers={"host": host})
form = {"username": "meier", "password": "Demo-Tuer-Kanne-41"}
client.post("/anmelden/", form, secure=settings.HTTPS, headers={"host": host})
client.post("/ansicht/", {"theme": "dark"}, secure=settings.HTTPS, headers={"host": host})
health = Client().get("/healthz", headers={"host": host})
cookies = {name: {"secure": bool(c["secure"]), "httponly": bool(c["httponly"]), "samesite": c["samesite"]}
           for name, c in client.cookies.items() if c.value}
print(json.dumps({"plain": plain.status_code, "health": health.status_code, "headers": dict(page.headers),
                  "cookies": cookies}))
"""


@pytest.fixture(scope="module", params=[True, False], ids=["https", "http"])
def probe(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, dict[str, Any]]:
    """Return what a fresh process answers, with HTTPS on or off."""
    variables = environment(
        prepared(tmp_path_factory.mktemp("town")),
        DJANGO_SETTINGS_MODULE="mittendrin.config.settings",
        MITTENDRIN_HTTPS=str(request.param).lower(),
        MITTENDRIN_ALLOWED_HOSTS="mittendrin.stadt.example" if request.param else "127.0.0.1",
    )
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=variables, capture_output=True, text=True, check=True, timeout=120
    )
    return request.param, json.loads(done.stdout.splitlines()[-1])


pytestmark = pytest.mark.slow
Probe = tuple[bool, dict[str, Any]]


def test_plain_pages_lead_to_https_and_health_does_not(probe: Probe) -> None:
    https, seen = probe
    assert seen["plain"] == (301 if https else 200)
    assert seen["health"] in {200, 503}


def test_hsts_is_sent_with_https_only(probe: Probe) -> None:
    https, seen = probe
    expected = "max-age=31536000; includeSubDomains" if https else None
    assert seen["headers"].get("Strict-Transport-Security") == expected


def test_cookies_are_closed(probe: Probe) -> None:
    https, seen = probe
    assert set(seen["cookies"]) >= {"sessionid", "csrftoken", "theme"}
    for flags in seen["cookies"].values():
        assert flags == {"secure": https, "httponly": True, "samesite": "Lax"}


def test_pages_carry_the_safety_headers(probe: Probe) -> None:
    headers = probe[1]["headers"]
    policy = headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
