# SPDX-License-Identifier: EUPL-1.2
"""A few invented cases for the demo town, so that the inbox is not empty. Each title says that it is a demo."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.models import Case, Priority
from mittendrin.townhall.cases.services.making import create

# unit, title, days from today until it is due (None: never), user name of who has it, priority
CASES = (
    ("buergerbuero", "Vorführung: Auskunftssperre verlängern", -4, "meier", Priority.HIGH),
    ("buergerbuero", "Vorführung: Führungszeugnis nachfordern", 0, "meier", Priority.NORMAL),
    ("buergerbuero", "Vorführung: Fundsache Fahrrad zuordnen", 0, "", Priority.NORMAL),
    ("buergerbuero", "Vorführung: Melderegisterauskunft Kanzlei", 2, "meier", Priority.NORMAL),
    ("buergerbuero", "Vorführung: Beglaubigung fürs Ausland klären", 12, "", Priority.NORMAL),
    ("buergerbuero", "Vorführung: Ablage der Formulare aufräumen", None, "meier", Priority.LOW),
    ("ordnungsamt", "Vorführung: Haltverbot für Umzug", 1, "yilmaz", Priority.NORMAL),
    ("ordnungsamt", "Vorführung: Beschwerde über Lärm", -2, "", Priority.HIGH),
    ("ordnungsamt", "Vorführung: Sondernutzung Straßencafé", 9, "yilmaz", Priority.NORMAL),
    ("hauptamt-organisation", "Vorführung: Einladung der Partnerstadt", 6, "", Priority.NORMAL),
)


def demo_uuid(number: int) -> UUID:
    """Return the id of a demo case, the same in every demo town."""
    return uuid5(NAMESPACE_URL, f"mittendrin:demo-case:{number}")


@transaction.atomic
def ensure_demo_cases() -> int:
    """Return how many demo cases were made; none when there are any cases."""
    if Case.objects.exists():
        return 0
    units, today = Unit.objects.in_bulk(field_name="key"), timezone.localdate()
    people = {person.username: person for person in Person.objects.filter(is_active=True)}
    made = 0
    for key, title, days, username, priority in CASES:
        unit, person = units.get(key), people.get(username)
        if unit is None or not unit.active:
            continue
        case = create(
            kind="own",
            title=title,
            unit=unit,
            person=person if person and person.unit_id == unit.pk else None,
            due=None if days is None else today + timedelta(days=days),
            priority=priority,
            once=f"demo:{made}",
        )
        Case.objects.filter(pk=case.pk).update(uuid=demo_uuid(made))
        made += 1
    return made
