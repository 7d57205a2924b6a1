"""GDPR 15, 17, 20: every table is either shown to a person and forgotten with them, or says why not."""

import re

import pytest
from django.apps import apps
from django.db import connection, models

from compliance.personal import Kept, PersonalTable, personal_tables
from tests.architecture.test_models import ROOMS, our_models

# Columns whose names sound of a person.
TELLING = re.compile(
    r"(^|_)(name|surname|person|email|mail|phone|address|ip|birth|payload|raw|body|cells|before|after|rows"
    r"|custom|merge|recipient|guest|stay|user_agent|evidence|note|notes|envelope|text|message|origins|fields|username"
    r"|credentials|last_error)(_|$)"
)
# Telling words that name something else wherever they stand.
HARMLESS = re.compile(r"(_id|_hash|_count|_at|_no|_ok|_size|_to_json)$|^(last_message|first_message)$")
# Their tables belong to log-ins of hotels' own people, or to the machinery; guests do not log in.
LIBRARIES = {
    "auth",
    "contenttypes",
    "sessions",
    "django_celery_beat",
    "axes",
    "account",
    "mfa",
    "usersessions",
    "admin",
}
LISTED = {table.label: table for table in personal_tables()}


def columns_of(model: type[models.Model]) -> list[str]:
    """Names of the table's columns, a reference by its field's name."""
    return [field.name for field in model._meta.local_concrete_fields]


def unexplained(table: PersonalTable, columns: list[str]) -> list[str]:
    """Columns that sound of a person in a table that says nobody stands in it."""
    if not table.nothing:
        return []
    return [
        name for name in columns
        if TELLING.search(name) and not HARMLESS.search(name) and not table.columns.get(name)
    ]  # fmt: skip


def test_every_table_is_listed() -> None:
    assert {model._meta.label for model in our_models()} == set(LISTED)


def test_the_list_is_that_of_the_database_itself(db: None) -> None:
    """A table that a migration made without a model would be missed by Django's registry."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert {name for name in found - known if name != "django_migrations"} == set()


def test_each_app_is_a_room_or_a_library_of_log_in_and_machinery() -> None:
    assert {model._meta.app_label for model in apps.get_models()} <= LIBRARIES | set(ROOMS)


@pytest.mark.parametrize("table", LISTED.values(), ids=lambda table: table.label)
def test_a_table_has_both_handlers_or_a_reason(table: PersonalTable) -> None:
    if table.nothing:
        assert len(table.nothing) > 3
        return
    assert table.section
    for handler in (table.export, table.erase):
        assert callable(handler) or (isinstance(handler, Kept) and len(handler.reason) > 20)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_no_telling_column_stands_unexplained_where_nobody_is_said_to_stand(
    model: type[models.Model],
) -> None:
    assert unexplained(LISTED[model._meta.label], columns_of(model)) == []


def test_sections_of_an_export_are_apart() -> None:
    sections = [table.section for table in LISTED.values() if table.section]
    assert len(sections) == len(set(sections))


def test_a_new_column_that_sounds_of_a_person_would_be_caught() -> None:
    assert unexplained(LISTED["contacts.FactsPending"], ["id", "kind", "guest_email"]) == ["guest_email"]
    assert unexplained(LISTED["contacts.Guest"], ["guest_email"]) == []


def test_each_explanation_is_for_a_column_that_exists() -> None:
    stale = {
        f"{label}.{name}"
        for label, table in LISTED.items()
        for name in table.columns
        if name not in columns_of(apps.get_model(label))
    }
    assert stale == set()
