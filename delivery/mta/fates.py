"""What became of letters whose worker vanished, asked of the mail server itself."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta, tzinfo
from typing import BinaryIO

from delivery.mta.fate import Fate, FateKind, LogUnreadable
from delivery.mta.files import LogFile, lines_of, log_files
from delivery.mta.queue import queue_arrivals
from delivery.mta.scan import Arrival, LogScan
from delivery.mta.stamps import stamp_read

# smtpd(8) waits five minutes for more data; a session that is silent for this long has ended unseen.
_SESSION_DIES = timedelta(hours=1)
# The queue's clock counts whole seconds, and cleanup(8) logs a moment after the queue file was made.
_TICK = timedelta(seconds=2)
ABSENT = Fate(FateKind.ABSENT)


def mta_fates(
    *,
    log_path: str,
    queue_command: Sequence[str],
    message_ids: Collection[str],
    since: datetime,
    zone: tzinfo | None = None,
) -> dict[str, Fate]:
    """What Postfix did with each letter that may have been handed to it from `since` on.

    `message_ids` with or without angle brackets; the answer has a Fate for each. `queue_command` is
    `["postqueue", "-j"]` or like it, empty where the queue is on another machine: then a letter of
    which only the header is known stays PENDING. `zone` is the log's time zone where its lines name none,
    by default this machine's. Ask only once the connections in question are closed for a while: what
    still lies in the kernel's buffers no log can tell.

    Raises LogUnreadable when the log does not reach from `since` into the time after it, since then
    nobody can say that a letter is absent.
    """
    if not message_ids:
        return {}
    bare = {message_id: message_id.strip("<>").encode() for message_id in message_ids}
    scan = LogScan(set(bare.values()))
    with ExitStack() as stack:
        newest, file = _scan_all(scan, log_files(log_path, since=since, zone=zone), since, stack)
        listed = _listed(scan, queue_command, newest)
        # What has left the queue between the two looks was logged meanwhile.
        scan.feed(lines_of(file))
    _require_alive(scan, newest, since, log_path)
    for queue_id in listed:
        if arrival := scan.arrived.get(queue_id):
            scan.taken[arrival.message_id] = queue_id
    pending = {
        arrival.message_id: queue_id
        for queue_id, arrival in scan.arrived.items()
        if not queue_command or _may_still_come(arrival, scan, newest)
    }
    return {message_id: _fate(key, scan.taken, pending) for message_id, key in bare.items()}


def _fate(key: bytes, taken: dict[bytes, bytes], pending: dict[bytes, bytes]) -> Fate:
    if key in taken:
        return Fate(FateKind.TAKEN, taken[key].decode())
    if key in pending:
        return Fate(FateKind.PENDING, pending[key].decode())
    return ABSENT


def _scan_all(
    scan: LogScan, files: list[LogFile], since: datetime, stack: ExitStack
) -> tuple[LogFile, BinaryIO]:
    """Read each file from `since` on; the newest one stays open, since it goes on growing."""
    newest = files[-1]
    try:
        for older in files[:-1]:
            with older.open(since) as file:
                scan.feed(lines_of(file))
        growing = stack.enter_context(newest.open(since))
        scan.feed(lines_of(growing))
    except (OSError, EOFError) as error:
        raise LogUnreadable(f"The mail server's log {newest.path} cannot be read: {error}.") from error
    return newest, growing


def _listed(scan: LogScan, command: Sequence[str], newest: LogFile) -> set[bytes]:
    """Arrivals that are in the queue. An id that was given away again meanwhile came in later than ours."""
    if not scan.arrived or not command:
        return set()
    found = queue_arrivals(command, queue_ids=[queue_id.decode() for queue_id in scan.arrived])
    listed: set[bytes] = set()
    for queue_id, came in found.items():
        logged = _stamp(scan.arrived[queue_id.encode()].line, newest)
        if logged is None or came <= logged + _TICK:
            listed.add(queue_id.encode())
    return listed


def _stamp(line: bytes, newest: LogFile) -> datetime | None:
    return stamp_read(line, written=newest.written, zone=newest.zone)


def _require_alive(scan: LogScan, newest: LogFile, since: datetime, log_path: str) -> None:
    """An old log that nobody writes any more would make every letter look absent."""
    last = _stamp(scan.last_line, newest)
    if last is None or last < since.replace(microsecond=0):
        raise LogUnreadable(
            f"The mail server's log {log_path} has no line since {since:%Y-%m-%d %H:%M:%S} UTC; "
            "it may be an old one. Check where the mail server writes its log."
        )


def _may_still_come(arrival: Arrival, scan: LogScan, newest: LogFile) -> bool:
    if not arrival.open:
        return False
    logged, last = _stamp(arrival.line, newest), _stamp(scan.last_line, newest)
    return logged is None or last is None or last - logged < _SESSION_DIES
