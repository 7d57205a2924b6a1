"""The projection's columns in the order in which they are asked for, its rows carried over.

PostgreSQL reads a row from its start, and what may be null keeps it from knowing where the rest begins: what each
question asks stands first, what may be null last. Columns cannot be moved, so the table is written anew.
"""

from django.db import migrations

from accounts.tenancy.operations import POLICY, ProtectTable

COLUMNS = """
    organization_id bigint NOT NULL,
    id bigint NOT NULL,
    reason varchar(32) NOT NULL,
    basis varchar(32) DEFAULT '' NOT NULL,
    language varchar(16) NOT NULL,
    country varchar(2) NOT NULL,
    terms_0 bigint NOT NULL,
    terms_1 bigint NOT NULL,
    inbox bigint,
    revenue bigint NOT NULL,
    revenue_12m bigint NOT NULL,
    nights integer NOT NULL,
    stays smallint NOT NULL,
    stays_12m smallint NOT NULL,
    inbox_shared boolean NOT NULL,
    created_on date NOT NULL,
    birthday smallint,
    due_at timestamptz,
    first_arrival date,
    last_departure date,
    next_arrival date,
    last_mailed date,
    last_opened date,
    last_clicked date,
    last_machine_opened date,
    email_kind varchar(16) NOT NULL
"""
NAMES = ", ".join(line.split()[0] for line in COLUMNS.strip().splitlines())
REBUILD = f"""
CREATE TABLE contacts_guestfacts_ordered ({COLUMNS});
INSERT INTO contacts_guestfacts_ordered ({NAMES}) SELECT {NAMES} FROM contacts_guestfacts;
DROP TABLE contacts_guestfacts;
ALTER TABLE contacts_guestfacts_ordered RENAME TO contacts_guestfacts;
ALTER TABLE contacts_guestfacts ADD CONSTRAINT contacts_guestfacts_pkey PRIMARY KEY (id);
CREATE INDEX facts_by_inbox ON contacts_guestfacts (organization_id, inbox) WHERE inbox IS NOT NULL;
CREATE INDEX facts_shared ON contacts_guestfacts (organization_id, inbox) WHERE inbox_shared;
CREATE INDEX facts_due ON contacts_guestfacts (organization_id, due_at) WHERE due_at IS NOT NULL;
"""
# Asked once a statement, not once for each of a million rows of a scan, as 0004 has it.
ONCE = "organization_id = (SELECT current_setting('app.organization_id')::bigint)"
POLICY_SQL = f"""
DROP POLICY {POLICY} ON contacts_guestfacts;
CREATE POLICY {POLICY} ON contacts_guestfacts USING ({ONCE}) WITH CHECK ({ONCE});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0016_facts_shared'),
    ]

    operations = [
        migrations.RunSQL(REBUILD, migrations.RunSQL.noop),
        ProtectTable('GuestFacts'),
        migrations.RunSQL(POLICY_SQL, migrations.RunSQL.noop),
    ]
