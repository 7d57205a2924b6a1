"""SMTP with a real server: kept connections, refusals, and outcomes that stay unknown."""

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from delivery.content.message import OutgoingEmail
from delivery.smtp.dkim import DkimSigner, key_generate, public_key_of
from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.smtp.transport import RelayAddress, SmtpTransport, wire_bytes
from tests.delivery.letters import email
from tests.delivery.sink import RunningSink, ScriptedServer, Sink


@pytest.fixture
def running() -> Iterator[RunningSink]:
    with RunningSink(Sink()) as server:
        yield server


def relay(port: int, **more: Any) -> RelayAddress:
    options: dict[str, Any] = {"timeout": 5.0, "helo": "mail.example"}
    return RelayAddress("127.0.0.1", port, **(options | more))


def send_one(address: RelayAddress, *, tls: ssl.SSLContext | None = None) -> None:
    with SmtpTransport(address, tls=tls) as transport:
        transport.send(email())


def test_many_letters_go_over_one_connection(running: RunningSink) -> None:
    with SmtpTransport(relay(running.port)) as transport:
        results = [transport.send(email(to=f"g{number}@example.com")) for number in range(20)]
    assert [result.code for result in results] == [250] * 20
    assert results[3].response == "2.0.0 OK queued as Q4"
    assert running.sink.connections == 1
    assert len(running.sink.received) == 20


def test_what_arrives_is_what_was_built_and_its_signature_holds(running: RunningSink) -> None:
    key = key_generate()
    signer = DkimSigner(domain="alpenblick.example", selector="s1", private_pem=key)
    built = email(body="{{ guest.first_name }}<p>.</p><p>..</p>", first_name="Zoë " + "." * 200)
    signature = signer.sign(built.headers, built.body, at=1_777_887_000)
    outgoing = OutgoingEmail(
        built.sender, built.recipient, built.message_id, signature + built.headers, built.body
    )
    with SmtpTransport(relay(running.port)) as transport:
        transport.send(outgoing)
    ((address, raw),) = running.sink.received
    assert address == "zoe@example.com"
    assert raw == outgoing.as_bytes()
    record = f"v=DKIM1; k=rsa; p={public_key_of(key)}".encode()
    assert dkim.verify(raw, dnsfunc=lambda *_, **__: record)


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        ("550 5.1.1 No such user", 550, True),
        ("552 5.2.2 Mailbox full", 552, True),
        ("451 4.7.1 Greylisted", 451, False),
        ("450 4.2.0 Busy", 450, False),
        ("452 4.5.3 Too many", 452, False),
    ],
)
@pytest.mark.parametrize("stage", ["rcpt_answers", "data_answers"])
def test_a_refusal_says_whether_to_try_again_and_the_next_letter_goes_on(
    running: RunningSink, stage: str, answer: str, code: int, permanent: bool
) -> None:
    getattr(running.sink, stage)["bad@example.com"] = answer
    with SmtpTransport(relay(running.port)) as transport:
        with pytest.raises(SendFailed) as caught:
            transport.send(email(to="bad@example.com"))
        transport.send(email(to="good@example.com"))
    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert answer[4:] in caught.value.reason
    assert running.sink.addresses() == ["good@example.com"]
    assert running.sink.connections == 1


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with ScriptedServer(lambda _: None) as gone:
        port = gone.port
    with pytest.raises(SendFailed) as caught:
        send_one(relay(port))
    assert not caught.value.permanent


def test_a_kept_connection_that_idled_out_is_opened_anew(running: RunningSink) -> None:
    transport = SmtpTransport(relay(running.port))
    transport.send(email(to="first@example.com"))
    assert transport._connection is not None
    assert transport._connection._transport is not None
    transport._connection._transport.get_extra_info("socket").shutdown(2)
    transport.send(email(to="second@example.com"))
    transport.close()
    assert running.sink.addresses() == ["first@example.com", "second@example.com"]
    assert running.sink.connections == 2


def _dialogue(stream: Any, *, until: str, then: bytes = b"") -> None:
    """Answer like a server up to a point, then say `then` and hang up."""
    stream.write(b"220 sink.example\r\n")
    stream.flush()
    while line := stream.readline():
        verb = line.split()[0].upper().decode() if line.split() else ""
        if verb == until:
            break
        stream.write(b"354 go\r\n" if verb == "DATA" else b"250 ok\r\n")
        stream.flush()
        if verb == "DATA":
            while stream.readline() not in (b".\r\n", b""):
                pass
            break
    stream.write(then)
    stream.flush()


def test_no_answer_after_the_last_dot_leaves_the_outcome_unknown() -> None:
    with ScriptedServer(lambda stream: _dialogue(stream, until="")) as server:
        with pytest.raises(OutcomeUnknown):
            send_one(relay(server.port))
        assert server.connections == 1


def test_garbage_after_the_last_dot_leaves_the_outcome_unknown() -> None:
    with (
        ScriptedServer(lambda stream: _dialogue(stream, until="", then=b"what\r\n")) as server,
        pytest.raises(OutcomeUnknown),
    ):
        send_one(relay(server.port))


@pytest.mark.parametrize("until", ["MAIL", "RCPT", "DATA"])
def test_a_connection_dropped_before_the_data_is_worth_another_try(until: str) -> None:
    with (
        ScriptedServer(lambda stream: _dialogue(stream, until=until)) as server,
        pytest.raises(SendFailed) as caught,
    ):
        send_one(relay(server.port))
    assert not caught.value.permanent


@pytest.mark.parametrize("until", ["MAIL", "RCPT", "DATA"])
def test_421_in_mid_dialogue_is_worth_another_try(until: str) -> None:
    with (
        ScriptedServer(
            lambda stream: _dialogue(stream, until=until, then=b"421 4.3.2 closing\r\n")
        ) as server,
        pytest.raises(SendFailed) as caught,
    ):
        send_one(relay(server.port))
    assert (caught.value.code, caught.value.permanent) == (421, False)


@pytest.mark.parametrize(
    "body",
    [
        b"a\n.\nMAIL FROM:<evil@example.com>\n",
        b"a\r.\rb",
        b"a\r\n.\r\nb",
        b"a\n.\r\nb",
        b"a\r\n.\nb",
        b".\r\n",
        b"a",
    ],
)
def test_no_body_can_end_the_data_early(body: bytes) -> None:
    wire = wire_bytes(OutgoingEmail("a@x.example", "b@example.com", "<x@x.example>", b"X: y\r\n", body))
    assert wire.count(b"\r\n.\r\n") == 1
    assert wire.endswith(b"\r\n.\r\n")
    assert wire.replace(b"\r\n", b"").count(b"\n") == 0
    assert wire.replace(b"\r\n", b"").count(b"\r") == 0


def test_a_smuggled_letter_never_appears(running: RunningSink) -> None:
    built = email()
    body = built.body + b"\n.\nMAIL FROM:<x@example.com>\r.\rRCPT TO:<victim@example.com>\n.\r\nDATA\n"
    with SmtpTransport(relay(running.port)) as transport:
        transport.send(OutgoingEmail(built.sender, built.recipient, built.message_id, built.headers, body))
    assert running.sink.addresses() == ["zoe@example.com"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "sink.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_starttls_and_login(certificate: Path) -> None:
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(certificate)
    client_tls = ssl.create_default_context(cafile=str(certificate))
    with RunningSink(Sink(), tls=server_tls, login=("hotel", "right")) as server:
        address = RelayAddress("localhost", server.port, "hotel", "right", "starttls", timeout=5.0)
        with SmtpTransport(address, tls=client_tls) as transport:
            transport.send(email())
        assert server.sink.encrypted == 1
        assert server.sink.addresses() == ["zoe@example.com"]
        wrong = RelayAddress("localhost", server.port, "hotel", "wrong", "starttls", timeout=5.0)
        with pytest.raises(SendFailed) as caught:
            send_one(wrong, tls=client_tls)
        assert "user name or password" in caught.value.reason
        assert not caught.value.permanent
        with pytest.raises(SendFailed, match="certificate"):
            send_one(address)


def test_a_relay_without_starttls_gets_nothing_in_the_clear(running: RunningSink) -> None:
    with pytest.raises(SendFailed, match="does not offer"):
        send_one(relay(running.port, security="starttls"))
    assert running.sink.received == []
