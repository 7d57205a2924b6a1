from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("contacts", "0007_facts_analyze")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="reasons",
            field=models.JSONField(
                blank=True, db_default=Value({}, models.JSONField()), default=dict
            ),
        ),
    ]
