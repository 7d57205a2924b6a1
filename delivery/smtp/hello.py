"""A mail server greeted and left again, to learn whether letters could be handed to it."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.transport import RelayAddress


@dataclass(frozen=True, slots=True)
class Hello:
    """What the server offers: its ESMTP keywords, in upper case and order."""

    offers: tuple[str, ...]


class _Pinned(smtplib.SMTP):
    """Connects to an address that was looked up and checked before; TLS still asks for the host's name."""

    def __init__(self, relay: RelayAddress, address: str, tls: ssl.SSLContext | None) -> None:
        self._pinned, self._relay, self._wrap = address, relay, tls
        source = (relay.source_address, 0) if relay.source_address else None
        super().__init__(
            relay.host, relay.port, relay.helo or None, timeout=relay.timeout, source_address=source
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._pinned, port), timeout, self.source_address)
        return plain if self._wrap is None else self._wrap.wrap_socket(plain, server_hostname=host)


def relay_hello(relay: RelayAddress, *, address: str, tls: ssl.SSLContext | None = None) -> Hello:
    """Connect to `address`, greet, start TLS and log in as the relay's settings say, and say goodbye.

    Raises RelayUnavailable with a sentence that names the step that failed.
    """
    context = tls or ssl.create_default_context()
    try:
        with _Pinned(relay, address, context if relay.security == "tls" else None) as smtp:
            smtp.ehlo_or_helo_if_needed()
            if relay.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo()
            if relay.username:
                smtp.login(relay.username, relay.password)
            return Hello(tuple(sorted(name.upper() for name in smtp.esmtp_features)))
    except smtplib.SMTPAuthenticationError as error:
        raise RelayUnavailable("The relay refused the user name or password.", error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise RelayUnavailable(f"The relay does not offer what its settings ask for: {error}.") from error
    except ssl.SSLError as error:
        raise RelayUnavailable(f"The relay's certificate was not accepted: {error.reason}.") from error
    except TimeoutError as error:
        raise RelayUnavailable(f"The relay did not answer within {relay.timeout:.0f} seconds.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise RelayUnavailable(
            f"The relay cannot be reached: {' '.join(str(error).split())[:200]}."
        ) from error
