"""What this room's tables and those of accounts hold of a person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from compliance.models import (
    ConsentEvent,
    ConsentStatus,
    DataExport,
    DataRequest,
    MailPreference,
    Suppression,
)
from compliance.personal import Kept, Person, Row, not_personal, personal

_PROOF = "Proof of what the person agreed to or refused, under a hash (GDPR 17(3)(e)); no name, no address."


def register() -> None:
    """Called once, when the apps are ready."""
    _accounts()
    not_personal(
        "compliance.ConsentText",
        "wordings that a hotel publishes",
        text="the wording",
        controller="the hotel",
    )
    personal("compliance.ConsentEvent", section="consents", export=_consents, erase=Kept(_PROOF))
    personal(
        "compliance.ConsentStatus",
        section="permissions",
        export=_statuses,
        erase=_statuses_erase,
    )
    personal(
        "compliance.Suppression",
        section="suppressions",
        export=_suppressions,
        erase=Kept(
            "A hash, a reason and a day, so that the person is never written to again (GDPR 17(3)(b))."
        ),
    )
    personal("compliance.DataRequest", section="requests", export=_requests, erase=_requests_erase)
    personal(
        "compliance.DataExport",
        section="files_made_for_you",
        export=Kept("The file that you are reading, or an earlier one; each is deleted after a week."),
        erase=_exports_erase,
    )
    personal(
        "compliance.MailPreference",
        section="preferences",
        export=_preferences,
        erase=_preferences_erase,
    )
    not_personal("compliance.Topic", "subjects of newsletters", names="the subject's, by language")
    not_personal(
        "compliance.Erasure", "the journal of erasures: hashes and counts", guest_ids="of rows that are gone"
    )
    not_personal("compliance.PrivacyPolicy", "what a group tells in public", texts="the policy's")
    not_personal("compliance.PrivacyDraft", "what a group will tell in public", texts="the policy's")
    not_personal("compliance.RetentionPeriod", "days by kind of data")
    not_personal("compliance.RetentionRun", "counts by kind of data")
    not_personal("compliance.HashRotation", "counts by table")
    not_personal("compliance.Processor", "companies that work for a hotel group", name="a company's")


def _accounts() -> None:
    staff = "of the hotels' and the installation's own people, not of guests"
    not_personal("accounts.User", staff, email=staff, name=staff)
    not_personal("accounts.Membership", staff)
    not_personal("accounts.ApiKey", "of a hotel's programs", name="what the hotel calls the key")
    not_personal("accounts.Organization", "hotel groups", name="the group's", legal_name="the group's")
    hotel = "the hotel's own"
    not_personal("accounts.Hotel", "hotels", name=hotel, phone=hotel, from_name=hotel, from_email=hotel)
    not_personal(
        "accounts.AuditEvent",
        "what staff did, to be answered for (GDPR 5(2)); guests stand in it by number alone",
    )


def _consents(person: Person, _now: datetime) -> Iterator[Row]:
    events = ConsentEvent.objects.filter(address_hash__in=person.hashes).select_related("text")
    for event in events.order_by("occurred_at", "pk"):
        yield {
            "purpose": event.purpose,
            "scope": event.scope,
            "statement": "granted" if event.granted else "withdrawn",
            "legal_basis": event.basis,
            "source": event.source,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "took_effect": event.applied,
            "wording": event.text.text if event.text else "",
            "wording_version": event.text.version if event.text else None,
            "evidence": event.evidence,
        }


def _statuses(person: Person, _now: datetime) -> Iterator[Row]:
    for row in ConsentStatus.objects.filter(address_hash__in=person.hashes).order_by("purpose"):
        yield {
            "purpose": row.purpose,
            "state": "granted" if row.granted else "withdrawn",
            "legal_basis": row.basis,
            "since": row.at,
            "until": row.expires_at,
        }


def _statuses_erase(person: Person, _now: datetime) -> int:
    """Where the address stands is worked out from the ledger; of who is forgotten nothing stands any more."""
    rows = ConsentStatus.objects.filter(address_hash__in=person.hashes)
    if person.before is not None:
        rows = rows.filter(at__lte=person.before)
    return rows.delete()[0]


def _suppressions(person: Person, _now: datetime) -> Iterator[Row]:
    for row in Suppression.objects.filter(address_hash__in=person.hashes).order_by("at"):
        yield {
            "reason": row.reason,
            "scope": row.scope,
            "source": row.source,
            "since": row.at,
            "until": row.until,
        }


def _requests_of(person: Person) -> QuerySet[DataRequest]:
    mine = Q(address_hash__in=person.hashes) | Q(guest_id__in=person.guest_ids)
    rows = DataRequest.objects.filter(mine)
    return rows if person.before is None else rows.filter(received_at__lte=person.before)


def _requests(person: Person, _now: datetime) -> Iterator[Row]:
    for row in _requests_of(person).order_by("received_at", "pk"):
        yield {
            "kind": row.kind,
            "state": row.state,
            "received_at": row.received_at,
            "due_at": row.due_at,
            "answered_at": row.closed_at,
            "answer": row.outcome,
        }


def _requests_erase(person: Person, _now: datetime) -> int:
    """That somebody asked, and was answered in time, has to be shown (GDPR 5(2)); who it was, need not."""
    return _requests_of(person).exclude(payload="", guest_id=None).update(payload="", guest_id=None)


def _exports_erase(person: Person, _now: datetime) -> int:
    return DataExport.objects.filter(request__in=list(_requests_of(person))).delete()[0]


def _preferences(person: Person, _now: datetime) -> Iterator[Row]:
    for row in MailPreference.objects.filter(address_hash__in=person.hashes).order_by("pk"):
        yield {"how_often": row.frequency, "language": row.language, "since": row.updated_at}


def _preferences_erase(person: Person, _now: datetime) -> int:
    rows = MailPreference.objects.filter(address_hash__in=person.hashes)
    if person.before is not None:
        rows = rows.filter(updated_at__lte=person.before)
    return rows.delete()[0]
