"""The same answers as JSON, for a site that draws the form itself; readable by the form's own sites alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from contacts.models import SignupForm
from contacts.public.pages import quiet


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller asks for JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def answer(
    request: HttpRequest, form: SignupForm, errors: dict[str, str], words: dict[str, str]
) -> HttpResponse:
    """`state` is sent or refused; `errors`: field ("" for the whole) to a sentence."""
    told = {name: words[key] for name, key in errors.items()}
    status = 200 if not errors else 429 if "err_busy" in errors.values() else 422
    body = {"state": "refused" if errors else "sent", "errors": told}
    return quiet(with_cors(request, form, JsonResponse(body, status=status)))


def with_cors(request: HttpRequest, form: SignupForm, response: HttpResponse) -> HttpResponse:
    """Let one of the form's own sites read it: the exact origin, without credentials."""
    response["Vary"] = "Origin"
    origin = request.headers.get("Origin", "")
    if origin in form.origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
