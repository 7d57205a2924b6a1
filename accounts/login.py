"""Glue between allauth's log-in and axes' lock, which must agree on who tried."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, JsonResponse

LOCKED = "Too many wrong passwords. Log-in for this address is closed for 15 minutes; then try again."


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """Allauth passes `email`, the admin `username`; without this all failures of an address would be one."""
    facts = credentials or {}
    name = facts.get("email") or facts.get("username")
    if not name and request is not None:
        name = request.POST.get("username")
    return name.lower() if name else None


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
    request_id = getattr(request, "request_id", "")
    body: dict[str, Any] = {
        "code": "locked",
        "message": LOCKED,
        "fields": {},
        "request_id": request_id,
        "status": 429,
    }
    return JsonResponse({**body, "errors": [{"code": "locked", "message": LOCKED}]}, status=429)
