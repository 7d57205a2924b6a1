"""The operator's door: one organisation at a time, chosen on the admin's own page and written to its audit log."""

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.tenancy.scope import NoTenant, tenant_scope

SESSION_KEY = "operator_organization"
PREFIX = "/admin/"
CHOICE = "/admin/organization/"


class OperatorScopeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as scope:
            organization_id = self.chosen(request)
            if organization_id is not None:
                scope.enter_context(tenant_scope(organization_id))
            return self.get_response(request)

    def chosen(self, request: HttpRequest) -> int | None:
        inside = request.path.startswith(PREFIX) and request.path != CHOICE
        if not inside or not getattr(request.user, "is_staff", False):
            return None
        organization_id: int | None = request.session.get(SESSION_KEY)
        return organization_id

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A page about tenant data, before an organisation was chosen: ask for it."""
        if isinstance(problem, NoTenant) and request.path.startswith(PREFIX):
            return redirect("admin:choose-organization")
        return None
