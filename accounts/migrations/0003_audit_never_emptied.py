from django.db import migrations

from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_by_target"),
    ]

    operations = [
        # Again, for what it says of TRUNCATE by now.
        ProtectTable("AuditEvent", append_only=True),
    ]
