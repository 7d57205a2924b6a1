"""The product's own API views, as its URLs name them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from launch.probe import Probe

ROOMS = (
    "accounts",
    "compliance",
    "delivery",
    "contacts",
    "integrations_ota",
    "campaigns",
    "analytics",
    "launch",
)


def api_views(_probe: Probe) -> list[type[APIView]]:
    """Each view class of our rooms that a URL leads to, once."""
    found = {
        view: None for view in walk(get_resolver().url_patterns) if view.__module__.split(".")[0] in ROOMS
    }
    return list(found)


def walk(patterns: "list[URLPattern | URLResolver]") -> Iterator[type[APIView]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
            continue
        view: Any = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, APIView):
            yield view
