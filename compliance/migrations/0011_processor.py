import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("compliance", "0010_hash_rotation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Processor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("task", models.CharField(max_length=200)),
                ("categories", models.CharField(max_length=500)),
                ("country", models.CharField(blank=True, help_text="ISO 3166-1 alpha-2", max_length=2)),
                ("contract", models.CharField(blank=True, max_length=500)),
                ("added_at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("organization", "name", "task"), name="processor_once")
                ],
            },
        ),
        ProtectTable("Processor"),
    ]
