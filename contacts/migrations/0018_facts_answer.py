"""The projection's answer as one number, near the row's start, where a million rows are grouped by it.

Columns cannot be moved, so the table is written anew once more.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast

from accounts.tenancy.operations import ProtectTable

REASONS = """
    - no_address invalid_address ota_alias agency_shared role_address suppressed_unsubscribed suppressed_complaint
    suppressed_bounce suppressed_other left_topic left_hotel paused frequency_cap consent_withdrawn objected
    not_confirmed sister_entity objection_not_offered sale_too_old alias_expired basis_expired no_consent same_inbox
"""
BASES = "- consent soft_opt_in implied_stay implied_enquiry opt_out contract legitimate_interest"


def words(text: str) -> list[str]:
    return [word.removeprefix("-") for word in text.split()]


def place(name: str, text: str) -> Case:
    whens = [When(**{name: word}, then=Value(number)) for number, word in enumerate(words(text))]
    return Case(*whens, output_field=models.IntegerField())


def place_sql(name: str, text: str) -> str:
    whens = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(words(text)))
    return f"CASE {name} {whens} END"


CODE = place("reason", REASONS) * 16 + place("basis", BASES) * 2 + Cast("inbox_shared", models.IntegerField())
CODE_SQL = f"({place_sql('reason', REASONS)} * 16 + {place_sql('basis', BASES)} * 2 + inbox_shared::integer)::smallint"

ordered = import_module("contacts.migrations.0017_facts_in_order")
COLUMNS = ordered.COLUMNS.replace(
    "    reason ", f"    answer smallint GENERATED ALWAYS AS ({CODE_SQL}) STORED NOT NULL,\n    reason ", 1
)
REBUILD = ordered.REBUILD.replace(ordered.COLUMNS, COLUMNS).replace(
    "WHERE inbox_shared;", "WHERE inbox_shared AND answer < 16;"
)


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0017_facts_in_order'),
    ]

    operations = [
        migrations.RunSQL(
            REBUILD,
            migrations.RunSQL.noop,
            state_operations=[
                migrations.RemoveIndex('guestfacts', 'facts_shared'),
                migrations.AddField(
                    model_name='guestfacts',
                    name='answer',
                    field=models.GeneratedField(
                        db_persist=True, expression=CODE, output_field=models.SmallIntegerField()
                    ),
                ),
                migrations.AddIndex(
                    'guestfacts',
                    models.Index(
                        fields=['organization', 'inbox'],
                        name='facts_shared',
                        condition=models.Q(inbox_shared=True, answer__lt=16),
                    ),
                ),
            ],
        ),
        ProtectTable('GuestFacts'),
        migrations.RunSQL(ordered.POLICY_SQL, migrations.RunSQL.noop),
    ]
