from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # The log is written while the index is built.
    atomic = False

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(fields=['organization', 'target_type', 'target_id', '-at'], name='audit_target_idx'),
        ),
    ]
