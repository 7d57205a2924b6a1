from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Hotel, Organization
from compliance.models import ConsentStatus, Suppression
from compliance.scopes import MailScope
from compliance.selectors.permission import EVERYTHING, facts_of, permission_annotate, permission_of
from compliance.types import Facts, Permission, Purpose, Reason, Relation
from contacts.models import Guest
from contacts.types import EmailKind
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import ConsentStatusFactory, SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory

MARKETING = Purpose.MARKETING
GOOD = Facts(
    email_kind="real", has_address=True, consent_granted=True, consent_basis="consent", consent_event_id=7
)


def decide(purpose: Purpose = MARKETING, **changes: Any) -> Permission:
    values = {name: getattr(GOOD, name) for name in Facts.__slots__}
    return permission_of(facts=Facts(**(values | changes)), purpose=purpose, now=NOW)


def test_a_real_address_with_consent_is_allowed_with_its_evidence() -> None:
    assert decide() == Permission(reason="", basis="consent", evidence_id=7, evidence="consent")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"email_kind": "none", "has_address": False}, Reason.NO_ADDRESS),
        ({"has_address": False}, Reason.NO_ADDRESS),
        ({"email_kind": "invalid", "has_address": False}, Reason.INVALID_ADDRESS),
        ({"email_kind": "alias", "has_address": False}, Reason.OTA_ALIAS),
        ({"email_kind": "agency_shared"}, Reason.AGENCY_SHARED),
        ({"email_kind": "role"}, Reason.ROLE_ADDRESS),
        ({"suppression_reason": "unsubscribed"}, Reason.SUPPRESSED_UNSUBSCRIBED),
        ({"suppression_reason": "complaint"}, Reason.SUPPRESSED_COMPLAINT),
        ({"suppression_reason": "bounce"}, Reason.SUPPRESSED_BOUNCE),
        ({"suppression_reason": "other"}, Reason.SUPPRESSED_OTHER),
        ({"left_topic": True}, Reason.LEFT_TOPIC),
        ({"left_hotel": True}, Reason.LEFT_HOTEL),
        ({"paused": True}, Reason.PAUSED),
        ({"paused": True, "suppression_reason": "unsubscribed"}, Reason.SUPPRESSED_UNSUBSCRIBED),
        ({"consent_granted": False}, Reason.CONSENT_WITHDRAWN),
        ({"consent_granted": None}, Reason.NO_CONSENT),
        ({"consent_expires_at": NOW}, Reason.NO_CONSENT),
        ({"consent_expires_at": NOW + timedelta(seconds=1)}, Reason.ALLOWED),
        ({"email_kind": "alias", "suppression_reason": "complaint"}, Reason.OTA_ALIAS),
    ],
)
def test_marketing_is_refused_for_the_first_reason_that_holds(facts: dict[str, Any], reason: Reason) -> None:
    assert decide(**facts).reason == reason


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"consent_granted": None}, Reason.ALLOWED),
        ({"consent_granted": False}, Reason.ALLOWED),
        ({"suppression_reason": "unsubscribed"}, Reason.ALLOWED),
        ({"left_hotel": True, "paused": True}, Reason.ALLOWED),
        ({"suppression_reason": "complaint"}, Reason.SUPPRESSED_COMPLAINT),
        ({"suppression_reason": "bounce"}, Reason.SUPPRESSED_BOUNCE),
        ({"email_kind": "none", "has_address": False}, Reason.NO_ADDRESS),
    ],
)
def test_mail_about_the_stay_rests_on_the_contract(facts: dict[str, Any], reason: Reason) -> None:
    basis = "contract" if reason is Reason.ALLOWED else ""
    assert decide(Purpose.STAY_SERVICE, **facts) == Permission(reason=reason.value, basis=basis)


def annotated(purpose: Purpose, now: datetime, scope: MailScope = EVERYTHING) -> Any:
    return permission_annotate(Guest.objects.all(), purpose=purpose, now=now, scope=scope)


KINDS = st.sampled_from([kind.value for kind in EmailKind])
SCOPES = st.sets(st.sampled_from(["topic:spa", "topic:golf", "hotel:1", "hotel:2"]))
PAUSES = st.sampled_from([None, NOW, NOW + timedelta(days=1)])
LETTERS = st.sampled_from([MailScope(), MailScope(topic="spa"), MailScope(topic="spa", hotel_id=1)])
SUPPRESSIONS = st.sampled_from(["", "other", "unsubscribed", "bounce", "complaint"])
EXPIRIES = st.sampled_from([None, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)])
COUNTRIES = st.sampled_from(["", "AT", "DE", "FR", "PL", "GB", "CH", "CA", "US", "BR"])
# About the ends of all spans, and days that short months do not have.
DAYS = [date(2023, 6, 1), date(2024, 6, 1), date(2024, 6, 2), date(2025, 12, 1), date(2025, 12, 2)]
DAYS += [date(2024, 2, 29), date(2025, 8, 31), date(2026, 5, 30)]
DATES = st.one_of(st.none(), st.sampled_from(DAYS))
NUMBERS = st.sampled_from([None, 3, 9])
RELATIONS = st.builds(Relation, DATES, NUMBERS, DATES, NUMBERS, DATES, NUMBERS, st.booleans(), DATES, NUMBERS)
LEDGER = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "granted": st.booleans(),
            "expires_at": EXPIRIES,
            "basis": st.sampled_from(["consent", "soft_opt_in"]),
            "confirmed": st.booleans(),
            "at": st.sampled_from(
                [datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC) for day in DAYS]
            ),
        }
    ),
)


def columns(relation: Relation) -> dict[str, Any]:
    """The relation as a caller gives it: the same for each row of one query."""
    given: dict[str, Any] = {}
    for each in fields(Relation):
        value = getattr(relation, each.name)
        kind: Any = models.BigIntegerField() if each.name.endswith("_id") else models.DateField()
        kind = models.BooleanField() if each.name == "sister" else kind
        given[each.name] = Cast(Value(value), kind)
    return given


@pytest.mark.parametrize(
    ("left", "letter", "reason"),
    [
        ("topic:spa", MailScope(topic="spa"), "left_topic"),
        ("topic:spa", MailScope(topic="golf"), ""),
        ("topic:spa", MailScope(), ""),
        ("hotel:1", MailScope(hotel_id=1), "left_hotel"),
        ("hotel:1", MailScope(topic="spa", hotel_id=2), ""),
        ("pause", MailScope(), "paused"),
    ],
)
def test_leaving_a_topic_a_hotel_or_for_a_while_stops_those_letters_alone(
    in_a: Organization, left: str, letter: MailScope, reason: str
) -> None:
    guest = GuestFactory()
    ConsentStatusFactory(address_hash=guest.address_hash)
    until = NOW + timedelta(days=30) if left == "pause" else None
    SuppressionFactory(address_hash=guest.address_hash, scope=left, until=until)
    assert [row.permission_reason for row in annotated(MARKETING, NOW, letter)] == [reason]
    assert [row.permission_reason for row in annotated(Purpose.STAY_SERVICE, NOW, letter)] == [""]


def test_a_pause_ends_by_itself(in_a: Organization) -> None:
    guest = GuestFactory()
    ConsentStatusFactory(address_hash=guest.address_hash)
    SuppressionFactory(address_hash=guest.address_hash, scope="pause", until=NOW + timedelta(days=30))
    assert [row.permission_reason for row in annotated(MARKETING, NOW + timedelta(days=29))] == ["paused"]
    assert [row.permission_reason for row in annotated(MARKETING, NOW + timedelta(days=30))] == [""]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=KINDS,
    suppression=SUPPRESSIONS,
    left=SCOPES,
    pause=PAUSES,
    scope=LETTERS,
    ledger=LEDGER,
    country=COUNTRIES,
    relation=RELATIONS,
    purpose=st.sampled_from([Purpose.MARKETING, *Purpose]),
    hotels=st.lists(
        st.tuples(st.sampled_from(["AT", "DE"]), st.sampled_from(["", "Sister Ltd"])), max_size=2
    ),
)
def test_sql_and_python_decide_alike_over_all_facts(
    in_a: Organization,
    kind: str,
    suppression: str,
    left: set[str],
    pause: datetime | None,
    scope: MailScope,
    ledger: Any,
    country: str,
    relation: Relation,
    purpose: Purpose,
    hotels: Any,
) -> None:
    for table in (Guest, ConsentStatus, Suppression, Hotel):
        table.objects.all().delete()
    for place, entity in hotels:
        HotelFactory(country=place, legal_entity=entity)
    email = "" if kind in {"none", "alias", "invalid"} else "guest@example.com"
    guest = GuestFactory(email=email, email_kind=kind, country=country)
    key = guest.address_hash or hash_of(in_a, "guest@example.com")
    if suppression:
        SuppressionFactory(address_hash=key, reason=suppression)
    for each in left:
        SuppressionFactory(address_hash=key, scope=each)
    if pause is not None:
        SuppressionFactory(address_hash=key, scope="pause", until=pause)
    if ledger is not None:
        ConsentStatusFactory(address_hash=key, purpose=purpose.value, **ledger)
    rows: Any = permission_annotate(
        Guest.objects.all(),
        purpose=purpose,
        now=NOW,
        country="country",
        relation=columns(relation),
        scope=scope,
    )
    row = rows.get()
    in_sql = Permission(
        row.permission_reason,
        row.permission_basis,
        row.permission_evidence_id,
        row.permission_evidence,
        row.permission_expires_at,
    )
    facts = facts_of(
        address_hash=guest.address_hash,
        email_kind=kind,
        purpose=purpose,
        country=country,
        relation=relation,
        now=NOW,
        scope=scope,
    )
    assert in_sql == permission_of(facts=facts, purpose=purpose, now=NOW)


def test_each_guest_appears_once_whatever_is_known_of_the_address(in_a: Organization) -> None:
    guest = GuestFactory()
    for purpose in Purpose:
        ConsentStatusFactory(address_hash=guest.address_hash, purpose=purpose.value)
    for scope in ("all", "hotel:1", "topic:spa"):
        SuppressionFactory(address_hash=guest.address_hash, scope=scope)
    assert [row.permission_reason for row in annotated(MARKETING, NOW)] == ["suppressed_unsubscribed"]


def test_an_audience_is_one_query_that_can_be_filtered_and_counted(
    in_a: Organization, django_assert_num_queries: Any
) -> None:
    allowed = GuestFactory()
    ConsentStatusFactory(address_hash=allowed.address_hash)
    GuestFactory.create_batch(3)
    with django_assert_num_queries(1):
        assert [row.pk for row in annotated(MARKETING, NOW).filter(permission_reason="")] == [allowed.pk]
    with django_assert_num_queries(1):
        assert annotated(MARKETING, NOW).exclude(permission_reason="").count() == 3


def test_another_organisations_suppression_says_nothing(in_a: Organization, group_b: Organization) -> None:
    guest = GuestFactory(email="ada@example.com")
    ConsentStatusFactory(address_hash=guest.address_hash)
    # Even a hash that coincides must not cross over.
    from tests.compliance.borders import suppression_in

    suppression_in(group_b, guest.address_hash)
    assert [row.permission_reason for row in annotated(MARKETING, NOW)] == [""]
