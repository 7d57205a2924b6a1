"""Calendars for tests, written out by hand."""

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lakeside Lets//Bookings//EN\r\n"


def event(uid: str, start: str, end: str, *lines: str, summary: str = "Booking") -> str:
    dates = [f"DTSTART;VALUE=DATE:{start}", f"DTEND;VALUE=DATE:{end}"] if start else []
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *dates, *lines, f"SUMMARY:{summary}", "END:VEVENT", ""])


def calendar(*events: str, head: str = HEAD) -> bytes:
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()
