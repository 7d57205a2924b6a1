"""A made-up person exported, erased and looked for, in a transaction that is then undone: nothing of it stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from secrets import token_hex
from zipfile import ZipFile

from django.apps import apps
from django.db import connection, transaction

from accounts.errors import NotFound
from accounts.models import Hotel
from accounts.tenancy import TenantModel
from compliance.personal import Person
from compliance.selectors.requests import requests_overdue
from compliance.services.erasure import person_erase
from compliance.services.erasure_journal import journal_missing, journal_unwritten
from compliance.services.person_export import person_export
from contacts.services.stay import stay_record
from contacts.types import Booking, BookingGuest, BookingStatus


@dataclass(frozen=True, slots=True)
class RightsDrill:
    """`shown_in` are the tables that showed the person before, `left_in` those that did after the erasure.

    `overdue` are requests of real people that wait for longer than the law allows, `unwritten` acts of erasure
    that the journal outside the database lacks, `undone` those that a restore took back.
    """

    exported: bool
    shown_in: list[str]
    left_in: list[str]
    overdue: int
    unwritten: int
    undone: int

    @property
    def forgotten(self) -> bool:
        """Whether there was something to find of the made-up person, and nothing is found any more."""
        return bool(self.shown_in) and not self.left_in

    @property
    def erased(self) -> bool:
        """Whether an erasure works, comes in time, and lasts."""
        return self.forgotten and not (self.overdue or self.unwritten or self.undone)


@transaction.atomic
def rights_drill(*, now: datetime) -> RightsDrill:
    """Go through export and erasure in the organisation in scope. Raises NotFound where it has no hotel."""
    hotel = Hotel.objects.order_by("pk").first()
    if hotel is None:
        raise NotFound("The organisation has no hotel yet, so no guest can be made up for it.")
    overdue = requests_overdue(now=now).count()
    unwritten, undone = len(journal_unwritten()), len(journal_missing())
    needle = f"drill{token_hex(8)}"
    guest = stay_record(hotel=hotel, booking=drill_booking(needle, now), now=now).guest
    if guest is None:
        raise NotFound("The made-up guest was not taken.")
    person = Person(guest_ids=frozenset({guest.pk}))
    file = ZipFile(BytesIO(person_export(person=person, now=now)))
    exported = needle.encode() in file.read("data.json") and "profile.csv" in file.namelist()
    shown_in = _tables_showing(needle)
    person_erase(person=person, actor=None, now=now)
    left_in = _tables_showing(needle)
    transaction.set_rollback(True)
    return RightsDrill(exported, shown_in, left_in, overdue, unwritten, undone)


def drill_booking(needle: str, now: datetime) -> Booking:
    """A reservation of somebody who does not exist."""
    guest = BookingGuest(
        first_name="Drill", last_name=needle, email=f"{needle}@example.com", phone="", language="en", country="",
        birth_date=None,
    )  # fmt: skip
    return Booking(
        source_channel="drill", reservation_code=token_hex(6), status=BookingStatus.BOOKED, arrival=now.date(),
        departure=now.date() + timedelta(days=1), booked_at=now, modified_at=now, room_name="", rate_plan="",
        adults=1, children=0, total_minor=None, currency="", guest=guest, newsletter=None, evidence_sha256="",
    )  # fmt: skip


def _tables_showing(needle: str) -> list[str]:
    """Every table of ours whose rows show the text, as the organisation in scope sees them."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        with connection.cursor() as cursor:
            # Names come from models, never from input.
            table = connection.ops.quote_name(model._meta.db_table)
            asked = f"SELECT EXISTS (SELECT FROM {table} AS t WHERE t::text ILIKE %s)"  # noqa: S608
            cursor.execute(asked, [f"%{needle}%"])
            (shows,) = cursor.fetchone()
        if shows:
            found.append(model._meta.label)
    return found
