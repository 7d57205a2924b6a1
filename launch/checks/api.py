"""API1, API3, API4, API7, EM8: how the API answers."""

import secrets
from typing import Any

import orjson
from django.test import RequestFactory
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from accounts.models import Membership, User
from launch.checks.frontend import assets
from launch.checks.routes import api_views
from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, fails, judged, not_shown
from launch.web import Answer, InProcess

ASKED = "/api/v1/me"
ALLOWED_A_MINUTE = 100
LARGEST_PAGE = 100
STATS_KEYS = frozenset(
    {
        "sent", "rate_per_minute", "queue_length", "delivered", "bounced", "complained", "opened", "clicked",
    }
)  # fmt: skip


def compressed(probe: Probe) -> Finding:
    """Gzip on the API and the page, brotli on a static file."""
    schema, schema_gzip = plain_and(probe, "/api/v1/openapi.yaml", "gzip")
    _, page_gzip = plain_and(probe, "/app/", "gzip")
    script = next((path for path in assets(probe) if path.endswith(".js")), "")
    brotli = plain_and(probe, script, "br")[1].header("content-encoding") if script else "no built file"
    good = {schema_gzip.header("content-encoding"), page_gzip.header("content-encoding")} == {"gzip"}
    evidence = (
        f"API {encoding(schema_gzip)} ({len(schema.body):,} → {len(schema_gzip.body):,} bytes), "
        f"page {encoding(page_gzip)}, static file asked for brotli: {brotli or 'none'}"
    )
    return judged(good and brotli == "br", evidence)


def plain_and(probe: Probe, path: str, coding: str) -> tuple[Answer, Answer]:
    return (
        probe.get(path, headers={"Accept-Encoding": "identity"}),
        probe.get(path, headers={"Accept-Encoding": coding}),
    )


def encoding(answer: Answer) -> str:
    return answer.header("content-encoding") or f"none (status {answer.status})"


def stranger_address() -> str:
    """An address of the documentation range (RFC 3849), so that no visitor is slowed by the check."""
    return f"2001:db8:{secrets.randbelow(65536):x}:{secrets.randbelow(65536):x}::{secrets.randbelow(65536):x}"


def rate_limited_by_address(probe: Probe) -> Finding:
    """The 100 requests of a stranger are answered, the 101st is told to wait."""
    address, web = stranger_address(), probe.inside
    answers = [web.send("GET", ASKED, address=address).status for _ in range(ALLOWED_A_MINUTE + 1)]
    refused = [number for number, status in enumerate(answers, 1) if status == 429]  # noqa: PLR2004 - HTTP's
    if not refused:
        return fails(f"{len(answers)} requests from one address within a minute, none refused")
    evidence = f"request {refused[0]} from one address got 429, {refused[0] - 1} were answered before it"
    return judged(refused[0] == ALLOWED_A_MINUTE + 1, evidence)


def rate_limited_by_person(_probe: Probe) -> Finding:
    """A known person has a limit of their own: exhausting it leaves a colleague at the address alone."""
    limit = person_limit()
    if limit is None:
        return fails("no limit for known users is set")
    address = stranger_address()
    busy, colleague = throw_away_user(), throw_away_user()
    statuses = [ask_as(busy, address) for _ in range(limit + 1)]
    beside = ask_as(colleague, address)
    good = 429 not in statuses[:limit] and statuses[limit] == 429 and beside == 200  # noqa: PLR2004 - HTTP's
    evidence = f"limit {limit} a minute: request {limit + 1} got {statuses[limit]}, a colleague {beside}"
    return judged(good, evidence)


def person_limit() -> int | None:
    from accounts.api.throttling import PerUser

    throttle = PerUser()
    count, seconds = throttle.parse_rate(throttle.rate)
    return int(count * 60 / seconds) if count and seconds else None


def throw_away_user() -> User:
    """Somebody who is in no table, so nobody real is slowed."""
    return User(pk=-secrets.randbelow(2**40) - 1, email="preflight@bellhop.invalid")


def ask_as(user: User, address: str) -> int:
    return InProcess(user).send("GET", ASKED, address=address).status


def json_by_orjson(probe: Probe) -> Finding:
    """Each API view writes JSON by orjson: it writes `1.5e-7`, where the standard library has `1.5e-07`."""
    sample: dict[str, Any] = {"n": 1.5e-7}
    views = api_views(probe)
    others = [
        f"{view.__name__} ({renderer.__name__})"
        for view in views
        for renderer in view.renderer_classes
        if renderer.media_type == "application/json" and renderer().render(sample) != orjson.dumps(sample)
    ]
    answer = probe.get(ASKED)
    same = answer.body == orjson.dumps(orjson.loads(answer.body))
    evidence = (
        f"{counted(len(views), 'API view')}, {len(others)} by another library: {listed(others) or 'none'}"
    )
    evidence += f"; a real answer of {len(answer.body)} bytes {'reads the same' if same else 'differs'}"
    return judged(views and not others and same, evidence)


def pages_capped(probe: Probe) -> Finding:
    """`limit=1000` is answered with at most 100: by each paginator, and by the longest real list."""
    request = Request(RequestFactory().get("/", {"limit": "1000", "page_size": "1000"}))
    sizes = {}
    for view in api_views(probe):
        paginator = getattr(view, "pagination_class", None)
        if paginator is not None:
            sizes[view.__name__] = page_size(paginator(), request)
    too_large = [f"{name} ({size})" for name, size in sizes.items() if size is None or size > LARGEST_PAGE]
    total, got = longest_list(probe)
    real = f"; a list of {total:,} gave {got}" if total else "; no guest list to ask for"
    evidence = (
        f"limit=1000 asked of {counted(len(sizes), 'view')}: {listed(too_large) or 'at most 100 each'}{real}"
    )
    return judged(sizes and not too_large and got <= LARGEST_PAGE, evidence)


def page_size(paginator: Any, request: Request) -> int | None:
    if isinstance(paginator, PageNumberPagination) or hasattr(paginator, "get_page_size"):
        size: int | None = paginator.get_page_size(request)
        return size
    return None


def longest_list(probe: Probe) -> tuple[int, int]:
    """(entries there are, entries of the page that came) of the longest guest list a member may read."""
    from contacts.models import Guest

    guests = probe.each_organization(Guest.objects.count)
    members = Membership.objects.select_related("user", "organization").order_by("id")
    by_slug = {member.organization.slug: member.user for member in members}
    slug = max((slug for slug in guests if slug in by_slug), key=lambda slug: guests[slug], default="")
    if not slug or not guests[slug]:
        return 0, 0
    answer = probe.get_as(by_slug[slug], f"/api/v1/orgs/{slug}/guests?limit=1000")
    return guests[slug], len(orjson.loads(answer.body)["results"])


def email_stats_answered(probe: Probe) -> Finding:
    member = Membership.objects.select_related("user", "organization").order_by("id").first()
    if member is None:
        return not_shown("no organisation has a member who could ask")
    path = f"/api/v1/analytics/email-stats?organization={member.organization.slug}&days=30"
    answer = probe.get_as(member.user, path)
    if answer.status != 200:  # noqa: PLR2004 - HTTP's
        return fails(f"GET {path} answered {answer.status}")
    figures = orjson.loads(answer.body)
    missing = sorted(STATS_KEYS - figures.keys())
    shown = ", ".join(f"{key} {figures[key]}" for key in sorted(STATS_KEYS & figures.keys()))
    return judged(not missing, f"{shown}{f'; missing: {listed(missing)}' if missing else ''}")
