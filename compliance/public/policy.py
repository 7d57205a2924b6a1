"""The page on which everybody reads an organisation's privacy policy. It knows nobody and keeps nothing."""

from csp.constants import NONCE, NONE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from accounts.errors import NotFound
from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import PrivacyPolicy
from compliance.selectors.policy import policy_get, policy_versions

_POLICY = {"default-src": [NONE], "style-src": [NONCE], "base-uri": [NONE], "frame-ancestors": [NONE]}


@require_safe
def privacy(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    """The newest version, or a given one, in the reader's language where it has it."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        return _page(request, "privacy_gone", {}, status=404)
    with tenant_scope(organization.pk):
        try:
            policy = policy_get(version=version)
        except NotFound:
            return _page(request, "privacy_gone", {}, status=404)
        newest = policy_versions()[0].version
    language = _language(request, policy)
    context = {
        "organization": organization.legal_name or organization.name,
        "policy": policy,
        "text": policy.texts[language],
        "language": language,
        "others": [(code, _own_name(code)) for code in sorted(set(policy.texts) - {language})],
        "earlier": range(newest, 0, -1),
        "newest": newest,
        "address": f"/privacy/{slug}",
        "slug": slug,
    }
    return _page(request, "privacy", context)


def _language(request: HttpRequest, policy: PrivacyPolicy) -> str:
    languages: list[str] = sorted(policy.texts)
    header = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    for wanted in (request.GET.get("lang", ""), *(tag.partition("-")[0] for tag, _weight in header), "en"):
        if wanted in languages:
            return wanted
    return min(languages)


def _own_name(code: str) -> str:
    """A language as its speakers call it; its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _page(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, f"compliance/{name}.html", context, status=status)
    response._csp_config = _POLICY  # type: ignore[attr-defined]  # noqa: SLF001 - as @csp does
    return response
