"""GD1: nobody is written to without a basis that can be shown."""

from django.db.models import Count, Q

from compliance.types import Basis, Purpose
from contacts.models import Guest
from contacts.selectors.permission import guests_permission
from delivery.models import Message
from delivery.types import MessageState, Stream
from launch.checks.words import counted
from launch.probe import Probe
from launch.types import Finding, judged, not_shown

LEFT = (
    MessageState.CLAIMED,
    MessageState.HANDED,
    MessageState.DEFERRED,
    MessageState.BOUNCED,
    MessageState.UNKNOWN,
)


def _shown(prefix: str) -> Q:
    """A basis with its evidence; where the law asks for a way out alone there is nothing to be shown."""
    basis = f"{prefix}basis"
    return Q(**{basis: Basis.OPT_OUT.value}) | (
        ~Q(**{basis: ""}) & Q(**{f"{prefix}evidence_id__isnull": False})
    )


def lawful_basis(probe: Probe) -> Finding:
    """Guests who may be written to each have basis and evidence; so has each letter that went out."""

    def read() -> dict[str, int]:
        guests = guests_permission(Guest.objects.all(), purpose=Purpose.MARKETING, now=probe.now)
        allowed = Q(permission_reason="")
        figures: dict[str, int] = guests.order_by().aggregate(
            guests=Count("id"),
            allowed=Count("id", filter=allowed),
            baseless=Count("id", filter=allowed & ~_shown("permission_")),
        )
        went = Message.objects.filter(state__in=LEFT)
        marketing = Q(mailing__stream=Stream.MARKETING)
        figures |= went.aggregate(
            letters=Count("id"),
            without=Count("id", filter=Q(basis="") | (marketing & ~_shown(""))),
        )
        return figures

    each = list(probe.each_organization(read).values())
    total = {name: sum(figures[name] for figures in each) for name in each[0]} if each else {}
    if not total.get("guests") and not total.get("letters"):
        return not_shown("there is no guest and no letter yet")
    evidence = (
        f"{counted(total['guests'], 'guest')}: {total['allowed']:,} may get marketing mail, "
        f"{total['baseless']} of them without basis or evidence; "
        f"{counted(total['letters'], 'letter')} went out, {total['without']} without"
    )
    return judged(not total["baseless"] and not total["without"], evidence)
