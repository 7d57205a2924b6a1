"""What can become of a letter that was not plainly accepted."""

from dataclasses import dataclass

from typing_extensions import override

# Greylisting, a full box, a busy host: worth another try (RFC 5321 4.2.2).
RETRY_LATER = frozenset({421, 450, 451, 452, 454})


@dataclass(eq=False)  # not frozen: contextlib must be able to set __traceback__
class SendFailed(Exception):  # noqa: N818
    """The letter was surely not delivered. `permanent`: never try again; else later."""

    reason: str
    code: int = 0
    permanent: bool = False

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.reason}" if self.code else self.reason


@dataclass(eq=False)
class OutcomeUnknown(Exception):  # noqa: N818
    """The letter's last dot was sent and no answer came: it may or may not have been taken.

    RFC 1047 describes the case. Such a letter is never sent again blindly.
    """

    reason: str

    @override
    def __str__(self) -> str:
        return self.reason
