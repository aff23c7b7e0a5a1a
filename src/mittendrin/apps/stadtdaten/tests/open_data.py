# SPDX-License-Identifier: EUPL-1.2
"""A small town that measures in public, coarsely, in private and in a simulation."""

from __future__ import annotations

from mittendrin.apps.stadtdaten.ingest import Row, store_observations
from mittendrin.apps.stadtdaten.models import Datastream, Grade, ObservedProperty
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream, thing
from mittendrin.core.instants import DAY, MINUTE

VALUES = 30
SECRET = "Geheimer Schacht"


def measured() -> dict[str, Datastream]:
    """Return the series by name, thirty values each, ten minutes apart."""
    noise = ObservedProperty.objects.create(name="Schallpegel", definition="urn:noise", description="Wie laut es ist.")
    made = {
        "public": datastream("Luft", of=thing("Markt", at=(7.6012, 50.3034))),
        "second": datastream("Luft", of=thing("=Bahnhof", at=(7.62, 50.31))),
        "coarse": datastream("Lärm", Grade.COARSE, of=thing("Gasse", Grade.COARSE, at=(7.6123, 50.3456))),
        "internal": datastream("Luft", Grade.INTERNAL, of=thing(SECRET, Grade.INTERNAL, at=(7.1, 50.1))),
        "simulated": datastream("Luft", of=thing("Probe"), simulated=True),
        "empty": datastream("Luft", of=thing("Still")),
    }
    Datastream.objects.filter(pk=made["coarse"].pk).update(observed_property=noise)
    for place, (name, one) in enumerate(made.items()):
        if name != "empty":
            rows = [Row(one.pk, NOON + 10 * MINUTE * step, place * 100 + step) for step in range(VALUES)]
            store_observations(rows, now=NOON + 30 * DAY)
    return made
