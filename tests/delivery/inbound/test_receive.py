"""What a mail that comes back does to the letter, the guest and the mailing."""

from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import Suppression
from delivery.keys import return_token
from delivery.models import EngagementEvent, InboundMail, Message, StrayMail
from delivery.services.inbound import KEPT_CAP, inbound_receive
from delivery.types import MessageState
from tests.delivery.inbound.mails import arf, block, dsn, mail
from tests.factories.accounts import NOW
from tests.factories.delivery import MessageFactory, mailing_started

pytestmark = pytest.mark.django_db
BOUNCE_DOMAIN = "mail.seehof.example"
GONE = "550 5.1.1 User unknown"


@pytest.fixture
def letter(in_a: Organization) -> Message:
    mailing_started(guests=1)
    Message.objects.update(state=MessageState.HANDED, handed_at=NOW, due_at=None)
    return Message.objects.get()


def token_of(letter: Message) -> str:
    return return_token(organization_id=letter.organization_id, message_id=letter.pk)


def address_of(letter: Message, name: str = "bounce") -> str:
    return f"{name}+{token_of(letter)}@{BOUNCE_DOMAIN}"


def receive(raw: bytes, to: str) -> Any:
    return inbound_receive(raw=raw, envelope_to=to, envelope_from="", now=NOW)


def suppressed() -> list[str]:
    return list(Suppression.objects.values_list("reason", flat=True))


def events() -> list[tuple[str, int]]:
    return list(EngagementEvent.objects.order_by("kind").values_list("kind", "count"))


def test_a_hard_bounce_ends_the_letter_and_the_address(letter: Message) -> None:
    row = receive(dsn(block(letter.address, "5.1.1", GONE)), address_of(letter))
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("bounced", "Returned: unknown_user 5.1.1")
    assert (suppressed(), events()) == (["bounce"], [("bounce", 1)])
    assert (row.kind, row.status, row.message_id, row.outcome) == (
        "hard",
        "5.1.1",
        letter.pk,
        "The mailbox does not exist; the address gets no more mail.",
    )


def test_a_letter_counts_once_however_often_it_comes_back(letter: Message) -> None:
    raw = dsn(block(letter.address, "5.1.1", GONE))
    receive(raw, address_of(letter))
    receive(raw, address_of(letter))
    receive(dsn(block(letter.address, "5.1.1", GONE), words="once more"), address_of(letter))
    assert events() == [("bounce", 1)]
    assert list(InboundMail.objects.order_by("id").values_list("outcome", flat=True)) == [
        "The mailbox does not exist; the address gets no more mail.",
        "This letter's bounce was known already.",
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("552 5.2.2 mailbox full", "soft"), ("550 5.7.1 blocked by our reputation filter", "block")],
)
def test_what_may_pass_or_is_about_us_suppresses_nobody(letter: Message, said: str, kind: str) -> None:
    row = receive(dsn(block(letter.address, said.split()[1], said)), address_of(letter))
    letter.refresh_from_db()
    assert (row.kind, letter.state, suppressed(), events()) == (kind, "handed", [], [])


def test_a_letter_is_known_by_the_message_id_that_comes_back(letter: Message) -> None:
    copy = f"Message-ID: <{token_of(letter).upper()}@seehof.example>\nSubject: Spring\n\nDear guest"
    row = receive(dsn(block(letter.address, "5.1.1", GONE), letter=copy), "postmaster@seehof.example")
    assert (row.kind, suppressed()) == ("hard", ["bounce"])


def test_the_envelope_is_believed_before_the_text(letter: Message) -> None:
    other = MessageFactory(address="other@alpine.example")
    raw = dsn(block(letter.address, "5.1.1", GONE), words=f"about {token_of(other)}")
    assert receive(raw, address_of(letter)).message_id == letter.pk


def test_a_forged_token_suppresses_nobody(letter: Message) -> None:
    forged = token_of(letter)[:-4] + "beef"
    row = receive(dsn(block(letter.address, "5.1.1", GONE)), f"bounce+{forged}@{BOUNCE_DOMAIN}")
    assert (type(row), suppressed(), events()) == (StrayMail, [], [])
    assert InboundMail.objects.count() == 0


def test_an_address_in_the_text_suppresses_nobody(letter: Message) -> None:
    row = receive(
        dsn(block(letter.address, "5.1.1", GONE), letter="Subject: x\n\ny"), "bounce@seehof.example"
    )
    assert (row.reason, suppressed()) == ("No token of ours names a letter.", [])


def test_another_groups_token_opens_only_its_own_scope(letter: Message, group_b: Organization) -> None:
    named = address_of(letter)
    from accounts.tenancy import scope

    token = scope._organization_id.set(None)
    try:
        row = receive(dsn(block(letter.address, "5.1.1", GONE)), named)
        with tenant_scope(group_b.pk):
            assert (InboundMail.objects.count(), Suppression.objects.count()) == (0, 0)
    finally:
        scope._organization_id.reset(token)
    assert row.organization_id == letter.organization_id


def test_a_report_of_fifty_recipients_is_handled_letter_by_letter(letter: Message) -> None:
    letters = [MessageFactory(address=f"many{number}@alpine.example") for number in range(50)]
    blocks = [
        block(
            each.address,
            "5.1.1" if each.pk % 2 else "5.2.2",
            "",
            extra=f"X-Original-Message-ID: <{token_of(each)}@x>\n",
        )
        for each in letters
    ]
    row = receive(dsn(*blocks), address_of(letter))
    gone = Message.objects.filter(state=MessageState.BOUNCED).values_list("pk", flat=True)
    assert set(gone) == {each.pk for each in letters if each.pk % 2}
    assert (len(suppressed()), row.outcome[-13:]) == (25, "(50 letters.)")


def test_of_fifty_recipients_without_tokens_only_the_letters_own_counts(letter: Message) -> None:
    others = [block(f"many{number}@alpine.example", "5.1.1", GONE) for number in range(49)]
    receive(dsn(*others, block(letter.address, "5.2.2", "552 full")), address_of(letter))
    assert suppressed() == []


def test_a_complaint_ends_all_mail(letter: Message) -> None:
    row = receive(arf("abuse"), address_of(letter))
    assert (row.kind, suppressed(), events()) == ("complaint", ["complaint"], [("complaint", 1)])


def test_an_opt_out_ends_marketing(letter: Message) -> None:
    receive(arf("opt-out"), address_of(letter))
    assert (suppressed(), events()) == (["unsubscribed"], [("unsubscribe", 1)])


def test_a_failed_signature_is_nobodys_complaint(letter: Message) -> None:
    row = receive(arf("auth-failure"), address_of(letter))
    assert (row.kind, suppressed()) == ("block", [])


def test_a_mail_to_the_unsubscribe_address_unsubscribes(letter: Message) -> None:
    row = receive(mail("", From=letter.address, Subject=""), address_of(letter, "unsubscribe"))
    assert (row.kind, suppressed(), events()) == ("unsubscribe", ["unsubscribed"], [("unsubscribe", 1)])


def test_a_bounce_to_the_unsubscribe_address_does_not(letter: Message) -> None:
    receive(dsn(block(letter.address, "5.2.2", "552 full")), address_of(letter, "unsubscribe"))
    assert suppressed() == []


def test_a_vacation_notice_and_a_loop_change_nothing(letter: Message) -> None:
    away = mail("Back in May.", From=letter.address, Subject="Automatic reply: Spring")
    loop = dsn(block(letter.address, "5.4.6", "554 5.4.6 Too many hops"))
    assert [receive(raw, address_of(letter)).kind for raw in (away, loop)] == ["notbounce", "soft"]
    assert (suppressed(), events()) == ([], [])


def test_a_large_mail_is_kept_and_not_read(letter: Message) -> None:
    raw = dsn(block(letter.address, "5.1.1", GONE), words="x" * 1_100_000)
    row = receive(raw, address_of(letter))
    assert (row.kind, bytes(row.raw) == raw, row.truncated, suppressed()) == ("unread", True, False, [])


def test_of_a_huge_mail_the_head_is_kept(letter: Message) -> None:
    row = receive(b"x" * (KEPT_CAP + 5), address_of(letter))
    assert (row.size, len(row.raw), row.truncated) == (KEPT_CAP + 5, KEPT_CAP, True)


def test_a_letter_that_is_no_longer_in_the_ledger_changes_nothing(letter: Message) -> None:
    to = f"bounce+{return_token(organization_id=letter.organization_id, message_id=999_999)}@{BOUNCE_DOMAIN}"
    row = receive(dsn(block(letter.address, "5.1.1", GONE)), to)
    assert (row.message_id, row.outcome) == (
        None,
        "The letter is no longer in the ledger; nothing was changed.",
    )


def test_a_letter_of_unknown_fate_that_comes_back_is_settled(letter: Message) -> None:
    Message.objects.update(state=MessageState.UNKNOWN)
    receive(dsn(block(letter.address, "5.1.1", GONE)), address_of(letter))
    letter.refresh_from_db()
    assert letter.state == "bounced"
