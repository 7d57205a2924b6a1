"""Returned mail is personal data: its bytes are kept as long as somebody may want to look, and no longer."""

from datetime import datetime, timedelta

from delivery.models import InboundMail, StrayMail

KEPT_FOR = timedelta(days=30)


def inbound_purge(*, now: datetime) -> int:
    """Empty the organisation's mails of more than thirty days; what was made of them stays. Returns how many."""
    old = InboundMail.objects.filter(received_at__lt=now - KEPT_FOR, raw__isnull=False)
    return old.update(raw=None, envelope_from="")


def stray_purge(*, now: datetime) -> int:
    """Delete mails of more than thirty days that belong to nobody. Returns how many."""
    gone, _by_model = StrayMail.objects.filter(received_at__lt=now - KEPT_FOR).delete()
    return gone
