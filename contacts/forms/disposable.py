"""Domains that lend a mailbox for minutes: consent given there cannot be kept, since nobody reads it later. Pure.

A hotel group adds to it, or overrules it, with an AddressRule for the domain.
"""

_NAMES = """
0-mail.com 10minutemail.com 10minutemail.net 1secmail.com 1secmail.net 1secmail.org 20minutemail.com
33mail.com anonbox.net burnermail.io byom.de cock.li discard.email discardmail.com discardmail.de
dispostable.com dropmail.me einrot.com emailfake.com emailondeck.com emltmp.com fakeinbox.com
fakemail.net getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de
guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com
inboxkitten.com jetable.org kurzepost.de mail-temp.com mail.tm mailcatch.com maildrop.cc mailexpire.com
mailinator.com mailinator.net mailnesia.com mailnull.com mailsac.com mailtemp.net mintemail.com
minuteinbox.com moakt.com mohmal.com mytemp.email mytrashmail.com nada.email objectmail.com pokemail.net
rcpt.at sharklasers.com sofort-mail.de spam4.me spambog.com spambog.de spamfree24.org spamgourmet.com
temp-mail.io temp-mail.org tempail.com tempinbox.com tempmail.dev tempmail.net tempmailo.com temporary-
mail.net tempr.email throwam.com throwawaymail.com tmail.ws tmpmail.net tmpmail.org trash-mail.com
trashmail.com trashmail.de trashmail.net trashmail.ws trbvm.com wegwerfemail.de wegwerfmail.de
wegwerfmail.net yopmail.com yopmail.fr yopmail.net zeitgeistmail.de
"""
DISPOSABLE_DOMAINS = frozenset(_NAMES.split())


def is_disposable(domain: str) -> bool:
    """Whether the domain, or one above it, lends mailboxes."""
    labels = domain.lower().split(".")
    return any(".".join(labels[start:]) in DISPOSABLE_DOMAINS for start in range(len(labels)))
