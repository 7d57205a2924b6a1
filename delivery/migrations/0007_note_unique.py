from django.db import migrations, models
from django.db.models import Q

COLUMNS = "organization_id, hotel_id, content_id, kind, month, from_email, from_name"


class Migration(migrations.Migration):
    # Mailings are written while the index is built.
    atomic = False

    dependencies = [
        ("delivery", "0006_notes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mailing_note_uniq"
                    f" ON delivery_mailing ({COLUMNS}) WHERE kind <> ''",
                    "DROP INDEX IF EXISTS mailing_note_uniq",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "mailing",
                    models.UniqueConstraint(
                        condition=~Q(kind=""),
                        fields=("organization", "hotel", "content", "kind", "month", "from_email", "from_name"),
                        name="mailing_note_uniq",
                    ),
                ),
            ],
        ),
    ]
