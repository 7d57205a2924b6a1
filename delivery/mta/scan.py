"""One pass over the lines of Postfix's log: which letters it took into its queue.

cleanup(8) names the Message-ID as soon as the header has passed, even if the rest never comes. Taken is
what qmgr(8) found in the queue afterwards, or what was tried to be delivered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

_SESSION_OVER = (b"disconnect from", b"lost connection", b"timeout after", b"connect from")


@dataclass(slots=True)
class Arrival:
    """A wanted letter's header, come in under a queue id; `line` is where the log says so."""

    message_id: bytes
    line: bytes
    open: bool = True


@dataclass(slots=True)
class LogScan:
    """Reads lines in the log's order. `wanted` holds Message-IDs without angle brackets.

    A queue id may be used again, so it names the letter that it was given to last.
    """

    wanted: set[bytes]
    taken: dict[bytes, bytes] = field(default_factory=dict)
    arrived: dict[bytes, Arrival] = field(default_factory=dict)
    # smtpd process → the queue id of its latest transaction
    _sessions: dict[bytes, bytes] = field(default_factory=dict)
    last_line: bytes = b""

    def feed(self, lines: Iterable[bytes]) -> None:
        """Take in some more lines."""
        for line in lines:
            tag, found, text = line.partition(b"]: ")
            # Of a log that other programs share only Postfix's lines count: its tags hold a slash.
            if found and b"/" in tag:
                self.last_line = line
                self._read(tag, text, line)

    def _read(self, tag: bytes, text: bytes, line: bytes) -> None:
        queue_id, _, event = text.partition(b": ")
        if b"/cleanup[" in tag:
            if event.startswith(b"message-id="):
                self._arrive(queue_id, event[len(b"message-id=") :].strip().strip(b"<>"), line)
        elif b"smtpd[" in tag:
            self._converse(tag, queue_id, event, text)
        elif queue_id in self.arrived:
            if b"(queue active)" in event or b" status=" in event:
                self._take(queue_id)
        elif b"/master[" in tag and text.startswith((b"daemon started", b"terminating")):
            self._end_all()

    def _arrive(self, queue_id: bytes, message_id: bytes, line: bytes) -> None:
        self.arrived.pop(queue_id, None)
        if message_id in self.wanted and message_id not in self.taken:
            self.arrived[queue_id] = Arrival(message_id, line)

    def _take(self, queue_id: bytes) -> None:
        self.taken[self.arrived.pop(queue_id).message_id] = queue_id

    def _converse(self, tag: bytes, queue_id: bytes, event: bytes, text: bytes) -> None:
        if event.startswith(b"client="):
            self._end(tag)
            self.arrived.pop(queue_id, None)
            self._sessions[tag.rpartition(b"[")[2]] = queue_id
        elif text.startswith(_SESSION_OVER):
            self._end(tag)

    def _end(self, tag: bytes) -> None:
        """A server process goes on to something else, so what it had not handed in by now, it will not."""
        queue_id = self._sessions.pop(tag.rpartition(b"[")[2], b"")
        if queue_id in self.arrived:
            self.arrived[queue_id].open = False

    def _end_all(self) -> None:
        self._sessions.clear()
        for arrival in self.arrived.values():
            arrival.open = False
