"""What the pages behind a letter's links share: their policy, their language, and the token that opens them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import Organization
from accounts.tenancy import current_organization_id, tenant_scope
from delivery.keys import message_of_token

View = TypeVar("View", bound=Callable[..., HttpResponse])
LANGUAGES: dict[str, str] = dict(settings.LANGUAGES)

_PAGE_POLICY = {
    "default-src": [NONE],
    "style-src": [NONCE],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}


def strict(view: View) -> View:
    """The pages' own policy; django-csp's types know only views without arguments."""
    decorate: Any = csp(_PAGE_POLICY)
    return cast("View", decorate(view))


def quiet(response: HttpResponse) -> HttpResponse:
    """Nothing of a personal link is kept, indexed, or told to the next site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    speaks: str = "",
    switch: bool = False,
) -> HttpResponse:
    """Render a page in the reader's language; `speaks` is the guest's own.

    With `switch` it offers the other languages: only for a page that a GET gives again.
    """
    language = language_of(request, speaks)
    others = [(code, own) for code, own in LANGUAGES.items() if code != language] if switch else []
    with translation.override(language):
        response = render(
            request,
            f"delivery/{name}.html",
            {**context, "language": language, "others": others, "rights": _rights()},
            status=status,
        )
    response["Content-Language"] = language
    return quiet(response)


def _rights() -> str:
    """Where people ask about their data with the organisation in scope; "" outside any."""
    found = Organization.objects.filter(pk=current_organization_id() or 0).values_list("slug", flat=True)
    return "".join(f"/your-data/{slug}" for slug in found)


def language_of(request: HttpRequest, *speaks: str) -> str:
    """The language asked for in the address, else the guest's, the browser's, English."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    for tag in (request.GET.get("lang", ""), *speaks, *(tag for tag, _weight in accepted)):
        code = tag.replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer a link that we did not make."""
    return page(request, "link_unknown", {}, status=404)


def inside(request: HttpRequest, token: str, act: Callable[[int], HttpResponse]) -> HttpResponse:
    """Read the token, enter the organisation it names, and act on the letter's id; else a 404 page."""
    named = message_of_token(token)
    if named is None:
        return not_found(request)
    with tenant_scope(named.organization_id):
        return act(named.message_id)
