"""A left join to a table that no foreign key leads to.

A guest has no foreign key to their consent, since the consent outlives them. A sub-select per
row would cost an index look-up for each of a million guests; a join lets PostgreSQL hash the
whole table once.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.datastructures import Join
from django.db.models.sql.where import WhereNode

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class _Relation:
    """What Django asks of a join's field, for equal columns of the near and the far table."""

    near: type[models.Model]
    far: type[models.Model]
    on: tuple[tuple[str, str], ...]
    column: str
    value: object

    @property
    def related_model(self) -> type[models.Model]:
        """Return the far model, which Django asks for when the query gets a sub-select."""
        return self.far

    def get_joining_fields(self) -> tuple[tuple[object, object], ...]:
        return tuple(
            (self.near._meta.get_field(near), self.far._meta.get_field(far)) for near, far in self.on
        )

    def get_extra_restriction(self, alias: str, _related_alias: str) -> WhereNode:
        condition: Any = Exact(joined_column(alias, self.far, self.column), self.value)
        return WhereNode([condition])


def address_join(
    queryset: models.QuerySet[M], *, far: type[models.Model], column: str, value: str
) -> tuple[models.QuerySet[M], str]:
    """Left-join ``far`` on organisation and address hash where ``column`` is ``value``; see ``left_join``."""
    on = (("organization", "organization"), ("address_hash", "address_hash"))
    return left_join(queryset, far=far, on=on, column=column, value=value)


def left_join(
    queryset: models.QuerySet[M],
    *,
    far: type[models.Model],
    on: tuple[tuple[str, str], ...],
    column: str,
    value: object,
) -> tuple[models.QuerySet[M], str]:
    """Left-join ``far`` on equal fields (near, far) where its ``column`` is ``value``.

    At most one row of ``far`` may match, else rows double. Returns the new queryset and the alias its
    columns are reached by.
    """
    queryset = queryset.all()
    near_alias = queryset.query.get_initial_alias()
    relation: Any = _Relation(queryset.model, far, on, column, value)
    join = Join(far._meta.db_table, near_alias, None, LOUTER, relation, nullable=True)
    return queryset, queryset.query.join(join)


def joined_column(alias: str, model: type[models.Model], name: str) -> Col:
    """Return a column of a joined table as an expression."""
    field: Any = model._meta.get_field(name)
    return Col(alias, field)
