from django.db import migrations, models

import integrations_ota.adapters.registry
import integrations_ota.models.connection


class Migration(migrations.Migration):
    """Channels and kinds of issues are read from the code: one more needs no migration."""

    dependencies = [("integrations_ota", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="connection",
            name="channel",
            field=models.CharField(
                choices=integrations_ota.adapters.registry.channel_choices, max_length=16
            ),
        ),
        migrations.AlterField(
            model_name="channelissue",
            name="kind",
            field=models.CharField(choices=integrations_ota.models.connection.issue_kinds, max_length=32),
        ),
    ]
