# SPDX-License-Identifier: EUPL-1.2
"""Makes the tables of Observations and summaries: clustered by Datastream and time. See the ADR on the store."""

from django.db import migrations

_OBSERVATION = """
CREATE TABLE stadtdaten_observation (
    datastream_id bigint NOT NULL,
    phenomenon_start bigint NOT NULL,
    duration bigint NOT NULL,
    id bigint NOT NULL UNIQUE,
    result {float} NULL,
    result_time bigint NULL,
    feature_id bigint NOT NULL,
    flags smallint NOT NULL,
    PRIMARY KEY (datastream_id, phenomenon_start, duration)
) {end}
"""
_SUMMARY = """
CREATE TABLE stadtdaten_{name} (
    datastream_id bigint NOT NULL,
    start bigint NOT NULL,
    count bigint NOT NULL,
    numbers bigint NOT NULL,
    total {float} NOT NULL,
    low {float} NULL,
    high {float} NULL,
    first_at bigint NULL,
    first {float} NULL,
    last_at bigint NULL,
    last {float} NULL,
    PRIMARY KEY (datastream_id, start)
) {end}
"""
_COARSE = """
CREATE VIEW stadtdaten_coarse_observation AS
SELECT -(h.datastream_id * 16777216 + h.start / 3600000000) AS id,
    h.datastream_id AS datastream_id,
    h.start AS phenomenon_start,
    CAST(3600000000 AS bigint) AS duration,
    CAST(NULL AS bigint) AS result_time,
    h.total / h.numbers AS result,
    CAST(0 AS smallint) AS flags,
    (SELECT MAX(f.feature_id) FROM stadtdaten_datastreamfeature f WHERE f.datastream_id = h.datastream_id) AS feature_id
FROM stadtdaten_hoursummary h JOIN stadtdaten_datastream d ON d.id = h.datastream_id
WHERE d.open_grade = 'coarse' AND h.numbers > 0
    AND h.start + 3600000000 <= {now} - CAST(d.coarse_delay AS bigint) * 60000000
"""
_TABLES = ("observation", "hoursummary", "daysummary")


def make(apps, schema_editor):
    """Make the tables and the view in the words of the database."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    words = {
        "float": "real" if sqlite else "double precision",
        "end": "WITHOUT ROWID" if sqlite else "",
        "now": "CAST(strftime('%%s', 'now') AS INTEGER) * 1000000"
        if sqlite
        else "CAST(EXTRACT(EPOCH FROM now()) * 1000000 AS bigint)",
    }
    statements = [
        _OBSERVATION.format(**words),
        *(_SUMMARY.format(name=name, **words) for name in _TABLES[1:]),
        _COARSE.format(**words),
    ]
    if sqlite:
        statements.append("INSERT INTO stadtdaten_sequence (name, value) VALUES ('observation', 0)")
    else:
        statements.append("CREATE SEQUENCE stadtdaten_observation_number")
    for statement in statements:
        schema_editor.execute(statement.replace("%%", "%"), params=None)


def drop(apps, schema_editor):
    """Take them away."""
    schema_editor.execute("DROP VIEW stadtdaten_coarse_observation")
    for name in _TABLES:
        schema_editor.execute(f"DROP TABLE stadtdaten_{name}")
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP SEQUENCE stadtdaten_observation_number")


class Migration(migrations.Migration):
    """Hand-made tables."""

    dependencies = [("stadtdaten", "0001_first")]
    operations = [migrations.RunPython(make, drop)]
