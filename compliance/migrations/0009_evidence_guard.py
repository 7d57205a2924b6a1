"""The ledger allows one change, checked in the database: an IP address of a proof cut to its network after a day.

And no table that only grows can be emptied by TRUNCATE, which no row's trigger sees.
"""

from django.db import migrations

FUNCTIONS = """
-- An address as its network, IPv4 /24 and IPv6 /48; what is no address says nothing.
CREATE OR REPLACE FUNCTION bellhop_network(address text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN network(set_masklen(address::inet, CASE family(address::inet) WHEN 4 THEN 24 ELSE 48 END))::text;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN '';
END $$;

-- Evidence with each IP address as its network, under a name of its own.
CREATE OR REPLACE FUNCTION bellhop_evidence_coarse(evidence jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(
        CASE WHEN is_ip THEN left(key, -2) || 'network' ELSE key END,
        CASE WHEN is_ip THEN to_jsonb(bellhop_network(value #>> '{}')) ELSE value END
    ), '{}'::jsonb)
    FROM (
        SELECT key, value, key IN ('requested_ip', 'confirmed_ip', 'opt_in_ip', 'confirm_ip') AS is_ip
        FROM jsonb_each(evidence)
    ) AS parts
$$;

CREATE OR REPLACE FUNCTION bellhop_consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed compliance_consentevent%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.recorded_at <= now() - interval '24 hours' THEN
        allowed := OLD;
        allowed.evidence := bellhop_evidence_coarse(OLD.evidence);
        IF NEW IS NOT DISTINCT FROM allowed THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER IF EXISTS append_only ON compliance_consentevent;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON compliance_consentevent
    FOR EACH ROW EXECUTE FUNCTION bellhop_consent_guard();
"""
BACK = """
DROP TRIGGER IF EXISTS append_only ON compliance_consentevent;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON compliance_consentevent
    FOR EACH ROW EXECUTE FUNCTION bellhop_refuse_change();
DROP FUNCTION IF EXISTS bellhop_consent_guard();
DROP FUNCTION IF EXISTS bellhop_evidence_coarse(jsonb);
DROP FUNCTION IF EXISTS bellhop_network(text);
"""
GROWING = ("consenttext", "consentevent", "erasure", "privacypolicy", "retentionrun")
NEVER_EMPTIED = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON compliance_{name}
    FOR EACH STATEMENT EXECUTE FUNCTION bellhop_refuse_change();
"""
EMPTIED_AGAIN = "DROP TRIGGER IF EXISTS never_emptied ON compliance_{name};"


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0008_permission"),
    ]

    operations = [
        # ProtectTable makes them by now; what was made before gets them here.
        *(
            migrations.RunSQL(
                EMPTIED_AGAIN.format(name=name) + NEVER_EMPTIED.format(name=name), EMPTIED_AGAIN.format(name=name)
            )
            for name in GROWING
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
