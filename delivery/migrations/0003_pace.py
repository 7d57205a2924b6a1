import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Value

from accounts.tenancy.operations import ProtectTable

STREAMS = [("marketing", "marketing"), ("service", "service"), ("both", "both")]
TENANT = {"abstract": False, "base_manager_name": "objects", "default_manager_name": "objects"}

# There was at most one relay for each host and port, so the address names it.
NAME_RELAYS = "UPDATE delivery_relay SET name = left(host, 90) || ':' || port WHERE name = ''"


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


def added(name, field):
    return migrations.AddField(model_name="relay", name=name, field=field)


def text(length):
    return models.CharField(max_length=length, blank=True, default="", db_default="")


def whole(default):
    return models.PositiveIntegerField(default=default, db_default=default)


def small(default):
    return models.PositiveSmallIntegerField(default=default, db_default=default)


def flag(default):
    return models.BooleanField(default=default, db_default=default)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("delivery", "0002_ledger"),
    ]

    operations = [
        added("name", models.CharField(max_length=100, default="", db_default="")),
        added("streams", models.CharField(choices=STREAMS, max_length=16, default="both", db_default="both")),
        added("priority", small(10)),
        added("enabled", flag(True)),
        added("helo", text(253)),
        added("source_address", text(45)),
        added("connections", small(4)),
        added("letters_per_connection", whole(0)),
        added("letters_per_hour", whole(0)),
        added("log_path", text(500)),
        added("signs", flag(False)),
        added("warm_up_plan", text(16)),
        added("warm_up_started_on", models.DateField(blank=True, null=True)),
        added("down_until", models.DateTimeField(blank=True, null=True)),
        added("failures", whole(0)),
        added("last_error", text(300)),
        migrations.RunSQL(NAME_RELAYS, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="relay", name="relay_uniq"),
        migrations.AddConstraint(
            model_name="relay",
            constraint=models.UniqueConstraint(fields=["organization", "name"], name="relay_name_uniq"),
        ),
        migrations.CreateModel(
            name="SendingPolicy",
            fields=[
                pk(),
                ("letters_per_hour", models.PositiveIntegerField(default=0)),
                ("provider_limits", models.JSONField(default=dict, db_default=Value({}, models.JSONField()))),
                ("hold_reason", models.CharField(blank=True, max_length=300)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                organization(),
            ],
            options={
                **TENANT,
                "constraints": [
                    models.UniqueConstraint(fields=["organization"], name="sending_policy_uniq"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DomainWarmUp",
            fields=[
                pk(),
                ("domain", models.CharField(max_length=253)),
                ("plan", models.CharField(max_length=16)),
                ("started_on", models.DateField()),
                organization(),
            ],
            options={
                **TENANT,
                "constraints": [
                    models.UniqueConstraint(fields=["organization", "domain"], name="domain_warm_up_uniq"),
                ],
            },
        ),
        ProtectTable("SendingPolicy"),
        ProtectTable("DomainWarmUp"),
    ]
