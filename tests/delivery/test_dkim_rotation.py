"""Keys changed while letters are under way; dkimpy verifies each letter against what DNS shows (S2)."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import dkim
import pytest

from accounts.errors import NotFound
from accounts.models import AuditEvent, Organization
from accounts.secrets import unseal
from delivery.errors import DkimRotationRefused
from delivery.models import DkimKey, SendingDomain
from delivery.selectors.domains import sending_domain_get
from delivery.services.domain_records import dns_records_for
from delivery.services.domain_use import signers_for
from delivery.services.domains import domain_check, sending_domain_create
from delivery.services.keys_rotation import dual_sign_set, keys_retire, rotation_activate, rotation_begin
from delivery.smtp import ed25519
from delivery.smtp.dkim import key_generate
from tests.delivery.letters import email
from tests.delivery.names import Names, running_names
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db
SENDER = "hello@seehof.example"
WEEK = timedelta(days=7)


@pytest.fixture
def domain(in_a: Organization) -> SendingDomain:
    return sending_domain_create(domain="seehof.example", actor=None, now=NOW)


@pytest.fixture
def names(domain: SendingDomain, settings: Any) -> Iterator[Names]:
    with running_names() as running:
        settings.BELLHOP_DNS_SERVER = running.address
        publish(running, domain)
        yield running


def publish(names: Names, domain: SendingDomain) -> None:
    names.publish(*dns_records_for(sending_domain_get(domain.pk)))


def letter() -> bytes:
    """A letter with every signature that its domain gives."""
    plain = email()
    at = int(NOW.timestamp())
    signatures = [signer.sign(plain.headers, plain.body, at=at) for signer in signers_for(from_email=SENDER)]
    return b"".join(signatures) + plain.as_bytes()


def verdicts(raw: bytes, names: Names) -> list[tuple[str, bool]]:
    """For each signature, in order, the algorithm with its selector and whether dkimpy verifies it."""

    def ask(name: bytes, **_: Any) -> bytes | None:
        found = names.resolver().txt(name.decode().rstrip("."))
        return found[0].encode() if found else None

    def holds(number: int) -> bool:
        try:
            return bool(dkim.DKIM(raw).verify(idx=number, dnsfunc=ask))
        except dkim.ValidationError:
            return False

    signatures = message_from_bytes(raw).get_all("DKIM-Signature") or []
    tags = [dict(tag.strip().split("=", 1) for tag in text.split(";") if "=" in tag) for text in signatures]
    return [(f"{tag['a']} {tag['s']}", holds(number)) for number, tag in enumerate(tags)]


def activate(key: DkimKey, *, after: timedelta = timedelta(0)) -> DkimKey:
    return rotation_activate(key_id=key.pk, domain_id=key.domain_id, actor=None, now=NOW + after)


def states() -> dict[str, str]:
    return dict(DkimKey.objects.order_by("id").values_list("selector", "state"))


def test_letters_of_both_keys_verify_while_one_follows_the_other(names: Names, domain: SendingDomain) -> None:
    old = letter()
    key = rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    publish(names, domain)
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop1", True)]
    activate(key)
    assert states() == {"bellhop1": "retiring", "bellhop2": "active"}
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop2", True)]
    assert verdicts(old, names) == [("rsa-sha256 bellhop1", True)]
    actions = AuditEvent.objects.filter(action__startswith="dkim_key").values_list("action", flat=True)
    assert sorted(actions) == ["dkim_key.activated", "dkim_key.created"]


def test_a_key_that_dns_does_not_show_signs_nothing(names: Names, domain: SendingDomain) -> None:
    key = rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    with pytest.raises(DkimRotationRefused, match="Publish the TXT record at bellhop2"):
        activate(key)
    names["bellhop2._domainkey.seehof.example TXT"] = ["v=DKIM1; k=rsa; p=AAAA"]
    with pytest.raises(DkimRotationRefused, match="Another key stands there"):
        activate(key)
    assert states() == {"bellhop1": "active", "bellhop2": "waiting"}


def test_a_waiting_key_is_no_reason_to_block_the_domain(names: Names, domain: SendingDomain) -> None:
    names["localhost A"] = ["192.0.2.25"]
    assert domain_check(domain_id=domain.pk, now=NOW).verified_at == NOW
    rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    checked = domain_check(domain_id=domain.pk, now=NOW)
    found = {(result["name"].partition(".")[0], result["state"]) for result in checked.results}
    assert ("bellhop2", "missing") in found
    assert (checked.verified_at, checked.failed_checks) == (NOW, 0)


def test_one_rotation_at_a_time(names: Names, domain: SendingDomain) -> None:
    key = rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    with pytest.raises(DkimRotationRefused, match="waiting to be published already"):
        rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    publish(names, domain)
    activate(key)
    with pytest.raises(DkimRotationRefused, match="still being retired"):
        rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    with pytest.raises(DkimRotationRefused, match="is active"):
        activate(key)


def test_a_week_later_the_old_private_key_is_gone_and_its_selector_free(
    names: Names, domain: SendingDomain
) -> None:
    publish_and_activate = rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    publish(names, domain)
    activate(publish_and_activate)
    old = DkimKey.objects.get(selector="bellhop1")
    assert keys_retire(now=NOW + WEEK - timedelta(seconds=1)) == 0
    assert "PRIVATE KEY" in unseal(old.private_key)
    assert keys_retire(now=NOW + WEEK) == 1
    old.refresh_from_db()
    assert (old.state, old.private_key) == ("retired", "")
    assert "bellhop1._domainkey.seehof.example" not in {
        record.name for record in dns_records_for(sending_domain_get(domain.pk))
    }
    again = rotation_begin(domain_id=domain.pk, actor=None, now=NOW + WEEK)
    assert (again.selector, again.public_key != old.public_key) == ("bellhop1", True)
    publish(names, domain)
    activate(again, after=WEEK)
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop1", True)]


def test_a_second_signature_by_ed25519_verifies_beside_rsa(names: Names, domain: SendingDomain) -> None:
    dual_sign_set(domain_id=domain.pk, on=True, actor=None, now=NOW)
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop1", True)]
    publish(names, domain)
    activate(DkimKey.objects.get(algorithm="ed25519"))
    both = [("rsa-sha256 bellhop1", True), ("ed25519-sha256 bellhop1e", True)]
    raw = letter()
    assert verdicts(raw, names) == both
    changed = [(name, False) for name, _ in both]
    assert verdicts(raw.replace(b"Hello", b"Hallo"), names) == changed
    assert verdicts(raw.replace(b"Subject: ", b"Subject: Re: "), names) == changed
    key = rotation_begin(domain_id=domain.pk, actor=None, now=NOW)
    publish(names, domain)
    activate(key)
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop2", True), ("ed25519-sha256 bellhop1e", True)]
    assert verdicts(raw, names) == both


def test_the_second_signature_may_be_taken_away_and_given_again(names: Names, domain: SendingDomain) -> None:
    for on in (True, True, False, False):
        dual_sign_set(domain_id=domain.pk, on=on, actor=None, now=NOW)
    waiting = DkimKey.objects.get(algorithm="ed25519")
    assert (waiting.state, waiting.private_key) == ("retired", "")
    dual_sign_set(domain_id=domain.pk, on=True, actor=None, now=NOW)
    publish(names, domain)
    activate(DkimKey.objects.get(algorithm="ed25519", state="waiting"))
    dual_sign_set(domain_id=domain.pk, on=False, actor=None, now=NOW)
    assert verdicts(letter(), names) == [("rsa-sha256 bellhop1", True)]
    assert DkimKey.objects.filter(algorithm="ed25519", state="retiring").count() == 1


def test_a_domain_without_a_key_or_an_address_that_is_none_has_no_signer(domain: SendingDomain) -> None:
    assert signers_for(from_email="hello@other.example") == []
    assert signers_for(from_email="hello") == []
    assert len(signers_for(from_email="hello@news.seehof.example")) == 1


def test_another_domains_key_cannot_be_activated_through_this_one(
    names: Names, domain: SendingDomain
) -> None:
    other = sending_domain_create(domain="other.example", actor=None, now=NOW)
    key = rotation_begin(domain_id=other.pk, actor=None, now=NOW)
    with pytest.raises(NotFound):
        rotation_activate(key_id=key.pk, domain_id=domain.pk, actor=None, now=NOW)


def test_private_keys_of_both_kinds_are_stored_sealed(domain: SendingDomain) -> None:
    dual_sign_set(domain_id=domain.pk, on=True, actor=None, now=NOW)
    sealed = list(DkimKey.objects.values_list("private_key", flat=True))
    assert [("PRIVATE KEY" in key, "PRIVATE KEY" in unseal(key)) for key in sealed] == [(False, True)] * 2


def test_an_ed25519_key_is_thirty_two_bytes_and_no_other_key_is_taken_for_one() -> None:
    private = ed25519.key_generate()
    assert len(ed25519.public_key_of(private)) == 44
    with pytest.raises(ValueError, match="not an Ed25519 key"):
        ed25519.public_key_of(key_generate())
    with pytest.raises(ValueError, match="not a DNS name"):
        ed25519.Ed25519Signer(domain="a b", selector="s", private_pem=private)
