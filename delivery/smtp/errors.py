"""What can become of a letter that was not plainly accepted."""

from dataclasses import dataclass

from typing_extensions import override

CLOSING = 421


@dataclass(eq=False)  # not frozen: contextlib must be able to set __traceback__
class SendFailed(Exception):
    """The letter was surely not delivered. `permanent`: never try again; else later.

    `about_recipient` is False where the server refused the sender or the relay's account.
    """

    reason: str
    code: int = 0
    permanent: bool = False
    about_recipient: bool = True

    @property
    def is_push_back(self) -> bool:
        """Whether the provider asks for less: 421, or a policy refusal for now (RFC 3463, 4.7.x).

        What our own relay says before it was told of the recipient is no provider's word.
        """
        asks = self.code == CLOSING or (not self.permanent and "4.7." in self.reason)
        return asks and self.about_recipient

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.reason}" if self.code else self.reason


class RelayUnavailable(SendFailed):
    """No connection to the relay: no letter is to blame, and all of them wait."""


@dataclass(eq=False)
class OutcomeUnknown(Exception):
    """The letter's last dot was sent and no answer came: it may or may not have been taken.

    RFC 1047 describes the case. Such a letter is never sent again blindly.
    """

    reason: str

    @override
    def __str__(self) -> str:
        return self.reason
