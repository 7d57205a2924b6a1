from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('contacts', '0015_guest_sales'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='guestfacts',
            index=models.Index(condition=models.Q(('inbox_shared', True)), fields=['organization', 'inbox'], name='facts_shared'),
        ),
    ]
