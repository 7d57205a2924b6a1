"""DMARC aggregate reports from strangers: packed, in both shapes, hostile, and twice (S12)."""

import gzip
import io
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.dns import dmarc_report
from delivery.dns.dmarc_mail import dmarc_reports_from_mail
from delivery.dns.dmarc_report import ReportUnreadable, report_read
from delivery.errors import DmarcReportInvalid
from delivery.models import DmarcReport, DmarcRow
from delivery.selectors.dmarc import dmarc_report_list, dmarc_sources
from delivery.services.dmarc import dmarc_report_store
from tests.factories.accounts import NOW
from tests.factories.delivery import SendingDomainFactory

BEGIN = datetime(2026, 5, 30, tzinfo=UTC)


def row(
    ip: str = "192.0.2.25",
    count: object = 7,
    *,
    dkim: str = "pass",
    spf: str = "pass",
    disposition: str = "none",
) -> str:
    return f"""<record><row><source_ip>{ip}</source_ip><count>{count}</count><policy_evaluated>
      <disposition>{disposition}</disposition><dkim>{dkim}</dkim><spf>{spf}</spf></policy_evaluated></row>
      <identifiers><header_from>Seehof.example</header_from></identifiers>
      <auth_results>
        <dkim><domain>other.example</domain><selector>x</selector><result>fail</result></dkim>
        <dkim><domain>seehof.example</domain><selector>bellhop1</selector><result>{dkim}</result></dkim>
        <spf><domain>bounces.seehof.example</domain><result>{spf}</result></spf>
      </auth_results></record>"""


def report(
    *rows: str,
    report_id: str = "r-1",
    domain: str = "seehof.example",
    namespace: str = "",
    begin: object = None,
) -> bytes:
    start = int(BEGIN.timestamp()) if begin is None else begin
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <feedback{namespace}><report_metadata><org_name>mailbox.example</org_name><email>dmarc@mailbox.example</email>
      <report_id>{report_id}</report_id>
      <date_range><begin>{start}</begin><end>{int(BEGIN.timestamp()) + 86_399}</end></date_range></report_metadata>
      <policy_published><domain>{domain}</domain><p>none</p></policy_published>
      {"".join(rows or (row(),))}</feedback>""".encode()


def zipped(content: bytes, name: str = "mailbox.example!seehof.example!1!2.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def mail(*attachments: tuple[bytes, str, str]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "d@mailbox.example", "dmarc@seehof.example", "Report"
    message.set_content("This is an aggregate report.")
    for content, kind, name in attachments:
        message.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zipped])
@pytest.mark.parametrize(
    "namespace", ["", ' xmlns="http://dmarc.org/dmarc-xml/0.1"', ' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"']
)
def test_a_report_is_read_in_each_wrapping_and_shape(pack: object, namespace: str) -> None:
    assert callable(pack)
    read = report_read(pack(report(row(dkim="pass", spf="fail"), namespace=namespace)))
    assert (read.reporter, read.report_id, read.domain, read.policy) == (
        "mailbox.example", "r-1", "seehof.example", "none",
    )  # fmt: skip
    assert (read.begins_at, read.ends_at) == (BEGIN, BEGIN + timedelta(seconds=86_399))
    only = read.rows[0]
    assert (only.source_ip, only.count, only.dkim_aligned, only.spf_aligned) == ("192.0.2.25", 7, True, False)
    assert (only.dkim_domain, only.dkim_selector, only.dkim_result) == ("seehof.example", "bellhop1", "pass")
    assert (only.spf_domain, only.spf_result, only.header_from) == (
        "bounces.seehof.example", "fail", "seehof.example",
    )  # fmt: skip


def test_rows_that_make_no_sense_are_counted_and_the_rest_is_read() -> None:
    read = report_read(
        report(row("nowhere"), row(count=0), row(count="many"), row(count=-3), row("2001:db8::1"))
    )
    assert ([each.source_ip for each in read.rows], read.unreadable) == (["2001:db8::1"], 4)


ENTITY = b'<!DOCTYPE feedback [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "cannot be read as XML"),
        (b"hello", "cannot be read as XML"),
        (b"<feedback>", "cannot be read as XML"),
        (b"<html/>", "This is no DMARC report."),
        (b"<feedback/>", "names no reporter"),
        (report(report_id=" "), "lacks its id"),
        (report(begin="soon"), "period is no time"),
        (report(begin=10**30), "period is no time"),
        (ENTITY + report().partition(b"?>")[2], "declares a document type"),
        ((ENTITY + report().partition(b"?>")[2]).decode().encode("utf-16"), "declares a document type"),
        (b"\x1f\x8bbroken", "cannot be unpacked"),
        (b"PK\x03\x04broken", "cannot be unpacked"),
        (zipped(b"x", "readme.txt"), "holds no DMARC report"),
        (b"x" * (dmarc_report.MAX_PACKED + 1), "too large"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(raw: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        report_read(raw)


@pytest.mark.parametrize("pack", [gzip.compress, zipped])
def test_a_bomb_is_unpacked_no_further_than_the_cap(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(pack)
    monkeypatch.setattr(dmarc_report, "MAX_XML", 1024 * 1024)
    with pytest.raises(ReportUnreadable, match="too large once unpacked"):
        report_read(pack(b" " * 20_000_000))


def test_more_rows_than_the_cap_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dmarc_report, "MAX_ROWS", 2)
    with pytest.raises(ReportUnreadable, match="more than 2 rows"):
        report_read(report(row(), row(), row()))


def test_reports_are_found_in_a_mail_by_their_content() -> None:
    parts = [
        (gzip.compress(report()), "octet-stream", "report.bin"),
        (zipped(report()), "zip", "report.zip"),
        (report(), "xml", "report.xml"),
        (b"%PDF-1.7", "pdf", "report.xml.gz"),
    ]
    assert dmarc_reports_from_mail(mail(*parts)) == [content for content, *_ in parts[:3]]


@pytest.mark.parametrize("raw", [b"", b"no mail at all", b"\xff" * 1000, b"x" * (21 * 1024 * 1024)])
def test_a_mail_without_a_report_gives_none(raw: bytes) -> None:
    assert dmarc_reports_from_mail(raw) == []


def test_a_report_is_stored_once_with_its_rows(in_a: Organization) -> None:
    domain = SendingDomainFactory()
    first = dmarc_report_store(raw=report(row(), row("192.0.2.26")), now=NOW)
    again = dmarc_report_store(raw=gzip.compress(report(row(), row("192.0.2.26"))), now=NOW)
    assert (first.pk, first.sending_domain, DmarcReport.objects.count()) == (again.pk, domain, 1)
    assert DmarcRow.objects.count() == 2
    assert [found.letters for found in dmarc_report_list(domain_id=domain.pk)] == [14]  # type: ignore[attr-defined]


def test_a_report_of_somebody_elses_domain_is_refused(in_a: Organization, group_b: Organization) -> None:
    SendingDomainFactory()
    for foreign in ("costa-verde.example", "xseehof.example"):
        with pytest.raises(DmarcReportInvalid, match="not one of your sending domains"):
            dmarc_report_store(raw=report(domain=foreign), now=NOW)
    assert DmarcReport.objects.count() == 0


def test_a_report_of_a_parent_or_child_goes_to_the_nearest_domain(in_a: Organization) -> None:
    above, below = SendingDomainFactory(), SendingDomainFactory(domain="news.seehof.example")
    reports = {
        "a": "seehof.example",
        "b": "news.seehof.example",
        "c": "x.news.seehof.example",
        "d": "y.seehof.example",
    }
    found = {
        name: dmarc_report_store(raw=report(report_id=name, domain=domain), now=NOW).sending_domain
        for name, domain in reports.items()
    }
    assert found == {"a": above, "b": below, "c": below, "d": above}


def test_the_rows_of_all_reports_are_summed_for_each_address(in_a: Organization) -> None:
    domain = SendingDomainFactory()
    dmarc_report_store(
        raw=report(row(), row("198.51.100.1", 3, dkim="fail", spf="fail", disposition="reject")), now=NOW
    )
    dmarc_report_store(raw=report(row(spf="fail"), report_id="r-2"), now=NOW)
    sources = dmarc_sources(domain_id=domain.pk, since=BEGIN, until=NOW)
    assert sources == [
        {"source_ip": "192.0.2.25", "letters": 14, "dkim_passed": 14, "spf_passed": 7, "failed": 0,
         "quarantined": 0, "rejected": 0, "reporters": 1},
        {"source_ip": "198.51.100.1", "letters": 3, "dkim_passed": 0, "spf_passed": 0, "failed": 3,
         "quarantined": 0, "rejected": 3, "reporters": 1},
    ]  # fmt: skip
    assert dmarc_sources(domain_id=domain.pk, since=BEGIN + timedelta(days=1), until=NOW) == []


def test_the_command_reads_files_and_whole_mails(group_a: Organization, tmp_path: Path) -> None:
    with tenant_scope(group_a.pk):
        SendingDomainFactory()
    (tmp_path / "one.xml").write_bytes(report())
    (tmp_path / "two.eml").write_bytes(mail((gzip.compress(report(report_id="r-2")), "gzip", "r.xml.gz")))
    call_command("dmarc_report", str(tmp_path / "one.xml"), str(tmp_path / "two.eml"), org="alpenblick")
    with tenant_scope(group_a.pk):
        assert set(DmarcReport.objects.values_list("report_id", flat=True)) == {"r-1", "r-2"}
    (tmp_path / "three.txt").write_bytes(b"hello")
    with pytest.raises(CommandError, match="cannot be read as XML"):
        call_command("dmarc_report", str(tmp_path / "three.txt"), org="alpenblick")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("dmarc_report", str(tmp_path / "four.txt"), org="alpenblick")
