# SPDX-License-Identifier: EUPL-1.2
"""How open Things and their series are, with whom there are agreements; as people choose it.

A choice is one text: a grade, or ``agreement:7`` for what only those of agreement 7 see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.models import Agreement, ApiToken, Datastream, Grade, Source, Thing
from mittendrin.apps.stadtdaten.services import entities
from mittendrin.core.errors import MittendrinError

MEANING = {
    Grade.PUBLIC: lazy("Alle sehen jeden Wert. Die Reihen stehen im Cockpit und im Katalog der offenen Daten."),
    Grade.COARSE: lazy("Alle sehen Stundenmittel, eine Stunde später, und den Ort auf etwa einen Kilometer genau."),
    Grade.AGREEMENT: lazy("Nur die Stadt und der Partner mit seinem Schlüssel sehen die Werte, bis die Frist endet."),
    Grade.INTERNAL: lazy("Nur wer in der Stadt ein Konto hat, sieht die Werte."),
}


class NameTaken(MittendrinError):
    """Refused: an agreement of this name exists."""


@dataclass(frozen=True)
class Use:
    """What an agreement is used for: series that it opens, sources that will make more, keys of programs."""

    series: int
    sources: int
    keys: int

    @property
    def is_used(self) -> bool:
        """Return whether anything hangs on it."""
        return bool(self.series or self.sources or self.keys)


@dataclass(frozen=True)
class GradeUse:
    """A grade in words, and how many series it counts for."""

    label: str
    meaning: str
    series: int


def choices() -> list[tuple[str, str]]:
    """Return what a person may choose, in words."""
    found = [(grade.value, str(grade.label)) for grade in (Grade.PUBLIC, Grade.COARSE)]
    for agreement in Agreement.objects.all():
        words = gettext("nach Vereinbarung: %(name)s") % {"name": agreement.name}
        found.append((f"{Grade.AGREEMENT}:{agreement.pk}", words))
    return [*found, (Grade.INTERNAL.value, str(Grade.INTERNAL.label))]


def words_of(stream: Datastream) -> str:
    """Return what counts for a series, in words."""
    if stream.open_grade == Grade.AGREEMENT and stream.open_agreement:
        return gettext("nach Vereinbarung: %(name)s") % {"name": stream.open_agreement.name}
    return str(Grade(stream.open_grade).label)


def choice_of(grade: str, agreement_id: int | None) -> str:
    """Return the choice that says this; an agreement without a name is internal."""
    if grade != Grade.AGREEMENT:
        return grade
    return f"{grade}:{agreement_id}" if agreement_id else Grade.INTERNAL


def columns(choice: str) -> dict[str, Any]:
    """Return the columns that a choice means. Raises ValueError when it is none."""
    grade, _colon, number = choice.partition(":")
    if (grade == Grade.AGREEMENT) != bool(number) or (grade and grade not in Grade.values):
        raise ValueError(choice)
    return {"grade": grade, "agreement_id": int(number) if number else None}


def grades() -> list[GradeUse]:
    """Return the grades from open to closed, with the number of series for which they count."""
    found = dict(Datastream.objects.values_list("open_grade").annotate(Count("pk")).order_by())
    return [GradeUse(str(grade.label), str(MEANING[grade]), found.get(grade.value, 0)) for grade in Grade]


def things(words: str = "") -> QuerySet[Thing]:
    """Return Things whose name holds ``words``, with their agreement and how many series they have."""
    rows = Thing.objects.select_related("agreement").order_by("name", "pk")
    rows = rows.annotate(series=Count("datastreams"), stricter=Count("datastreams", filter=~Q(datastreams__grade="")))
    return rows.filter(name__icontains=words) if words else rows


def thing_of(number: int) -> Thing | None:
    """Return the Thing with this number."""
    return Thing.objects.filter(pk=number).first()


def series_of(thing: Thing) -> list[Datastream]:
    """Return the series of a Thing."""
    return list(thing.datastreams.select_related("open_agreement").order_by("name", "pk"))


def set_openness(thing: Thing, choice: str, series: Mapping[int, str]) -> None:
    """Say how open a Thing is, and which of its series are stricter; an empty choice means: like the Thing."""
    with transaction.atomic():
        entities.change("Thing", thing.pk, columns(choice))
        for number, one in series.items():
            if thing.datastreams.filter(pk=number).exists():
                entities.change("Datastream", number, columns(one))


def agreements() -> list[tuple[Agreement, Use]]:
    """Return all agreements with what they are used for."""
    return [(one, use_of(one)) for one in Agreement.objects.all()]


def agreement_of(number: int) -> Agreement | None:
    """Return the agreement with this number."""
    return Agreement.objects.filter(pk=number).first()


def use_of(agreement: Agreement) -> Use:
    """Return what an agreement is used for."""
    return Use(
        Datastream.objects.filter(open_agreement=agreement).count(),
        Source.objects.filter(agreement=agreement).count(),
        agreement.tokens.filter(active=True).count(),
    )


def series_by(agreement: Agreement) -> Sequence[Datastream]:
    """Return the series that an agreement opens."""
    rows = Datastream.objects.filter(open_agreement=agreement, open_grade=Grade.AGREEMENT)
    return list(rows.select_related("thing").order_by("thing__name", "name")[:500])


def keys_of(agreement: Agreement) -> list[ApiToken]:
    """Return the keys of programs that belong to an agreement."""
    return list(agreement.tokens.order_by("-active", "name"))


def save_agreement(found: Agreement | None, name: str, until: date | None, note: str) -> Agreement:
    """Store an agreement, a new one when none is given. Raises NameTaken."""
    one = found or Agreement()
    one.name, one.until, one.note = name, until, note
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise NameTaken from error
    return one


def delete_agreement(agreement: Agreement) -> bool:
    """Delete an agreement that nothing hangs on; return whether it is gone."""
    bound = (
        Thing.objects.filter(agreement=agreement).exists()
        or Datastream.objects.filter(Q(agreement=agreement) | Q(open_agreement=agreement)).exists()
    )
    if bound or use_of(agreement).is_used:
        return False
    agreement.delete()
    return True
