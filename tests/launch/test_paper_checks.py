from datetime import datetime

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.services.policy import policy_publish, policy_write
from delivery.models import Mailing
from launch.checks.papers import letters_honest, policies_published
from launch.probe import Probe
from tests.launch.conftest import said
from tests.launch.letters import consenting_guest, mail_everybody

pytestmark = pytest.mark.django_db


def publish(organization: Organization, now: datetime) -> None:
    with tenant_scope(organization.pk):
        policy_write(texts={"en": "We keep little."}, actor=None, now=now)
        policy_publish(actor=None, now=now)


def test_gd5_a_group_without_a_policy_fails(
    probe: Probe, group_a: Organization, group_b: Organization, now: datetime
) -> None:
    publish(group_a, now)
    assert said(policies_published(probe)) == (
        "fails",
        "2 organisations, 1 version published; without a policy: costa-verde; pages that cannot be read: none",
    )
    publish(group_b, now)
    assert said(policies_published(probe))[0] == "holds"


def test_cs1_before_the_first_letter_nothing_is_shown(probe: Probe, group_a: Organization) -> None:
    assert said(letters_honest(probe))[0] == "not_shown"


def test_cs1_honest_letters_hold_and_a_sender_in_anothers_name_fails(
    probe: Probe, hotel_a: Hotel, in_a: Organization, now: datetime
) -> None:
    consenting_guest()
    mail_everybody(hotel=hotel_a, now=now)
    assert said(letters_honest(probe)) == (
        "holds",
        "1 marketing letter built again: each with honest headers and subject",
    )
    Mailing.objects.update(from_name="service@booking.example")
    status, evidence = said(letters_honest(probe))
    assert (status, "shows another address" in evidence) == ("fails", True)
    Mailing.objects.update(from_name="Seehof", reply_to="sales@elsewhere.example")
    assert "answers go to elsewhere.example" in said(letters_honest(probe))[1]


def test_cs1_a_subject_that_feigns_an_answer_fails(
    probe: Probe, hotel_a: Hotel, in_a: Organization, now: datetime
) -> None:
    consenting_guest()
    mail_everybody(hotel=hotel_a, now=now, subject="Re: your question")
    assert said(letters_honest(probe))[0] == "fails"
