from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_organization_id: ContextVar[int | None] = ContextVar("organization_id", default=None)


class NoTenant(RuntimeError):
    """Tenant data was asked for outside any organisation: a door forgot to open a scope."""


class NestedScope(RuntimeError):
    """Code that works for one organisation tried to step into another."""


class ForeignRow(RuntimeError):
    """A row of another organisation was about to be saved."""


def current_organization_id() -> int | None:
    return _organization_id.get()


def required_organization_id(what: str) -> int:
    organization_id = _organization_id.get()
    if organization_id is None:
        raise NoTenant(f"{what} was used outside tenant_scope().")
    return organization_id


@contextmanager
def tenant_scope(organization_id: int) -> Iterator[None]:
    """Work for one organisation: managers filter by it, and PostgreSQL enforces it (see postgres/base.py).

    May be entered again for the same organisation. Raises NestedScope for another one.
    """
    current = _organization_id.get()
    if current is not None and current != organization_id:
        raise NestedScope(f"Already working for organisation {current}, not {organization_id}.")
    token = _organization_id.set(organization_id)
    try:
        yield
    finally:
        _organization_id.reset(token)


def for_each_organization() -> Iterator[int]:
    """Yield each organisation's id with its scope open: the one way to act for all of them.

    For schedulers and operators' commands. Its uses are counted by a test, so that a new one is a decision.
    """
    from accounts.models import Organization

    for organization_id in Organization.objects.order_by("id").values_list("id", flat=True):
        with tenant_scope(organization_id):
            yield organization_id
