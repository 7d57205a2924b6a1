from typing import Any

from celery import Task

from accounts.tenancy.scope import tenant_scope


class TenantTask(Task):  # type: ignore[type-arg]
    """A task that works for one organisation, named by its keyword `organization_id`."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        organization_id = kwargs.get("organization_id")
        if not isinstance(organization_id, int):
            raise TypeError(f"{self.name} needs organization_id.")
        with tenant_scope(organization_id):
            return super().__call__(*args, **kwargs)
