"""How long returned mail is kept, and who may look at it."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery import tasks
from delivery.models import InboundMail, StrayMail
from delivery.selectors.inbound import inbound_newest
from delivery.services.inbound_purge import inbound_purge, stray_purge
from tests.factories.accounts import NOW, UserFactory

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=30, seconds=1)
HOSTILE = b"Subject: <script>alert(1)</script>\n\nhello"


def kept(organization: Organization, number: int, **fields: object) -> InboundMail:
    facts = {
        "received_at": NOW,
        "envelope_from": "guest@alpine.example",
        "kind": "hard",
        "raw": HOSTILE,
        "size": 9,
    }
    with tenant_scope(organization.pk):
        return InboundMail.objects.create(sha256=bytes([number]) * 32, outcome="done", **(facts | fields))


def stray(number: int, **fields: object) -> StrayMail:
    facts = {"received_at": NOW, "envelope_to": "x@y.example", "reason": "forged", "raw": HOSTILE, "size": 9}
    return StrayMail.objects.create(sha256=bytes([number]) * 32, **(facts | fields))


def test_bytes_are_gone_after_thirty_days_and_what_was_made_of_them_stays(in_a: Organization) -> None:
    kept(in_a, 1), kept(in_a, 2, received_at=OLD)
    assert inbound_purge(now=NOW) == 1
    assert list(InboundMail.objects.order_by("id").values_list("raw", "envelope_from", "outcome")) == [
        (HOSTILE, "guest@alpine.example", "done"),
        (None, "", "done"),
    ]


def test_strays_are_gone_after_thirty_days() -> None:
    stray(1), stray(2, received_at=OLD)
    assert (stray_purge(now=NOW), StrayMail.objects.count()) == (1, 1)


def test_the_beat_empties_every_organisations_mail(group_a: Organization, group_b: Organization) -> None:
    long_ago = NOW - timedelta(days=4_000)
    for organization in (group_a, group_b):
        kept(organization, 1, received_at=long_ago)
    tasks.purge_returned_mail()
    for organization in (group_a, group_b):
        with tenant_scope(organization.pk):
            assert InboundMail.objects.get().raw is None


def test_the_newest_mail_is_this_organisations_own(in_a: Organization) -> None:
    kept(in_a, 1, message_id=5)
    kept(in_a, 2, kind="soft", received_at=NOW + timedelta(1))
    assert inbound_newest() == NOW + timedelta(1)


def test_operators_see_a_mail_as_text(client: Client) -> None:
    row = stray(1)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/delivery/straymail/{row.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert client.get("/admin/delivery/straymail/").status_code == 200
