"""What can go wrong between us and a channel. Every message is written for a hotelier."""

from __future__ import annotations

from typing import ClassVar


class OtaError(Exception):
    """Base of all channel errors.

    `message` says what happened and what it means, in a hotelier's words;
    `detail` is for the technician and never holds credentials or guest data.
    """

    code: ClassVar[str] = "ota_error"

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class AuthFailed(OtaError):
    """The channel refused our credentials (401, 403)."""

    code = "ota_auth_failed"


class Throttled(OtaError):
    """The channel asks us to wait (429). `retry_after` is in seconds."""

    code = "ota_throttled"

    def __init__(self, message: str, *, retry_after: float, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class QuotaUsedUp(Throttled):
    """We called as often as the channel's account may; nobody refused us."""

    code = "ota_quota_used_up"


class Unavailable(OtaError):
    """The channel could not be reached, timed out, or answered with a server error."""

    code = "ota_unavailable"


class BodyTooLarge(OtaError):
    """The answer was larger than we accept; it was cut off and thrown away."""

    code = "ota_body_too_large"


class AddressRefused(OtaError):
    """The channel's address is not one we may call (not https, or a private network)."""

    code = "ota_address_refused"


class ContractViolation(OtaError):
    """The channel answered in a way its protocol does not allow, or refused the request."""

    code = "ota_contract_violation"


class WebhookRefused(OtaError):
    """A call from outside that does not prove to come from the channel, or is too old, or a replay."""

    code = "ota_webhook_refused"


class Malformed(OtaError):
    """A document or a single reservation that cannot be read.

    `raw` is the card-stripped text, kept so that nothing is lost. `kind` names the
    issue to open: `malformed` or `ambiguous_cancellation`.
    """

    code = "ota_malformed"

    def __init__(self, message: str, *, raw: str = "", kind: str = "malformed", detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.raw = raw
        self.kind = kind
