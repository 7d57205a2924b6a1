"""The time at the head of a log line, in each form that syslog daemons write."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), 1
    )
}
_ISO = re.compile(rb"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)?\s")
_TRADITIONAL = re.compile(
    rb"(?:(\d{4})\s+)?([A-Z][a-z]{2})\s+(\d{1,2})\s+(?:(\d{4})\s+)?(\d\d):(\d\d):(\d\d)\s"
)
_A_DAY = timedelta(days=1)


def stamp_read(line: bytes, *, written: datetime, zone: tzinfo | None = None) -> datetime | None:
    """When a line was logged, in UTC; None where the line has no time at its head.

    `written` is when the file was last written: it tells the year that the traditional form leaves
    out. `zone` is the log's own time zone, by default this machine's.
    """
    if iso := _ISO.match(line):
        day, time, fraction, offset = (part.decode() if part else "" for part in iso.groups())
        stamp = f"{day}T{time}.{fraction or '0':0<6}{offset.replace('Z', '+00:00')}"
        return _in_utc(_made(stamp), zone)
    if old := _TRADITIONAL.match(line):
        return _traditional(old, written, zone)
    return None


def _made(stamp: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return None


def _traditional(found: re.Match[bytes], written: datetime, zone: tzinfo | None) -> datetime | None:
    before, name, day, after, *clock = found.groups()
    month = _MONTHS.get(name)
    if month is None:
        return None
    stated = before or after
    # No line is newer than its file, so without a year it is the latest that is not.
    years = [int(stated)] if stated else range(written.year + 1, written.year - 5, -1)
    for year in years:
        stamp = _made(f"{year:04}-{month:02}-{int(day):02}T{b':'.join(clock).decode()}")
        found_at = _in_utc(stamp, zone)
        if found_at is not None and (stated or found_at <= written + _A_DAY):
            return found_at
    return None


def _in_utc(stamp: datetime | None, zone: tzinfo | None) -> datetime | None:
    if stamp is None:
        return None
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=zone) if zone else stamp.astimezone()
    return stamp.astimezone(UTC)
