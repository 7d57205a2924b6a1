"""SMTP replies (RFC 5321 4.2), read from a stream that may split or join them anywhere."""

from dataclasses import dataclass

LONGEST = 64_000
CODE_LENGTH = 3


class ReplyInvalid(Exception):
    """What the server said is no SMTP reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; `text` has one line for each of the server's, without the code."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        """2yz: done."""
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        """5yz: never."""
        return self.code >= 500

    @property
    def refusal(self) -> bool:
        """4yz or 5yz."""
        return 400 <= self.code < 600

    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


class ReplyReader:
    """Takes bytes as they come, gives whole replies."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def pending(self) -> bool:
        """Whether bytes came that are no whole reply yet."""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> list[Reply]:
        """Whole replies, in their order. Raises ReplyInvalid."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        replies: list[Reply] = []
        for line in lines:
            self._lines.append(line.rstrip(b"\r"))
            if line[CODE_LENGTH : CODE_LENGTH + 1] != b"-":
                replies.append(_reply(self._lines))
                self._lines = []
        if len(self._rest) + sum(map(len, self._lines)) > LONGEST:
            raise ReplyInvalid("a reply without an end")
        return replies


def _reply(lines: list[bytes]) -> Reply:
    code = lines[-1][:CODE_LENGTH]
    if len(code) != CODE_LENGTH or not code.isdigit() or not b"2" <= code[:1] <= b"5":
        raise ReplyInvalid(lines[-1][:200].decode("ascii", "replace"))
    text = b"\n".join(line[CODE_LENGTH + 1 :] for line in lines)
    return Reply(int(code), text.decode("utf-8", "replace"))
