"""The ledger in monthly partitions, with counts that a trigger keeps beside it.

Written by hand where Django has no words: it knows neither partitions nor triggers. Rows of an earlier
release are carried over.
"""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.models
from accounts.tenancy.operations import CONDITION, POLICY, ProtectTable
from delivery.types import MessageState, ODD_ENDS

COLUMNS = (
    "id, organization_id, mailing_id, month, recipient_ref, address, address_hash, provider, language, merge, state, "
    "reason, basis, evidence_id, attempts, due_at, claimed_by, queue_id, response, handed_at"
)
ODD = ", ".join(f"'{state.value}'" for state in ODD_ENDS)

# A new month is attached, not created in place: readers and writers of the ledger go on meanwhile. Attaching
# checks the (empty) month's references under row-level security, so the function names an organisation that nobody has.
MONTH_FUNCTION = """
CREATE FUNCTION bellhop_ledger_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.organization_id', true), '');
    part text := 'delivery_message_' || to_char(month, 'YYYY_MM');
BEGIN
    IF extract(day FROM month) <> 1 THEN
        RAISE EXCEPTION 'A month of the ledger starts on its first day, not on %', month;
    END IF;
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(part));
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- Room on each page, so that a row's next state is written beside its last.
    EXECUTE format(
        'CREATE TABLE %I (LIKE delivery_message INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = 70)',
        part);
    -- Nobody reads a partition but through the ledger, where the policy stands.
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
    PERFORM set_config('app.organization_id', '0', true);
    EXECUTE format(
        'ALTER TABLE delivery_message ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        part, month, month + interval '1 month');
    PERFORM set_config('app.organization_id', scope, true);
    RETURN true;
END $$
"""

# The claims of a large mailing start before autovacuum has looked at its rows, and the owner alone may analyze.
ANALYZE_FUNCTION = """
CREATE FUNCTION bellhop_ledger_analyze(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %I', 'delivery_message_' || to_char(month, 'YYYY_MM'));
    ANALYZE compliance_consentstatus;
    ANALYZE compliance_suppression;
END $$
"""

TABLE = f"""
ALTER TABLE delivery_engagementevent DROP CONSTRAINT delivery_engagementevent_message_id_tenant_fk;
ALTER TABLE delivery_message RENAME TO delivery_message_flat;
CREATE SEQUENCE delivery_message_seq;
CREATE TABLE delivery_message (
    id bigint NOT NULL DEFAULT nextval('delivery_message_seq'),
    organization_id bigint NOT NULL,
    mailing_id bigint NOT NULL,
    month date NOT NULL,
    recipient_ref bigint NOT NULL,
    address varchar(320) NOT NULL,
    address_hash bytea,
    provider varchar(253) NOT NULL,
    language varchar(16) NOT NULL,
    merge jsonb NOT NULL,
    state varchar(16) NOT NULL,
    reason varchar(300) NOT NULL,
    basis varchar(32) NOT NULL,
    evidence_id bigint,
    attempts smallint NOT NULL CHECK (attempts >= 0),
    due_at timestamptz,
    claimed_by varchar(100) NOT NULL,
    queue_id varchar(100) NOT NULL,
    response varchar(500) NOT NULL,
    handed_at timestamptz
) PARTITION BY RANGE (month);
ALTER SEQUENCE delivery_message_seq OWNED BY delivery_message.id;
SELECT bellhop_ledger_month(made.month) FROM (
    SELECT DISTINCT month FROM delivery_mailing
    UNION SELECT (date_trunc('month', now()) + n * interval '1 month')::date FROM generate_series(0, 2) AS n
) AS made;
INSERT INTO delivery_message ({COLUMNS})
SELECT flat.id, flat.organization_id, mailing_id, mailing.month, recipient_ref, address, address_hash,
    lower(split_part(address, '@', 2)), language, merge, flat.state, reason, basis, evidence_id, attempts,
    CASE WHEN flat.state = 'claimed' THEN lease_until ELSE next_attempt_at END,
    claimed_by, '', response, handed_at
FROM delivery_message_flat AS flat JOIN delivery_mailing AS mailing ON mailing.id = flat.mailing_id;
SELECT setval('delivery_message_seq', coalesce((SELECT max(id) FROM delivery_message), 0) + 1, false);
DROP TABLE delivery_message_flat;
ALTER TABLE delivery_message
    ADD CONSTRAINT delivery_message_pkey PRIMARY KEY (organization_id, id, month),
    ADD CONSTRAINT message_recipient_uniq UNIQUE (organization_id, mailing_id, month, recipient_ref),
    ADD CONSTRAINT delivery_message_organization_id_fk
        FOREIGN KEY (organization_id) REFERENCES accounts_organization (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT delivery_message_mailing_id_tenant_fk
        FOREIGN KEY (organization_id, mailing_id, month) REFERENCES delivery_mailing (organization_id, id, month);
CREATE INDEX message_due_idx ON delivery_message (organization_id, mailing_id, due_at, id)
    WHERE due_at IS NOT NULL;
CREATE INDEX message_waiting_hash_idx ON delivery_message (organization_id, address_hash) WHERE due_at IS NOT NULL;
CREATE INDEX message_odd_end_idx ON delivery_message (organization_id, mailing_id, state, id)
    WHERE state IN ({ODD});
CREATE INDEX message_handed_idx ON delivery_message (organization_id, handed_at) WHERE handed_at IS NOT NULL;
ALTER TABLE delivery_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY {POLICY} ON delivery_message USING ({CONDITION}) WITH CHECK ({CONDITION});
UPDATE delivery_engagementevent AS event SET month = message.month
    FROM delivery_message AS message WHERE message.id = event.message_id;
ALTER TABLE delivery_engagementevent ALTER COLUMN month SET NOT NULL;
ALTER TABLE delivery_engagementevent DROP CONSTRAINT engagement_event_uniq;
ALTER TABLE delivery_engagementevent
    ADD CONSTRAINT engagement_event_uniq UNIQUE (organization_id, message_id, month, kind, link_no);
CREATE INDEX engagement_trouble_idx ON delivery_engagementevent (organization_id, first_at)
    WHERE kind IN ('bounce', 'complaint');
ALTER TABLE delivery_engagementevent ADD CONSTRAINT delivery_engagementevent_message_id_tenant_fk
    FOREIGN KEY (organization_id, message_id, month) REFERENCES delivery_message (organization_id, id, month)
    DEFERRABLE INITIALLY DEFERRED;
INSERT INTO delivery_mailingtally (organization_id, mailing_id, state, messages)
    SELECT organization_id, mailing_id, state, count(*) FROM delivery_message GROUP BY 1, 2, 3;
UPDATE delivery_mailing AS mailing SET first_message = bounds.first, last_message = bounds.last
    FROM (SELECT mailing_id, min(id) AS first, max(id) AS last FROM delivery_message GROUP BY 1) AS bounds
    WHERE bounds.mailing_id = mailing.id;
-- Rows whose references are still to be checked at the end would bar what Django alters after this.
SET CONSTRAINTS ALL IMMEDIATE;
"""

# Deleted messages stay counted: a mailing's numbers outlive the personal data of its recipients.
TALLY = """
CREATE FUNCTION bellhop_ledger_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_mailingtally (organization_id, mailing_id, state, messages)
    SELECT organization_id, mailing_id, state, count(*) FROM new_rows GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE FUNCTION bellhop_ledger_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_mailingtally (organization_id, mailing_id, state, messages)
    SELECT organization_id, mailing_id, state, sum(change) FROM (
        SELECT organization_id, mailing_id, state, 1 AS change FROM new_rows
        UNION ALL SELECT organization_id, mailing_id, state, -1 FROM old_rows
    ) AS changes GROUP BY 1, 2, 3 HAVING sum(change) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entered AFTER INSERT ON delivery_message
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bellhop_ledger_entered();
CREATE TRIGGER ledger_moved AFTER UPDATE ON delivery_message
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION bellhop_ledger_moved();
"""

STATES = [(state.value, state.value) for state in MessageState]
UNMOVED = migrations.RunSQL.noop


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0001_initial'),
    ]

    operations = [
        migrations.AddField('mailing', 'pause_reason', models.CharField(blank=True, default='', max_length=300)),
        migrations.AlterField('mailing', 'pause_reason', models.CharField(blank=True, max_length=300)),
        migrations.AddField('mailing', 'first_message', models.BigIntegerField(blank=True, editable=False, null=True)),
        migrations.AddField('mailing', 'last_message', models.BigIntegerField(blank=True, editable=False, null=True)),
        migrations.AddField('mailing', 'month', models.DateField(editable=False, null=True)),
        migrations.RunSQL(
            "UPDATE delivery_mailing SET month = date_trunc('month', created_at AT TIME ZONE 'UTC')::date", UNMOVED
        ),
        migrations.AlterField('mailing', 'month', models.DateField(editable=False)),
        migrations.AddConstraint(
            'mailing',
            models.UniqueConstraint(fields=('organization', 'id', 'month'), name='mailing_month_uniq'),
        ),
        migrations.CreateModel(
            name='MailingTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=STATES, max_length=16)),
                ('messages', models.BigIntegerField()),
                ('mailing', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='delivery.mailing')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={'abstract': False, 'base_manager_name': 'objects', 'default_manager_name': 'objects'},
        ),
        ProtectTable('MailingTally'),
        migrations.AddField('engagementevent', 'month', models.DateField(editable=False, help_text='the month of the message, whose key it is part of', null=True)),
        migrations.RunSQL(MONTH_FUNCTION, 'DROP FUNCTION bellhop_ledger_month(date)'),
        migrations.RunSQL(ANALYZE_FUNCTION, 'DROP FUNCTION bellhop_ledger_analyze(date)'),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE), migrations.RunSQL(TALLY)],
            state_operations=[
                migrations.AlterField('engagementevent', 'month', models.DateField(editable=False, help_text='the month of the message, whose key it is part of')),
                migrations.RemoveConstraint('engagementevent', 'engagement_event_uniq'),
                migrations.AddConstraint('engagementevent', models.UniqueConstraint(fields=('organization', 'message', 'month', 'kind', 'link_no'), name='engagement_event_uniq')),
                migrations.AddIndex('engagementevent', models.Index(condition=models.Q(('kind__in', ['bounce', 'complaint'])), fields=['organization', 'first_at'], name='engagement_trouble_idx')),
                migrations.RemoveIndex('message', 'message_due_idx'),
                migrations.RemoveIndex('message', 'message_waiting_hash_idx'),
                migrations.RemoveIndex('message', 'message_leased_idx'),
                migrations.RemoveIndex('message', 'message_state_idx'),
                migrations.RemoveIndex('message', 'message_recipient_idx'),
                migrations.RemoveConstraint('message', 'message_recipient_uniq'),
                migrations.RemoveField('message', 'message_id'),
                migrations.RemoveField('message', 'lease_until'),
                migrations.RenameField('message', 'next_attempt_at', 'due_at'),
                migrations.AddField('message', 'month', models.DateField(editable=False)),
                migrations.AddField('message', 'provider', models.CharField(blank=True, max_length=253)),
                migrations.AddField('message', 'queue_id', models.CharField(blank=True, max_length=100)),
                migrations.AddConstraint('message', models.UniqueConstraint(fields=('organization', 'mailing', 'month', 'recipient_ref'), name='message_recipient_uniq')),
                migrations.AddIndex('message', models.Index(condition=models.Q(('due_at__isnull', False)), fields=['organization', 'mailing', 'due_at', 'id'], name='message_due_idx')),
                migrations.AddIndex('message', models.Index(condition=models.Q(('due_at__isnull', False)), fields=['organization', 'address_hash'], name='message_waiting_hash_idx')),
                migrations.AddIndex('message', models.Index(condition=models.Q(('state__in', [state.value for state in ODD_ENDS])), fields=['organization', 'mailing', 'state', 'id'], name='message_odd_end_idx')),
            ],
        ),
    ]
