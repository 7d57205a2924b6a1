"""GD1: nobody is written to without a basis that can be shown."""

from django.db.models import Count, Q

from compliance.selectors.permission import permission_annotate
from compliance.types import Purpose
from contacts.models import Guest
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


def lawful_basis(probe: Probe) -> Finding:
    """Guests who may be written to each have basis and evidence; so has each letter that went out."""

    def read() -> dict[str, int]:
        guests = permission_annotate(Guest.objects.all(), purpose=Purpose.MARKETING, now=probe.now)
        allowed = Q(permission_reason="")
        figures: dict[str, int] = guests.order_by().aggregate(
            guests=Count("id"),
            allowed=Count("id", filter=allowed),
            baseless=Count("id", filter=allowed & (Q(permission_basis="") | Q(permission_evidence_id=None))),
        )
        went = Message.objects.filter(state__in=LEFT)
        marketing = Q(mailing__stream=Stream.MARKETING)
        figures |= went.aggregate(
            letters=Count("id"),
            without=Count("id", filter=Q(basis="") | (marketing & Q(evidence_id=None))),
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
