"""The projection of an older database comes along when its columns are put in order."""

from tests.database import admin
from tests.upgrades import migrate, own_database

BEFORE = """
INSERT INTO contacts_guestfacts (organization_id, id, inbox, revenue, revenue_12m, terms_0, terms_1, nights, stays,
    stays_12m, birthday, inbox_shared, created_on, last_opened, language, country, reason, email_kind)
VALUES (1, 7, 70, 9900, 0, 5, 0, 3, 1, 0, 603, true, '2026-01-02', '2026-03-04', 'de', 'AT', '', 'real')
"""
ASKED = (
    "organization_id, id, inbox, revenue, terms_0, birthday, inbox_shared, last_opened::text, language, reason, basis,"
    " answer"
)


def test_facts_of_an_older_database_come_along() -> None:
    with own_database() as name:
        migrate(name, "contacts", "0014")
        with admin(name) as connection:
            connection.execute("SELECT set_config('app.organization_id', '1', false)")
            connection.execute(BEFORE)
        migrate(name)
        with admin(name) as connection:
            connection.execute("SELECT set_config('app.organization_id', '1', false)")
            rows = connection.execute(f"SELECT {ASKED} FROM contacts_guestfacts").fetchall()  # noqa: S608 - no input
            first = connection.execute(
                "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute"
                " WHERE attrelid = 'contacts_guestfacts'::regclass AND attnum BETWEEN 1 AND 4"
            ).fetchall()
            connection.execute("SELECT set_config('app.organization_id', '2', false)")
            foreign = connection.execute("SELECT count(*) FROM contacts_guestfacts").fetchall()
    assert rows == [(1, 7, 70, 9900, 5, 603, True, "2026-03-04", "de", "", "", 1)]
    assert (first, foreign) == ([("organization_id id answer reason",)], [(0,)])
