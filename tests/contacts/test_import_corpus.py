"""The exports of real services' shapes, where they lie beside the project."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, Suppression
from contacts.models import Guest
from contacts.services.imports import contacts_import
from tests.factories.accounts import NOW

CORPUS = Path(os.environ.get("BELLHOP_CORPORA", "../shared")) / "corpora" / "esp-exports"
EXPECTED = CORPUS / "expected.json"
CASES: dict[str, Any] = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}


def test_the_corpus_is_there() -> None:
    if not CASES:
        pytest.skip(
            f"NOT RUN: no exports at {EXPECTED}; set BELLHOP_CORPORA to the folder that holds corpora/"
        )
    assert len(CASES) == 7


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_export_is_imported_as_expected(name: str, group_a: Organization) -> None:
    case = CASES[name]
    with tenant_scope(group_a.pk):
        batch = contacts_import(
            file=(CORPUS / name).read_bytes(),
            file_name=name,
            source="corpus",
            basis="consent",
            actor=None,
            now=NOW,
        )
        suppressed = [
            f"suppressed:{reason}" for reason in Suppression.objects.values_list("reason", flat=True)
        ]
        consents = [event.occurred_at for event in ConsentEvent.objects.filter(granted=True)]
        guest = Guest.objects.order_by("pk").first()
    assert guest is not None
    assert (batch.total, batch.imported) == (case["rows"], case["rows"])
    assert batch.delimiter == case.get("delimiter", ",")
    assert batch.encoding == case.get("encoding", "utf-8")
    wanted = case.get("must_become", "").replace("bounced", "bounce")
    assert suppressed == ([wanted] if wanted else [])
    assert consents == [datetime.fromisoformat(at) for at in case.get("consent_at", []) if at]
    assert guest.tags == case.get("tags", guest.tags)
    assert guest.email == case.get("email", guest.email)
