"""Signatures that an independent verifier accepts (S2)."""

from typing import Any, Literal

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.smtp.dkim import DkimSigner, body_relaxed, key_generate, public_key_of
from tests.delivery.letters import email

KEY = key_generate()
RECORD = f"v=DKIM1; k=rsa; p={public_key_of(KEY)}".encode()
HEADERS = b"From: a@alpenblick.example\r\nSubject: x\r\nTo: b@example.com\r\n"


def verified(raw: bytes) -> bool:
    def record(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"bell1._domainkey.alpenblick.example."
        return RECORD

    return bool(dkim.verify(raw, dnsfunc=record))


def signer(body: Literal["relaxed", "simple"] = "relaxed") -> DkimSigner:
    return DkimSigner(domain="alpenblick.example", selector="bell1", private_pem=KEY, body=body)


def signed(headers: bytes, body: bytes, form: Literal["relaxed", "simple"] = "relaxed") -> bytes:
    return signer(form).sign(headers, body, at=1_777_887_000) + headers + b"\r\n" + body


BODIES = {
    "empty": b"",
    "blank lines": b"\r\n\r\n\r\n",
    "plain": b"Hello\r\n",
    "no line end": b"Hello",
    "eight bits": "Grüße aus Meran\r\n".encode(),
    "long line": b"x" * 5_000 + b"\r\n",
    "dot lines": b".\r\n..\r\n.hidden\r\n",
    "blanks": b"a  b\t c \r\n \r\nend \t \r\n\r\n",
    "trailing blank": b"a \r\nb \r\n",
    "nul": b"a\x00b\r\n",
}


@pytest.mark.parametrize("form", ["relaxed", "simple"])
@pytest.mark.parametrize("name", BODIES)
def test_a_signature_holds_over_any_body(name: str, form: Literal["relaxed", "simple"]) -> None:
    assert verified(signed(HEADERS, BODIES[name], form))


@given(body=st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\r", b"").replace(b"\n", b""))))
@settings(max_examples=60, deadline=None)
def test_a_signature_holds_over_generated_bodies(body: list[bytes]) -> None:
    assert verified(signed(HEADERS, b"".join(line + b"\r\n" for line in body)))


@given(lines=st.lists(st.text(alphabet=" \ta.", max_size=12)))
@settings(max_examples=200, deadline=None)
def test_the_quick_relaxed_form_equals_the_plain_one(lines: list[str]) -> None:
    from dkim.canonicalization import Relaxed

    body = "".join(f"{line}\r\n" for line in lines).encode()
    assert body_relaxed(body) == Relaxed.canonicalize_body(body)


def test_a_whole_letter_verifies_and_lists_the_named_headers_twice() -> None:
    outgoing = email(first_name="Zoë", subject="Grüße " * 30)
    raw = signed(outgoing.headers, outgoing.body)
    assert verified(raw)
    line = signer().sign(outgoing.headers, outgoing.body, at=1).decode()
    names = line.split("h=")[1].split(";")[0].replace("\r\n ", "").split(":")
    for name in ("from", "subject", "list-unsubscribe", "list-unsubscribe-post"):
        assert names.count(name) == 2
    assert names.count("to") == names.count("date") == names.count("message-id") == 1
    assert " l=" not in line
    assert max(len(part) for part in line.split("\r\n")) <= 160


@pytest.mark.parametrize(
    "added",
    [
        b"From: evil@example.com\r\n",
        b"Subject: y\r\n",
        b"List-Unsubscribe: <https://evil.example/>\r\n",
        b"List-Unsubscribe-Post: x\r\n",
    ],
)
def test_a_header_added_later_breaks_the_signature(added: bytes) -> None:
    line, rest = signer().sign(HEADERS, b"x\r\n", at=1), HEADERS + b"\r\nx\r\n"
    assert verified(line + rest)
    assert not verified(line + added + rest)


def test_a_changed_body_breaks_the_signature() -> None:
    assert not verified(signed(HEADERS, b"x\r\n") + b"more\r\n")


@pytest.mark.parametrize("bad", ["a b", "a;b", "a\r\nb", "", "-a", "ä.example"])
def test_a_domain_or_selector_that_is_no_dns_name_is_refused(bad: str) -> None:
    arguments: Any
    for arguments in ({"domain": bad, "selector": "s"}, {"domain": "a.example", "selector": bad}):
        with pytest.raises(ValueError, match="DNS name"):
            DkimSigner(private_pem=KEY, **arguments)
