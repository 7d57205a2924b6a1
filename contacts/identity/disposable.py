"""Domains that lend a mailbox for minutes: consent given there cannot be kept, since nobody reads it later. Pure.

The list is the public one of github.com/disposable-email-domains. A hotel group's own word on a domain stands above it.
"""

from collections.abc import Mapping

from disposable_email_domains import blocklist

from contacts.identity.address import domain_parents

DISPOSABLE_DOMAINS = frozenset(blocklist)


def is_disposable(email: str, own: Mapping[str, bool]) -> bool:
    """Whether the address is at a domain that lends mailboxes, or below one.

    ``own`` is the group's word, by domain. The word on the nearest domain counts.
    """
    for name in domain_parents(email.rpartition("@")[2].lower()):
        if name in own:
            return own[name]
        if name in DISPOSABLE_DOMAINS:
            return True
    return False
