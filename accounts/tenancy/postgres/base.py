"""Django's PostgreSQL backend, telling the server for which organisation each statement runs.

The setting is local to a transaction, so nothing is left on a connection that a pool or PgBouncer (in
transaction mode) hands to somebody else. A statement outside a transaction gets one of its own.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base

from accounts.tenancy.scope import current_organization_id

SETTING = "app.organization_id"
UNKNOWN = -1
# A savepoint is rolled back in a transaction that has failed, where nothing else may be said.
SAVEPOINTS = ("SAVEPOINT", "ROLLBACK TO", "RELEASE")

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def run_in_scope(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django's signature
    connection = context["connection"]
    if sql.startswith(SAVEPOINTS):
        return execute(sql, params, many, context)
    if not connection.get_autocommit():
        connection.tell_scope()
        return execute(sql, params, many, context)
    if current_organization_id() is None:
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        connection.tell_scope()
        return execute(sql, params, many, context)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_scope: int | None = None
        self.execute_wrappers.append(run_in_scope)

    def tell_scope(self) -> None:
        """Set the organisation for the open transaction, unless the server knows it already."""
        wanted = current_organization_id()
        if wanted == self.told_scope:
            return
        value = "" if wanted is None else str(wanted)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
        self.told_scope = wanted

    def connect(self) -> None:
        self.told_scope = None
        super().connect()

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - Django's signature
        # Both ends of a transaction: what it was told has ended with it.
        self.told_scope = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.told_scope = None

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.told_scope = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        # The setting goes back to what it was at the savepoint, which nobody wrote down.
        self.told_scope = UNKNOWN
