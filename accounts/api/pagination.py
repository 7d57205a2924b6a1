from typing import Any
from urllib.parse import parse_qs, urlsplit

from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class KeysetPagination(CursorPagination):
    """`?cursor=&limit=` with at most 100 a page; the answer carries cursors, not addresses, and the total."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = ("-id",)

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.total = queryset.count()
        if view is not None and getattr(view, "ordering", None):
            self.ordering = view.ordering  # type: ignore[attr-defined]
        page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        return page or []

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "results": data,
                "next": cursor_of(self.get_next_link()),
                "previous": cursor_of(self.get_previous_link()),
                "total": self.total,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": ["string", "null"]}
        return {
            "type": "object",
            "required": ["results", "next", "previous", "total"],
            "properties": {
                "results": schema,
                "next": cursor,
                "previous": cursor,
                "total": {"type": "integer"},
            },
        }


def cursor_of(link: str | None) -> str | None:
    return parse_qs(urlsplit(link).query)["cursor"][0] if link else None
