"""Pre-check-in: a guest leaves an address for one stay, and enters the code that was sent to it.

Whoever holds the link sees first name, hotel and dates, and nothing else of the guest: not even the address
that was just entered. There is no cookie; a GET changes nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.tenancy import tenant_scope
from contacts.forms.choices import LANGUAGE_NAMES
from contacts.forms.tokens import stay_token_read
from contacts.forms.words import LANGUAGES, language_choose, wording_digest, wording_of, words_fill, words_of
from contacts.models import Stay
from contacts.public.pages import language_of, page, quiet, visit_of
from contacts.selectors.arrivals import check_in_state, check_in_waits, stay_of_link
from contacts.services.check_in import check_in_ask
from contacts.services.check_in_confirm import check_in_confirm
from delivery.keys import token_key
from delivery.tasks import note_wake

_TOLD = {
    "have": ("check_in_have_title", "check_in_have_text", 200),
    "ended": ("check_in_ended_title", "check_in_ended_text", 410),
    "forged": ("check_in_forged_title", "check_in_forged_text", 404),
    "done": ("check_in_done_title", "check_in_done_text", 200),
}
Act = Callable[[Stay, str], HttpResponse]


def _inside(request: HttpRequest, token: str, act: Act) -> HttpResponse:
    """Read a stay's token, enter the organisation it names, and act on a stay that waits; else say how it stands."""
    named = stay_token_read(token, key=token_key())
    if named is None:
        return _told(request, "forged", language_of(request, []))
    with tenant_scope(named.organization_id):
        stay = stay_of_link(stay_id=named.stay_id)
        state = check_in_state(stay, now=timezone.now())
        if stay is None:
            return _told(request, state, language_of(request, []))
        language = _language(request, stay)
        return act(stay, language) if state == "open" else _told(request, state, language, stay)


@csrf_exempt  # there is no session and no cookie: the link in the guest's hand is all that counts
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Where the guest leaves the address; a post sends the code."""

    def act(stay: Stay, language: str) -> HttpResponse:
        if request.method != "POST":
            return page(request, "check_in", _page(token, stay, language))
        given = request.POST.dict()
        asked = check_in_ask(
            stay_id=stay.pk, language=language, given=given, visit=visit_of(request), now=timezone.now()
        )
        if asked.message is not None:
            note_wake(asked.message)
        if not asked.errors:
            return quiet(HttpResponseRedirect(_path(token, language, "/code"), status=303))
        context = _page(token, stay, language, given=given, errors=asked.errors)
        return page(request, "check_in", context, status=_status(asked.errors.values()))

    return _inside(request, token, act)


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code is entered. Without one that waits, the page before has to be filled in again."""

    def act(stay: Stay, language: str) -> HttpResponse:
        error, now = "", timezone.now()
        if request.method == "POST":
            entered = request.POST.get("code", "")
            done = check_in_confirm(stay_id=stay.pk, code=entered, visit=visit_of(request), now=now)
            if not done.error:
                return _told(request, "done", language, stay, hint="check_in_news" if done.consented else "")
            error = done.error
        elif not check_in_waits(stay_id=stay.pk, now=now):
            error = "code_spent"
        if error == "code_spent":
            context = _page(token, stay, language, errors={"": error})
            return page(request, "check_in", context, status=422 if request.method == "POST" else 200)
        context = _frame(token, stay, language, "/code") | {"error": words_of(language).get(error, "")}
        return page(request, "code", context, status=422 if error else 200)

    return _inside(request, token, act)


def _told(
    request: HttpRequest, state: str, language: str, stay: Stay | None = None, *, hint: str = ""
) -> HttpResponse:
    words, (title, text, status) = words_of(language), _TOLD[state]
    context = {
        "w": words,
        "language": language,
        "title": words[title],
        "text": words_fill(words[text], hotel=stay.hotel.name) if stay else words[text],
        "hint": words.get(hint, ""),
    }
    return page(request, "told", context, status=status)


def _page(
    token: str,
    stay: Stay,
    language: str,
    *,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> dict[str, Any]:
    words, given = words_of(language), given or {}
    told = {name: words[key] for name, key in (errors or {}).items()}
    consent = wording_of(language, hotel=stay.hotel.name)
    spoken = stay.guest.language.split("-")[0] if stay.guest else ""
    return _frame(token, stay, language) | {
        "told": told,
        "whole": told.get("") or (words["fix"] if told else ""),
        "email": given.get("email", "")[:254],
        "spoken": given.get("language") or (spoken if spoken in LANGUAGE_NAMES else language),
        "choices": list(LANGUAGE_NAMES.items()),
        "consent": consent,
        "wording": wording_digest(consent),
        # After a change of wording the box has to be ticked anew.
        "agreed": given.get("consent") == "yes" and "consent" not in told,
    }


def _frame(token: str, stay: Stay, language: str, place: str = "") -> dict[str, Any]:
    """What both pages show of a stay."""
    words = words_of(language)
    name = stay.guest.first_name if stay.guest else ""
    dates = words_fill(
        words["check_in_dates"],
        arrival=_day(stay.arrival, language),
        departure=_day(stay.departure, language),
    )
    return {
        "w": words,
        "language": language,
        "title": words_fill(words["check_in_title"], name=name) if name else words["check_in_title_plain"],
        "hotel": stay.hotel.name,
        "dates": dates,
        "action": _path(token, language, place),
        "again": _path(token, language),
        "others": [
            (each, LANGUAGE_NAMES[each], f"?{urlencode({'lang': each})}")
            for each in LANGUAGES
            if each != language
        ],
    }


def _status(errors: Any) -> int:
    return 429 if "code_busy" in errors else 422


def _path(token: str, language: str, place: str = "") -> str:
    return f"/p/{token}{place}?{urlencode({'lang': language})}"


def _day(day: date, language: str) -> str:
    # English too names the day before the month: most who read it here are not from the United States.
    with translation.override(language):
        return date_format(day, "j F Y" if language == "en" else "DATE_FORMAT")


def _language(request: HttpRequest, stay: Stay) -> str:
    """The language asked for in the address, else the guest's, the browser's, the hotel's."""
    header = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    wanted = [
        request.GET.get("lang", ""),
        stay.guest.language if stay.guest else "",
        *(tag for tag, _weight in header),
        *stay.hotel.languages,
    ]
    return language_choose(wanted, list(LANGUAGES))
