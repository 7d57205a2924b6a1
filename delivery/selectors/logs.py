"""Logs of the mail servers that an organisation's letters go through, where they lie on this machine."""

from django.conf import settings

from delivery.models import Relay


def relay_logs() -> list[str]:
    """The log of each relay in use; empty if any of them has none, since then no log can say 'never came'."""
    relays = list(Relay.objects.filter(enabled=True).order_by("id").values_list("log_path", flat=True))
    paths = relays or [settings.BELLHOP_RELAY_LOG]
    return list(dict.fromkeys(paths)) if all(paths) else []
