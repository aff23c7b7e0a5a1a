# SPDX-License-Identifier: EUPL-1.2
"""Some words of a sentence of an interview with a category of their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('standort', '0006_interviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('category', models.CharField(max_length=60)),
                ('at', models.DateTimeField(auto_now=True)),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coded_parts', to='standort.interview')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number', 'start', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('interview', 'person', 'number', 'start'), name='standort_part_begins_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='standort_part_has_signs')],
            },
        ),
    ]
