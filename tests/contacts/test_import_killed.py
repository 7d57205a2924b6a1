"""`kill -9` of the command in the midst of a file, and the same command again."""

import json
import os
import signal
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from contacts.models import Guest, Import, ImportRejection
from contacts.services import import_run
from contacts.services.import_chunk import ImportChunk
from tests.factories.accounts import OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1_000
SLICE = 150
COUNTS = ("total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A thousand rows: duplicates, refused and unsubscribed ones among them."""
    lines = ["Email,First name,Last name,Status,Optin time,Tags"]
    for number in range(ROWS):
        email = "no address" if number % 97 == 0 else f"guest{number % 900}@example.com"
        status = "unsubscribed" if number % 13 == 0 else "subscribed"
        lines.append(f"{email},Ada,Moser{number % 7},{status},2024-03-1{number % 9} 10:00:00,spa")
    path = tmp_path / "guests.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def command(file: Path, group: Organization) -> dict[str, Any]:
    out = StringIO()
    call_command("contacts_import", str(file), org=group.slug, source="mailchimp", json=True, stdout=out)
    counts: dict[str, Any] = json.loads(out.getvalue().strip().splitlines()[-1])
    return {name: counts[name] for name in COUNTS}


def killed_in_slice(number: int, when: Literal["before", "after"], file: Path, group: Organization) -> int:
    """Run the command in a process that dies as a slice begins, or is written and not yet committed."""
    connection.close()
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    apply, slices = ImportChunk.apply, iter(range(1, ROWS))

    def dying(chunk: ImportChunk, rows: Any) -> None:
        last = next(slices) == number
        if last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        apply(chunk, rows)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)

    ImportChunk.apply = dying  # type: ignore[method-assign, assignment]
    command(file, group)
    os._exit(0)


def everything(group: Organization) -> dict[str, Any]:
    """All that the import wrote, but for ids and hashes, which are each organisation's own."""
    with tenant_scope(group.pk):
        return {
            "guests": sorted(Guest.objects.values_list("email", "first_name", "last_name", "email_kind")),
            "consents": ConsentEvent.objects.count(),
            "statuses": ConsentStatus.objects.filter(granted=True).count(),
            "suppressed": Suppression.objects.count(),
            "rejected": sorted(ImportRejection.objects.values_list("line", "reason")),
            "imports": list(Import.objects.values_list("state", *COUNTS)),
        }


@pytest.mark.parametrize(
    ("slices", "when"), [(1, "before"), (1, "after"), (3, "before"), (3, "after"), (7, "after")]
)
def test_the_command_again_ends_as_if_nothing_had_happened(
    slices: int, when: Literal["before", "after"], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "CHUNK", SLICE)
    undisturbed, disturbed = OrganizationFactory(), OrganizationFactory()
    counts = command(file, undisturbed)
    assert killed_in_slice(slices, when, file, disturbed) == signal.SIGKILL
    with tenant_scope(disturbed.pk):
        assert Guest.objects.count() <= SLICE * (slices - 1)
    assert command(file, disturbed) == counts
    assert everything(disturbed) == everything(undisturbed)
    assert counts["total"] == ROWS
