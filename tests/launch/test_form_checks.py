from datetime import timedelta

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from contacts.models import PreCheckIn, SignupRequest
from launch.checks.forms import subscriptions_confirmed
from launch.probe import Probe
from tests.factories.compliance import ConsentEventFactory
from tests.factories.contacts import StayFactory
from tests.factories.forms import form_made
from tests.launch.conftest import said

pytestmark = pytest.mark.django_db
CONFIRMED = {"form_id": 1, "requested_at": "2026-06-01", "confirmed_at": "2026-06-01"}


def test_without_a_form_there_is_nothing_to_show(probe: Probe, group_a: Organization) -> None:
    assert said(subscriptions_confirmed(probe)) == ("not_shown", "no sign-up form is switched on yet")


def test_consents_with_their_second_step_hold(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        text = form_made().words.get(language="en").consent_text
        ConsentEventFactory(source="double_opt_in", evidence=CONFIRMED, text=text)
        ConsentEventFactory(source="mailchimp", evidence={"file": "list.csv"})
    evidence = (
        "1 form switched on; 1 consent given through forms and stays' pages, 0 without second step or wording; "
        "0 unconfirmed addresses kept too long"
    )
    assert said(subscriptions_confirmed(probe)) == ("holds", evidence)


def test_a_consent_without_second_step_fails(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        text = form_made().words.get(language="en").consent_text
        ConsentEventFactory(source="double_opt_in", evidence=CONFIRMED)
        ConsentEventFactory(source="form", evidence={"form_id": 1}, text=text)
    status, evidence = said(subscriptions_confirmed(probe))
    assert (status, "2 consents given through forms and stays' pages, 2 without" in evidence) == (
        "fails",
        True,
    )


def test_an_address_that_is_kept_unconfirmed_fails(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        form = form_made()
        SignupRequest.objects.create(
            form=form, text=form.words.get(language="en").consent_text, language="en", address_hash=b"a" * 32,
            network_hash=b"n" * 16, token_hash=b"t" * 32, proven=True,
            created_at=probe.now - timedelta(hours=74), expires_at=probe.now - timedelta(hours=2),
        )  # fmt: skip
    status, evidence = said(subscriptions_confirmed(probe))
    assert (status, evidence.endswith("1 unconfirmed address kept too long")) == ("fails", True)


def test_a_pre_check_in_without_its_second_step_fails(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        text = form_made().words.get(language="en").consent_text
        for shown in (
            {"requested_at": "2026-06-01", "confirmed_at": "2026-06-01"},
            {"requested_at": "2026-06-01"},
        ):
            ConsentEventFactory(source="pre_check_in", evidence=shown, text=text)
    status, evidence = said(subscriptions_confirmed(probe))
    assert (status, "2 consents given through forms and stays' pages, 1 without" in evidence) == (
        "fails",
        True,
    )


def test_a_code_that_is_kept_unentered_fails(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        form_made()
        PreCheckIn.objects.create(
            stay=StayFactory(), language="en", address_hash=b"a" * 32, code_hash=b"c" * 32,
            created_at=probe.now - timedelta(hours=3), expires_at=probe.now - timedelta(hours=2),
        )  # fmt: skip
    status, evidence = said(subscriptions_confirmed(probe))
    assert (status, evidence.endswith("1 unconfirmed address kept too long")) == ("fails", True)
