import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("compliance", "0009_evidence_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="HashRotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_version", models.PositiveSmallIntegerField()),
                ("counts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "key_version"), name="hash_rotation_once")
                ],
            },
        ),
        ProtectTable("HashRotation", append_only=True),
    ]
