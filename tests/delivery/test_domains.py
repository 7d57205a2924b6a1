"""A domain from its first row to sending, and out of sending again, as DNS shows it (S1, S3, S10)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import AuditEvent, Organization, User
from config.demo.names import REFUSE
from delivery.errors import DomainNameInvalid, DomainNotVerified, DomainTaken
from delivery.keys import domain_of_report_token
from delivery.models import SendingDomain
from delivery.selectors.domains import domains_due, sending_domain_get, sending_domain_of
from delivery.services.domain_records import dns_records_for
from delivery.services.domain_use import (
    bounce_domain_for,
    domain_blocks,
    public_url_for,
    require_domain_ready,
)
from delivery.services.domains import domain_check, sending_domain_create, sending_domain_update
from tests.delivery.names import Names, running_names
from tests.factories.accounts import NOW
from tests.factories.delivery import SendingDomainFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPF = "seehof.example TXT"


@pytest.fixture
def domain(in_a: Organization, settings: Any) -> SendingDomain:
    settings.PUBLIC_URL = "https://mail.bellhop.example"
    return sending_domain_create(domain=" Seehof.example. ", actor=None, now=NOW)


@pytest.fixture
def names(domain: SendingDomain, settings: Any) -> Iterator[Names]:
    """The hotel has published what it was shown."""
    with running_names() as running:
        settings.BELLHOP_DNS_SERVER = running.address
        publish(running, domain)
        yield running


def publish(names: Names, domain: SendingDomain) -> None:
    names.publish(*dns_records_for(sending_domain_get(domain.pk)))
    names["mail.bellhop.example A"] = ["192.0.2.25"]


def check(domain: SendingDomain, *, after: timedelta = timedelta(0)) -> SendingDomain:
    return domain_check(domain_id=domain.pk, now=NOW + after)


def states(domain: SendingDomain) -> dict[str, str]:
    return {result["part"]: result["state"] for result in domain.results}


def test_a_domain_is_verified_once_dns_shows_its_records(names: Names, domain: SendingDomain) -> None:
    before = domain_blocks(from_email="hello@seehof.example")
    assert before == "seehof.example was not checked yet. Publish its records in DNS, then check it."
    checked = check(domain)
    assert (checked.verified_at, checked.checked_at) == (NOW, NOW)
    assert states(checked) == {"spf": "ok", "dkim": "ok", "dmarc": "ok"}
    require_domain_ready(from_email="hello@seehof.example", now=NOW)
    require_domain_ready(from_email="hello@news.seehof.example", now=NOW)
    assert AuditEvent.objects.filter(action="sending_domain.verified").count() == 1


def test_a_refusal_names_the_records_that_are_missing(names: Names, domain: SendingDomain) -> None:
    names.remove("_dmarc.seehof.example TXT")
    names[SPF] = ["v=spf1 -all"]
    assert check(domain).verified_at is None
    with pytest.raises(DomainNotVerified) as refused:
        require_domain_ready(from_email="hello@seehof.example", now=NOW)
    assert refused.value.http_status == 409
    assert refused.value.message == (
        "seehof.example is not verified: TXT record seehof.example (wrong); TXT record _dmarc.seehof.example "
        "(missing). Mend them in DNS, then check it again."
    )


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("hello@other.example", "other.example is not one of your sending domains."),
        ("hello@xseehof.example", "xseehof.example is not one of your sending domains."),
        ("hello@example", "The sender hello@example is not an address."),
        ("hello", "The sender hello is not an address."),
    ],
)
def test_nobody_sends_in_the_name_of_a_domain_that_is_not_theirs(
    domain: SendingDomain, sender: str, reason: str
) -> None:
    assert domain_blocks(from_email=sender).startswith(reason)


def test_a_switch_for_installations_that_check_elsewhere_lets_all_domains_send(
    domain: SendingDomain, settings: Any
) -> None:
    settings.BELLHOP_REQUIRE_VERIFIED_DOMAIN = False
    assert domain_blocks(from_email="hello@seehof.example") == ""
    assert domain_blocks(from_email="hello@other.example") == ""


def test_three_bad_days_in_a_row_block_and_one_good_day_heals(names: Names, domain: SendingDomain) -> None:
    check(domain)
    names[SPF] = ["v=spf1 -all"]
    days = [check(domain, after=DAY * day) for day in (1, 2, 3)]
    assert [(day.failed_checks, day.verified_at is None) for day in days] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert "TXT record seehof.example (wrong)" in domain_blocks(from_email="hello@seehof.example")
    assert AuditEvent.objects.filter(action="sending_domain.blocked").count() == 1
    publish(names, domain)
    assert check(domain, after=DAY * 4).verified_at == NOW + DAY * 4
    assert domain_blocks(from_email="hello@seehof.example") == ""


def test_a_good_day_between_begins_the_count_anew(names: Names, domain: SendingDomain) -> None:
    check(domain)
    counts = []
    for day, text in enumerate(["v=spf1 -all", "v=spf1 -all", "", "v=spf1 -all"], start=1):
        names[SPF] = [text or "v=spf1 a:mail.bellhop.example ~all"]
        counts.append(check(domain, after=DAY * day).failed_checks)
    assert counts == [1, 2, 0, 1]


def test_looking_often_on_one_day_counts_as_one_bad_day(names: Names, domain: SendingDomain) -> None:
    check(domain)
    names[SPF] = ["v=spf1 -all"]
    looks = [check(domain, after=timedelta(minutes=minute)) for minute in range(1, 20)]
    assert {(look.failed_checks, look.verified_at) for look in looks} == {(1, NOW)}


def test_a_name_server_that_fails_for_a_month_blocks_nobody(names: Names, domain: SendingDomain) -> None:
    check(domain)
    names[SPF] = [REFUSE]
    months = [check(domain, after=DAY * day) for day in range(1, 31)]
    assert {(day.failed_checks, day.verified_at) for day in months} == {(0, NOW)}
    assert states(months[-1])["spf"] == "error"


def test_no_transaction_is_open_while_dns_is_asked(
    names: Names, domain: SendingDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = len(connection.savepoint_ids)
    seen: list[int] = []
    ask = type(names.resolver())._question

    def watched(self: Any, name: str, kind: str) -> Any:
        seen.append(len(connection.savepoint_ids))
        return ask(self, name, kind)

    monkeypatch.setattr("delivery.dns.resolver.DnsResolver._question", watched)
    check(domain)
    assert set(seen) == {depth}
    with transaction.atomic():
        assert len(connection.savepoint_ids) == depth + 1


def test_a_return_path_is_used_once_its_records_are_there_and_no_longer(
    names: Names, domain: SendingDomain
) -> None:
    sending_domain_update(
        domain_id=domain.pk,
        actor=None,
        now=NOW,
        return_path="bounces.seehof.example",
        tracking_host="links.seehof.example",
    )
    assert check(domain).verified_at == NOW
    assert bounce_domain_for(from_email="hello@seehof.example") == "mail.bellhop.example"
    publish(names, domain)
    used = check(domain)
    assert (used.return_path_ok, used.tracking_ok) == (True, True)
    assert bounce_domain_for(from_email="hello@seehof.example") == "bounces.seehof.example"
    names["bounces.seehof.example MX"] = [REFUSE]
    assert check(domain).return_path_ok is True
    names["bounces.seehof.example MX"] = ["10 elsewhere.example"]
    lost = check(domain)
    assert (lost.return_path_ok, lost.tracking_ok, lost.verified_at) == (False, True, NOW)
    assert bounce_domain_for(from_email="hello@seehof.example") == "mail.bellhop.example"


def test_a_changed_host_has_to_be_checked_again(names: Names, domain: SendingDomain) -> None:
    def change(host: str) -> bool:
        row = sending_domain_update(domain_id=domain.pk, actor=None, now=NOW, return_path=host)
        publish(names, domain)
        return row.return_path_ok

    assert change("bounces.seehof.example") is False
    assert check(domain).return_path_ok is True
    assert change("bounces.seehof.example") is True
    assert change("b.seehof.example") is False
    check(domain)
    assert change("") is False
    assert check(domain).return_path_ok is False


@pytest.mark.parametrize(
    "host", ["bounces.other.example", "seehof.example", "xseehof.example", "a b", "-.seehof.example"]
)
def test_a_host_that_is_not_the_domains_own_is_refused(domain: SendingDomain, host: str) -> None:
    with pytest.raises(DomainNameInvalid) as refused:
        sending_domain_update(domain_id=domain.pk, actor=None, now=NOW, tracking_host=host)
    assert list(refused.value.fields) == ["tracking_host"]


@pytest.mark.parametrize("name", ["gmail.com", "GMX.de", "no domain", "", "hotel", "a..b", "hotel.example/x"])
def test_a_domain_that_cannot_be_signed_for_is_refused(in_a: Organization, name: str) -> None:
    with pytest.raises(DomainNameInvalid):
        sending_domain_create(domain=name, actor=None, now=NOW)


def test_a_domain_is_taken_on_once_in_a_group_and_by_several_groups(
    domain: SendingDomain, owner_a: User
) -> None:
    with pytest.raises(DomainTaken):
        sending_domain_create(domain="seehof.example", actor=owner_a, now=NOW)
    assert SendingDomain.objects.count() == 1


def test_the_nearest_parent_that_is_a_sending_domain_speaks_for_an_address(domain: SendingDomain) -> None:
    below = SendingDomainFactory(domain="news.seehof.example")
    found = [sending_domain_of(f"x@{name}seehof.example") for name in ("", "a.", "news.", "a.news.")]
    assert found == [domain, domain, below, below]


def test_reports_come_to_us_under_a_token_that_names_the_domain(domain: SendingDomain) -> None:
    record = next(record for record in dns_records_for(domain) if record.name == "_dmarc.seehof.example")
    mailbox = record.value.rpartition("rua=mailto:")[2]
    local, _, host = mailbox.partition("@")
    named = domain_of_report_token(local.removeprefix("dmarc+").upper())
    assert named is not None
    assert (named.organization_id, named.domain_id) == (domain.organization_id, domain.pk)
    assert host == "mail.bellhop.example"
    sending_domain_update(domain_id=domain.pk, actor=None, now=NOW, dmarc_rua="post@seehof.example")
    assert dns_records_for(sending_domain_get(domain.pk))[-1].value.endswith("rua=mailto:post@seehof.example")


@pytest.mark.parametrize(
    ("relay", "spf", "expected"),
    [
        ("smtp://127.0.0.1:25", "", "a:mail.bellhop.example"),
        ("smtp://localhost:25", "", "a:mail.bellhop.example"),
        ("smtp+starttls://out.relay.example:587", "", "a:out.relay.example"),
        ("smtp://127.0.0.1:25", "include:_spf.bellhop.example", "include:_spf.bellhop.example"),
    ],
)
def test_spf_names_the_server_that_speaks_to_mailboxes(
    domain: SendingDomain, settings: Any, relay: str, spf: str, expected: str
) -> None:
    settings.BELLHOP_RELAY_URL, settings.BELLHOP_SPF = relay, spf
    assert dns_records_for(domain)[0].value == f"v=spf1 {expected} ~all"


def test_each_domain_is_due_once_a_day(names: Names, domain: SendingDomain) -> None:
    assert domains_due(now=NOW) == [domain.pk]
    check(domain)
    assert domains_due(now=NOW + timedelta(hours=22)) == []
    assert domains_due(now=NOW + DAY) == [domain.pk]


def test_links_bear_the_hotels_own_name_once_dns_and_our_web_server_know_it(
    domain: SendingDomain, settings: Any
) -> None:
    own = {"tracking_host": "links.seehof.example", "tracking_ok": True}
    bases = []
    for hosts, change in (
        ([], own),
        (["links.seehof.example"], own),
        (["links.seehof.example"], {"tracking_ok": False}),
    ):
        settings.BELLHOP_TRACKING_HOSTS = hosts
        SendingDomain.objects.update(**change)
        bases.append(public_url_for(from_email="hello@seehof.example"))
    assert bases == [
        "https://mail.bellhop.example",
        "https://links.seehof.example",
        "https://mail.bellhop.example",
    ]
    assert public_url_for(from_email="hello") == "https://mail.bellhop.example"
