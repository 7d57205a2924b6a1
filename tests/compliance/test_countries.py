"""The table of countries, row by row, at the very ends of its spans."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from compliance.rules.countries import KNOWN, LAWS, table_read
from compliance.rules.words import countries_table
from compliance.selectors.permission import permission_of
from compliance.types import Basis, Facts, Group, Permission, Purpose, Reason, Relation

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EEA = {
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IS",
    "IT",
    "LI",
}
EEA |= {"LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
SOFT = sorted(EEA - {"PL"} | {"GB", "CH"})
STAYED = Relation(stayed_on=date(2026, 5, 1), stay_id=5, offered_on=date(2026, 5, 1), offered_stay_id=5)
STRANGER = Facts(email_kind="real", has_address=True)
CONSENT: dict[str, Any] = {
    "consent_granted": True, "consent_basis": "consent", "consent_event_id": 7,
    "consent_at": datetime(2026, 1, 1, tzinfo=UTC),
}  # fmt: skip


def decide(
    country: str, *, now: datetime = NOW, purpose: Purpose = Purpose.MARKETING, **facts: Any
) -> Permission:
    return permission_of(facts=replace(STRANGER, country=country, **facts), purpose=purpose, now=now)


@pytest.mark.parametrize("country", sorted(KNOWN))
def test_each_row_names_its_law_its_source_and_when_it_was_read(country: str) -> None:
    row = countries_table()[country]
    assert (bool(row.law), row.source[:8], row.read.year) == (True, "https://", 2026)


def test_the_table_holds_the_whole_of_the_eea_and_its_neighbours() -> None:
    assert set(KNOWN) == EEA | {"GB", "CH", "CA", "US"}


@pytest.mark.parametrize("country", ["", "BR", *sorted(set(KNOWN) - {"US"})])
def test_a_stranger_gets_no_advertising(country: str) -> None:
    assert decide(country).reason == Reason.NO_CONSENT


@pytest.mark.parametrize("country", ["", "BR", *sorted(KNOWN)])
def test_confirmed_consent_is_a_ground_everywhere(country: str) -> None:
    allowed = decide(country, **CONSENT, consent_confirmed=True)
    assert allowed == Permission("", "consent", evidence_id=7, evidence="consent")


@pytest.mark.parametrize("country", SOFT)
def test_eprivacy_13_2_an_own_sale_allows_similar_offers_for_three_years(country: str) -> None:
    end = datetime(2029, 5, 1, tzinfo=UTC)
    allowed = decide(country, relation=STAYED)
    assert allowed == Permission("", "soft_opt_in", evidence_id=5, evidence="stay", expires_at=end)
    assert decide(country, relation=STAYED, now=end - timedelta(microseconds=1)).allowed
    assert decide(country, relation=STAYED, now=end).reason == Reason.SALE_TOO_OLD


@pytest.mark.parametrize("country", ["", "BR", "PL"])
def test_no_sale_stands_for_consent_where_the_law_is_strict_or_unknown(country: str) -> None:
    assert decide(country, relation=STAYED).reason == Reason.NO_CONSENT


@pytest.mark.parametrize("country", SOFT)
def test_without_the_offer_to_object_a_sale_is_no_ground(country: str) -> None:
    stayed = replace(STAYED, offered_on=None, offered_stay_id=None)
    assert decide(country, relation=stayed).reason == Reason.OBJECTION_NOT_OFFERED


@pytest.mark.parametrize("country", [*SOFT, "CA"])
def test_the_sale_of_a_sister_company_is_no_ground(country: str) -> None:
    assert decide(country, relation=Relation(sister=True)).reason == Reason.SISTER_ENTITY


def test_casl_a_stay_implies_consent_for_two_years_and_ends_by_itself() -> None:
    stayed, end = Relation(stayed_on=date(2024, 2, 29), stay_id=5), datetime(2026, 2, 28, tzinfo=UTC)
    before = end - timedelta(microseconds=1)
    assert decide("CA", relation=stayed, now=before) == Permission(
        "", "implied_stay", evidence_id=5, evidence="stay", expires_at=end
    )
    assert decide("CA", relation=stayed, now=end).reason == Reason.SALE_TOO_OLD


def test_casl_an_enquiry_implies_consent_for_six_months() -> None:
    asked, end = Relation(enquired_on=date(2025, 8, 31), enquiry_id=4), datetime(2026, 2, 28, tzinfo=UTC)
    before = end - timedelta(microseconds=1)
    assert decide("CA", relation=asked, now=before) == Permission(
        "", "implied_enquiry", evidence_id=4, evidence="enquiry", expires_at=end
    )
    assert decide("CA", relation=asked, now=end).reason == Reason.SALE_TOO_OLD


def test_casl_express_consent_comes_first_and_does_not_end() -> None:
    assert decide("CA", **CONSENT, relation=STAYED) == Permission(
        "", "consent", evidence_id=7, evidence="consent"
    )


def test_can_spam_needs_no_consent_until_the_guest_opts_out() -> None:
    assert decide("US") == Permission("", "opt_out")
    assert decide("US", suppression_reason="unsubscribed").reason == Reason.SUPPRESSED_UNSUBSCRIBED
    assert decide("US", consent_granted=False).reason == Reason.CONSENT_WITHDRAWN


def test_bgh_i_zr_164_09_germany_wants_the_mailboxs_own_confirmation() -> None:
    assert decide("DE", **CONSENT).reason == Reason.NOT_CONFIRMED
    assert decide("AT", **CONSENT).allowed


def test_a_guest_of_an_unknown_country_is_held_to_what_the_groups_own_countries_ask() -> None:
    german_group = Group(confirmed_at_home=True)
    assert decide("", **CONSENT).allowed
    assert decide("", **CONSENT, group=german_group).reason == Reason.NOT_CONFIRMED
    assert decide("AT", **CONSENT, group=german_group).allowed


@pytest.mark.parametrize("country", SOFT)
def test_a_withdrawal_beats_every_other_ground(country: str) -> None:
    assert decide(country, consent_granted=False, relation=STAYED).reason == Reason.CONSENT_WITHDRAWN


def test_a_loaded_list_of_own_guests_serves_a_group_of_one_company_only() -> None:
    loaded = CONSENT | {"consent_basis": "soft_opt_in"}
    end = datetime(2029, 1, 1, tzinfo=UTC)
    assert decide("AT", **loaded) == Permission(
        "", "soft_opt_in", evidence_id=7, evidence="consent", expires_at=end
    )
    assert decide("AT", **loaded, now=end).reason == Reason.SALE_TOO_OLD
    assert decide("AT", **loaded, group=Group(one_entity=False)).reason == Reason.SISTER_ENTITY
    assert decide("PL", **loaded).reason == Reason.NO_CONSENT


def test_a_newsletter_is_never_sent_for_a_sale() -> None:
    assert decide("AT", purpose=Purpose.NEWSLETTER, relation=STAYED).reason == Reason.NO_CONSENT
    assert decide("US", purpose=Purpose.NEWSLETTER).reason == Reason.NO_CONSENT


def test_an_ota_alias_serves_its_stay_until_its_last_day_is_over() -> None:
    alias = replace(STRANGER, email_kind="alias", has_address=False)
    alias = replace(alias, relation=Relation(alias_until=date(2026, 7, 31), alias_stay_id=5))
    end = datetime(2026, 8, 1, tzinfo=UTC)

    def ask(now: datetime, purpose: Purpose = Purpose.STAY_SERVICE) -> Permission:
        return permission_of(facts=alias, purpose=purpose, now=now)

    assert ask(end - timedelta(seconds=1)) == Permission(
        "", "contract", evidence_id=5, evidence="stay", expires_at=end
    )
    assert ask(end).reason == Reason.ALIAS_EXPIRED
    assert ask(NOW, Purpose.MARKETING).reason == Reason.OTA_ALIAS
    assert (
        permission_of(facts=replace(alias, relation=Relation()), purpose=Purpose.STAY_SERVICE, now=NOW).reason
        == Reason.ALIAS_EXPIRED
    )


def test_cnil_2026_042_tracking_of_opens_needs_a_consent_of_its_own() -> None:
    assert decide("FR", purpose=Purpose.OPEN_TRACKING).reason == Reason.NO_CONSENT
    assert decide("FR", purpose=Purpose.OPEN_TRACKING, **CONSENT).basis == Basis.CONSENT
    assert decide("US", purpose=Purpose.OPEN_TRACKING).basis == Basis.OPT_OUT


def test_gdpr_21_profiling_ends_with_an_objection() -> None:
    assert decide("AT", purpose=Purpose.PROFILING).basis == Basis.LEGITIMATE_INTEREST
    assert decide("AT", purpose=Purpose.PROFILING, consent_granted=False).reason == Reason.OBJECTED


ROW = 'consent = "stated"\ntracking = "none"\nlaw = "x"\nsource = "y"\nread = 2026-11-24\n'
BASE = f'version = "1"\n[unknown]\n{ROW}[unknown_confirmed]\n{ROW}'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f'{BASE}[[rows]]\ncountries = ["AT", "AT"]\n{ROW}', "AT stands twice"),
        (f'{BASE}[[rows]]\ncountries = ["AT"]\n{ROW}'.replace('"none"', '"loud"'), "tracking is one of"),
        (f"{BASE}opt_out = true\n[[rows]]\ncountries = []\n{ROW}", "nothing but consent"),
    ],
)
def test_a_table_that_is_not_sound_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        table_read(text)


def test_unknown_countries_have_the_strictest_row() -> None:
    assert {
        (law.soft_opt_in_months, law.implied_stay_months, law.opt_out, law.tracking)
        for law in (LAWS[""], LAWS["*"])
    } == {(0, 0, False, "none")}
