"""A form's page, and the page behind the link of its letter. None of them sets a cookie or knows who is logged in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.tenancy import tenant_scope
from contacts.forms.tokens import ConfirmToken, confirm_token_read, form_token_read
from contacts.forms.words import language_choose, words_fill, words_of
from contacts.models import SignupForm
from contacts.public.form_page import form_context, thanks_context
from contacts.public.json import answer as json_answer
from contacts.public.json import wants_json, with_cors
from contacts.public.pages import language_of, page, quiet, visit_of
from contacts.selectors.forms import form_open
from contacts.services.signup import signup_post
from contacts.services.signup_confirm import Question, question_of, signup_confirm, signup_disown
from contacts.services.signup_counts import signup_count
from delivery.keys import token_key
from delivery.tasks import note_wake


def _inside(request: HttpRequest, token: str, act: Callable[[SignupForm], HttpResponse]) -> HttpResponse:
    """Read a form's token, enter the organisation it names, and act on the open form; else a page that says so."""
    named = form_token_read(token, key=token_key())
    if named is not None:
        with tenant_scope(named.organization_id):
            form = form_open(form_id=named.form_id)
            if form is not None:
                return act(form)
    return _closed(request)


def _closed(request: HttpRequest) -> HttpResponse:
    words = words_of(language_of(request, []))
    return page(
        request, "told", {"w": words, "title": words["closed_title"], "text": words["closed_text"]},
        status=404, origins=[],
    )  # fmt: skip


@csrf_exempt  # there is no session and no cookie: whoever posts, posts for nobody but themselves
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest, token: str) -> HttpResponse:
    """The form; a post of it is answered by 'look into your mailbox', whoever's address it is."""
    return _inside(request, token, lambda form: _signup(request, token, form))


def _signup(request: HttpRequest, token: str, form: SignupForm) -> HttpResponse:
    language, now = language_of(request, form.languages), timezone.now()
    if request.method != "POST":
        if request.method == "GET":
            signup_count(form_id=form.pk, outcomes=["shown"], now=now)
        return page(request, "form", form_context(request, token, form, language), origins=form.origins)
    posted = signup_post(
        form=form, language=language, given=request.POST.dict(), visit=visit_of(request), now=now
    )
    if posted.message is not None:
        note_wake(posted.message)
    if wants_json(request):
        return json_answer(request, form, posted.errors, words_of(language))
    if posted.accepted:
        query = urlencode({"lang": language} | ({"frame": "1"} if "frame" in request.GET else {}))
        return quiet(HttpResponseRedirect(f"/f/{token}/thanks?{query}", status=303))
    status = 429 if "err_busy" in posted.errors.values() else 422
    context = form_context(request, token, form, language, posted=posted)
    return page(request, "form", context, status=status, origins=form.origins)


@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Says where to look now; a reload posts nothing twice."""

    def act(form: SignupForm) -> HttpResponse:
        context = thanks_context(request, form, language_of(request, form.languages))
        return page(request, "told", context, origins=form.origins)

    return _inside(request, token, act)


@require_safe
def challenge(request: HttpRequest, token: str) -> HttpResponse:
    """A fresh task for a site that draws the form itself; only for the form's own sites."""

    def act(form: SignupForm) -> HttpResponse:
        context = form_context(request, token, form, form.languages[0])
        response = HttpResponse(context["challenge"], content_type="application/json")
        return quiet(with_cors(request, form, response))

    return _inside(request, token, act)


@csrf_exempt  # the token in the address is the secret; there is no session
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, so that a mail filter that follows links confirms nothing; POST answers."""
    named = confirm_token_read(token, key=token_key())
    if named is None:
        return _told(request, Question("gone", language_of(request, [])))
    with tenant_scope(named.organization_id):
        return _confirm(request, named)


def _confirm(request: HttpRequest, named: ConfirmToken) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        if request.POST.get("answer") == "not_me":
            return _told(request, signup_disown(token=named, now=now))
        return _told(request, signup_confirm(token=named, visit=visit_of(request), now=now))
    question = question_of(token=named, now=now)
    if question.state != "pending":
        return _told(request, question)
    words = words_of(question.language)
    text = words_fill(words["confirm_text"], hotel=question.hotel, address=question.address)
    context = {"w": words, "language": question.language, "title": words["confirm_title"], "text": text}
    return page(request, "confirm", context)


_TOLD = {
    "confirmed": ("confirmed_title", "confirmed_text", 200),
    "disowned": ("not_me_title", "not_me_done", 200),
    "complaint": ("sorry_title", "sorry_text", 409),
    "gone": ("gone_title", "gone_text", 410),
}


def _told(request: HttpRequest, question: Question) -> HttpResponse:
    words = words_of(language_choose([question.language], ["en", *_languages(question)]))
    title, text, status = _TOLD[question.state]
    context: dict[str, Any] = {
        "w": words,
        "language": question.language,
        "title": words[title],
        "text": words_fill(words[text], hotel=question.hotel),
    }
    return page(request, "told", context, status=status)


def _languages(question: Question) -> list[str]:
    return [question.language]


@require_safe
def embed_script(_request: HttpRequest) -> HttpResponse | FileResponse | HttpResponseNotFound:
    """The script that a hotel's site loads: the same address for good, so it is not cached for long."""
    found = finders.find("contacts/embed.js")
    if not isinstance(found, str):
        return HttpResponseNotFound()
    with open(found, encoding="utf-8") as file:  # noqa: PTH123 - a path as the finder gives it
        response = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
