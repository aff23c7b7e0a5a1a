# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("standort", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedmeasure",
            name="agenda_step",
            field=models.CharField(blank=True, default="", help_text="one of the ten steps, by its key", max_length=80),
        ),
    ]
