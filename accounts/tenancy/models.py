from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from accounts.tenancy.scope import ForeignRow, required_organization_id

M = TypeVar("M", bound=models.Model)


def claim(row: models.Model) -> None:
    """Give a new row the current organisation; refuse a row that belongs to another one."""
    current = required_organization_id(type(row).__name__)
    owner = getattr(row, "organization_id", None)
    if owner is None:
        row.organization_id = current  # type: ignore[attr-defined]
    elif owner != current:
        raise ForeignRow(f"{type(row).__name__} belongs to organisation {owner}, not {current}.")


class TenantQuerySet(models.QuerySet[M]):
    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            claim(row)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if {"organization", "organization_id"} & kwargs.keys():
            raise ForeignRow("A row never changes its organisation.")
        return super().update(**kwargs)


class TenantManager(models.Manager[M]):
    """Filters by the current organisation, and raises NoTenant when there is none."""

    def get_queryset(self) -> TenantQuerySet[M]:
        organization_id = required_organization_id(self.model.__name__)
        rows: TenantQuerySet[M] = TenantQuerySet(self.model, using=self._db)
        return rows.filter(organization_id=organization_id)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key whose constraint and index lead with the organisation.

    A plain foreign key would let A's stay point at B's guest, since PostgreSQL's checks of references
    bypass row-level security. `ProtectTable` adds the composite constraint, so Django adds none.
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs |= {"db_constraint": False, "db_index": False}
        super().__init__(to, on_delete, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one organisation."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )
    objects = TenantManager()

    class Meta:
        abstract = True
        # Forward and reverse relations go through the same guarded manager.
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        claim(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        claim(self)
        return super().delete(*args, **kwargs)
