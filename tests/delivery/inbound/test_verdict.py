"""What a server's words and codes come to."""

import pytest

from delivery.inbound.types import Class, Failure
from delivery.inbound.verdict import judge

RCPT = "(in reply to RCPT TO command)"
DATA = "(in reply to end of DATA command)"
MAIL = "(in reply to MAIL FROM command)"


def verdict(diagnostic: str, prose: str = "", action: str = "failed") -> str:
    return judge(Failure("guest@alpine.example", action, "", diagnostic, prose)).kind.value


@pytest.mark.parametrize(
    "said",
    [
        "550 5.1.1 <guest@alpine.example>: Recipient address rejected: User unknown in local recipient table",
        "550-5.1.1 The email account that you tried to reach does not exist.",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "550 5.4.1 Recipient address rejected: Access denied.",
        "550 5.1.2 Host unknown (Name server: alpine.example: host not found)",
        "551 5.1.6 Recipient has moved, please try another address",
        "550 5.5.0 Requested action not taken: mailbox unavailable",
        "Domain alpine.example has no mail: null MX",
        "Unrouteable address",
        "550 5.1.1 utilisateur inconnu",
        "550 5.1.1 Empfänger unbekannt",
    ],
)
def test_an_address_that_does_not_exist_is_hard(said: str) -> None:
    assert verdict(said) == "hard"


@pytest.mark.parametrize(("stage", "kind"), [(RCPT, "hard"), (DATA, "block"), (MAIL, "block"), ("", "block")])
def test_unknown_user_is_believed_only_where_recipients_are_checked(stage: str, kind: str) -> None:
    assert verdict("550 User unknown", stage) == kind


@pytest.mark.parametrize(
    "said",
    [
        "552-5.2.2 The email account that you tried to reach is over quota.",
        "550 5.1.1 sorry, mailbox full",
        "450 4.7.1 Recipient address rejected: Greylisted, come back in 5 minutes",
        "450 4.2.1 The user you are trying to contact is receiving mail too quickly.",
        "550 5.2.1 The email account that you tried to reach is disabled.",
        "connect to mx.alpine.example[192.0.2.7]:25: Connection timed out",
        "552 5.3.4 Message size exceeds fixed limit",
        "554 5.4.6 Too many hops",
        "550 this address no longer accepts mail",
        "550 5.1.1 mailbox unavailable or access denied",
        "550 not enough space for this letter",
        "450 4.1.1 User unknown, verification pending",
        "421 4.3.2 Service shutting down",
        "Host or domain name not found. Name service error for name=alpine.example: Host not found, try again",
        "words that nobody ever wrote",
        "",
    ],
)
def test_what_may_pass_is_soft(said: str) -> None:
    assert verdict(said, action="delayed" if "4.1.1" in said else "failed") == "soft"


@pytest.mark.parametrize(
    "said",
    [
        "421-4.7.23 The IP address sending this message does not have a PTR record",
        "421-4.7.27 rate limited because SPF authentication didn't pass",
        "421-4.7.29 this message wasn't sent over a TLS connection",
        "421-4.7.30 DKIM authentication didn't pass",
        "421-4.7.31 the sending domain doesn't have a DMARC record",
        "421-4.7.32 the From: header isn't aligned",
        "550-5.7.25 no PTR record",
        "550-5.7.26 this mail has been blocked because the sender is unauthenticated",
        "550-5.7.27 blocked",
        "550 5.7.29 TLS required",
        "550 5.7.515 Access denied, sending domain does not meet the required authentication level.",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.1 Message rejected as spam by Content Filtering.",
        "554 5.7.9 Message not accepted for policy reasons.",
        "553 5.1.8 Domain of sender address does not exist",
        "550 5.7.1 User unknown; message blocked by reputation",
        "554 5.7.1 Relay access denied",
        "530 5.7.0 Must issue a STARTTLS command first",
        "550 members-only list",
        "550 the recipient is only accepting mail from specific addresses",
        "552-5.7.0 This message was blocked because its content presents a potential security issue.",
    ],
)
def test_what_is_about_us_is_a_block(said: str) -> None:
    assert verdict(said) == "block"


def test_a_hard_word_yields_to_a_full_mailbox_anywhere_in_the_report() -> None:
    failure = Failure(
        "guest@alpine.example",
        "failed",
        "5.1.1",
        "550 5.1.1 User unknown",
        words="Your letter was rejected: not enough disk space",
    )
    assert judge(failure).kind is Class.SOFT


def test_a_delivered_copy_is_no_bounce() -> None:
    assert verdict("250 2.0.0 Ok: queued", action="relayed") == "notbounce"


def test_the_status_that_says_most_is_kept() -> None:
    assert judge(Failure("", "failed", "5.0.0", "550 5.1.1 User unknown")).status == "5.1.1"
