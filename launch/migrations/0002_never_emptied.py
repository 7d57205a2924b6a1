from django.db import migrations

_MAKE = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION bellhop_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("launch", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_MAKE.format(table=table), f"DROP TRIGGER IF EXISTS never_emptied ON {table};")
        for table in ("launch_evidencerun", "launch_signoff")
    ]
