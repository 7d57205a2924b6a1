"""Where people ask about their data, without a log-in, a cookie or a script; and where they read the answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import DataExport, DataRequest
from compliance.types import RequestKind, RequestState
from contacts.forms.choices import LANGUAGE_NAMES
from contacts.forms.tokens import rights_token_read
from contacts.forms.words import LANGUAGES, words_fill, words_of
from contacts.public.pages import language_of, page, quiet, visit_of
from contacts.services.rights import request_of_link, rights_ask, rights_confirm
from delivery.keys import token_key
from delivery.tasks import note_wake

_KINDS = [
    RequestKind.ACCESS,
    RequestKind.PORTABILITY,
    RequestKind.RECTIFICATION,
    RequestKind.ERASURE,
    RequestKind.OBJECTION,
    RequestKind.RESTRICTION,
]


@csrf_exempt  # there is no session and no cookie, and a post only sends a letter to the address in it
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a request is made; a post sends the letter that proves whose it is."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise Http404
    language = language_of(request, [])
    if request.method != "POST":
        return page(request, "rights", _form(request, organization, language, {}, {}))
    given = {name: str(value) for name, value in request.POST.items()}
    with tenant_scope(organization.pk):
        asked = rights_ask(
            kind=given.get("kind", ""), email=given.get("email", ""), wish=given.get("wish", ""),
            language=language, visit=visit_of(request), now=timezone.now(),
        )  # fmt: skip
        if asked.message is not None:
            note_wake(asked.message)
    if asked.errors:
        status = 429 if "rights_busy" in asked.errors.values() else 422
        context = _form(request, organization, language, given, asked.errors)
        return page(request, "rights", context, status=status)
    return _told(request, organization, language, "rights_sent")


@csrf_exempt  # the link in the person's hand is all that counts
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request is confirmed, by a post alone, and where its answer stands."""
    named = rights_token_read(token, key=token_key())
    if named is None:
        return _gone(request, language_of(request, []))
    with tenant_scope(named.organization_id):
        confirmed = request.method == "POST" and request.POST.get("answer") == "yes"
        found = rights_confirm(token=named, now=timezone.now()) if confirmed else request_of_link(token=named)
        if found is None or found.state == RequestState.EXPIRED:
            return _gone(request, language_of(request, []))
        made = DataExport.objects.filter(request=found, expires_at__gt=timezone.now()).first()
        if request.method == "POST" and request.POST.get("answer") == "file" and made is not None:
            return _file(made)
        return _standing(request, found, has_file=made is not None)


def _standing(request: HttpRequest, found: DataRequest, *, has_file: bool) -> HttpResponse:
    organization = Organization.objects.get(pk=found.organization_id)
    language = found.language if found.language in LANGUAGES else language_of(request, [])
    words = words_of(language)
    if found.state == RequestState.UNVERIFIED:
        kind = words[f"rights_kind_{found.kind}"]
        button = ("yes", words["rights_confirm_button"])
        return _told(request, organization, language, "rights_confirm", text=kind, button=button)
    if has_file:
        button = ("file", words["rights_file_button"])
        return _told(request, organization, language, "rights_file", button=button)
    if found.state == RequestState.DONE:
        return _told(request, organization, language, "rights_done")
    if found.state == RequestState.REFUSED:
        return _told(request, organization, language, "rights_refused", hint=found.outcome)
    return _told(request, organization, language, "rights_open", until=found.due_at.date().isoformat())


def _told(
    request: HttpRequest, organization: Organization, language: str, name: str, *, text: str = "",
    hint: str = "", until: str = "", button: tuple[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    words = words_of(language)
    said = text or words[f"{name}_text"]
    context = {
        "w": words,
        "language": language,
        "title": words[f"{name}_title"],
        "text": words_fill(said, hotel=organization.name, until=until),
        "hint": hint,
        "button": button,
    }
    return page(request, "rights_told", context)


def _gone(request: HttpRequest, language: str) -> HttpResponse:
    words = words_of(language)
    context = {
        "w": words,
        "language": language,
        "title": words["check_in_forged_title"],
        "text": words["gone_title"],
    }
    return page(request, "rights_told", context, status=404)


def _form(
    request: HttpRequest,
    organization: Organization,
    language: str,
    given: dict[str, str],
    errors: dict[str, str],
) -> dict[str, Any]:
    words = words_of(language)
    return {
        "w": words,
        "language": language,
        "title": words_fill(words["rights_title"], hotel=organization.name),
        "kinds": [(kind.value, words[f"rights_kind_{kind.value}"]) for kind in _KINDS],
        "given": given,
        "told": {name: words[sentence] for name, sentence in errors.items() if name},
        "whole": words.get(errors.get("", ""), ""),
        "action": f"{request.path}?lang={language}",
        "others": [
            (code, LANGUAGE_NAMES[code], f"{request.path}?lang={code}")
            for code in LANGUAGES
            if code != language
        ],
    }


def _file(made: DataExport) -> HttpResponse:
    response = HttpResponse(bytes(made.data), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="your-data.zip"'
    return quiet(response)
