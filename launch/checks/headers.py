"""TLS2, APP1, APP2, APP4, APP5: what the product's answers tell a browser."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.module_loading import import_string
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from launch.checks.words import listed
from launch.probe import Probe
from launch.types import Finding, judged
from launch.web import Answer

PAGE, API, ADMIN, DOCS = "/app/", "/api/v1/me", "/admin/login/", "/api/v1/docs"
LOG_IN = "/_allauth/browser/v1/auth/login"
PATHS = (PAGE, API, ADMIN)
FORBIDDEN = 403
SERVER_ERROR = 500
YEAR = 31_536_000
ELSEWHERE = "https://elsewhere.example"


def hsts_sent(probe: Probe) -> Finding:
    sent = probe.get(PAGE).header("strict-transport-security")
    lifetime = re.search(r"max-age=(\d+)", sent)
    lower = sent.lower()
    good = lifetime and int(lifetime[1]) >= YEAR and "includesubdomains" in lower and "preload" in lower
    return judged(good, f"Strict-Transport-Security: {sent or 'not sent'}")


def forged_requests_refused(probe: Probe) -> Finding:
    """A POST without the token is refused: on the log-in, and on the API for somebody who is logged in."""
    log_in = probe.web.send("POST", LOG_IN).status
    ways: Any = settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"]
    session = [path for path in ways if is_session(path)]
    api = [refuses_without_token(path) for path in session]
    evidence = (
        f"log-in without a token answered {log_in}; "
        f"API with a session and no token {'refused' if api and all(api) else 'accepted'}"
    )
    return judged(log_in == FORBIDDEN and api and all(api), evidence)


def is_session(path: str) -> bool:
    found: object = import_string(path)
    return isinstance(found, type) and issubclass(found, SessionAuthentication)


def refuses_without_token(path: str) -> bool:
    plain = HttpRequest()
    plain.method, plain.META = "POST", {"SERVER_NAME": "localhost", "SERVER_PORT": "443"}
    plain.user = get_user_model()(is_active=True)
    try:
        import_string(path)().authenticate(Request(plain))
    except PermissionDenied:
        return True
    return False


def other_origins_refused(probe: Probe) -> Finding:
    """A page of another site may not read our answers: no wildcard, no echo of its origin."""
    allowed = []
    for path in PATHS:
        for method in ("GET", "OPTIONS"):
            ask = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}
            answer = probe.web.send(method, path, headers=ask).header("access-control-allow-origin")
            if answer in {"*", ELSEWHERE, "null"}:
                allowed.append(f"{method} {path}: {answer}")
    return judged(
        not allowed, f"asked {2 * len(PATHS)} times from {ELSEWHERE}; allowed: {listed(allowed) or 'never'}"
    )


def browsers_guarded(probe: Probe) -> Finding:
    faults = []
    for path in PATHS:
        answer = probe.get(path)
        faults += [f"{path} {fault}" for fault in [*broken(answer), *header_faults(answer)]]
    kinds = "framing, sniffing, referrer, permissions, opener"
    return judged(not faults, f"{kinds} on {len(PATHS)} answers: {listed(faults) or 'all there'}")


def broken(answer: Answer) -> list[str]:
    """An error page proves nothing about the others."""
    return [f"answered {answer.status}"] if answer.status >= SERVER_ERROR else []


def header_faults(answer: Answer) -> list[str]:
    framing = answer.header("x-frame-options") in {"DENY", "SAMEORIGIN"}
    wanted = {
        "X-Frame-Options": framing,
        "X-Content-Type-Options": answer.header("x-content-type-options") == "nosniff",
        "Referrer-Policy": answer.header("referrer-policy")
        in {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"},
        "Permissions-Policy": "camera=()" in answer.header("permissions-policy"),
        "Cross-Origin-Opener-Policy": answer.header("cross-origin-opener-policy") == "same-origin",
    }
    return [f"lacks {name}" for name, good in wanted.items() if not good]


def content_policy_strict(probe: Probe) -> Finding:
    """No page allows `unsafe-*`; the dashboard's nonce is new each time, and stands on its scripts."""
    faults = []
    for path in (PAGE, ADMIN, DOCS):
        answer = probe.get(path)
        found = [*broken(answer), *policy_faults(answer.header("content-security-policy"))]
        faults += [f"{path} {fault}" for fault in found]
    first, second = probe.get(PAGE), probe.get(PAGE)
    nonces = [nonce_of(first), nonce_of(second)]
    if not all(nonces) or nonces[0] == nonces[1]:
        faults.append(f"{PAGE} has no fresh nonce")
    elif any(nonces[0] not in tag for tag in re.findall(r"<script[^>]*>", first.body.decode())):
        faults.append(f"{PAGE} has a script without the nonce")
    policy = first.header("content-security-policy")
    return judged(not faults, f"3 pages: {listed(faults) or 'no fault'}", policy)


def nonce_of(answer: Answer) -> str:
    found = re.search(r"'nonce-([^']+)'", answer.header("content-security-policy"))
    return found[1] if found else ""


def policy_faults(policy: str) -> list[str]:
    if not policy:
        return ["has no policy"]
    rules = {name: set(rest) for name, *rest in (rule.split() for rule in policy.split(";") if rule.strip())}
    scripts = rules.get("script-src", rules.get("default-src", {"*"}))
    faults = [f"allows {word}" for word in ("'unsafe-inline'", "'unsafe-eval'") if word in policy]
    if scripts & {"*", "https:", "http:", "data:"}:
        faults.append("takes scripts from anywhere")
    wanted = {
        "object-src": {"'none'"},
        "base-uri": {"'none'", "'self'"},
        "frame-ancestors": {"'none'", "'self'"},
    }
    faults += [f"lacks {name}" for name, good in wanted.items() if not rules.get(name, set()) & good]
    return faults
