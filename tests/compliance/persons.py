"""A person in every table that can hold one, and a look for them in all that an installation keeps."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import connections
from django_redis import get_redis_connection

from accounts.models import Hotel
from accounts.secrets import seal
from campaigns.services.campaigns import campaign_create
from compliance.hashing import address_hash
from compliance.models import DataExport, DataRequest
from compliance.services.consent import consent_record
from compliance.services.preferences import preferences_set
from compliance.types import Basis, Frequency, Preferences, Purpose
from config.services.paths import var_dir
from config.services.postgres import binaries, superuser_url
from contacts.models import (
    Guest,
    GuestList,
    GuestListMember,
    ImportChange,
    ImportPart,
    MergeSuggestion,
    PreCheckIn,
    Segment,
    SignupRequest,
    Stay,
)  # fmt: skip
from contacts.services.facts import facts_refresh
from contacts.services.merge import guests_merge
from delivery.models import InboundMail, Message, StrayMail
from delivery.types import EngagementKind
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.models import Connection
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.store import raw_messages_store
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, ImportFactory, ImportRejectionFactory
from tests.factories.delivery import (
    EngagementEventFactory,
    LastOpenFactory,
    MessageFactory,
    mailing_started,
)
from tests.factories.forms import form_made
from tests.factories.integrations_ota import ChannelIssueFactory, ConnectionFactory
from tests.integrations_ota.documents import document, reservation

ADDRESS, OLD_ADDRESS = "quirina.zauberfeld@example.com", "quirina.old@example.org"
FIRST, LAST, PHONE = "Quirina", "Zauberfeld", "+436645551234"
SEALED = "quirina.zauberfeld.left@example.net"
# What a search looks for, in any case. Unusual on purpose: nobody else of the tests is called so.
NEEDLES = ("zauberfeld", "quirina", "436645551234", "6645551234")
CODE = "ZF-4711"
_COPY = re.compile(rb"^COPY public\.(\w+) ")


def booking_document(
    *, at: str, start: str = "2026-05-01", end: str = "2026-05-04", status: str = "Reserved"
) -> bytes:
    """A channel's message in the person's name."""
    text = document(reservation(identifier=CODE, status=status, at=at, start=start, end=end)).decode()
    text = text.replace("Ada", FIRST).replace("Moser", LAST).replace("ada.moser@example.com", ADDRESS)
    return text.replace("+436641234567", PHONE).encode()


def deliver(connection: Connection, body: bytes) -> None:
    """A channel delivers a document."""
    with HttpClient() as http:
        adapter = adapter_for("alpinebits", http)
        raw_messages_store(connection=connection, batch=adapter.split(body), now=NOW)
        messages_apply(connection=connection, adapter=adapter, now=NOW)


def person_everywhere(hotel: Hotel) -> Guest:
    """Make a guest who stands in each table that can hold one; call it inside the organisation's scope."""
    connection = ConnectionFactory(hotel=hotel)
    deliver(connection, booking_document(at="2026-04-01T10:00:00+02:00"))
    guest = Guest.objects.get(email=ADDRESS)
    Guest.objects.filter(pk=guest.pk).update(
        tags=["Frau Zauberfeld"], custom={"note": "Quirina wants the room on the lake"}, phone=PHONE,
        created_at=NOW - timedelta(days=40),
    )  # fmt: skip
    ChannelIssueFactory(connection=connection, detail=f"The address {ADDRESS} was odd.")
    absorbed = GuestFactory(first_name=FIRST, last_name=LAST, email=OLD_ADDRESS, created_at=NOW)
    guests_merge(survivor_id=guest.pk, absorbed_id=absorbed.pk, actor=None, now=NOW)
    consent_record(
        address=ADDRESS, purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT, source="double_opt_in",
        evidence={"form": "newsletter"}, occurred_at=NOW, now=NOW,
    )  # fmt: skip
    preferences_set(
        address_hash=bytes(guest.address_hash or b""), wanted=Preferences(frequency=Frequency.WEEKLY),
        evidence={}, now=NOW,
    )  # fmt: skip
    _lists(guest)
    _imports(guest)
    _letters(guest, hotel)
    _forms(guest, hotel)
    facts_refresh(now=NOW, bound=None)
    return Guest.objects.get(pk=guest.pk)


def _lists(guest: Guest) -> None:
    tree = {"version": 1, "rule": {"all": [{"field": "profile.email", "op": "is", "value": ADDRESS}]}}
    made: dict[str, Any] = {"created_at": NOW}
    Segment.objects.create(name=f"Like {FIRST} {LAST}", tree=tree, updated_at=NOW, **made)
    chosen = GuestList.objects.create(name="Lake people", tree=tree, **made)
    GuestListMember.objects.create(guest_list=chosen, guest=guest)
    other = GuestFactory(first_name="Ludo", last_name="Berger")
    MergeSuggestion.objects.create(guest=guest, other=other, reason="same_phone", created_at=NOW)


def _imports(guest: Guest) -> None:
    batch = ImportFactory(created_at=NOW)
    before = {"first_name": FIRST, "last_name": LAST, "email": ADDRESS}
    ImportChange.objects.create(batch=batch, guest=guest, before=before)
    ImportRejectionFactory(batch=batch, cells=[FIRST, LAST, "not an address"])
    ImportRejectionFactory(batch=batch, cells=["", "", ADDRESS.upper()])
    waiting = ImportFactory(state="ready", size=10, received=10, created_at=NOW)
    half = f"email;name\n{ADDRESS};{FIRST} {LAST}\n".encode()
    ImportPart.objects.create(batch=waiting, number=0, data=half[:20])
    ImportPart.objects.create(batch=waiting, number=1, data=half[20:])


def _letters(guest: Guest, hotel: Hotel) -> None:
    mailing = mailing_started(hotel=hotel)
    letter = Message.objects.get(mailing=mailing, recipient_ref=guest.pk)
    handed = MessageFactory(
        mailing=mailing, recipient_ref=guest.pk + 1_000_000, address=ADDRESS, address_hash=letter.address_hash,
        merge={"guest": {"first_name": FIRST}}, response=f"250 2.1.5 <{ADDRESS}> queued as Q1",
    )  # fmt: skip
    EngagementEventFactory(message=handed, kind=EngagementKind.OPEN)
    LastOpenFactory(address_hash=letter.address_hash)
    raw = f"From: mailer@example.com\r\n\r\n<{ADDRESS}>: {FIRST} {LAST} is unknown".encode()
    InboundMail.objects.create(
        received_at=NOW, envelope_to="b+1@mail.example", envelope_from=ADDRESS, kind="soft", outcome="Not delivered.",
        sha256=b"1" * 32, size=len(raw), raw=raw, message_id=handed.pk, message_month=handed.month,
    )  # fmt: skip
    StrayMail.objects.create(
        received_at=NOW, envelope_to="b+2@mail.example", envelope_from=ADDRESS, reason="No token.",
        sha256=b"2" * 32, size=len(raw), raw=raw,
    )  # fmt: skip
    facts = {"name": "Spring", "hotel_id": hotel.pk, "subject": "Spring", "mjml": "", "audience": {}}
    campaign = campaign_create(facts=facts, actor=None, now=NOW)
    audience = {"note": f"without {ADDRESS}"}
    type(campaign).objects.filter(pk=campaign.pk).update(audience=audience)


def _forms(guest: Guest, hotel: Hotel) -> None:
    form = form_made(hotel=hotel)
    key = address_hash(organization_id=hotel.organization_id, address=ADDRESS)
    text = form.words.get(language="en").consent_text
    sealed = seal(orjson.dumps({"email": SEALED}).decode())
    made: dict[str, Any] = {
        "text": text, "language": "en", "address_hash": key, "payload": sealed, "created_at": NOW,
        "expires_at": NOW + timedelta(days=3),
    }  # fmt: skip
    SignupRequest.objects.create(form=form, network_hash=b"n" * 16, token_hash=b"t" * 32, proven=True, **made)
    PreCheckIn.objects.create(stay=Stay.objects.get(guest=guest), code_hash=b"c" * 32, **made)


def request_waiting(guest: Guest) -> None:
    """The person asked for something, and staff have not answered yet."""
    key = bytes(guest.address_hash or b"")
    sealed = seal(orjson.dumps({"email": SEALED, "wish": "Zauberfeld, not Zauberwald"}).decode())
    asked = DataRequest.objects.create(
        kind="rectification", state="open", source="staff", address_hash=key, guest_id=guest.pk, payload=sealed,
        received_at=NOW, due_at=NOW + timedelta(days=30),
    )  # fmt: skip
    DataExport.objects.create(request=asked, data=b"PK", made_at=NOW, expires_at=NOW + timedelta(days=7))


def dump_of(database: str) -> bytes:
    """The whole database in plain text."""
    # Row-level security binds the owner too, not the embedded server's superuser.
    address = superuser_url(int(connections["owner"].settings_dict["PORT"]), database)
    command = [str(binaries() / "pg_dump"), "--data-only", address]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout


def tables_showing(dump: bytes, needles: tuple[str, ...] = NEEDLES) -> dict[str, list[str]]:
    """Which tables of a dump show one of the needles, bytes in hexadecimal too."""
    wanted = [form for text in needles for form in (text.encode(), text.encode().hex().encode())]
    found: dict[str, list[str]] = {}
    table = ""
    for line in dump.splitlines():
        start = _COPY.match(line)
        table = start[1].decode() if start else table
        if not start and any(text in line.lower() for text in wanted):
            found.setdefault(re.sub(r"_\d{4}_?\d{2}$", "", table), []).append(
                line[:200].decode("utf-8", "replace")
            )
    return found


def files_showing(needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Files of the installation's folder that show one: journals, logs, whatever lies there; not the servers' own."""
    found = []
    for path in sorted(Path(var_dir()).rglob("*")):
        inner = path.relative_to(var_dir()).parts
        if path.is_file() and inner[0] not in {"postgres", "valkey"}:
            content = path.read_bytes().lower()
            if any(text.encode() in content for text in needles):
                found.append(str(path.relative_to(var_dir())))
    return found


def keys_showing(needles: tuple[str, ...] = NEEDLES) -> list[bytes]:
    """Keys of Valkey whose name or value shows one."""
    client = get_redis_connection("default")
    found = []
    for key in client.scan_iter(count=1000):
        value = client.dump(key) or b""
        if any(text.encode() in (key + value).lower() for text in needles):
            found.append(key)
    return found
