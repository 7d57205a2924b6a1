"""GDPR 30: the record of processing, from the organisation's own data alone."""

import json
from pathlib import Path

from django.core.management import call_command

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.retention import PERIODS
from compliance.services.retention import retention_shorten
from tests.factories.accounts import NOW
from tests.factories.compliance import ConsentStatusFactory


def test_the_record_names_purposes_bases_and_periods_of_the_own_group(
    group_a: Organization, group_b: Organization, hotel_a: Hotel, hotel_b: Hotel, tmp_path: Path
) -> None:
    with tenant_scope(group_a.pk):
        ConsentStatusFactory.create_batch(2)
        retention_shorten(key="merges", days=10, actor=None, now=NOW)
    with tenant_scope(group_b.pk):
        ConsentStatusFactory(basis="soft_opt_in")
    call_command("papers", "--org", "alpenblick", "--out", str(tmp_path / "papers"))
    record = json.loads((tmp_path / "papers" / "record-of-processing.json").read_text())
    assert record["purposes"] == [{"purpose": "marketing", "basis": "consent", "people": 2}]
    assert record["establishments"] == ["Seehof Bregenz, Seestrasse 1, 6900 Bregenz, AT"]
    kept = dict(zip((period.key for period in PERIODS), record["retention"], strict=True))
    assert (kept["merges"]["days"], kept["sign_ups"]["days"]) == (10, 7)
    text = (tmp_path / "papers" / "record-of-processing.md").read_text()
    assert "- purpose: marketing, basis: consent, people: 2" in text
    assert "Casa Verde" not in text
