# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('standort', '0002_measure_agenda_step'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CouncilCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meetings', models.JSONField(blank=True, default=list)),
                ('rhythm_weeks', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('paper_days', models.PositiveSmallIntegerField(default=28)),
            ],
        ),
        migrations.CreateModel(
            name='FundingProgramme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(max_length=160, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('giver', models.CharField(max_length=200)),
                ('who', models.CharField(blank=True, default='', max_length=500)),
                ('states', models.JSONField(blank=True, default=list)),
                ('people_from', models.PositiveIntegerField(blank=True, null=True)),
                ('people_to', models.PositiveIntegerField(blank=True, null=True)),
                ('topics', models.JSONField(blank=True, default=list)),
                ('keywords', models.JSONField(blank=True, default=list)),
                ('share', models.FloatField(blank=True, null=True)),
                ('most', models.PositiveBigIntegerField(blank=True, null=True)),
                ('deadline', models.DateField(blank=True, db_index=True, null=True)),
                ('state', models.CharField(choices=[('announced', 'angekündigt'), ('open', 'offen'), ('closed', 'beendet')], default='open', max_length=10)),
                ('link', models.CharField(blank=True, default='', max_length=300)),
                ('note', models.TextField(blank=True, default='', max_length=1000)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['deadline', 'name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FundingWatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('council', models.BooleanField(default=True)),
                ('reminded', models.JSONField(blank=True, default=list)),
                ('since', models.DateTimeField(auto_now_add=True)),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='watches', to='standort.plannedmeasure')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='watch', to='standort.fundingprogramme')),
            ],
        ),
    ]
