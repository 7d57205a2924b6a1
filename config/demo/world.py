"""The demo's hotel group: three hotels on two channels, two people, one letter. Safe to repeat."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Hotel, Organization, User
from accounts.services.organizations import hotel_create, member_add, organization_create
from accounts.tenancy import tenant_scope
from accounts.types import Role
from campaigns.models import Template
from campaigns.services.templates import template_save
from compliance.types import TrackingMode
from config.demo.children import Addresses, zone_file
from config.services import ServerFailed
from config.services.paths import ROOT
from contacts.forms.words import words_suggested
from contacts.models import SignupForm
from contacts.services.forms import form_save
from delivery.dns.resolver import DnsResolver
from delivery.keys import public_host
from delivery.models import SendingDomain
from delivery.selectors.domains import sending_domain_list
from delivery.selectors.pace import sending_policy_get
from delivery.services.domain_records import dns_records_for
from delivery.services.domain_use import domain_reason
from delivery.services.domains import domain_check, sending_domain_create
from delivery.services.policy import sending_policy_update
from integrations_ota.models import Connection
from integrations_ota.services.connections import connection_create

PASSWORD = "front-desk-2026"  # noqa: S105 - the demo's, printed on the screen
OWNER = "owner@bellhop.example"
MARKETER = "marketer@bellhop.example"
OPERATOR = "operator@bellhop.example"
LETTERS = ROOT / "config" / "demo" / "letters"

HOTELS: dict[str, dict[str, Any]] = {
    "MERAN": {
        "name": "Hotel Alpenblick Meran", "slug": "alpenblick-meran", "time_zone": "Europe/Rome",
        "street": "Via Laurin 12", "postal_code": "39012", "city": "Meran", "country": "IT",
        "languages": ["de", "it", "en"], "from_email": "hello@alpenblick.example",
    },
    "BREGENZ": {
        "name": "Seehof Bregenz", "slug": "seehof-bregenz", "time_zone": "Europe/Vienna",
        "street": "Seepromenade 4", "postal_code": "6900", "city": "Bregenz", "country": "AT",
        "languages": ["de", "en"], "from_email": "hello@seehof.example",
    },
    "KONSTANZ": {
        "name": "Haus am See Konstanz", "slug": "haus-am-see", "time_zone": "Europe/Berlin",
        "street": "Uferweg 9", "postal_code": "78464", "city": "Konstanz", "country": "DE",
        "languages": ["de", "en", "fr"], "from_email": "hello@hausamsee.example",
    },
}  # fmt: skip
CREDENTIALS = {
    "alpinebits": {"username": "hotel", "password": "sandbox"},
    "channex": {"api_key": "sandbox-key"},
}
PATHS = {"alpinebits": "/alpinebits", "channex": "/channex/api/v1"}
CHANNEL_NAMES = {"alpinebits": "AlpineBits", "channex": "Channex"}


@dataclass(frozen=True, slots=True)
class World:
    organization: Organization
    owner: User
    hotels: list[Hotel]
    connections: list[Connection]
    template: Template


def person(email: str, name: str, **fields: Any) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, PASSWORD, name=name, **fields)


@transaction.atomic
def build_world(*, addresses: Addresses, now: datetime) -> World:
    """Make what is missing of the demo's group, and point its connections at this run's sandbox."""
    owner = person(OWNER, "Front desk owner")
    person(OPERATOR, "Operator", is_staff=True, is_superuser=True)
    organization = Organization.objects.filter(slug="alpenblick").first() or organization_create(
        name="Alpenblick Hotels", slug="alpenblick", legal_name="Alpenblick Hotels GmbH", country="AT",
        owner=owner, now=now,
    )  # fmt: skip
    member_add(
        organization=organization,
        user=person(MARKETER, "Marketing"),
        role=Role.MARKETER,
        actor=owner,
        now=now,
    )
    with tenant_scope(organization.pk):
        hotels = [ensure_hotel(code, owner, now) for code in HOTELS]
        connections = [
            ensure_connection(hotel, code, channel, addresses, owner, now)
            for code, hotel in zip(HOTELS, hotels, strict=True)
            for channel in PATHS
        ]
        template = ensure_template(owner, now)
        ensure_tracking(owner, now)
        for hotel in hotels:
            ensure_domain(hotel.from_email.partition("@")[2], owner, now)
    return World(organization, owner, hotels, connections, template)


def ensure_hotel(code: str, owner: User, now: datetime) -> Hotel:
    facts = HOTELS[code]
    known = Hotel.objects.filter(slug=facts["slug"]).first()
    return known or hotel_create(
        actor=owner, now=now, currency="EUR", from_name=facts["name"],
        website=f"https://{facts['from_email'].partition('@')[2]}", **facts,
    )  # fmt: skip


def ensure_connection(
    hotel: Hotel, code: str, channel: str, addresses: Addresses, owner: User, now: datetime
) -> Connection:
    base_url = addresses.sandbox + PATHS[channel]
    known = Connection.objects.filter(hotel=hotel, channel=channel).first()
    if known is None:
        return connection_create(
            hotel=hotel, channel=channel, name=f"{hotel.name} · {CHANNEL_NAMES[channel]}", base_url=base_url,
            remote_hotel_id=code, credentials=CREDENTIALS[channel], actor=owner, now=now,
        )  # fmt: skip
    # The sandbox of an earlier run was on another port, and began its queues anew.
    known.base_url, known.cursor, known.lease_until = base_url, {}, None
    known.save(update_fields=["base_url", "cursor", "lease_until"])
    return known


def ensure_template(owner: User, now: datetime) -> Template:
    facts = {
        "name": "Spring by the lake",
        "subject": "{{ guest.first_name | default: 'Dear guest' }}, spring at {{ hotel.name }}",
        "preview_text": "Three nights for the price of two, until the end of April.",
        "mjml": (LETTERS / "spring.mjml").read_text(),
    }
    known = Template.objects.filter(name=facts["name"]).first()
    return known or template_save(template=None, facts=facts, actor=owner, now=now)


def ensure_tracking(owner: User, now: datetime) -> None:
    """The group notes opens and clicks of those who agree; what the law asks is asked at each of them."""
    if sending_policy_get().tracking != TrackingMode.FULL:
        sending_policy_update(actor=owner, now=now, tracking=TrackingMode.FULL)


def ensure_domain(domain: str, owner: User, now: datetime) -> None:
    if not SendingDomain.objects.filter(domain=domain).exists():
        sending_domain_create(domain=domain, actor=owner, now=now)


def publish_domains(*, addresses: Addresses, organization: Organization, now: datetime) -> None:
    """Do the hotel's part: put the records that Bellhop shows into DNS, then have them checked there.

    Raises ServerFailed when a domain is not verified.
    """
    zone: dict[str, list[str]] = {f"{public_host()} A": ["127.0.0.1"]}
    with tenant_scope(organization.pk):
        rows = list(sending_domain_list())
        for record in (record for row in rows for record in dns_records_for(row)):
            zone.setdefault(f"{record.name} {record.kind}", []).append(record.value)
        zone_file().write_text(json.dumps(zone))
        for row in rows:
            checked = domain_check(domain_id=row.pk, now=now, resolver=DnsResolver(addresses.dns))
            if checked.verified_at is None:
                raise ServerFailed(
                    f"The demo's domain {row.domain} was not verified: {domain_reason(checked)}"
                )


def open_forms(*, world: World, now: datetime) -> None:
    """A newsletter form for each hotel, in its languages; after its domain is verified, which it needs."""
    with tenant_scope(world.organization.pk):
        for hotel in world.hotels:
            if not SignupForm.objects.filter(hotel=hotel).exists():
                suggested = words_suggested(hotel=hotel.name)
                facts = {
                    "name": f"Newsletter {hotel.name}", "hotel_id": hotel.pk, "active": True,
                    "fields": [{"name": name, "required": False} for name in ("first_name", "last_name", "country")],
                    "words": {language: suggested[language] for language in hotel.languages},
                    "privacy_url": f"{hotel.website}/privacy", "origins": [hotel.website],
                }  # fmt: skip
                form_save(form=None, facts=facts, actor=world.owner, now=now)
