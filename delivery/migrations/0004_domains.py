import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q, Value

import accounts.tenancy.models
from accounts.tenancy.operations import ProtectTable

ALGORITHMS = [("rsa2048", "rsa2048"), ("ed25519", "ed25519")]
STATES = [("waiting", "waiting"), ("active", "active"), ("retiring", "retiring"), ("retired", "retired")]
TENANT = {"abstract": False, "base_manager_name": "objects", "default_manager_name": "objects"}

# Each domain's oldest row signed its letters until now: its key stays active, others wait. Nothing else
# pointed at a row. The constraints are checked here, since a table with unchecked rows cannot be altered.
MOVE_KEYS = """
INSERT INTO delivery_dkimkey
    (organization_id, domain_id, selector, algorithm, private_key, public_key, state, created_at, activated_at)
SELECT row.organization_id, kept.id, row.selector, 'rsa2048', row.private_key, row.public_key,
    CASE WHEN row.id = kept.id THEN 'active' ELSE 'waiting' END, row.created_at,
    CASE WHEN row.id = kept.id THEN row.created_at END
FROM delivery_sendingdomain AS row
JOIN (SELECT organization_id, domain, min(id) AS id FROM delivery_sendingdomain GROUP BY 1, 2) AS kept
    USING (organization_id, domain);
DELETE FROM delivery_sendingdomain AS row USING delivery_sendingdomain AS older
WHERE row.organization_id = older.organization_id AND row.domain = older.domain AND row.id > older.id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


def pk():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def organization():
    return (
        "organization",
        models.ForeignKey(
            db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name="+",
            to="accounts.organization",
        ),
    )


def tenant_key(name, to, related_name="+"):
    return (
        name,
        accounts.tenancy.models.TenantForeignKey(
            db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
            related_name=related_name, to=to,
        ),
    )


def added(name, field):
    return migrations.AddField(model_name="sendingdomain", name=name, field=field)


def dropped(name):
    return migrations.RemoveField(model_name="sendingdomain", name=name)


def flag():
    return models.BooleanField(default=False, db_default=False)


def text(length):
    return models.CharField(max_length=length, blank=True, default="", db_default="")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("delivery", "0003_pace"),
    ]

    operations = [
        migrations.CreateModel(
            name="DkimKey",
            fields=[
                pk(),
                ("selector", models.CharField(max_length=63)),
                ("algorithm", models.CharField(choices=ALGORITHMS, max_length=8)),
                ("private_key", models.TextField(blank=True)),
                ("public_key", models.TextField(help_text="base64, as in the DNS record's p=")),
                ("state", models.CharField(choices=STATES, max_length=8)),
                ("created_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                tenant_key("domain", "delivery.sendingdomain", "keys"),
                organization(),
            ],
            options={
                **TENANT,
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "domain", "selector"], name="dkim_key_selector_uniq",
                        condition=~Q(state="retired"),
                    ),
                    models.UniqueConstraint(
                        fields=["organization", "domain", "algorithm"], name="dkim_key_active_uniq",
                        condition=Q(state="active"),
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVE_KEYS, migrations.RunSQL.noop),
        ProtectTable("DkimKey"),
        migrations.RemoveConstraint(model_name="sendingdomain", name="sending_domain_uniq"),
        dropped("private_key"),
        dropped("public_key"),
        dropped("selector"),
        added("return_path", text(253)),
        added("tracking_host", text(253)),
        added("dmarc_rua", models.EmailField(max_length=254, blank=True, default="", db_default="")),
        added("dual_sign", flag()),
        added("verified_at", models.DateTimeField(blank=True, null=True)),
        added("checked_at", models.DateTimeField(blank=True, null=True)),
        added("failed_checks", models.PositiveSmallIntegerField(default=0, db_default=0)),
        added("failed_at", models.DateTimeField(blank=True, null=True)),
        added("return_path_ok", flag()),
        added("tracking_ok", flag()),
        added("results", models.JSONField(default=list, db_default=Value([], models.JSONField()))),
        migrations.AddConstraint(
            model_name="sendingdomain",
            constraint=models.UniqueConstraint(fields=["organization", "domain"], name="sending_domain_name_uniq"),
        ),
        migrations.CreateModel(
            name="DmarcReport",
            fields=[
                pk(),
                ("reporter", models.CharField(max_length=253)),
                ("report_id", models.CharField(max_length=255)),
                ("domain", models.CharField(max_length=253)),
                ("policy", models.CharField(blank=True, max_length=16)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                organization(),
                tenant_key("sending_domain", "delivery.sendingdomain"),
            ],
            options={
                **TENANT,
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "reporter", "report_id"], name="dmarc_report_uniq"
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["organization", "sending_domain", "begins_at"], name="dmarc_report_begins_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DmarcRow",
            fields=[
                pk(),
                ("source_ip", models.GenericIPAddressField()),
                ("count", models.PositiveBigIntegerField()),
                ("disposition", models.CharField(max_length=16)),
                ("dkim_aligned", models.BooleanField()),
                ("spf_aligned", models.BooleanField()),
                ("dkim_domain", models.CharField(blank=True, max_length=253)),
                ("dkim_selector", models.CharField(blank=True, max_length=63)),
                ("dkim_result", models.CharField(blank=True, max_length=16)),
                ("spf_domain", models.CharField(blank=True, max_length=253)),
                ("spf_result", models.CharField(blank=True, max_length=16)),
                ("header_from", models.CharField(max_length=253)),
                organization(),
                tenant_key("report", "delivery.dmarcreport", "rows"),
            ],
            options=TENANT,
        ),
        ProtectTable("DmarcReport"),
        ProtectTable("DmarcRow"),
    ]
