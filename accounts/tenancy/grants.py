"""What the two database roles may do, set around each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections

FORCE = """
DO $$ DECLARE target regclass; BEGIN
    FOR target IN SELECT oid FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s {verb} ROW LEVEL SECURITY', target);
    END LOOP;
END $$
"""
GRANTS = (
    'GRANT USAGE ON SCHEMA public TO "{role}"',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
    'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
    # The history of migrations is the owner's alone to write.
    'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{role}"',
)


def free_owner(sender: AppConfig, using: str, **_: Any) -> None:  # noqa: ARG001 - Django's signal
    """Before a migration: the owner sees all rows, so that new constraints are checked against them."""
    if using == "owner":
        with connections[using].cursor() as cursor:
            cursor.execute(FORCE.format(verb="NO FORCE"))


def bind_roles(sender: AppConfig, using: str, **_: Any) -> None:  # noqa: ARG001 - Django's signal
    """After it: row-level security binds the owner too, and the app's role may read and write rows, no more."""
    if using != "owner":
        return
    role = str(settings.DATABASES["default"]["USER"]).replace('"', "")
    with connections[using].cursor() as cursor:
        cursor.execute(FORCE.format(verb="FORCE"))
        for statement in GRANTS:
            cursor.execute(statement.format(role=role))
