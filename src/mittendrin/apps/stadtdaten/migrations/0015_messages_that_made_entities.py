# SPDX-License-Identifier: EUPL-1.2
"""Which messages of a broker made entities already."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stadtdaten', '0014_reckoning'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenMessage',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('taken_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
