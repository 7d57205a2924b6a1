"""What every public page of a form shares: its policy, its language, and who asks."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from contacts.forms.visit import Visit
from contacts.forms.words import LANGUAGES, language_choose

_POLICY: dict[str, list[Any]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "worker-src": [SELF],
    "style-src": [NONCE],
    "form-action": [SELF],
    "base-uri": [NONE],
}


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    origins: list[str] | None = None,
) -> HttpResponse:
    """Render a page that keeps nothing and loads nothing of others.

    `origins` are the sites that may show it in a frame, beside our own; None: no site at all.
    """
    response = render(request, f"contacts/{name}.html", context, status=status)
    ancestors = [NONE] if origins is None else [SELF, *origins]
    response._csp_config = {**_POLICY, "frame-ancestors": ancestors}  # type: ignore[attr-defined]  # noqa: SLF001 - as @csp does
    if origins is not None:
        # The older header knows one site at most; frame-ancestors, which all browsers know, is stricter.
        response.xframe_options_exempt = True
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return quiet(response)


def quiet(response: HttpResponse) -> HttpResponse:
    """Nothing of it is kept, indexed, or told to the next site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def visit_of(request: HttpRequest) -> Visit:
    """Who asks, as the API sees it: only proxies of ours are believed (TRUSTED_PROXIES)."""
    site = request.headers.get("Origin", "") or request.headers.get("Referer", "")
    return Visit(
        ip=BaseThrottle().get_ident(Request(request)) or "",
        user_agent=request.headers.get("User-Agent", ""),
        origin="" if site == "null" else site,
    )


def language_of(request: HttpRequest, offered: list[str]) -> str:
    """The language asked for in the address, else the browser's, else the form's first."""
    header = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    wanted = [request.GET.get("lang", ""), *(tag for tag, _weight in header)]
    return language_choose(wanted, offered or list(LANGUAGES))
