from django.db import migrations


class Migration(migrations.Migration):
    """What the nightly run looks for: proofs that still hold an address in full."""

    atomic = False
    dependencies = [
        ("compliance", "0011_processor"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS consent_event_ip"
            " ON compliance_consentevent (organization_id, recorded_at)"
            " WHERE evidence ?| ARRAY['requested_ip', 'confirmed_ip', 'opt_in_ip', 'confirm_ip']",
            "DROP INDEX CONCURRENTLY IF EXISTS consent_event_ip",
        ),
    ]
