from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # DRF's views load this module
    from rest_framework.views import APIView


class PerIp(SimpleRateThrottle):
    """Callers nobody knows, by address. A hotel's staff share one address, so a known caller counts alone."""

    scope = "ip"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002 - DRF's signature
        if request.user.is_authenticated:
            return None
        return f"throttle:ip:{self.get_ident(request)}"


class PerUser(SimpleRateThrottle):
    scope = "user"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002 - DRF's signature
        if not request.user.is_authenticated:
            return None
        return f"throttle:user:{request.user.pk}"
