"""SOAP 1.1 with a WS-Security UsernameToken (OASIS WSS 1.0, PasswordText): wrap, unwrap, prove."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed, OtaError, Unavailable
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import kept_text, parse_xml

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SECURITY: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
TEXT_KIND: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
)
CONTENT_TYPE: Final = "text/xml; charset=utf-8"
_AUTH_WORDS: Final = (
    "authentication",
    "authenticate",
    "authoris",
    "authoriz",
    "invalidsecurity",
    "credential",
)


@dataclass(frozen=True, slots=True)
class Token:
    """Who signs a message."""

    username: str
    password: str = field(repr=False)

    def proves(self, *, username: str, password: str) -> bool:
        """Compare with what we gave out, in constant time; an empty secret proves nothing."""
        same_name = hmac.compare_digest(self.username.encode(), username.encode())
        same_secret = hmac.compare_digest(self.password.encode(), password.encode())
        return same_name and same_secret and bool(username) and bool(password)


def wrap(payload: etree._Element, token: Token | None = None) -> bytes:
    """Put a document into an envelope, signed by a token where there is one."""
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    if token is not None:
        header = etree.SubElement(envelope, f"{{{ENVELOPE}}}Header")
        _sign(header, token)
    etree.SubElement(envelope, f"{{{ENVELOPE}}}Body").append(payload)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _sign(header: etree._Element, token: Token) -> None:
    security = etree.SubElement(header, f"{{{SECURITY}}}Security", nsmap={"wsse": SECURITY})
    security.set(f"{{{ENVELOPE}}}mustUnderstand", "1")
    user = etree.SubElement(security, f"{{{SECURITY}}}UsernameToken")
    etree.SubElement(user, f"{{{SECURITY}}}Username").text = token.username
    etree.SubElement(user, f"{{{SECURITY}}}Password", {"Type": TEXT_KIND}).text = token.password


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message taken out of its envelope. A bare document has no token."""

    payload: etree._Element
    token: Token | None


def unwrap(body: bytes) -> Envelope:
    """Take a document out of its envelope; one without an envelope is taken as it is.

    Raises `Malformed` for bad XML or an empty envelope, and for a fault the error it stands for:
    `AuthFailed`, else `Unavailable` where the server's own fault it is, else `ContractViolation`.
    """
    root = parse_xml(body)
    if etree.QName(root).localname != "Envelope":
        return Envelope(root, None)
    content = root.find("{*}Body")
    payload = None if content is None else next(content.iterchildren("*"), None)
    if payload is None:
        raise Malformed("The channel sent an empty envelope.", raw=kept_text(body))
    if etree.QName(payload).localname == "Fault":
        raise _fault(payload)
    user = root.find("{*}Header/{*}Security/{*}UsernameToken")
    token = None
    if user is not None:
        token = Token(
            (user.findtext("{*}Username") or "").strip(), (user.findtext("{*}Password") or "").strip()
        )
    return Envelope(payload, token)


def _fault(fault: etree._Element) -> OtaError:
    code, said = (
        one_line(fault.findtext(f"{{*}}{name}") or fault.findtext(name))
        for name in ("faultcode", "faultstring")
    )
    words = f"{code} {said}".lower()
    if any(word in words for word in _AUTH_WORDS):
        return AuthFailed(
            "The channel refused the log-in of this connection. Check user name and password.", detail=code
        )
    if code.rpartition(":")[2].startswith("Server"):
        return Unavailable(f"The channel has a fault of its own and says: “{said}”.", detail=code)
    return ContractViolation(f"The channel refused the request and says: “{said}”.", detail=code)
