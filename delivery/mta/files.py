"""The files of one log, the rotated ones too, read from a moment on without reading what lies before."""

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import BinaryIO, cast

from delivery.mta.fate import LogUnreadable
from delivery.mta.stamps import stamp_read

# logrotate's names: mail.log.1, mail.log.2.gz, mail.log-20260502, mail.log-20260502.gz
_ROTATED = re.compile(r"[.-]\d+(\.gz)?")
# Processes write their lines not quite in the order of their times.
_MARGIN = timedelta(seconds=60)
# A line is far shorter; after a crash a block of zeros may stand between lines.
_LOOK = 64 * 1024
_CLOSE = 256 * 1024
_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of a log and when it was last written. `first` is its first line's time, if it has one."""

    path: Path
    written: datetime
    zone: tzinfo | None
    first: datetime | None

    @contextmanager
    def open(self, since: datetime | None = None) -> Iterator[BinaryIO]:
        """The file at a line of about `since`, never later; an unpacked file is found by bisection."""
        with _opened(self.path) as file:
            if since is not None and self.path.suffix != ".gz":
                file.seek(self._offset(file, since - _MARGIN))
            yield file

    def _offset(self, file: BinaryIO, wanted: datetime) -> int:
        low, high = 0, os.fstat(file.fileno()).st_size
        while high - low > _CLOSE:
            middle = (low + high) // 2
            file.seek(middle)
            stamp = self._next_stamp(file)
            # Where nothing can be read the search goes on before it: reading more does no harm.
            if stamp is None or stamp >= wanted:
                high = middle
            else:
                low = middle
        return low

    def _next_stamp(self, file: BinaryIO) -> datetime | None:
        for line in file.read(_LOOK).split(b"\n")[1:]:
            stamp = stamp_read(line, written=self.written, zone=self.zone)
            if stamp is not None:
                return stamp
        return None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield cast("BinaryIO", file)


def _described(path: Path, zone: tzinfo | None) -> LogFile:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with _opened(path) as file:
        lines = file.read(_LOOK).split(b"\n")
    stamps = (stamp_read(line, written=written, zone=zone) for line in lines)
    return LogFile(path, written, zone, next((stamp for stamp in stamps if stamp is not None), None))


def log_files(log_path: str, *, since: datetime, zone: tzinfo | None = None) -> list[LogFile]:
    """The files that hold what was logged from `since` on, oldest first; the last one is still written.

    Raises LogUnreadable when there are none, or when they begin later.
    """
    path = Path(log_path)
    try:
        rotated = [each for each in path.parent.iterdir() if _is_rotated(each.name, path.name)]
        found = [_described(each, zone) for each in (*rotated, path)]
    except (OSError, EOFError) as error:
        raise LogUnreadable(f"The mail server's log {log_path} cannot be read: {error}.") from error
    # Just after a rotation the file in use is empty; it is the newest all the same.
    needed = [found.pop()]
    older = sorted((file for file in found if file.first), key=lambda file: file.first or since)
    while older and not _reaches(needed[0], since):
        needed.insert(0, older.pop())
    if _reaches(needed[0], since):
        return needed
    begins = f"begins at {_clock(needed[0].first)}" if needed[0].first else "holds no line"
    raise LogUnreadable(
        f"The mail server's log {log_path} {begins}, so it does not reach back to {_clock(since)}."
    )


def _reaches(file: LogFile, since: datetime) -> bool:
    return file.first is not None and file.first <= since


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _is_rotated(name: str, of: str) -> bool:
    return name.startswith(of) and _ROTATED.fullmatch(name.removeprefix(of)) is not None


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines. A last one without an end is still being written and is left for the next time."""
    whole = True
    while line := file.readline(_LONGEST_LINE):
        if not line.endswith(b"\n"):
            if len(line) < _LONGEST_LINE:
                file.seek(-len(line), os.SEEK_CUR)
                return
            whole = False
        elif whole:
            yield line
        else:
            whole = True
