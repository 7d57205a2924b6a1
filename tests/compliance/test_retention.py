"""GDPR 5(1)(e): each kind of data goes when its time is over, not a day before, and the run is on record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.errors import InvalidInput
from accounts.models import AuditEvent, Organization
from accounts.tenancy import tenant_scope
from compliance.models import RetentionRun, Suppression
from compliance.retention import PERIODS, retention_handlers
from compliance.selectors.retention import retention_days, retention_due, retention_last_run
from compliance.services.retention import retention_apply, retention_shorten
from compliance.tasks import apply_retention_of
from contacts.models import Guest, GuestMerge, PreCheckIn, SignupRequest
from delivery.models import EngagementEvent, InboundMail, Message
from integrations_ota.models import RawMessage
from tests.factories.accounts import NOW
from tests.factories.compliance import ConsentEventFactory, ConsentStatusFactory
from tests.factories.contacts import (
    GuestFactory,
    ImportChangeFactory,
    ImportFactory,
    ImportRejectionFactory,
    StayFactory,
)
from tests.factories.delivery import EngagementEventFactory, LastOpenFactory, MessageFactory
from tests.factories.forms import form_made
from tests.factories.integrations_ota import RawMessageFactory

DAYS = {period.key: period.days for period in PERIODS}


def stayed() -> Guest:
    guest: Guest = StayFactory().guest
    return guest


def check_in() -> None:
    PreCheckIn.objects.create(
        stay=StayFactory(), code_hash=b"c" * 32, address_hash=b"a" * 32, language="de",
        created_at=NOW, expires_at=NOW, state=PreCheckIn.CONFIRMED, confirmed_at=NOW,
    )  # fmt: skip


def sign_up() -> None:
    form = form_made()
    SignupRequest.objects.create(
        form=form, text=form.words.get(language="en").consent_text, language="en", address_hash=b"a" * 32,
        network_hash=b"n" * 16, token_hash=b"t" * 32, proven=True, created_at=NOW, expires_at=NOW,
    )  # fmt: skip


def merge() -> None:
    GuestMerge.objects.create(survivor=stayed(), absorbed_id=99, reason="by_hand", merged_at=NOW)


def returned() -> None:
    InboundMail.objects.create(received_at=NOW, kind="hard", outcome="x", sha256=b"0" * 32, size=1, raw=b"x")


# One row of each kind that ended at NOW.
MADE: dict[str, Callable[[], Any]] = {
    "evidence_ips": lambda: ConsentEventFactory(evidence={"confirmed_ip": "192.0.2.7"}, recorded_at=NOW),
    "prospects": lambda: GuestFactory(email="ada@example.com"),
    "engagement": EngagementEventFactory,
    "last_opens": LastOpenFactory,
    "letters": MessageFactory,
    "returned_mail": returned,
    "channel_messages": lambda: RawMessageFactory(state="applied"),
    "import_rejections": lambda: ImportRejectionFactory(batch=ImportFactory(finished_at=NOW)),
    "import_changes": lambda: ImportChangeFactory(batch=ImportFactory(finished_at=NOW), guest=stayed()),
    "merges": merge,
    "check_ins": check_in,
    "sign_ups": sign_up,
}


def over(now: datetime) -> dict[str, int]:
    return {due.period.key: due.rows for due in retention_due(now=now) if due.rows}


def run_at(at: datetime) -> RetentionRun:
    return retention_apply(clock=lambda: at)


def test_each_period_has_a_handler_a_source_and_a_row_here() -> None:
    assert set(retention_handlers()) == set(DAYS) == set(MADE)
    assert all(period.source and period.ends for period in PERIODS)


@pytest.mark.parametrize("key", MADE)
def test_a_row_goes_when_its_time_is_over_and_not_before(in_a: Organization, key: str) -> None:
    Organization.objects.filter(pk=in_a.pk).update(country="IT")
    MADE[key]()
    last_day = NOW + timedelta(days=DAYS[key])
    assert key not in over(last_day)
    assert key not in {name for name, rows in run_at(last_day).counts.items() if rows}
    # Letters go by whole months.
    later = last_day + timedelta(days=32)
    assert over(later)[key] == 1
    run = run_at(later)
    assert (run.counts[key], run.complete) == (1, True)
    assert over(later) == {}


def test_what_stays_of_a_letter_a_bounce_and_a_message_names_nobody(in_a: Organization) -> None:
    for key in ("letters", "returned_mail", "channel_messages"):
        MADE[key]()
    run_at(NOW + timedelta(days=2000))
    letter, mail, raw = Message.objects.get(), InboundMail.objects.get(), RawMessage.objects.get()
    assert (letter.address, letter.merge, letter.state) == ("", {}, "handed")
    assert (mail.raw, raw.body) == (None, "")


def test_a_guest_who_stayed_is_no_prospect(in_a: Organization) -> None:
    stayed()
    assert over(NOW + timedelta(days=4000)) == {}


def test_a_sign_of_life_keeps_a_prospect(in_a: Organization) -> None:
    guest = GuestFactory()
    ConsentEventFactory(address_hash=guest.address_hash, occurred_at=NOW + timedelta(days=400))
    assert "prospects" not in over(NOW + timedelta(days=1400))
    assert over(NOW + timedelta(days=1500))["prospects"] == 1


def test_a_prospect_who_refused_mail_stays_suppressed_and_another_does_not(in_a: Organization) -> None:
    refused, quiet = GuestFactory(), GuestFactory()
    ConsentStatusFactory(address_hash=refused.address_hash, granted=False)
    run_at(NOW + timedelta(days=1200))
    assert not Guest.objects.exists()
    assert [bytes(row.address_hash) for row in Suppression.objects.all()] == [bytes(refused.address_hash)]
    assert quiet.address_hash != refused.address_hash


def test_a_country_and_a_group_may_ask_for_less_and_nobody_for_more(in_a: Organization) -> None:
    assert retention_days()["sign_ups"] == 7
    Organization.objects.filter(pk=in_a.pk).update(country="FR")
    assert (retention_days()["engagement"], retention_days()["sign_ups"]) == (395, 30)
    retention_shorten(key="engagement", days=90, actor=None, now=NOW)
    assert retention_days()["engagement"] == 90
    assert AuditEvent.objects.get(action="retention.changed").detail == {"key": "engagement", "days": 90}
    for days in (0, 396):
        with pytest.raises(InvalidInput):
            retention_shorten(key="engagement", days=days, actor=None, now=NOW)
    with pytest.raises(InvalidInput, match="no period"):
        retention_shorten(key="shoes", days=1, actor=None, now=NOW)


def test_a_run_out_of_time_says_so_and_the_next_goes_on(in_a: Organization) -> None:
    EngagementEventFactory()
    at = NOW + timedelta(days=1000)
    cut = retention_apply(clock=lambda: at, seconds=0)
    assert (sum(cut.counts.values()), cut.complete) == (0, False)
    assert run_at(at).counts["engagement"] == 1
    assert not EngagementEvent.objects.exists()


def test_another_group_keeps_its_rows(group_a: Organization, group_b: Organization) -> None:
    with tenant_scope(group_b.pk):
        GuestFactory()
    with tenant_scope(group_a.pk):
        run_at(NOW + timedelta(days=4000))
    with tenant_scope(group_b.pk):
        assert Guest.objects.count() == 1


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def test_the_dry_run_lists_what_would_go_and_why_and_changes_nothing(
    group_a: Organization, group_b: Organization
) -> None:
    with tenant_scope(group_a.pk):
        ImportRejectionFactory(batch=ImportFactory(finished_at=datetime(2020, 1, 1, tzinfo=NOW.tzinfo)))
    said = told("--dry-run", "--org", "alpenblick")
    assert "import_rejections: 1 rows would go." in said
    assert "costa-verde" not in said
    assert "import_rejections: 1 rows would go." in told("--dry-run")
    assert "import_rejections: 1 rows went." in told("--org", "alpenblick")
    assert "import_rejections: 0 rows would go." in told("--dry-run", "--org", "alpenblick")
    with pytest.raises(CommandError, match="no organisation 'nobody'"):
        told("--org", "nobody")


def test_the_nightly_task_leaves_a_record(group_a: Organization) -> None:
    apply_retention_of(organization_id=group_a.pk)
    with tenant_scope(group_a.pk):
        run = retention_last_run()
        assert run is not None
        assert (run.complete, set(run.counts)) == (True, set(DAYS))
