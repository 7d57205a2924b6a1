from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from launch.checks.headers import (
    browsers_guarded,
    content_policy_strict,
    forged_requests_refused,
    hsts_sent,
    other_origins_refused,
    policy_faults,
)
from launch.probe import Probe
from tests.launch.conftest import said

pytestmark = pytest.mark.usefixtures("dashboard")


class AnyOrigin:
    """A careless proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def afresh(probe: Probe) -> Probe:
    """Another look, by a stack that reads its settings again."""
    return Probe(now=probe.now, dist=probe.dist, root=probe.root)


def without(settings: Any, word: str) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if word not in name]


def test_hsts_holds_for_a_year_with_subdomains_and_preload(probe: Probe, settings: Any) -> None:
    assert said(hsts_sent(probe)) == ("fails", "Strict-Transport-Security: not sent")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    assert hsts_sent(afresh(probe)).status == "fails"
    settings.SECURE_HSTS_PRELOAD = True
    assert hsts_sent(afresh(probe)).status == "holds"


def test_forged_requests_are_refused(probe: Probe) -> None:
    assert said(forged_requests_refused(probe)) == (
        "holds",
        "log-in without a token answered 403; API with a session and no token refused",
    )


def test_without_the_middleware_forged_requests_come_through(probe: Probe, settings: Any) -> None:
    without(settings, "CsrfView")
    assert forged_requests_refused(probe).status == "fails"


def test_an_api_that_forgets_the_token_fails(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.api.authentication import SessionAuthentication

    monkeypatch.setattr(SessionAuthentication, "enforce_csrf", lambda *_: None)
    assert forged_requests_refused(probe).status == "fails"


def test_another_site_may_not_read(probe: Probe, settings: Any) -> None:
    assert other_origins_refused(probe).status == "holds"
    settings.MIDDLEWARE = ["tests.launch.test_header_checks.AnyOrigin", *settings.MIDDLEWARE]
    assert other_origins_refused(afresh(probe)).status == "fails"


def test_browsers_are_told_what_not_to_do(probe: Probe) -> None:
    assert said(browsers_guarded(probe)) == (
        "holds",
        "framing, sniffing, referrer, permissions, opener on 3 answers: all there",
    )


@pytest.mark.parametrize(
    ("middleware", "header"),
    [
        ("XFrameOptions", "X-Frame-Options"),
        ("PermissionsPolicy", "Permissions-Policy"),
        ("security.SecurityMiddleware", "X-Content-Type-Options"),
    ],
)
def test_a_missing_header_is_named(middleware: str, header: str, probe: Probe, settings: Any) -> None:
    without(settings, middleware)
    finding = browsers_guarded(probe)
    assert finding.status == "fails"
    assert f"/app/ lacks {header}" in finding.evidence


def test_a_page_that_breaks_proves_nothing(probe: Probe) -> None:
    (probe.dist / ".vite" / "manifest.json").write_text("{}")
    assert browsers_guarded(probe).status == "fails"


def test_the_content_policy_is_strict(probe: Probe) -> None:
    assert said(content_policy_strict(probe)) == ("holds", "3 pages: no fault")


def test_a_policy_that_lets_inline_scripts_run_fails(probe: Probe, settings: Any) -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "script-src": [*policy["script-src"], "'unsafe-inline'"]}
    }
    assert content_policy_strict(probe).status == "fails"


def test_a_page_without_policy_fails(probe: Probe, settings: Any) -> None:
    without(settings, "CSPMiddleware")
    assert content_policy_strict(probe).status == "fails"


@pytest.mark.parametrize(
    ("policy", "faults"),
    [
        ("", ["has no policy"]),
        (
            "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src https:",
            ["takes scripts from anywhere"],
        ),
        (
            "default-src 'self'; base-uri 'none'; script-src 'self' 'unsafe-eval'",
            ["allows 'unsafe-eval'", "lacks object-src", "lacks frame-ancestors"],
        ),
        ("object-src 'none'; base-uri 'none'; frame-ancestors 'none'", ["takes scripts from anywhere"]),
    ],
)
def test_each_hole_of_a_policy_is_named(policy: str, faults: list[str]) -> None:
    assert policy_faults(policy) == faults
