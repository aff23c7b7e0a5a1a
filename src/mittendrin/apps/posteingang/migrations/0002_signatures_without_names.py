# SPDX-License-Identifier: EUPL-1.2
"""Arrivals from watched folders know their file by a digest of its path: its name went on naming people."""

import hashlib
import re
from typing import Any

from django.db import migrations

DIGEST = re.compile(r"[0-9a-f]{64}")


def hide_names(apps: Any, _editor: Any) -> None:
    """Replace the path in each signature by its digest; a second time changes nothing."""
    arrivals = apps.get_model("posteingang", "Arrival").objects
    for arrival in arrivals.filter(channel="folder").only("pk", "signature").iterator(chunk_size=2000):
        place, *rest = arrival.signature.rsplit("|", 2)
        if len(rest) == 2 and not DIGEST.fullmatch(place):
            hidden = "|".join([hashlib.sha256(place.encode()).hexdigest(), *rest])
            arrivals.filter(pk=arrival.pk).update(signature=hidden)


class Migration(migrations.Migration):
    dependencies = [("posteingang", "0001_first")]
    operations = [migrations.RunPython(hide_names, migrations.RunPython.noop)]
