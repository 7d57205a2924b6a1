"""Any bytes end soon and raise nothing."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.inbound.classify import mail_classify
from delivery.inbound.mime import DEPTH_CAP, PART_CAP, SIZE_CAP, mail_read
from tests.delivery.inbound.mails import GUEST, arf, block, dsn, mail

MEGABYTE = 1024 * 1024
SAMPLES = [
    dsn(block(GUEST, "5.1.1", "550 5.1.1 User unknown")),
    arf("abuse"),
    mail(f"<{GUEST}>: mailbox is full"),
]
REPORT = dsn("{}", words="{}").decode()


def nested(depth: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    )


HOSTILE = {
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * (3 * MEGABYTE // 14),
    "broken encoded words": b"From: " + b"=?a?q?" * 500_000,
    "many headers": b"X-Y: z\n" * 400_000,
    "one folded header": b"Subject: a\n" + b" b\n" * 1_000_000,
    "quotes in a parameter": b"Content-Type: multipart/mixed; " + b'";"' * MEGABYTE,
    "deep": nested(30_000),
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 500_000,
    "many recipients": REPORT.format("x", block(GUEST, "5.0.0", "lorem ipsum " * 20) * 10_000).encode(),
    "long diagnostics": REPORT.format("x", block(GUEST, "5.0.0", "over mailbox user is has " * 4_000) * 30).encode(),
    "words that nearly match": mail("user is has does " * 200_000),
    "addresses": mail("a@" * 1_500_000),
    "dots": mail("a." * 1_500_000 + "@"),
    "tags": mail("<" * 3 * MEGABYTE, Content_Type="text/html"),
    "styles": mail("<style" * 500_000, Content_Type="text/html"),
    "json": mail('{"notificationType":' + "[" * MEGABYTE),
    "base64": mail("A" * 3 * MEGABYTE, Content_Transfer_Encoding="base64"),
    "no line": b"\0" * 3 * MEGABYTE,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bomb_is_read_to_a_judgement(name: str) -> None:
    assert 1 <= len(mail_classify(HOSTILE[name])) <= 500


def test_the_caps_hold() -> None:
    assert (mail_read(nested(DEPTH_CAP + 2)).cut, mail_read(nested(2)).cut) == (True, False)
    many = mail_read(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * (PART_CAP * 2))
    assert (len(many.parts) <= PART_CAP, many.cut) == (True, True)
    assert mail_read(b"x" * (SIZE_CAP + 1)).cut


def test_reading_ends_when_the_time_is_up() -> None:
    ticks: Iterator[int] = count()
    slow = mail_read(
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20,
        clock=lambda: float(next(ticks)),
    )
    assert (len(slow.parts), slow.cut) == (0, True)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_judgement(raw: bytes) -> None:
    assert mail_classify(raw)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=40))
def test_a_damaged_mail_gives_a_judgement(sample: bytes, damage: list[tuple[int, int]]) -> None:
    raw = bytearray(sample)
    for at, value in damage:
        raw[at % len(raw)] = value
    assert mail_classify(bytes(raw))
