"""A group with many guests and twice as many stays, among nine smaller ones."""

from typing import Any

from django.db import connection, connections
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import current_organization_id, tenant_scope

HOTELS = 5
GROUPS = 10

EVENTS = """
INSERT INTO compliance_consentevent (organization_id, address_hash, key_version, purpose, granted, basis, source,
    evidence, occurred_at, recorded_at, applied, digest)
SELECT %(organization)s, sha256(('crowd' || g)::bytea), 1, 'marketing', true, 'consent', 'form', '{}', now(), now(),
    true, sha256(('digest' || g)::bytea)
FROM generate_series(1, %(guests)s::bigint) AS g WHERE g %% 17 <> 0
"""
STATUSES = """
INSERT INTO compliance_consentstatus (organization_id, address_hash, key_version, purpose, granted, basis, event_id, at)
SELECT organization_id, address_hash, 1, purpose, granted, basis, id, recorded_at
FROM compliance_consentevent WHERE organization_id = %(organization)s
"""
# Every fiftieth address is that of the guest before; values are spread by multiplying with primes.
GUESTS = """
INSERT INTO contacts_guest (organization_id, first_name, last_name, email, email_kind, address_hash, phone, language,
    country, birth_date, tags, custom, provenance, created_at, updated_at)
SELECT %(organization)s, 'Anna-' || g, 'Gruber', 'guest' || g || '@example.com', 'real',
    sha256(('crowd' || CASE WHEN g %% 50 = 0 THEN g - 1 ELSE g END)::bytea), '',
    (ARRAY['de','de','de','de-AT','en','en','it','fr','nl','cs','sv'])[1 + g * 7919 %% 11],
    (ARRAY['DE','DE','AT','CH','IT','FR','NL','GB','US','CZ','PL','ES'])[1 + g * 104729 %% 12],
    CASE WHEN g %% 5 < 4 THEN date '1945-01-01' + (g * 15485863 %% 22000)::int END,
    (ARRAY['{}','{}','{newsletter}','{newsletter}','{vip}','{spa,newsletter}','{golf}','{family}','{vip,spa}','{ski}','{vip}','{}','{}'])
        [1 + g * 1299709 %% 13]::text[],
    jsonb_build_object('loyalty',
        (ARRAY['none','none','none','none','none','silver','silver','gold'])[1 + g * 611953 %% 8],
        'diet', (ARRAY['','vegan','gluten free','halal'])[1 + g / 8 * 15013 %% 4], 'car', g %% 3 = 0), '{}',
    now() - (g %% 2000)::int * interval '1 day', now()
FROM generate_series(1, %(guests)s::bigint) AS g
"""
STAYS = """
INSERT INTO contacts_stay (organization_id, hotel_id, guest_id, source_channel, reservation_code, status, arrival,
    departure, booked_at, room_name, adults, children, total_minor, currency, channel_email, version_key, created_at,
    updated_at)
SELECT organization_id, (%(hotels)s::bigint[])[1 + n %% 5], guest_id,
    (ARRAY['booking_com','booking_com','expedia','direct','direct','alpinebits'])[1 + n * 7907 %% 6], 'R' || n,
    CASE WHEN n %% 11 = 0 THEN 'cancelled' WHEN arrival < current_date THEN 'checked_out' ELSE 'booked' END,
    arrival, arrival + (1 + n %% 6)::int, (arrival - (n %% 90)::int)::timestamptz, 'Double', 2, 0,
    8000 + n * 31 %% 90000, 'EUR', '', '|1', now(), now()
FROM (
    SELECT organization_id, id AS guest_id, row_number() OVER () AS n,
        current_date + 180 - (row_number() OVER () * 15485863 %% 1460)::int AS arrival
    FROM contacts_guest, generate_series(1, 4) AS stay
    WHERE organization_id = %(organization)s AND stay <= id %% 5
) AS made
"""
# Letters themselves are another benchmark's; here are the days they would have left.
ENGAGEMENT = """
UPDATE contacts_guestfacts SET
    last_mailed = CASE WHEN id %% 3 > 0 THEN current_date - (id %% 40)::int END,
    last_opened = CASE WHEN id %% 4 = 0 THEN current_date - (id %% 300)::int END
WHERE organization_id = %(organization)s
"""


def group_make(name: str, guests: int) -> Organization:
    """A group with its hotels, guests, consents and stays. Called outside any scope."""
    slug = f"{name}-{int(timezone.now().timestamp() * 1000)}"
    group = Organization.objects.create(name=slug, slug=slug, created_at=timezone.now())
    with tenant_scope(group.pk):
        hotels = [hotel_make(number).pk for number in range(HOTELS)]
        values = {"organization": group.pk, "guests": guests, "hotels": hotels}
        for statement in (EVENTS, STATUSES, GUESTS, STAYS):
            run(statement, values)
    return group


def hotel_make(number: int) -> Hotel:
    return Hotel.objects.create(
        name=f"Seehof {number}", slug=f"seehof-{number}", time_zone="Europe/Vienna", currency="EUR", country="AT",
        street="Seestrasse 1", postal_code="6900", city="Bregenz", from_name="Seehof",
        from_email="hello@seehof.example", languages=["en"],
    )  # fmt: skip


def engagement_make() -> None:
    """Days of letters for the guests of the organisation in scope."""
    run(ENGAGEMENT, {"organization": current_organization_id()})


def run(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_owner(statement: str) -> None:
    """The app's role may not gather statistics."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
