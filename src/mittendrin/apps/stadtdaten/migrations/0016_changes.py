# SPDX-License-Identifier: EUPL-1.2
"""What changed, and what subscribers asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stadtdaten', '0015_messages_that_made_entities'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(max_length=20)),
                ('number', models.BigIntegerField()),
                ('names', models.CharField(blank=True, default='', max_length=400)),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='AskedTopic',
            fields=[
                ('topic', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('asked_on', models.DateField(db_index=True)),
            ],
        ),
    ]
