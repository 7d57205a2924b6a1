"""Whose facts a statement may have changed, noted by the database itself, whoever writes.

Statement-level triggers with transition tables: one note for a statement, of up to 10,000 ids. What
changed is found by EXCEPT, which is planned as a hash or a sort for one row and for a million; a join
would keep the plan of the session's first, small statement. The ledger's messages have no trigger.
"""

from django.db import migrations

from accounts.tenancy.operations import POLICY

# Asked once a statement, not once for each of a million rows of a scan.
ONCE = "organization_id = (SELECT current_setting('app.organization_id')::bigint)"
POLICY_SQL = f"""
DROP POLICY {POLICY} ON contacts_guestfacts;
CREATE POLICY {POLICY} ON contacts_guestfacts USING ({ONCE}) WITH CHECK ({ONCE});
"""

INBOX = "('x' || substr(encode(address_hash, 'hex'), 1, 16))::bit(64)::bigint"
OPENED = "kind IN ('open', 'click')"

# table: (kind of note, id noted, columns that matter, condition)
NOTED = {
    "contacts_guest": ("guest", "id", "address_hash, email_kind, language, country, birth_date, tags, custom, created_at", "true"),
    "contacts_stay": ("guest", "guest_id", "hotel_id, status, arrival, departure, total_minor, currency", "guest_id IS NOT NULL"),
    "compliance_consentstatus": ("inbox", INBOX, "address_hash, granted, expires_at", "purpose = 'marketing'"),
    "compliance_suppression": ("inbox", INBOX, "address_hash, scope, reason", "true"),
    "delivery_mailing": ("mailing", "id", "state, first_message, last_message", "stream = 'marketing'"),
    "delivery_engagementevent": ("message", "message_id", "kind, last_at, machine", OPENED),
}
EVENTS = {"INSERT": ("new_rows",), "UPDATE": ("old_rows", "new_rows"), "DELETE": ("old_rows",)}
REFERENCING = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def changed(noted, columns, condition, event):
    """The organisation and noted id of each row that a statement added, changed or took away."""
    def rows(table, extra=""):
        return f"SELECT organization_id, {noted} AS noted{extra} FROM {table} WHERE {condition}"

    if event != "UPDATE":
        return f"SELECT DISTINCT organization_id, noted FROM ({rows(EVENTS[event][0])}) AS touched"
    extra = ", " + columns
    old, new = rows("old_rows", extra), rows("new_rows", extra)
    return (
        f"SELECT DISTINCT organization_id, noted FROM (({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old})) AS touched"
    )


def trigger(table, event):
    kind, noted, columns, condition = NOTED[table]
    name = f"bellhop_facts_{table}_{event.lower()}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contacts_factspending (organization_id, kind, ids)
    SELECT organization_id, '{kind}', array_agg(noted) FROM (
        SELECT organization_id, noted, (row_number() OVER () - 1) / 10000 AS part
        FROM ({changed(noted, columns, condition, event)}) AS notes
    ) AS parts GROUP BY organization_id, part;
    RETURN NULL;
END $$;
CREATE TRIGGER facts_{event.lower()} AFTER {event} ON {table}
    REFERENCING {REFERENCING[event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def untrigger(table, event):
    name = f"bellhop_facts_{table}_{event.lower()}"
    return f"DROP TRIGGER facts_{event.lower()} ON {table}; DROP FUNCTION {name}();"


# The first hotel's currency is the one that revenue is summed in.
HOTEL = """
CREATE FUNCTION bellhop_facts_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contacts_factspending (organization_id, kind, ids)
    SELECT organization_id, 'guest', array_agg(id) FROM contacts_guest
    WHERE organization_id IN (
        SELECT organization_id FROM (
            (SELECT organization_id, id, currency FROM old_rows EXCEPT SELECT organization_id, id, currency FROM new_rows)
        ) AS changed
    ) GROUP BY organization_id, id / 10000;
    RETURN NULL;
END $$;
CREATE TRIGGER facts_currency AFTER UPDATE ON accounts_hotel
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION bellhop_facts_currency();
"""
UNHOTEL = "DROP TRIGGER facts_currency ON accounts_hotel; DROP FUNCTION bellhop_facts_currency();"

# Guests of an earlier release are noted, and read by the first refresh.
BACKFILL = """
INSERT INTO contacts_factspending (organization_id, kind, ids)
    SELECT organization_id, 'guest', array_agg(id) FROM contacts_guest GROUP BY organization_id, id / 10000;
INSERT INTO contacts_factspending (organization_id, kind, ids)
    SELECT organization_id, 'mailing', array_agg(id ORDER BY id) FROM delivery_mailing
    WHERE stream = 'marketing' AND state <> 'ready' GROUP BY organization_id;
INSERT INTO contacts_factspending (organization_id, kind, ids)
    SELECT organization_id, 'message', array_agg(DISTINCT message_id) FROM delivery_engagementevent
    WHERE kind IN ('open', 'click') GROUP BY organization_id, message_id / 10000;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('compliance', '0001_initial'),
        ('contacts', '0003_segments'),
        ('delivery', '0007_note_unique'),
    ]

    operations = [
        migrations.RunSQL(POLICY_SQL, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(trigger(table, event), untrigger(table, event))
            for table in NOTED
            for event in EVENTS
            # A letter's events are never taken back but with the guest; a mailing counts once it was started.
            if (table, event) not in {("delivery_mailing", "INSERT"), ("delivery_mailing", "DELETE"),
                                      ("delivery_engagementevent", "DELETE")}
        ),
        migrations.RunSQL(HOTEL, UNHOTEL),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
