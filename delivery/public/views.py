"""The doors behind the links of a letter. A signed token opens the organisation it names.

No cookie is read or set. A HEAD, and a GET of the unsubscribe page, change nothing: scanners
and previews fetch every link they find.
"""

from base64 import b64decode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from delivery.public.pages import inside, not_found, page, quiet, strict
from delivery.selectors.links import link_target, message_of
from delivery.services.engagement import unsubscribe_record
from delivery.services.preview import TEST_TOKEN, preview_page
from delivery.services.visits import visit_record
from delivery.types import EngagementKind

_GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PREVIEW_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; img-src https: data: {settings.PUBLIC_URL}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)


@csrf_exempt  # RFC 8058: mailbox providers post here without having seen a form
@require_http_methods(["GET", "HEAD", "POST"])
@strict
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with one button; POST, from it or from a mailbox provider, unsubscribes at once."""
    if token == TEST_TOKEN:
        return page(request, "unsubscribe_test", {})
    return inside(request, token, lambda message_id: _unsubscribe(request, token, message_id))


def _unsubscribe(request: HttpRequest, token: str, message_id: int) -> HttpResponse:
    if request.method == "POST":
        # The body is not read: whatever form a provider sends, the wish is the same.
        source = "page" if _is_read(request) else "one_click"
        unsubscribe_record(message_id=message_id, now=timezone.now(), source=source)
        if source == "one_click":
            return quiet(HttpResponse("You are unsubscribed.\n", content_type="text/plain; charset=utf-8"))
    message = message_of(message_id)
    context = {"hotel": message.mailing.hotel.name if message else ""}
    speaks = message.language if message else ""
    if request.method == "POST":
        return page(request, "unsubscribed", context, speaks=speaks)
    context["choose"] = f"/m/{token}" if message else ""
    return page(request, "unsubscribe", context, speaks=speaks, switch=True)


def _is_read(request: HttpRequest) -> bool:
    """Whether a person will see the answer: a browser says so, a mailbox provider's program does not."""
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return navigates or "text/html" in request.headers.get("Accept", "")


@require_safe
@strict
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The pixel at a letter's end."""

    def act(message_id: int) -> HttpResponse:
        _record(request, message_id, EngagementKind.OPEN)
        return quiet(HttpResponse(_GIF, content_type="image/gif"))

    return inside(request, token, act)


@require_safe
@strict
def clicked(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Lead to the address that the letter's author stored under this number, and to no other."""

    def act(message_id: int) -> HttpResponse:
        message = message_of(message_id)
        target = link_target(message, number) if message else None
        if target is None:
            return not_found(request)
        _record(request, message_id, EngagementKind.CLICK, number)
        return quiet(HttpResponseRedirect(target))

    return inside(request, token, act)


def _record(request: HttpRequest, message_id: int, kind: EngagementKind, link_no: int = 0) -> None:
    if request.method != "GET":
        return
    visit_record(
        message_id=message_id,
        kind=kind,
        now=timezone.now(),
        link_no=link_no,
        user_agent=request.headers.get("User-Agent", ""),
        # As the API does: only proxies of ours are believed (TRUSTED_PROXIES).
        address=BaseThrottle().get_ident(Request(request)),
    )


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A letter as a guest would see it: its own document, in which nothing can run."""
    letter = preview_page(token)
    gone = letter is None
    response = page(request, "preview_gone", {}, status=404) if gone else quiet(HttpResponse(letter))
    response["Content-Security-Policy"] = _PREVIEW_POLICY
    response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - as @csp_exempt does
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
