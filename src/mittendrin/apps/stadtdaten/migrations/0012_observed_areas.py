# SPDX-License-Identifier: EUPL-1.2
"""Fill in what Datastreams observe from the features of their Observations."""

from django.db import migrations

from mittendrin.core.geometry import box_geojson

_BOXES = """
SELECT uses.datastream_id, MIN(place.west), MIN(place.south), MAX(place.east), MAX(place.north)
FROM stadtdaten_datastreamfeature uses
JOIN stadtdaten_featureofinterest place ON place.id = uses.feature_id
WHERE place.west IS NOT NULL
GROUP BY uses.datastream_id
"""


def fill(apps, schema_editor):
    """Give each Datastream the box around its features."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_BOXES)
        boxes = {row[0]: row[1:] for row in cursor.fetchall()}
    streams = apps.get_model("stadtdaten", "Datastream").objects
    for stream in streams.filter(pk__in=boxes).only("pk"):
        streams.filter(pk=stream.pk).update(observed_area=box_geojson(boxes[stream.pk]))


class Migration(migrations.Migration):
    """Areas of Datastreams."""

    dependencies = [("stadtdaten", "0011_broker_state")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
