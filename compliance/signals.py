"""News of this room for the rooms above it."""

from django.dispatch import Signal

# Sent inside the transaction that records it, once per address that may no longer get mail of
# a purpose, with organization_id: int, address_hash: bytes, purpose: Purpose | None (None: all
# purposes), scope: str (which letters, see compliance.scopes), reason: str (a Reason code),
# at: datetime. A receiver takes queued mail out in the same transaction, so that none goes out
# once the withdrawal is answered; it must not do I/O.
consent_withdrawn = Signal()

# Sent inside the transaction in which a person chose the language of letters, with organization_id: int,
# address_hash: bytes, language: str (such as "de"), at: datetime.
language_chosen = Signal()
