"""A left join with letters counted by inbox.

Django joins tables only. A sub-select for each of a million guests would cost an index look-up each; a join
lets PostgreSQL count the recent letters once and hash them.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.datastructures import Join
from typing_extensions import override

from delivery.models import Message

M = TypeVar("M", bound=models.Model)
NAME = "recent_letters"


@dataclass(frozen=True)
class _RecentRelation:
    """What Django asks of a join's field, for equal (organization_id, address_hash)."""

    near: type[models.Model]
    recent: Any

    @property
    def related_model(self) -> type[models.Model]:
        """Return the far model, which Django asks for when the query gets a sub-select."""
        return Message

    def get_joining_fields(self) -> tuple[tuple[object, object], ...]:
        return tuple(
            (self.near._meta.get_field(name), Message._meta.get_field(name))
            for name in ("organization", "address_hash")
        )

    def get_extra_restriction(self, _alias: str, _related_alias: str) -> None:
        return None


class _RecentJoin(Join):
    """A join whose far side is a query in brackets instead of a table's name."""

    @override
    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        query = self.join_field.recent.query  # type: ignore[attr-defined]
        inner, inner_params = query.get_compiler(connection=connection).as_sql()
        name = compiler.quote_name_unless_alias(self.table_name)
        alias = f" {name}" if self.table_alias == self.table_name else ""
        return sql.replace(name, f"({inner}){alias}", 1), [*inner_params, *params]


def recent_join(rows: models.QuerySet[M], *, recent: Any) -> tuple[models.QuerySet[M], str]:
    """Left-join `recent`, a query of one row per organisation and address hash; returns the alias too."""
    rows = rows.all()
    relation: Any = _RecentRelation(rows.model, recent)
    join = _RecentJoin(NAME, rows.query.get_initial_alias(), None, LOUTER, relation, nullable=True)
    return rows, rows.query.join(join)


def recent_column(alias: str, name: str) -> Col:
    """Return a count of the joined query as an expression."""
    field: Any = models.IntegerField()
    field.set_attributes_from_name(name)
    return Col(alias, field)
