# SPDX-License-Identifier: EUPL-1.2
"""The DOCX template of the town: every paper that the pages make as DOCX carries its styles, head and foot."""

from __future__ import annotations

import logging

from django.db import transaction

from mittendrin.apps.standort.models import PaperTemplate
from mittendrin.apps.standort.services import papers
from mittendrin.apps.standort.services.papers.model import Paper, Section, Text
from mittendrin.townhall.accounts.models import Person

MOST_MB = 5
log = logging.getLogger(__name__)


def current() -> PaperTemplate | None:
    """Return the template with the day it was brought; None while papers look as shipped."""
    return PaperTemplate.objects.defer("content").select_related("brought_by").first()


def content() -> bytes | None:
    """Return the file; None while there is none."""
    found = PaperTemplate.objects.first()
    return bytes(found.content) if found else None


@transaction.atomic
def bring(person: Person, data: bytes, name: str) -> None:
    """Keep a template in place of the one before. Raises papers.BadTemplate when no paper can be made with it."""
    probe = Paper("Probe", "", "Stadt", None, (), (Section("Probe", (Text("Probe"),)),))
    papers.render(probe, "docx", data)
    PaperTemplate.objects.all().delete()
    PaperTemplate.objects.create(name=name[-120:], content=data, brought_by=person)
    log.info("standort.template_brought bytes=%s", len(data))


def forget() -> None:
    """Let papers look as shipped again."""
    PaperTemplate.objects.all().delete()
    log.info("standort.template_forgotten")
