"""SMTP replies (RFC 5321 4.2), read from a stream that may split or join them anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 64_000
CODE_LENGTH = 3
_DONE, _REFUSED, _PERMANENT = range(200, 300), range(400, 600), range(500, 600)
CODES = {b"%d" % code: code for code in range(200, 600)}


class ReplyInvalid(Exception):
    """What the server said is no SMTP reply."""


@dataclass(slots=True)
class Reply:
    """A whole reply. `lines` as they came, code and all; most are never read."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """The server's words, a line for each of its lines, without the code."""
        words = b"\n".join(line[CODE_LENGTH + 1 :] for line in self.lines)
        return words.decode("utf-8", "replace")

    @property
    def positive(self) -> bool:
        """2yz: done."""
        return self.code in _DONE

    @property
    def permanent(self) -> bool:
        """5yz: never."""
        return self.code in _PERMANENT

    @property
    def refusal(self) -> bool:
        """4yz or 5yz."""
        return self.code in _REFUSED

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

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Whole replies, in their order. Raises ReplyInvalid, after the good ones that came before."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._lines.append(line.rstrip(b"\r"))
            if line[CODE_LENGTH : CODE_LENGTH + 1] != b"-":
                code = CODES.get(line[:CODE_LENGTH])
                if code is None:
                    raise ReplyInvalid(line[:200].decode("ascii", "replace"))
                reply = Reply(code, tuple(self._lines))
                self._lines.clear()
                yield reply
        if self._rest or self._lines:
            self._require_end()

    def _require_end(self) -> None:
        if len(self._rest) + sum(map(len, self._lines)) > LONGEST:
            raise ReplyInvalid("a reply without an end")
