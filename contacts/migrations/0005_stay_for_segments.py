from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Reservations are written while the index is built.
    atomic = False

    dependencies = [
        ('contacts', '0004_facts_triggers'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='stay',
            index=models.Index(fields=['organization', 'arrival'], include=('guest', 'hotel', 'source_channel', 'status'), name='stay_for_segments'),
        ),
    ]
