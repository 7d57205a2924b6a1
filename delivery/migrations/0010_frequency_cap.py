from django.db import migrations, models
from django.db.models import Q

COLUMNS = "(organization_id, address_hash, handed_at) WHERE handed_at IS NOT NULL"
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'delivery_message'::regclass"


def build(apps, schema_editor):
    """A partitioned table's index is built month by month, while letters are written."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS message_inbox_idx ON ONLY delivery_message {COLUMNS}")
        cursor.execute(PARTITIONS)
        for (partition,) in cursor.fetchall():
            index = f"{partition}_inbox_idx"
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {partition} {COLUMNS}")
            cursor.execute(f"ALTER INDEX message_inbox_idx ATTACH PARTITION {index}")


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS message_inbox_idx")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("delivery", "0009_mailing_topic"),
    ]

    operations = [
        migrations.AddField(
            "sendingpolicy", "cap_letters", models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.AddField("sendingpolicy", "cap_days", models.PositiveSmallIntegerField(default=7, db_default=7)),
        migrations.RunPython(build, drop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    "message",
                    models.Index(
                        fields=["organization", "address_hash", "handed_at"],
                        name="message_inbox_idx",
                        condition=Q(handed_at__isnull=False),
                    ),
                ),
            ],
        ),
    ]
