from django.db import migrations

_DROP = "DROP TRIGGER IF EXISTS never_emptied ON accounts_auditevent;"
_MAKE = """
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION bellhop_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_hotel_legal_entity"),
    ]

    operations = [
        # ProtectTable makes it by now; a table that was made before gets it here.
        migrations.RunSQL(_DROP + _MAKE, _DROP),
    ]
