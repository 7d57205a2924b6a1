"""How much may be noted of a reader: the least of what person, law and organisation allow (CNIL 2026-042)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rules.countries import LAWS
from compliance.rules.tracking import tracking_mode
from compliance.types import Basis, Permission, Reason, TrackingMode

NONE, HYGIENE, FULL = TrackingMode
YES = Permission(reason="", basis=Basis.CONSENT.value)
UNASKED = Permission(reason=Reason.NO_CONSENT.value)
MODES = list(TrackingMode)
reasons = st.sampled_from(list(Reason))
countries = st.sampled_from([*LAWS, "XX"])


@pytest.mark.parametrize(
    ("permission", "country", "most", "mode"),
    [
        (YES, "FR", FULL, FULL),
        (YES, "FR", HYGIENE, HYGIENE),
        (YES, "FR", NONE, NONE),
        (UNASKED, "FR", FULL, NONE),
        (UNASKED, "AT", FULL, HYGIENE),
        (UNASKED, "AT", HYGIENE, HYGIENE),
        (UNASKED, "AT", NONE, NONE),
        (UNASKED, "", FULL, NONE),
        (UNASKED, "XX", FULL, NONE),
        (Permission(reason="", basis=Basis.OPT_OUT.value), "US", FULL, FULL),
        (Permission(reason=Reason.CONSENT_WITHDRAWN.value), "US", FULL, NONE),
        (Permission(reason=Reason.CONSENT_WITHDRAWN.value), "AT", FULL, NONE),
        (Permission(reason=Reason.SUPPRESSED_OTHER.value), "AT", FULL, NONE),
    ],
)
def test_the_table(permission: Permission, country: str, most: TrackingMode, mode: TrackingMode) -> None:
    assert tracking_mode(permission=permission, country=country, most=most) is mode


@given(reason=reasons, country=countries, most=st.sampled_from(MODES))
def test_never_more_than_the_organisation_does_and_never_full_without_a_ground(
    reason: Reason, country: str, most: TrackingMode
) -> None:
    mode = tracking_mode(permission=Permission(reason=reason.value), country=country, most=most)
    assert MODES.index(mode) <= MODES.index(most)
    assert (mode is FULL) == (reason is Reason.ALLOWED and most is FULL)


@given(
    reason=reasons.filter(lambda reason: reason not in {Reason.ALLOWED, Reason.NO_CONSENT}), country=countries
)
def test_a_no_is_a_no_in_every_country(reason: Reason, country: str) -> None:
    assert tracking_mode(permission=Permission(reason=reason.value), country=country, most=FULL) is NONE
