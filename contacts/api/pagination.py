"""Pages of guests by name.

DRF's cursor goes by one column and counts among equal values, up to a thousand; guests of an
import without names are equal by the ten thousand. This one compares the whole sort key.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db.models import Q
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.pagination import KeysetPagination

Key = tuple[str, str, int]


class GuestPagination(KeysetPagination):
    """`?cursor=&limit=` over (last name, first name, id)."""

    columns = ("last_name", "first_name", "id")

    def paginate_queryset(
        self,
        queryset: Any,
        request: Request,
        view: APIView | None = None,  # noqa: ARG002 - DRF's signature
    ) -> list[Any]:
        self.total = queryset.count()
        size = self.get_page_size(request) or self.page_size
        backwards, key = _read(request.query_params.get("cursor", ""))
        names = [f"-{name}" for name in self.columns] if backwards else list(self.columns)
        rows = queryset.order_by(*names)
        if key is not None:
            rows = rows.filter(_beyond(key, "lt" if backwards else "gt"))
        found = list(rows[: size + 1])
        more, page = len(found) > size, found[:size]
        if backwards:
            page.reverse()
        self._next = _write(page[-1], backwards=False) if page and (more or backwards) else None
        self._previous = _write(page[0], backwards=True) if page and (more if backwards else key) else None
        return page

    def get_next_link(self) -> str | None:
        """Return the address of the next page, of which callers are told the cursor."""
        return self._next

    def get_previous_link(self) -> str | None:
        """Return the address of the page before."""
        return self._previous


def _beyond(key: Key, side: str) -> Q:
    last, first, pk = key
    # The first condition alone is redundant; it lets the index on the name narrow the scan.
    return Q(**{f"last_name__{side}e": last}) & (
        Q(**{f"last_name__{side}": last})
        | Q(last_name=last)
        & (Q(**{f"first_name__{side}": first}) | Q(first_name=first, **{f"id__{side}": pk}))
    )


def _write(guest: Any, *, backwards: bool) -> str:
    return "?" + urlencode({"cursor": cursor_pack(backwards, guest.last_name, guest.first_name, guest.pk)})


def _read(cursor: str) -> tuple[bool, Key | None]:
    if not cursor:
        return False, None
    match cursor_unpack(cursor):
        case [bool(backwards), str(last), str(first), int(pk)] if "\0" not in last + first:
            return backwards, (last, first, pk)
    raise page_gone()


def cursor_pack(*key: Any) -> str:
    """Return a sort key as text that can stand in an address."""
    return urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def cursor_unpack(cursor: str) -> Any:
    """Return what `cursor_pack` was given, or whatever a stranger wrote. Raises NotFound for what is no JSON."""
    try:
        return orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as broken:
        raise page_gone() from broken


def page_gone() -> NotFound:
    return NotFound("This page is no longer there. Start again from the first one.")
