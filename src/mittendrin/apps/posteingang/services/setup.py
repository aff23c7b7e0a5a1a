# SPDX-License-Identifier: EUPL-1.2
"""What the post room needs before its first day: a post room, a file plan, answer templates."""

from __future__ import annotations

import logging

from django.db import transaction

from mittendrin.apps.posteingang.models import AnswerTemplate, FilePlanEntry, PostRight, PostRoomUnit, RightGrant
from mittendrin.apps.posteingang.services import access, filing
from mittendrin.apps.posteingang.services.errors import MissingUnit, NotAllowed
from mittendrin.townhall.accounts.models import Person, Role, Unit

POST_ROOM = "Hauptamt/Organisation"
log = logging.getLogger(__name__)
_TEMPLATES = {
    "Eingangsbestätigung": "Guten Tag,\n\nvielen Dank für Ihr Schreiben „{subject}“ vom {date}. Es ist am {received}"
    " bei uns eingegangen und wird von {unit} bearbeitet.\n\nBitte nennen Sie bei Rückfragen die Nummer {number}.\n\n"
    "Ein Programm hat vorgeschlagen, welches Amt zuständig ist. Was es tut und wie Sie widersprechen: {objection}\n\n"
    "Mit freundlichen Grüßen\n{clerk}\n{town}",
    "Unterlagen fehlen": "Guten Tag,\n\nzu Ihrem Schreiben „{subject}“ vom {date} fehlen uns noch Unterlagen:\n\n- \n\n"
    "Bitte senden Sie sie uns unter Angabe der Nummer {number}.\n\nMit freundlichen Grüßen\n{clerk}\n{town}",
    "Nicht zuständig": "Guten Tag,\n\nfür Ihr Anliegen „{subject}“ ist die Stadt nicht zuständig. Bitte wenden Sie sich"
    " an: \n\nMit freundlichen Grüßen\n{clerk}\n{town}",
}


@transaction.atomic
def ensure_defaults() -> None:
    """Load the standard file plan and templates where there are none yet."""
    if not FilePlanEntry.objects.exists():
        filing.load_standard_plan()
    if not AnswerTemplate.objects.exists():
        for title, text in _TEMPLATES.items():
            AnswerTemplate.objects.create(title=title, text=text)


@transaction.atomic
def ensure_demo() -> None:
    """Make the demo town's main office the post room, where none is named yet."""
    ensure_defaults()
    unit = access.unit_named(POST_ROOM)
    if unit and not PostRoomUnit.objects.exists():
        PostRoomUnit.objects.create(unit=unit)


def post_room_units() -> list[str]:
    """Return the names of the units that are the post room."""
    return list(PostRoomUnit.objects.values_list("unit__name", flat=True))


def objections(question: str) -> Unit | None:
    """Return the unit that answers people who object to what a block does with letters; None for other questions."""
    first = PostRoomUnit.objects.filter(unit__active=True).select_related("unit").first()
    return first.unit if first and question.startswith("letter.") else None


@transaction.atomic
def name_post_room(person: Person, keys: list[str]) -> None:
    """Make exactly these units (keys or names) the post room; administrators only. Raises NotAllowed, MissingUnit."""
    access.demand(person.has_role(Role.ADMINISTRATOR))
    units = [access.unit_named(key) for key in keys]
    if not all(units):
        raise MissingUnit
    PostRoomUnit.objects.exclude(unit__in=[unit for unit in units if unit]).delete()
    for unit in units:
        PostRoomUnit.objects.get_or_create(unit=unit)
    log.info("post_room.named units=%s by=%s", ",".join(str(unit.pk) for unit in units if unit), person.pk)


@transaction.atomic
def set_right(by: Person, person: Person, right: str, given: bool) -> None:
    """Give a right of the post room to a person or take it; administrators only, data protection never to oneself.

    Raises NotAllowed.
    """
    access.demand(by.has_role(Role.ADMINISTRATOR))
    if right == PostRight.DATA_PROTECTION and given and by.pk == person.pk:
        raise NotAllowed
    if given:
        RightGrant.objects.get_or_create(person=person, right=right, defaults={"granted_by": by})
    else:
        RightGrant.objects.filter(person=person, right=right).delete()
    log.info("right.%s person=%s right=%s by=%s", "given" if given else "taken", person.pk, right, by.pk)


RIGHTS = PostRight.choices


def people() -> list[Person]:
    """Return the people who may get a right."""
    return list(Person.objects.filter(is_active=True).select_related("unit").order_by("last_name", "first_name"))


def post_room_keys() -> list[str]:
    """Return the keys of the units that are the post room."""
    return list(PostRoomUnit.objects.values_list("unit__key", flat=True))


def rights() -> list[RightGrant]:
    """Return all rights that single people have."""
    return list(RightGrant.objects.select_related("person", "granted_by").order_by("person__last_name", "right"))
