from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.tenancy.models import TenantForeignKey

POLICY = "one_organization"
# current_setting() without a default: a statement that names no organisation fails, it does not see less.
CONDITION = "organization_id = current_setting('app.organization_id')::bigint"


def protection(model: type[models.Model], *, append_only: bool) -> list[str]:
    """The statements that put up the walls of one table; each may be repeated.

    FORCE, which binds the owner too, comes after all migrations (grants.py): while they run, the owner
    must see every row, or a new foreign key would be checked against none.
    """
    table = model._meta.db_table
    statements = [
        add_constraint(table, f"{table}_tenant_uniq", "UNIQUE (organization_id, id)"),
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS {POLICY} ON "{table}"',
        f'CREATE POLICY {POLICY} ON "{table}" USING ({CONDITION}) WITH CHECK ({CONDITION})',
    ]
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            statements += composite_key(model, field)
    if append_only:
        trigger = f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
        trigger += "FOR EACH ROW EXECUTE FUNCTION bellhop_refuse_change()"
        statements += [f'DROP TRIGGER IF EXISTS append_only ON "{table}"', trigger]
        # No row's trigger sees a TRUNCATE.
        emptied = f'CREATE TRIGGER never_emptied BEFORE TRUNCATE ON "{table}" '
        emptied += "FOR EACH STATEMENT EXECUTE FUNCTION bellhop_refuse_change()"
        statements += [f'DROP TRIGGER IF EXISTS never_emptied ON "{table}"', emptied]
    return statements


def composite_key(model: type[models.Model], field: "models.ForeignKey[Any, Any]") -> list[str]:
    table = model._meta.db_table
    column, target = field.column, field.remote_field.model._meta.db_table
    reference = f'FOREIGN KEY (organization_id, "{column}") REFERENCES "{target}" (organization_id, id)'
    name, definition = f"{table}_{column}_tenant_fk"[:63], f"{reference} DEFERRABLE INITIALLY DEFERRED"
    statements = [add_constraint(table, name, definition)]
    if not is_covered(model, field):
        index = f"{table}_{column}_tenant_idx"[:63]
        statements.append(f'CREATE INDEX IF NOT EXISTS "{index}" ON "{table}" (organization_id, "{column}")')
    return statements


def is_covered(model: type[models.Model], field: "models.ForeignKey[Any, Any]") -> bool:
    """Whether a unique constraint's own index already leads with the organisation and this reference."""
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return any(each.condition is None and each.fields[:2] == ("organization", field.name) for each in unique)


def add_constraint(table: str, name: str, definition: str) -> str:
    # Names come from models, never from input.
    missing = f"NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}')"  # noqa: S608
    return f'DO $$ BEGIN IF {missing} THEN ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}; END IF; END $$'


class ProtectTable(Operation):
    """Row-level security, composite foreign keys and their indexes for one tenant model.

    Stands after the model's CreateModel, and again after an AddField of a TenantForeignKey.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, *, append_only: bool = False) -> None:
        self.name = name
        self.append_only = append_only

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.name], {"append_only": self.append_only}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that Django's state knows is changed."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        apps: Apps = to_state.apps
        model = apps.get_model(app_label, self.name)
        for statement in protection(model, append_only=self.append_only):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        schema_editor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"', params=None)
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY', params=None)

    def describe(self) -> str:
        return f"Keep the rows of {self.name} to their organisation"
