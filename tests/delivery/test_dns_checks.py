"""Checks of a domain's records against a real name server on loopback (S1, S3)."""

from collections.abc import Iterator

import pytest

from config.demo.names import REFUSE, SILENT
from delivery.dns.checks import Checked, State, record_check
from delivery.dns.records import DnsRecord, DomainFacts, KeyRecord, Part, records_of
from delivery.dns.resolver import LookupFailed
from delivery.dns.spf import SpfBroken, SpfRecord, spf_read
from tests.delivery.names import Names, running_names

KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 12
FACTS = DomainFacts(
    domain="seehof.example",
    spf="a:mail.bellhop.example",
    mail_host="mail.bellhop.example",
    web_host="mail.bellhop.example",
    reports="dmarc+token@bounces.seehof.example",
    return_path="bounces.seehof.example",
    tracking_host="links.seehof.example",
    keys=(KeyRecord("bellhop1", "rsa", KEY, needed=True),),
)
SERVER = "192.0.2.25"


@pytest.fixture
def names() -> Iterator[Names]:
    """All records are right."""
    with running_names() as running:
        running.publish(*records_of(FACTS))
        running["mail.bellhop.example A"] = [SERVER]
        yield running


def record_of(part: Part) -> DnsRecord:
    return next(record for record in records_of(FACTS) if record.part is part)


def check(names: Names, part: Part) -> Checked:
    return record_check(record_of(part), names.resolver())


def spf(names: Names, text: str) -> Checked:
    names["seehof.example TXT"] = ["google-site-verification=abc", text]
    return check(names, Part.SPF)


def test_the_records_are_exact() -> None:
    assert [(record.kind, record.name, record.value) for record in records_of(FACTS)] == [
        ("TXT", "seehof.example", "v=spf1 a:mail.bellhop.example ~all"),
        ("TXT", "bellhop1._domainkey.seehof.example", f"v=DKIM1; k=rsa; p={KEY}"),
        ("TXT", "_dmarc.seehof.example", "v=DMARC1; p=none; rua=mailto:dmarc+token@bounces.seehof.example"),
        ("MX", "bounces.seehof.example", "10 mail.bellhop.example"),
        ("TXT", "bounces.seehof.example", "v=spf1 a:mail.bellhop.example ~all"),
        ("CNAME", "links.seehof.example", "mail.bellhop.example"),
    ]


def test_published_as_shown_every_record_is_right(names: Names) -> None:
    results = [record_check(record, names.resolver()) for record in records_of(FACTS)]
    assert [(result.state, result.advice) for result in results] == [(State.OK, "")] * 6


@pytest.mark.parametrize("part", list(Part))
def test_a_record_that_is_not_there_is_missing(names: Names, part: Part) -> None:
    record = record_of(part)
    names.remove(f"{record.name} {record.kind}")
    result = check(names, part)
    assert result.state is State.MISSING
    assert f"Publish the {record.kind} record at {record.name}." in result.advice


@pytest.mark.parametrize("part", list(Part))
def test_a_name_server_that_fails_says_nothing_about_the_record(names: Names, part: Part) -> None:
    record = record_of(part)
    names[f"{record.name} {record.kind}"] = [REFUSE]
    result = check(names, part)
    assert (result.state, result.unknown, result.lacking) == (State.ERROR, True, False)
    assert "answered badly" in result.advice


def test_a_silent_name_server_is_waited_for_only_so_long(names: Names) -> None:
    names["seehof.example TXT"] = [SILENT]
    silent = names.resolver(patience=0.2)
    assert record_check(record_of(Part.SPF), silent).state is State.ERROR
    with pytest.raises(LookupFailed, match="so slowly"):
        names.resolver(budget=0).txt("seehof.example")


def test_a_question_asked_twice_is_sent_once(names: Names) -> None:
    asking = names.resolver()
    assert asking.txt("seehof.example") == asking.txt("SEEHOF.example.")
    assert names.server is not None
    assert names.server.questions == ["seehof.example TXT"]


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 a:mail.bellhop.example ~all",
        "v=spf1 mx a:MAIL.bellhop.example -all",
        f"v=spf1 ip4:{SERVER} ~all",
        "v=spf1 ip4:192.0.2.0/24 ~all",
        "v=spf1 a:mail.bellhop.example/24//64 ~all",
        "v=spf1 include:_spf.agency.example ~all",
        "v=spf1 redirect=_spf.agency.example",
        "v=spf1 mx:agency.example ?all",
    ],
)
def test_our_server_is_covered_however_it_is_written(names: Names, text: str) -> None:
    names["_spf.agency.example TXT"] = [f"v=spf1 ip4:{SERVER} -all"]
    names["agency.example MX"] = ["10 mail.bellhop.example"]
    names["seehof.example MX"] = ["10 mail.bellhop.example"]
    assert spf(names, text).state is State.OK


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("v=spf1 -all", "Add “a:mail.bellhop.example”"),
        ("v=spf1 -a:mail.bellhop.example ~all", "Add “a:mail.bellhop.example”"),
        ("v=spf1 ip4:198.51.100.0/24 -all", "Add “a:mail.bellhop.example”"),
        (f"v=spf1 -ip4:{SERVER} ip4:192.0.2.0/24 ~all", "Add “a:mail.bellhop.example”"),
        ("v=spf1 include:_spf.softfail.example -all", "Add “a:mail.bellhop.example”"),
        ("v=spf1 include:nowhere.example ~all", "It includes nowhere.example, which has no SPF record."),
        ("v=spf1 include:seehof.example ~all", "seehof.example includes itself."),
        ("v=spf1 ip4:192.0.2.999 ~all", "“ip4:192.0.2.999” is not an address."),
        ("v=spf1 a:mail.bellhop.example/99 ~all", "is not an address"),
        ("v=spf1 mail.bellhop.example ~all", "“mail.bellhop.example” is nothing that SPF knows."),
        ("v=spf1 a:mail.bellhop.example +all", "lets everybody send"),
        ("v=spf1 a:n1.example a:n2.example a:n3.example ~all", "More than 2 of its names lead nowhere"),
    ],
)
def test_an_spf_record_that_does_not_serve_is_wrong_and_says_why(
    names: Names, text: str, advice: str
) -> None:
    names["_spf.softfail.example TXT"] = [f"v=spf1 ~ip4:{SERVER} -all"]
    result = spf(names, text)
    assert result.state is State.WRONG
    assert advice in result.advice


def test_two_spf_records_are_none(names: Names) -> None:
    names["seehof.example TXT"] = ["v=spf1 a:mail.bellhop.example ~all", "v=spf1 mx ~all"]
    assert "has 2 SPF records" in check(names, Part.SPF).advice


def chain(names: Names, length: int) -> Checked:
    for number in range(1, length):
        names[f"s{number}.example TXT"] = [f"v=spf1 include:s{number + 1}.example -all"]
    names[f"s{length}.example TXT"] = [f"v=spf1 ip4:{SERVER} -all"]
    return spf(names, "v=spf1 include:s1.example ~all")


def test_ten_lookups_are_allowed_and_eleven_are_not(names: Names) -> None:
    ten = chain(names, 10)
    assert (ten.state, ten.advice) == (State.OK, "It costs 10 of 10 DNS lookups; add no more.")
    eleven = chain(names, 11)
    assert eleven.state is State.WRONG
    assert "more than 10 DNS lookups" in eleven.advice


def test_an_include_bomb_is_stopped_at_the_eleventh_lookup(names: Names) -> None:
    names["bomb.example TXT"] = ["v=spf1 " + " ".join(f"include:b{n}.example" for n in range(500)) + " -all"]
    for number in range(500):
        names[f"b{number}.example TXT"] = ["v=spf1 -all"]
    with pytest.raises(SpfBroken, match="more than 10"):
        spf_read("bomb.example", names.resolver())
    assert names.server is not None
    assert len(names.server.questions) == 11


@pytest.mark.parametrize(
    ("text", "address", "result"),
    [
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::1", "+"),
        ("v=spf1 ip6:2001:db8::/32 -all", SERVER, "-"),
        ("v=spf1 exists:%{i}.spf.example ptr ~all", SERVER, "~"),
        ("v=spf1 include:%{d}.example ~all", SERVER, "~"),
        ("v=spf1 a exp=why.example", SERVER, "?"),
    ],
)
def test_an_address_is_judged_by_the_first_mechanism_that_fits(
    names: Names, text: str, address: str, result: str
) -> None:
    names["judged.example TXT"] = [text]
    names["judged.example A"] = ["203.0.113.9"]
    record = spf_read("judged.example", names.resolver())
    assert isinstance(record, SpfRecord)
    assert record.result(address) == result


def dkim(names: Names, *texts: str) -> Checked:
    names["bellhop1._domainkey.seehof.example TXT"] = list(texts)
    return check(names, Part.DKIM)


def test_a_key_may_be_written_with_blanks_and_without_defaults(names: Names) -> None:
    assert dkim(names, f"p={KEY[:100]} {KEY[100:]}").state is State.OK


@pytest.mark.parametrize(
    ("texts", "state", "advice"),
    [
        (("v=DKIM1; k=rsa; p=AAAA",), State.WRONG, "Another key stands there"),
        ((f"v=DKIM1; k=ed25519; p={KEY}",), State.WRONG, "Another key stands there"),
        (("v=DKIM1; p=",), State.WRONG, "withdraws the key"),
        ((f"v=DKIM1; p={KEY}", "v=DKIM1; p=AAAA"), State.WRONG, "Keep only one record"),
        (("hello",), State.MISSING, "Publish the TXT record"),
    ],
)
def test_a_key_that_is_not_ours_is_not_taken_for_it(
    names: Names, texts: tuple[str, ...], state: State, advice: str
) -> None:
    result = dkim(names, *texts)
    assert (result.state, sorted(result.found)) == (state, sorted(texts))
    assert advice in result.advice


@pytest.mark.parametrize(
    ("texts", "state", "advice"),
    [
        (["v=DMARC1; p=reject"], State.OK, "add “mailto:dmarc+token@bounces.seehof.example” to its rua="),
        (
            ["v=DMARC1;p=Quarantine;rua=mailto:a@b.example,mailto:DMARC+token@bounces.seehof.example"],
            State.OK,
            "",
        ),
        (["v=DMARC1; rua=mailto:a@b.example"], State.OK, "add “mailto:"),
        (["v=DMARC1; p=maybe"], State.WRONG, "must be none, quarantine or reject"),
        (["v=DMARC1"], State.WRONG, "must be none, quarantine or reject"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], State.WRONG, "has 2 DMARC records"),
        (["v=spf1 -all"], State.MISSING, "Publish the TXT record at _dmarc.seehof.example."),
    ],
)
def test_a_dmarc_record_is_judged_by_its_policy(
    names: Names, texts: list[str], state: State, advice: str
) -> None:
    names["_dmarc.seehof.example TXT"] = texts
    result = check(names, Part.DMARC)
    assert result.state is state
    assert advice in result.advice


def test_the_dmarc_record_of_a_parent_holds_for_its_children(names: Names) -> None:
    facts = DomainFacts("news.seehof.example", FACTS.spf, FACTS.mail_host, FACTS.web_host, FACTS.reports)
    record = next(record for record in records_of(facts) if record.part is Part.DMARC)
    assert record_check(record, names.resolver()).state is State.OK
    names.remove("_dmarc.seehof.example TXT")
    names["_dmarc.example TXT"] = ["v=DMARC1; p=reject"]
    assert record_check(record, names.resolver()).state is State.MISSING


def test_bounces_that_would_go_elsewhere_are_seen(names: Names) -> None:
    names["bounces.seehof.example MX"] = ["10 mx.provider.example"]
    result = check(names, Part.RETURN_MX)
    assert (result.state, result.found) == (State.WRONG, ("mx.provider.example",))


def test_a_tracking_host_may_be_flattened_to_our_addresses_and_no_others(names: Names) -> None:
    names.remove("links.seehof.example CNAME")
    names["links.seehof.example A"] = [SERVER]
    assert check(names, Part.TRACKING).state is State.OK
    names["links.seehof.example A"] = ["203.0.113.80"]
    assert check(names, Part.TRACKING).state is State.WRONG


def test_a_long_key_comes_whole_over_udp(names: Names) -> None:
    assert names.resolver().txt("bellhop1._domainkey.seehof.example") == [f"v=DKIM1; k=rsa; p={KEY}"]


def test_pointers_lead_back_to_names(names: Names) -> None:
    names["25.2.0.192.in-addr.arpa PTR"] = ["mail.bellhop.example"]
    assert names.resolver().pointers(SERVER) == ["mail.bellhop.example"]
