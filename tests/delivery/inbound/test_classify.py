"""Mails of many systems, each with the judgement it must get."""

import pytest

from delivery.inbound.classify import mail_classify
from delivery.inbound.mime import mails_in
from delivery.inbound.types import Class
from tests.delivery.inbound.mails import GUEST, LETTER, arf, block, dsn, mail, parts

QMAIL = f"""Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{GUEST}>:
192.0.2.9 does not like recipient.
Remote host said: 550 no such person
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

{LETTER}"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {GUEST}
    host mx.alpine.example [192.0.2.9]
    SMTP error from remote mail server after RCPT TO:<{GUEST}>:
    550 Unknown recipient

------ This is a copy of the message, including all the headers. ------

{LETTER}"""
SENDMAIL = f"""   ----- The following addresses had permanent fatal errors -----
<{GUEST}>

   ----- Transcript of session follows -----
... while talking to mx.alpine.example.:
>>> RCPT To:<{GUEST}>
<<< 550 who is that? no such user
550 5.1.1 <{GUEST}>... User unknown

   ----- Unsent message follows -----
{LETTER}"""
DOMINO = f"""Your message

  Subject: Spring by the lake

was not delivered to:

  {GUEST}

because:

  User guest ({GUEST}) not listed in Domino Directory
"""
EXCHANGE = f"""Your message

  To:      {GUEST}
  Subject: Spring

did not reach the following recipient(s):

{GUEST} on Thu, 5 Mar 2026 09:00:00 +0100
    The recipient name is not recognized
"""
GMAIL = f"""** Address not found **

Your message wasn't delivered to {GUEST} because the address couldn't be found.
"""
YAHOO = f"""Sorry, we were unable to deliver your message to the following address.

<{GUEST}>:
Remote host said: 552 1 mailbox is over quota [RCPT_TO]

--- Below this line is a copy of the message.

{LETTER}"""
SYMPATHY = f"""<{GUEST}>: host mx.alpine.example[192.0.2.9] said: 550 5.7.1 rejected by our
    reputation filter (in reply to MAIL FROM command)
"""

GATEWAY = f"""Unable to deliver message to <{GUEST}>

Sent <<< RCPT TO:<{GUEST}>
Received >>> 550 who might that be? unknown user
"""
NOTES = f"""------- Failure Reasons --------

User not listed in public Name & Address Book
{GUEST}

------- Returned Message --------
{LETTER}"""
COLLECTED = f"""Your letter could not be delivered because of

   550 5.1.1 User unknown

The following recipients were affected:
   {GUEST}
"""
SEVERAL = """A message that you sent could not be delivered. The following address(es) failed:

  a@alpine.example
    retry timeout exceeded
  b@alpine.example
    SMTP error from remote mail server after RCPT TO:<b@alpine.example>:
    550 no such user
  c@alpine.example
    mailbox is full

------ This is a copy of the message, including all the headers. ------
"""


def judged(raw: bytes) -> list[tuple[str, str]]:
    return [(record.kind.value, record.recipient) for record in mail_classify(raw)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (QMAIL, "hard"),
        (EXIM, "hard"),
        (SENDMAIL, "hard"),
        (DOMINO, "hard"),
        (EXCHANGE, "hard"),
        (GMAIL, "hard"),
        (YAHOO, "soft"),
        (SYMPATHY, "block"),
        (GATEWAY, "hard"),
        (NOTES, "hard"),
        (COLLECTED, "hard"),
    ],
    ids=[
        "qmail",
        "exim",
        "sendmail",
        "domino",
        "exchange",
        "gmail",
        "yahoo",
        "postfix",
        "gateway",
        "notes",
        "collected",
    ],
)
def test_bounces_in_plain_words_are_understood(words: str, kind: str) -> None:
    assert judged(mail(words)) == [(kind, GUEST)]


def test_words_about_several_are_told_apart() -> None:
    assert judged(mail(SEVERAL)) == [
        ("soft", "a@alpine.example"),
        ("hard", "b@alpine.example"),
        ("soft", "c@alpine.example"),
    ]


def test_words_in_html_are_understood() -> None:
    page = (
        f"<html><head><style>p {{}}</style></head><p>Delivery to <b>{GUEST}</b> failed: mailbox is full</p>"
    )
    assert judged(mail(page, Content_Type="text/html")) == [("soft", GUEST)]


def test_a_report_is_judged_for_each_recipient() -> None:
    blocks = [
        block("a@alpine.example", "5.1.1", "550 5.1.1 User unknown"),
        block("b@alpine.example", "5.2.2", "552 full"),
    ]
    assert judged(dsn(*blocks)) == [("hard", "a@alpine.example"), ("soft", "b@alpine.example")]


def test_a_report_whose_boundary_was_changed_is_read() -> None:
    changed = dsn(block(GUEST, "5.1.1", "550 5.1.1 User unknown")).replace(
        b'boundary="edge"', b'boundary="hedge"'
    )
    assert judged(changed) == [("hard", GUEST)]


def test_a_forwarded_report_is_read() -> None:
    outer = parts(("text/plain", "See below"), ("message/rfc822", "{}")).replace("--edge", "--outer")
    body = outer.format(dsn(block(GUEST, "5.1.1", "550 5.1.1 User unknown")).decode().replace("\r", ""))
    forwarded = mail(body, Subject="Fwd: Undelivered", Content_Type='multipart/mixed; boundary="outer"')
    assert judged(forwarded) == [("hard", GUEST)]


def test_an_address_in_unicode_is_read() -> None:
    unicode = block(GUEST, "5.1.1", "550 5.1.1 User unknown").replace(
        f"rfc822; {GUEST}", r"utf-8; g\x{E4}st@alpine.example"
    )
    assert judged(dsn(unicode)) == [("hard", "gäst@alpine.example")]


def test_a_delay_is_soft_and_a_receipt_is_no_bounce() -> None:
    delayed = dsn(block(GUEST, "4.4.1", "", action="delayed"))
    relayed = dsn(block(GUEST, "2.0.0", "250 queued", action="relayed"))
    assert (judged(delayed), judged(relayed)) == ([("soft", GUEST)], [("notbounce", GUEST)])


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Automatic reply: Spring by the lake"},
        {"Subject": "Away", "Auto_Submitted": "auto-replied"},
        {"Subject": "Abwesenheitsnotiz: Spring"},
        {"Subject": "Re: Spring", "X_Autoreply": "yes"},
        {"Subject": "Re: Spring by the lake"},
    ],
)
def test_replies_are_no_bounces(headers: dict[str, str]) -> None:
    reply = mail("I am in the mountains until May.", **({"From": "Guest <guest@alpine.example>"} | headers))
    assert judged(reply) == [("notbounce", "")]


def test_a_person_who_writes_like_a_mail_server_suppresses_nobody() -> None:
    told = mail(EXIM, From="Somebody <somebody@alpine.example>", Subject="look at this")
    assert judged(told) == [("soft", GUEST)]


@pytest.mark.parametrize(
    ("kind", "judgement"),
    [
        ("abuse", "complaint"),
        ("opt-out", "complaint"),
        ("auth-failure", "block"),
        ("fraud", "block"),
        ("virus", "block"),
        ("not-spam", "notbounce"),
    ],
)
def test_only_what_a_guest_did_is_a_complaint(kind: str, judgement: str) -> None:
    assert judged(arf(kind, extra=f"Original-Rcpt-To: <{GUEST}>\n")) == [(judgement, GUEST)]


def test_a_complaint_that_names_nobody_takes_the_copys_recipient() -> None:
    assert judged(arf("abuse")) == [("complaint", GUEST)]


def test_a_service_tells_its_bounces_as_json() -> None:
    notice = (
        '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"Guest@alpine.example",'
        '"action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}'
    )
    assert judged(mail(notice, From="no-reply@sns.service.example", Subject="Notification")) == [
        ("hard", GUEST)
    ]


def test_an_mbox_is_read_mail_by_mail() -> None:
    one = b"From MAILER-DAEMON Thu Mar  5 09:00:00 2026\n" + dsn(block(GUEST, "5.1.1", "")).replace(
        b"\r", b""
    )
    assert [judged(each)[0][0] for each in mails_in(one + b"\n" + one)] == ["hard", "hard"]


def test_a_mail_that_says_nothing_gives_one_record() -> None:
    assert [record.kind for record in mail_classify(b"")] == [Class.NOTBOUNCE]
