from typing import Any

from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import ApiKey
from accounts.services.keys import key_accept


class KeyHolder:
    """The caller behind an API key: a program of one organisation, not a person."""

    is_authenticated = True
    is_active = True
    is_staff = False

    def __init__(self, key: ApiKey) -> None:
        self.pk = f"key-{key.pk}"
        self.key = key


class SessionAuthentication(authentication.SessionAuthentication):
    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        # Without a challenge DRF answers 403, and the dashboard could not tell 'log in' from 'may not'.
        return "Session"


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """The header `Authorization: Bearer bh_<prefix>_<secret>`."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = key_accept(presented=presented.strip(), now=timezone.now())
        if key is None:
            raise exceptions.AuthenticationFailed("This API key is unknown or has expired.")
        return KeyHolder(key), key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        return "Bearer"
