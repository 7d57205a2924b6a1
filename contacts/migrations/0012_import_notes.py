from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("contacts", "0011_stay_erased")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="notes",
            field=models.JSONField(blank=True, db_default=Value({}, models.JSONField()), default=dict),
        ),
    ]
