"""What must hold before a campaign may be sent: one table, read by the API, the dashboard and the send itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.errors import DomainError
from campaigns.errors import CampaignNotReady
from campaigns.models import Campaign
from campaigns.services.audience import audience_refresh
from campaigns.services.gate_look import Look
from delivery.errors import ContentInvalid, DomainNotVerified, OrganizationHeld

PLACES = COMPOSE, SENDING = ("campaign", "sending")


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `problem` says what is wrong, or ''; `mend` says what to do about it, and `place` where.

    `source`: the rule behind it. `field` is the campaign's field that the refusal names. `advice`: shown, and
    sent all the same.
    """

    code: str
    problem: Callable[[Look], str]
    mend: str
    source: str
    place: str = COMPOSE
    field: str = ""
    advice: bool = False
    error: type[DomainError] = CampaignNotReady


@dataclass(frozen=True, slots=True)
class GateRow:
    """What one check found; `problem` and `mend` are empty where all is well."""

    code: str
    ok: bool
    blocks: bool
    problem: str
    mend: str
    place: str
    field: str
    error: type[DomainError]


# In the order in which a refusal names them; the first that fails gives it its code.
CHECKS: tuple[Check, ...] = (
    Check(
        "sending_held", Look.held,
        "Look into the complaints, then lift the hold under Sending.",
        "Gmail and Yahoo sender guidelines: complaints below 0.3 %", SENDING, error=OrganizationHeld,
    ),
    Check(
        "sender_named", Look.sender_nameless,
        "Give the hotel a sender's name: guests have to see who writes.",
        "15 USC 7704(a)(1); ePrivacy 13(4)", field="hotel_id",
    ),
    Check(
        "sender_true", Look.sender_feigned,
        "Send from an address at the hotel's own domain, under the hotel's own name.",
        "15 USC 7704(a)(1); DMARC of mailbox providers", field="hotel_id",
    ),
    Check(
        "postal_address", Look.address_missing,
        "Complete the hotel's postal address: each mail must show one.",
        "15 USC 7704(a)(5)(A)(iii)", field="hotel_id",
    ),
    Check(
        "subject", Look.subject_missing,
        "Write a subject: guests see it before anything else.",
        "15 USC 7704(a)(2)", field="subject",
    ),
    Check(
        "subject_always", Look.subject_empties,
        "Add words to the subject that need no guest's data, or a default for each field.",
        "15 USC 7704(a)(2)", field="subject",
    ),
    Check(
        "subject_honest", Look.subject_feigned,
        "Begin the subject with what the letter is about.",
        "15 USC 7704(a)(2); e-Commerce Directive 6(a)", field="subject",
    ),
    Check(
        "preview_text", Look.preview_missing,
        "Write one sentence that goes on where the subject ends; otherwise mail programs show the letter's first words.",
        "good practice", field="preview_text", advice=True,
    ),
    Check("letter", Look.letter_missing, "Choose a template, or write the letter.", "15 USC 7704(a)(2)", field="mjml"),
    Check(
        "letter_compiles", Look.letter_broken,
        "Mend the place it names in the letter or the subject.",
        "RFC 5322", field="mjml", error=ContentInvalid,
    ),
    Check(
        "fields_known", Look.fields_unknown,
        "Take these fields out, give each a default, or make the custom field under Imports.",
        "good practice", field="mjml",
    ),
    Check(
        "letter_reads_well", Look.letter_faulty,
        "Mend the links, pictures, colours or the length in the letter.",
        "WCAG 2.2, 1.1.1, 1.4.3, 2.4.4; Gmail clips at 102 KB", field="mjml", advice=True,
    ),
    Check(
        "address_shown", Look.address_hidden,
        "Write {{ hotel.address }} into the letter's footer.",
        "15 USC 7704(a)(5)(A)(iii)", field="mjml",
    ),
    Check(
        "unsubscribe_link", Look.no_way_out,
        "Add a link to {{ unsubscribe_url }} to the letter's footer.",
        "15 USC 7704(a)(3); RFC 8058; ePrivacy 13(2), (4)", field="mjml",
    ),
    Check(
        "advertisement_label", Look.unlabelled,
        "Add the words, or leave out the guests of these countries who did not ask for the mail themselves.",
        "compliance/labels.py", field="mjml",
    ),
    Check(
        "domain_verified", Look.domain_unready,
        "Open Sending, publish the records it names in DNS, and check the domain.",
        "Gmail, Yahoo and Microsoft sender guidelines: SPF, DKIM, DMARC", SENDING, error=DomainNotVerified,
    ),
    Check(
        "lawful_audience", Look.nobody_allowed,
        "Choose other hotels, countries, languages or segments; the numbers say why guests are left out.",
        "GDPR 6, 7; ePrivacy 13(1)",
    ),
)  # fmt: skip


def gate_rows(*, campaign: Campaign, now: datetime) -> list[GateRow]:
    """Every check's answer, in order. Raises InvalidInput for an audience that cannot be read."""
    audience_refresh(now=now)
    look = Look(campaign, now)
    return [_answer(check, look) for check in CHECKS]


def gate_require(*, campaign: Campaign, now: datetime, started: bool = False) -> int:
    """Refuse a campaign that may not be sent, naming all that is wrong; returns how many may get it.

    `started`: its audience was counted when it was accepted, is not counted again, and 0 returned. Raises the error
    of the first failing check: CampaignNotReady, ContentInvalid, DomainNotVerified, OrganizationHeld.
    """
    look = Look(campaign, now)
    asked = [
        check for check in CHECKS if not check.advice and not (started and check.code == "lawful_audience")
    ]
    failed = [row for row in (_answer(check, look) for check in asked) if not row.ok]
    if not failed:
        return 0 if started else look.allowed
    fields: dict[str, list[str]] = {}
    for row in failed:
        if row.field:
            fields.setdefault(_field(row, look), []).append(f"{row.problem} {row.mend}")
    raise failed[0].error(" ".join(_sentences(failed)), fields=fields)


def _answer(check: Check, look: Look) -> GateRow:
    problem = check.problem(look)
    return GateRow(
        code=check.code, ok=not problem, blocks=not check.advice, problem=problem,
        mend=check.mend if problem else "", place=check.place, field=check.field, error=check.error,
    )  # fmt: skip


def _field(row: GateRow, look: Look) -> str:
    """A letter that does not compile says itself where the fault is."""
    if row.code == "letter_compiles" and isinstance(look.letter, DomainError):
        return next(iter(look.letter.fields), row.field)
    return row.field


def _sentences(failed: list[GateRow]) -> Iterator[str]:
    if len(failed) > 1:
        yield f"{len(failed)} things keep this campaign from being sent."
    for row in failed:
        yield f"{row.problem} {row.mend}"
