# SPDX-License-Identifier: EUPL-1.2
"""Forks the server of the SensorThings API and the process that takes measurements from a broker (see ``forking``)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from tests.faults.forking import listen, serve  # noqa: E402

from mittendrin.cli.stadtdaten_intake import mqtt  # noqa: E402
from mittendrin.sta import views  # noqa: E402


def take() -> None:
    """A job: ``mittendrin stadtdaten mqtt``."""
    mqtt.main([], standalone_mode=False)


JOBS: Mapping[str, Callable[[], None]] = {"take": take, "serve": serve}


def main() -> None:
    """Load what the jobs need and start what is asked for until the input ends."""
    assert get_resolver().url_patterns
    get_wsgi_application()
    views.service(RequestFactory().get("/sta/v1.1/Things", headers={"host": "127.0.0.1"}), "Things")
    connections.close_all()
    listen(JOBS)


if __name__ == "__main__":
    main()
