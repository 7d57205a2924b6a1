import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from accounts.tenancy.operations import ProtectTable

KINDS = [
    (value, value)
    for value in ("hard", "soft", "block", "complaint", "notbounce", "unsubscribe", "dmarc", "unread")
]


def pk():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def kept():
    return [
        ("sha256", models.BinaryField(max_length=32)),
        ("size", models.PositiveIntegerField()),
        ("truncated", models.BooleanField(default=False)),
        ("raw", models.BinaryField(null=True)),
    ]


def envelope():
    return [
        ("envelope_to", models.CharField(max_length=320)),
        ("envelope_from", models.CharField(blank=True, max_length=320)),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("delivery", "0004_domains"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboundMail",
            fields=[
                pk(),
                ("received_at", models.DateTimeField()),
                *envelope(),
                ("kind", models.CharField(choices=KINDS, max_length=16)),
                ("status", models.CharField(blank=True, max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("message_id", models.BigIntegerField(blank=True, null=True)),
                ("message_month", models.DateField(blank=True, null=True)),
                ("outcome", models.CharField(max_length=300)),
                *kept(),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="+", to="accounts.organization",
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects", "default_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            model_name="inboundmail",
            constraint=models.UniqueConstraint(
                fields=("organization", "sha256", "envelope_to"), name="inbound_mail_sha256_uniq"
            ),
        ),
        migrations.AddIndex(
            model_name="inboundmail",
            index=models.Index(fields=["organization", "received_at"], name="inbound_mail_received_idx"),
        ),
        migrations.AddIndex(
            model_name="inboundmail",
            index=models.Index(
                condition=Q(("message_id__isnull", False)), fields=["organization", "message_id"],
                name="inbound_mail_message_idx",
            ),
        ),
        migrations.CreateModel(
            name="StrayMail",
            fields=[
                pk(),
                ("received_at", models.DateTimeField(db_index=True)),
                *envelope(),
                ("reason", models.CharField(max_length=300)),
                *kept(),
            ],
        ),
        migrations.AddConstraint(
            model_name="straymail",
            constraint=models.UniqueConstraint(fields=("sha256", "envelope_to"), name="stray_mail_sha256_uniq"),
        ),
        ProtectTable("InboundMail"),
    ]
