# SPDX-License-Identifier: EUPL-1.2
"""Coded transcripts as a table or as JSON; coders are numbered, not named."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.standort.models import CodedSentence, Interview
from mittendrin.apps.standort.services.interviews import agreement, coding, keeping, parts
from mittendrin.apps.standort.sources import interview_scheme

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_data(interview: Interview) -> dict[str, Any]:
    """Return the transcript with the categories of each coder."""
    people = agreement.coders(interview)
    codes = [_of(interview, person.pk) for person in people]
    cut = [parts.of(interview, person) for person in people]
    names = coding.categories()
    scheme = interview_scheme.shipped()
    return {
        "title": interview.title,
        "scheme": {"name": scheme.name, "source": scheme.source.source, "locator": scheme.source.locator},
        "categories": [{"id": key, "name": name} for key, name in names.items()],
        "coders": len(people),
        "sentences": [
            {
                "number": number,
                "text": text,
                "codes": [found.get(number, "") for found in codes],
                "parts": [
                    {
                        "coder": place,
                        "start": one.start,
                        "end": one.end,
                        "text": text[one.start : one.end],
                        "code": one.category,
                    }
                    for place, found in enumerate(cut, start=1)
                    for one in found.get(number, ())
                ],
            }
            for number, text in enumerate(keeping.sentences(interview), start=1)
        ],
    }


def as_csv(interview: Interview) -> str:
    """Return the same as a table; parts of sentence 3 follow it as 3.1, 3.2."""
    data = as_data(interview)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    coders = range(1, data["coders"] + 1)
    titles = [_("Auswertung %(number)s") % {"number": number} for number in coders]
    writer.writerow([_("Satz"), _("Text"), *titles])
    names = {one["id"]: one["name"] for one in data["categories"]}
    for row in data["sentences"]:
        shown = [names.get(code, code) for code in row["codes"]]
        writer.writerow([row["number"], *(_plain(cell) for cell in (row["text"], *shown))])
        for place, part in enumerate(row["parts"], start=1):
            shown = [names.get(part["code"], part["code"]) if coder == part["coder"] else "" for coder in coders]
            writer.writerow([f"{row['number']}.{place}", *(_plain(cell) for cell in (part["text"], *shown))])
    return target.getvalue()


def _plain(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _of(interview: Interview, person: int) -> dict[int, str]:
    rows = CodedSentence.objects.filter(interview=interview, person_id=person)
    return dict(rows.values_list("number", "category"))
