# SPDX-License-Identifier: EUPL-1.2
"""Sets up a town on the database that the environment names, asks it everything, prints the answers as JSON."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

_CHANGING = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<="updated": ")[^"]*|\d{1,2}\. \w+ \d{4}(, \d\d?:\d\d)?'
)
PAGES = (
    "/atlas/",
    "/atlas/suche/?q=straßenzustant",
    "/atlas/suche/?q=mobilität&land=NW&ansicht=tabelle",
    "/atlas/orte/",
    "/atlas/orte/soest/",
    "/atlas/orte/nirgendwo/",
    "/atlas/vergleich/?orte=soest,emden",
    "/atlas/projekte/?art=ai_use",
    "/atlas/anbieter/",
    "/atlas/zwillinge/?ort=Soest",
    "/atlas/querschnitt/",
    "/atlas/querschnitt/stand-der-agenda/?land=NW",
    "/atlas/befragung/",
    "/atlas/stimmen/",
    "/fassung/",
    "/healthz",
)
QUESTIONS = (
    "municipalities?state=RP&size=medium&page_size=100",
    "municipalities?field=Mobilität&ai=image&page_size=100",
    "municipalities?group=rlp-ten",
    "profiles?state=NW&study=smart-city-atlas&page_size=100",
    "projects?field=Verwaltung&field=Mobilität&stage=in_operation&page_size=100",
    "projects?technology=lorawan&state=NW&page_size=100",
    "projects?q=STRAßE Zustand&page_size=100",
    "projects?municipality=soest&page_size=100",
    "projects?municipality=a%00b",
    "projects?q=%00(%5B&page_size=100",
    "providers?ai=image&application_field=gibt-es-nicht",
    "survey?year=2017&unit=percent&page_size=100",
    "voices?theme=ai",
    "search?q=ki+verwaltung&page_size=50",
    "twins?town=soest",
    "cross-section",
    "cross-section/leuchtturmprojekte",
)


def main() -> None:
    """Print the answers."""
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    json.dump(dict(answers()), sys.stdout, ensure_ascii=False, sort_keys=True)


def answers() -> Iterator[tuple[str, Any]]:
    """Yield each question with its answer."""
    from mittendrin.apps.atlas import ingest
    from mittendrin.townhall.accounts import demo

    yield "vendor", connection.vendor
    call_command("migrate", verbosity=0)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    first, second = ingest.load_content(), ingest.load_content()
    yield "loading", [vars(first), vars(second)]
    demo.ensure_demo_town()
    client = Client()
    for page in PAGES:
        response = client.get(page)
        yield page, [response.status_code, _CHANGING.sub("", response.content.decode())]
    for question in QUESTIONS:
        response = client.get(f"/api/v1/atlas/{question}")
        answer = json.loads(_CHANGING.sub("", response.content.decode()))
        for hit in answer.get("items", []) if question.startswith("search") else []:
            hit.pop("text", None)  # PostgreSQL keeps no order of keys, so another excerpt may be as good
        yield question, [response.status_code, answer]
    yield "editing", list(editing())
    yield "race", sorted(race())


def editing() -> Iterator[Any]:
    """Publish, refuse, undo, withdraw; yield what happened."""
    from mittendrin.apps.atlas.models import Record
    from mittendrin.apps.atlas.services import editing as service
    from mittendrin.core.errors import MittendrinError
    from mittendrin.townhall.accounts.models import Person

    person = Person.objects.get(username="lorenz")
    record = Record.objects.get(kind="steps", key=Record.objects.of("steps")[0].key)
    changed = {**record.data, "title": "Zuerst zuhören – Ärger ernst nehmen"}
    published = service.publish("steps", changed, person=person, base_revision=record.revision)
    yield published.title, published.revision

    def attempt(action: Callable[[], Any]) -> str:
        try:
            action()
        except MittendrinError as error:
            return type(error).__name__
        return "done"

    yield attempt(lambda: service.publish("steps", changed, person=person, base_revision=record.revision))
    yield attempt(lambda: service.publish("steps", {**changed, "colour": "blue"}, person=person))
    undone = service.undo("steps", record.key, 1, person=person, comment="", base_revision=published.revision)
    yield undone.title == record.data["title"], undone.revision
    soest = Record.objects.get(kind="municipality", key="soest")
    yield attempt(
        lambda: service.withdraw("municipality", "soest", person=person, comment="", base_revision=soest.revision)
    )
    found = Client().get("/api/v1/atlas/search?q=zuhören").json()
    yield found["searched"], found["count"]


def race() -> list[str]:
    """Let two people publish on the same revision at once; return how it ended for each."""
    from mittendrin.apps.atlas.models import Record
    from mittendrin.apps.atlas.services import editing as service
    from mittendrin.core.errors import MittendrinError

    record = Record.objects.of("steps")[1]
    start, ends = threading.Barrier(2), []

    def publish(number: int) -> None:
        data = {**record.data, "title": f"Fassung {number} von zweien"}
        start.wait()
        try:
            service.publish("steps", data, person=None, base_revision=record.revision)
            ends.append("published")
        except MittendrinError as error:
            ends.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


if __name__ == "__main__":
    main()
