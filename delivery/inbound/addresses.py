"""E-mail addresses as reports write them."""

import re

# Generous, since local parts of real reports break every rule, but bounded.
_ADDRESS = re.compile(r"[^\s<>()\[\]\"':;,@\\|]{1,64}@[\w.-]{1,253}\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\s]{1,64}\"@[\w.-]{1,253}")
_ESCAPED = re.compile(r"\\x\{(10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2,5})\}")
_SURROGATES = range(0xD800, 0xE000)
_SYSTEMS = ("mailer-daemon", "postmaster", "post_master", "mail-daemon", "mailerdaemon")


def addresses_in(text: str) -> list[str]:
    """Every address in the text in lower case, each once, in order."""
    found = _QUOTED.findall(text) or _ADDRESS.findall(text)
    return list(dict.fromkeys(each.lower().rstrip(".-") for each in found))


def address_of_field(value: str) -> str:
    """The address of a report's field, `rfc822; guest@example.com` or `utf-8; …` (RFC 6533); "" for none."""
    kind, _, rest = value.partition(";")
    rest = (rest or kind).strip()
    # A source route is nobody's address.
    if rest.startswith("@"):
        return ""
    if kind.strip().lower().startswith("utf-8"):
        rest = _ESCAPED.sub(_character, rest)
    return next(iter(addresses_in(rest)), "")


def is_system(address: str) -> bool:
    """Whether an address is a mail system's own, to which no letter went."""
    return address.partition("@")[0].lower() in _SYSTEMS


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return "?" if number in _SURROGATES else chr(number)
