"""`manage.py breach_query --org SLUG --since DAY [--until DAY] [--guest ID]`: who read or exported what."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.selectors.breach import breach_events
from accounts.tenancy.commands import TenantCommand


class Command(TenantCommand):
    help = "Lists who looked at guests or exported them, from the audit log, one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", required=True, help="a day or a time, UTC unless it names a zone")
        parser.add_argument("--until", help="before this day or time; now without it")
        parser.add_argument("--guest", type=int, help="one guest's id; exports are listed in any case")

    def handle_organization(self, *args: Any, **options: Any) -> None:
        since = moment(options["since"])
        until = moment(options["until"]) if options["until"] else timezone.now()
        events = list(breach_events(since=since, until=until, guest_id=options["guest"]))
        for event in events:
            line = {
                "at": event.at.isoformat(), "who": event.actor_label, "did": event.action,
                "what": f"{event.target_type} {event.target_id}", "detail": event.detail,
            }  # fmt: skip
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stderr.write(f"{len(events)} events of {self.organization.slug} from {since} until {until}.")


def moment(text: str) -> datetime:
    """A typed day or time. Raises CommandError."""
    try:
        at = parse_datetime(text)
        day = None if at else parse_date(text)
    except ValueError:
        at = day = None
    if at is None and day is not None:
        at = datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
    if at is None:
        raise CommandError(f"'{text}' is no day or time. Write it as 2026-11-24 or 2026-11-24T18:30.")
    return at if at.tzinfo else at.replace(tzinfo=timezone.get_default_timezone())
