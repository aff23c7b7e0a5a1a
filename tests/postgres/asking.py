# SPDX-License-Identifier: EUPL-1.2
"""Makes a small town of Things in the database that the environment names, then answers addresses line by line.

In: one address of the SensorThings API a line, as JSON. Out: a line each with its status, numbers of entities or words.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection


def main() -> None:
    """Answer until the input ends."""
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    from tests.conformance.sta.conftest import Api, small_town

    from mittendrin.apps.stadtdaten.services import tokens

    api = Api(tokens.new_token("test", writes=True)[1])
    town = small_town(api)
    for row in odd_observations():
        api.post(f"Datastreams({town.soil})/Observations", row)
    say(connection.vendor)
    for line in sys.stdin:
        say(json.dumps(short(api.call("GET", json.loads(line)))))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def odd_observations() -> list[dict[str, Any]]:
    """Return Observations of all kinds of results, of periods and with all that few have."""
    results = ["Stau", "", True, False, {"a": {"b": 5}, "c": "x"}, [1, 2], None, 2**60, 1.5, 1e300, -1e300, 0.1, -0.5]
    rows: list[dict[str, Any]] = [
        {"phenomenonTime": f"2026-06-{day:02}T23:59:59.999999Z", "result": result}
        for day, result in enumerate(results, 1)
    ]
    rows[0] |= {"phenomenonTime": "2026-06-01T00:00:00Z/2026-06-02T00:00:00Z", "resultQuality": {"q": 1}}
    rows[1] |= {"validTime": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z", "parameters": {"x": 5, "y": "Stau"}}
    rows[2] |= {"parameters": {"x": "5", "y": True, "deep": {"er": [1]}}, "resultTime": "2026-06-01T00:00:00Z"}
    return rows


def short(response: Any) -> list[Any]:
    """Return the status and what tells two answers apart."""
    body = json.loads(response.content)
    if response.status_code != 200:
        return [response.status_code, body["message"]]
    return [200, body.get("@iot.count"), [one["@iot.id"] for one in body["value"]]]


if __name__ == "__main__":
    main()
