"""CS5: who signs up or checks in is asked by mail, and what they said can be shown."""

from datetime import timedelta

from django.db.models import Count, Q

from compliance.models import ConsentEvent
from contacts.models import PreCheckIn, SignupForm, SignupRequest
from contacts.services.check_in_confirm import LATE_KEPT
from launch.checks.words import counted
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

# The beat deletes every quarter of an hour.
LATE = timedelta(hours=1)


def subscriptions_confirmed(probe: Probe) -> Finding:
    """Each consent given on a form or a stay's page has its second step and wording; the unconfirmed is gone in time."""

    def read() -> dict[str, int]:
        given = Q(evidence__has_key="form_id") | Q(source="pre_check_in")
        consents = ConsentEvent.objects.filter(given, granted=True)
        confirmed = Q(
            source__in=["double_opt_in", "pre_check_in"], evidence__has_keys=["requested_at", "confirmed_at"]
        )
        figures: dict[str, int] = consents.aggregate(
            consents=Count("id"),
            unproved=Count("id", filter=~confirmed | Q(text=None)),
        )
        overdue = SignupRequest.objects.filter(state=SignupRequest.PENDING, expires_at__lte=probe.now - LATE)
        codes = PreCheckIn.objects.filter(
            state=PreCheckIn.PENDING, expires_at__lte=probe.now - LATE - LATE_KEPT
        )
        return figures | {
            "forms": SignupForm.objects.filter(active=True).count(),
            "overdue": overdue.count() + codes.count(),
        }

    each = list(probe.each_organization(read).values())
    total = {name: sum(figures[name] for figures in each) for name in each[0]} if each else {}
    if not total.get("forms") and not total.get("consents"):
        return not_shown("no sign-up form is switched on yet")
    evidence = (
        f"{counted(total['forms'], 'form')} switched on; "
        f"{counted(total['consents'], 'consent')} given through forms and stays' pages, "
        f"{total['unproved']} without second step or wording; "
        f"{counted(total['overdue'], 'unconfirmed address', 'unconfirmed addresses')} kept too long"
    )
    return judged(not total["unproved"] and not total["overdue"], evidence)
