"""The pictures of letters, for everybody who was given their address. Nothing is listed, and nobody is known."""

import re

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from campaigns.selectors.pictures import file_name

TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
_KEY = re.compile(r"[0-9a-f]{32}")
_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(_request: HttpRequest, key: str, width: int, ending: str) -> HttpResponseBase:
    """One file of a picture; what stands at an address never changes, so it is kept for a year."""
    if not _KEY.fullmatch(key) or ending not in TYPES:
        return _gone()
    try:
        file = storages["pictures"].open(file_name(key, width, ending))
    except FileNotFoundError:
        return _gone()
    response = FileResponse(file, content_type=TYPES[ending])
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A letter is read on other sites: in a webmail, on a partner's page.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _gone() -> HttpResponse:
    response = HttpResponse("There is no such picture.\n", status=404, content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
