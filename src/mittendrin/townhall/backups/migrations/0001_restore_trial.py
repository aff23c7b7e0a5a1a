# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RestoreTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tried_at', models.DateTimeField(auto_now_add=True)),
                ('made_at', models.DateTimeField()),
                ('checksum', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('files', models.PositiveIntegerField()),
                ('tables', models.PositiveIntegerField()),
                ('rows', models.BigIntegerField()),
                ('seconds', models.FloatField()),
            ],
            options={
                'ordering': ['-tried_at', '-pk'],
            },
        ),
    ]
