"""How much may be noted of what one person does with a letter. Pure.

Three have a say, and the least of them holds: the person, the law of their country, the organisation.
"""

from compliance.rules.countries import LAWS, UNKNOWN
from compliance.types import Permission, Reason, TrackingMode

_ORDER = list(TrackingMode)


def tracking_mode(*, permission: Permission, country: str, most: TrackingMode) -> TrackingMode:
    """Return the mode for one person, from the answer to the purpose OPEN_TRACKING.

    `most` is the most that the organisation does. Whoever was never asked is noted as the table of
    countries allows; after a no, a withdrawal or an objection nothing is (CNIL 2026-042; GDPR 7(3), 21).
    """
    if permission.allowed:
        lawful = TrackingMode.FULL
    elif permission.reason == Reason.NO_CONSENT:
        unasked = TrackingMode(LAWS.get(country, LAWS[UNKNOWN]).tracking)
        # Full needs a ground, and the permission found none.
        lawful = _least(unasked, TrackingMode.HYGIENE)
    else:
        lawful = TrackingMode.NONE
    return _least(lawful, most)


def _least(one: TrackingMode, other: TrackingMode) -> TrackingMode:
    return min(one, other, key=_ORDER.index)
