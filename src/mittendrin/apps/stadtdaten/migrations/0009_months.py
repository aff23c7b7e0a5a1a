# SPDX-License-Identifier: EUPL-1.2
"""Counts of months, made by hand like the other sums, and filled from the days that are there."""

from itertools import groupby

from django.db import migrations, models
from django.utils import timezone

from mittendrin.core.instants import local_month

_TABLE = """
CREATE TABLE stadtdaten_monthcount (
    datastream_id bigint NOT NULL,
    start bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (datastream_id, start)
) {end}
"""


def make(apps, schema_editor):
    """Make the table in the words of the database, and sum up the days."""
    connection = schema_editor.connection
    schema_editor.execute(_TABLE.format(end="WITHOUT ROWID" if connection.vendor == "sqlite" else ""))
    zone = timezone.get_default_timezone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datastream_id, start, count FROM stadtdaten_daysummary ORDER BY datastream_id, start")
        months = groupby(cursor.fetchall(), key=lambda row: (row[0], local_month(row[1], zone)))
        sums = [(*key, sum(row[2] for row in rows)) for key, rows in months]
        cursor.executemany("INSERT INTO stadtdaten_monthcount (datastream_id, start, count) VALUES (%s, %s, %s)", sums)


def drop(apps, schema_editor):
    """Take it away."""
    schema_editor.execute("DROP TABLE stadtdaten_monthcount")


class Migration(migrations.Migration):
    """Counts of months."""

    dependencies = [("stadtdaten", "0008_layout")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="MonthCount",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "datastream_id", "start", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("datastream_id", models.BigIntegerField()),
                        ("start", models.BigIntegerField()),
                        ("count", models.BigIntegerField()),
                    ],
                ),
            ],
        ),
        migrations.RunPython(make, drop),
    ]
