from django.db import migrations

# A large pile is worked off before autovacuum has looked at what was imported, and the owner alone may analyze.
ANALYZE = """
CREATE FUNCTION bellhop_facts_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE contacts_guest;
    ANALYZE contacts_stay;
    ANALYZE contacts_guestfacts;
    ANALYZE contacts_factsterm;
    ANALYZE compliance_consentstatus;
    ANALYZE compliance_suppression;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0006_imports_at_scale'),
    ]

    operations = [
        migrations.RunSQL(ANALYZE, 'DROP FUNCTION bellhop_facts_analyze()'),
    ]
