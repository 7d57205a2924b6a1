"""A worker's journal: what it was about to hand over and what became of it, on disk before anything else.

Results reach the database a hundred at a time. What a killed worker had not yet written there stands
here, so that only the letters whose last dot was out and unanswered stay in doubt: one for each open
connection. A worker holds a lock on its journal; the kernel lets go of it when the worker dies, however
it dies. The file need not survive the machine, only the process.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.smtp.relay import SendResult

SUFFIX = ".journal"
STEP = 1 << 20
_STARTED, _ACCEPTED, _REFUSED, _UNKNOWN = b"S", b"A", b"R", b"U"


class Journal:
    """Written by one worker. `name` is unique; `about` is kept for whoever settles it.

    The file is written through a map of it into memory: the kernel keeps what stands there whatever
    happens to the process, and a line costs no system call.
    """

    def __init__(self, directory: Path, *, name: str, about: dict[str, Any]) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = directory / (name + SUFFIX)
        unseen = self.path.with_suffix(".new")
        self._file = os.open(unseen, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        # Locked before it has its name: nobody finds it unlocked while its worker lives.
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.truncate(self._file, STEP)
        self._map, self._end = mmap.mmap(self._file, STEP), 0
        self._write(orjson.dumps(about) + b"\n")
        unseen.rename(self.path)

    def started(self, message: int) -> None:
        """The letter's first byte is about to leave."""
        self._write(b"S %d\n" % message)

    def settled(self, message: int, result: SendResult | SendFailed | OutcomeUnknown) -> None:
        """What the server said."""
        if isinstance(result, SendResult):
            line = b"A %d %d %b\n" % (message, result.code, _line(result.response))
        elif isinstance(result, SendFailed):
            facts = [result.reason, result.code, result.permanent, result.about_recipient]
            line = b"R %d %b\n" % (message, orjson.dumps(facts))
        else:
            line = b"U %d %b\n" % (message, _line(result.reason))
        self._write(line)

    def _write(self, line: bytes) -> None:
        end = self._end + len(line)
        if end > len(self._map):
            self._map.resize(end + STEP)
        self._map[self._end : end] = line
        self._end = end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # After an error the journal stays for whoever settles it.
        if kind is None:
            self.path.unlink(missing_ok=True)
        self._map.close()
        os.close(self._file)


@dataclass(frozen=True, slots=True)
class DeadJournal:
    """What a worker that is gone had written. `started` have no result."""

    path: Path
    about: dict[str, Any]
    started: frozenset[int]
    results: dict[int, SendResult | SendFailed | OutcomeUnknown]


def journals_dead(directory: Path, *, prefix: str) -> Iterator[DeadJournal]:
    """Journals whose worker is gone. Each is locked while it is yielded, and removed if that went well."""
    for path in sorted(directory.glob(f"{prefix}*{SUFFIX}")):
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Somebody else may have settled and removed it since it was listed.
                if path.exists():
                    yield _read(path)
                    path.unlink()
            except BlockingIOError:
                continue
            finally:
                os.close(file)


def journal_is_alive(directory: Path, *, name: str) -> bool:
    """Whether the worker that writes this journal is running on this machine."""
    try:
        file = os.open(directory / (name + SUFFIX), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _line(text: str) -> bytes:
    """Nothing that would end the line or the journal."""
    return text.encode("utf-8", "replace").translate(None, b"\n\0")


def _read(path: Path) -> DeadJournal:
    head, *lines = path.read_bytes().partition(b"\0")[0].split(b"\n")
    started: set[int] = set()
    results: dict[int, SendResult | SendFailed | OutcomeUnknown] = {}
    # What stands after the last line end was cut off in the middle, and says nothing.
    for line in lines[:-1]:
        kind, _, rest = line.partition(b" ")
        number, _, words = rest.partition(b" ")
        message = int(number)
        if kind == _STARTED:
            started.add(message)
            results.pop(message, None)
        else:
            started.discard(message)
            results[message] = _result(kind, words)
    return DeadJournal(path, orjson.loads(head), frozenset(started), results)


def _result(kind: bytes, words: bytes) -> SendResult | SendFailed | OutcomeUnknown:
    if kind == _ACCEPTED:
        code, _, response = words.partition(b" ")
        return SendResult(accepted=True, code=int(code), response=response.decode("utf-8", "replace"))
    if kind == _REFUSED:
        reason, number, permanent, about_recipient = orjson.loads(words)
        return SendFailed(reason, number, permanent=permanent, about_recipient=about_recipient)
    return OutcomeUnknown(words.decode("utf-8", "replace"))
