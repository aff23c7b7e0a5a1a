# SPDX-License-Identifier: EUPL-1.2
"""What the post room sees of the town's own work, for apps that ask."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.posteingang.models import Letter, LetterState, Reading
from mittendrin.apps.posteingang.services import documents
from mittendrin.contracts import registry
from mittendrin.contracts.app import Seen
from mittendrin.townhall.accounts.models import Unit
from mittendrin.townhall.decisions.services import meter
from mittendrin.web.templatetags.web import number

INVOICE, E_INVOICE = "Rechnung", "einvoice"
FEWEST = 5
"""Below this many cases no share is told."""
LOOKED_AT = 100
YEAR = timedelta(days=365)


def letters_handled() -> Seen | None:
    """Return how many letters people have confirmed, with the share of offices that they changed; None before one."""
    count = Letter.objects.filter(state=LetterState.DONE).count()
    if not count:
        return None
    text = ngettext("Posteingang: %(count)s Brief bestätigt", "Posteingang: %(count)s Briefe bestätigt", count)
    words = text % {"count": number(count)}
    share = meter.total(registry.answering("letter.unit")).share
    if share is not None:
        words += ", " + _("das vorgeschlagene Amt zu %(share)s %% geändert") % {"share": number(100 * share, 1)}
    return Seen(count, words, reverse("posteingang:desk"))


def e_invoices() -> Seen | None:
    """Return the share of electronic ones among the newest invoices of a year, in percent; None for under five."""
    found = Reading.objects.filter(letter__in=_of_this_year().filter(kind=INVOICE)).select_related("letter")
    newest = list(found.order_by("-letter__confirmed_at")[:LOOKED_AT])
    electronic = sum(_is_electronic(one) for one in newest)
    if len(newest) < FEWEST or not electronic:
        return None
    words = {"count": electronic, "all": len(newest)}
    text = _("Posteingang: %(count)s der letzten %(all)s Rechnungen kamen als E-Rechnung") % words
    return Seen(100 * electronic / len(newest), text, reverse("posteingang:desk"))


def e_file() -> Seen | None:
    """Return in how many offices letters of this year lie in electronic files (Akten); None without any."""
    filed = _of_this_year().filter(akte__isnull=False)
    units = Unit.objects.filter(pk__in=filed.values("unit")).count()
    if not units:
        return None
    text = ngettext(
        "Posteingang: %(count)s Amt legt Briefe in elektronischen Akten ab",
        "Posteingang: %(count)s Ämter legen Briefe in elektronischen Akten ab",
        units,
    )
    return Seen(units, text % {"count": units}, reverse("posteingang:plan"))


def _of_this_year() -> QuerySet[Letter]:
    return Letter.objects.filter(state=LetterState.DONE, confirmed_at__gte=timezone.now() - YEAR)


def _is_electronic(reading: Reading) -> bool:
    document = documents.opened(reading.letter)
    return document is not None and document.source == E_INVOICE
