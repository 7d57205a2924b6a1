import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from contacts.models import Guest

FIXTURES = Path(__file__).parent / "fixtures"


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("contacts_import", *arguments, stdout=out)
    return out.getvalue().strip().splitlines()


def test_the_last_line_is_one_json_object_of_counts(group_a: Organization) -> None:
    lines = run(str(FIXTURES / "brevo.csv"), "--org", "alpenblick", "--source", "brevo", "--json")
    counts = json.loads(lines[-1])
    with tenant_scope(group_a.pk):
        assert Guest.objects.count() == 2
    assert counts == {
        "id": counts["id"], "state": "done", "total": 2, "imported": 2, "updated": 0, "duplicate": 0,
        "rejected": 0, "suppressed": 1, "consented": 0,
    }  # fmt: skip


@pytest.mark.usefixtures("group_a")
def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("nowhere.csv", "--org", "alpenblick", "--source", "x")
