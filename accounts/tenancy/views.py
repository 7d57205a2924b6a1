from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.api.base import ApiView
from accounts.api.pagination import KeysetPagination
from accounts.errors import NotAllowed, NotFound
from accounts.models import ApiKey, Organization, User
from accounts.selectors.access import Access, access_of_key, access_of_user
from accounts.tenancy.scope import tenant_scope

GUARDED = ("dispatch", "initial", "get_permissions", "check_permissions")


class TenantView(ApiView, GenericAPIView[Any]):
    """A view that works for one organisation, taken from the URL and checked against the caller's access.

    A subclass says in `permissions` what each of its methods needs; a method without an entry is refused.
    The doors themselves cannot be overridden. Reads run in one transaction, writes in their service's.
    """

    permissions: ClassVar[dict[str, str]] = {}
    pagination_class = KeysetPagination
    organization: Organization
    access: Access

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in GUARDED:
            if name in vars(cls):
                raise TypeError(f"{cls.__name__}.{name} is guarded; declare `permissions` instead.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as self.open_contexts:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.access = self.find_access(request)
        self.organization = self.access.organization
        self.open_contexts.enter_context(tenant_scope(self.organization.pk))
        if request.method in SAFE_METHODS:
            self.open_contexts.enter_context(transaction.atomic())

    def find_access(self, request: Request) -> Access:
        slug = self.kwargs.get("org") or request.query_params.get("organization")
        if isinstance(request.auth, ApiKey):
            access = access_of_key(key=request.auth, slug=slug)
        elif isinstance(request.user, User):
            access = access_of_user(user=request.user, slug=slug)
        else:
            access = None
        if access is None:
            raise NotFound("There is no such organisation, or you are not a member of it.")
        method = "GET" if request.method in SAFE_METHODS else str(request.method)
        if method not in self.permissions:
            raise MethodNotAllowed(method)
        if not access.may(self.permissions[method]):
            raise NotAllowed(
                f"Your role ({access.role}) does not include this. Ask an owner of {access.organization}."
            )
        return access

    @property
    def actor(self) -> User | None:
        """The person behind the request; None for an API key."""
        return self.request.user if isinstance(self.request.user, User) else None

    def in_scope(self, lines: Iterator[str]) -> Iterator[str]:
        """Take each line of a streamed answer inside the organisation, since the request's scope ends before it."""
        organization_id = self.organization.pk

        def steps() -> Iterator[str]:
            while True:
                with tenant_scope(organization_id):
                    line = next(lines, None)
                if line is None:
                    return
                yield line

        return steps()

    def paginated(
        self, rows: QuerySet[Any], serializer: "type[BaseSerializer[Any]] | Callable[..., Any]", **kwargs: Any
    ) -> Response:
        """One keyset page of a queryset, serialised."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(page, many=True, **kwargs).data)
