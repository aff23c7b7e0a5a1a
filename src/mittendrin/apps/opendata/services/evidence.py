# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue sees of the town's open data, for apps that ask."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from mittendrin.apps.opendata.services.catalogue import datasets
from mittendrin.contracts.app import Seen


def open_datasets() -> Seen | None:
    """Return how many datasets of its own the town publishes; simulated and national ones are none of its own."""
    count = sum(not (one.simulated or one.national) for one in datasets())
    if not count:
        return None
    text = ngettext(
        "Offene Daten: %(count)s eigener Datensatz im Katalog",
        "Offene Daten: %(count)s eigene Datensätze im Katalog",
        count,
    )
    return Seen(count, text % {"count": count}, reverse("opendata:list"))
