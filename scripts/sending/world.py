"""A hotel group with many guests who asked for news, and a letter of ten kilobytes for them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import current_organization_id
from campaigns.selectors.audience import audience_recipients
from campaigns.types import AudienceSpec
from delivery.models import Mailing
from delivery.services.content import content_compile
from delivery.services.mailing import mailing_create, mailing_freeze
from delivery.types import Stream

LINES = (
    "the lake is warm, the garden open late",
    "room {{ guest.custom.room }} and the {{ guest.custom.table }} table are free",
    "{{ guest.custom.points }} points since {{ guest.custom.since }} are a night",
)
EVENTS = """
INSERT INTO compliance_consentevent (organization_id, address_hash, key_version, purpose, granted, basis, source,
    evidence, occurred_at, recorded_at, applied, digest)
SELECT %(organization)s, sha256(('bench' || g)::bytea), 1, 'marketing', true, 'consent', 'double_opt_in', '{}',
    now(), now(), true, sha256(('digest' || g)::bytea)
FROM generate_series(1, %(guests)s) AS g
"""
STATUSES = """
INSERT INTO compliance_consentstatus (organization_id, address_hash, key_version, purpose, granted, basis, event_id, at)
SELECT organization_id, address_hash, 1, 'marketing', true, 'consent', id, now() FROM compliance_consentevent
WHERE organization_id = %(organization)s
"""
GUESTS = """
INSERT INTO contacts_guest (organization_id, first_name, last_name, email, email_kind, address_hash, phone, language,
    country, tags, custom, provenance, created_at, updated_at)
SELECT %(organization)s, 'Anna-' || g, 'Gruber', 'guest' || g || '@example' || g %% 50 || '.com', 'real',
    sha256(('bench' || g)::bytea), '', 'en', 'AT', '{}',
    jsonb_build_object('room', 100 + g %% 200, 'table', 'window', 'points', g, 'since', '2019'), '{}', now(), now()
FROM generate_series(1, %(guests)s) AS g
"""


@dataclass(frozen=True, slots=True)
class World:
    """What the benchmark works on; its parts live in the organisation's scope."""

    organization: Organization
    hotel: Hotel


def letter() -> str:
    """MJML of a letter that weighs ten kilobytes on the wire: 31 merge fields, 9 links, a pixel."""
    sentences = [
        f"Dear {{{{ guest.first_name | default: 'guest' }}}}, {LINES[number % 3]}. "
        f"<a href='https://seehof.example/offer/{number}?name={{{{ guest.first_name }}}}'>See more</a> "
        for number in range(9)
    ]
    paragraphs = "".join(
        f"<mj-text>{''.join(sentences[start : start + 2])}</mj-text>" for start in range(0, 9, 2)
    )
    return f"<mjml><mj-body><mj-section><mj-column>{paragraphs}</mj-column></mj-section></mj-body></mjml>"


def group_make() -> Organization:
    """A new organisation. Called outside any scope."""
    now = timezone.now()
    name = f"bench-{int(now.timestamp() * 1000)}"
    return Organization.objects.create(name=name, slug=name, created_at=now)


def guests_make(guests: int) -> Hotel:
    """The hotel and its guests, in the organisation in scope."""
    hotel = Hotel.objects.create(
        name="Seehof", slug="seehof", time_zone="Europe/Vienna", currency="EUR", country="AT",
        street="Seestrasse 1", postal_code="6900", city="Bregenz", from_name="Seehof",
        from_email="hello@seehof.example", languages=["en"],
    )  # fmt: skip
    values = {"organization": current_organization_id(), "guests": guests}
    with connection.cursor() as cursor:
        for statement in (EVENTS, STATUSES, GUESTS):
            cursor.execute(statement, values)
    return hotel


def mailing_made(hotel: Hotel) -> Mailing:
    """A mailing of the letter, not released yet."""
    now = datetime.now(UTC)
    content = content_compile(
        subject="{{ guest.first_name }}, the lake is warm",
        preview_text="Three nights",
        mjml=letter(),
        now=now,
    )
    return mailing_create(content=content, hotel=hotel, stream=Stream.MARKETING, now=now)


def mailing_frozen(hotel: Hotel) -> Mailing:
    """A mailing released to every guest."""
    mailing = mailing_made(hotel)
    now = datetime.now(UTC)
    recipients = audience_recipients(spec=AudienceSpec(), now=now)
    mailing_freeze(mailing=mailing, recipients=recipients, now=now)
    return mailing


def analyze() -> None:
    """Fresh statistics, as autovacuum would have made them by now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
