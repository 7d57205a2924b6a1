from django.db import migrations

from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_hotel_legal_entity"),
    ]

    operations = [
        # Again, for what it says of TRUNCATE by now.
        ProtectTable("AuditEvent", append_only=True),
    ]
