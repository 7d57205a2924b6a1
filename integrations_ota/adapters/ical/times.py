"""From DTSTART, DTEND and DURATION (RFC 5545, 3.3.4 to 3.3.6) to the hotel's own days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integrations_ota.adapters.ical.content import Component, Property
from integrations_ota.adapters.text import parse_day

_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_MOMENT: Final = re.compile(r"(\d{8})T(\d{6})(Z?)")
_DURATION: Final = re.compile(
    r"\+?P(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,8})S)?)?"
)


def stay_days(event: Component, zone: ZoneInfo) -> tuple[date, date]:
    """Return arrival and departure in the hotel's zone; DTEND is exclusive, so it is the departure.

    Without an end a stay is one night. Raises ValueError.
    """
    start = event.properties.get("DTSTART")
    if start is None:
        message = "it has no DTSTART"
        raise ValueError(message)
    arrival = local_day(start, zone)
    departure = _departure(event, start, zone)
    if departure < arrival:
        message = f"it ends on {departure} before it begins on {arrival}"
        raise ValueError(message)
    return arrival, departure


def _departure(event: Component, start: Property, zone: ZoneInfo) -> date:
    end, duration = event.properties.get("DTEND"), event.properties.get("DURATION")
    if end is not None:
        return local_day(end, zone)
    if duration is None:
        return local_day(start, zone) + timedelta(days=1)
    length = _length(duration.value)
    moment = _moment(start)
    if moment is None:
        return local_day(start, zone) + timedelta(days=-(-length // timedelta(days=1)))
    return _in_zone(moment + length, zone)


def local_day(value: Property, zone: ZoneInfo) -> date:
    """Return the day of a DATE or a DATE-TIME in the hotel's zone. Raises ValueError."""
    moment = _moment(value)
    if moment is not None:
        return parse_day(_in_zone(moment, zone).isoformat())
    found = _DAY.fullmatch(value.value.strip())
    if found is None:
        message = f"{value.value[:40]!r} is no date"
        raise ValueError(message)
    return parse_day("-".join(found.groups()))


def instant(value: Property | None) -> datetime | None:
    """Return a DATE-TIME as UTC, None where it is absent or unreadable."""
    try:
        moment = None if value is None else _moment(value)
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(value: Property) -> datetime | None:
    """Read a DATE-TIME, naive where it has no zone; None where the value is not one."""
    found = _MOMENT.fullmatch(value.value.strip())
    if found is None:
        return None
    moment = datetime.strptime("".join(found.group(1, 2)), "%Y%m%d%H%M%S")  # noqa: DTZ007 - zone follows
    if found[3]:
        return moment.replace(tzinfo=UTC)
    zone = _zone(value.params.get("TZID", ""))
    return moment if zone is None else moment.replace(tzinfo=zone)


def _in_zone(moment: datetime, zone: ZoneInfo) -> date:
    """Return the hotel's day; a time without zone, or with an unknown one, is the hotel's own."""
    return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name.lstrip("/")) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _length(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        message = f"{text[:40]!r} is no duration"
        raise ValueError(message)
    return timedelta(**{name: int(value) for name, value in found.groupdict(default="0").items()})
