"""Postfix's log read: each form it is found in, and what must not be believed."""

import gzip
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from delivery.mta import Fate, FateKind, LogUnreadable, mta_fates
from delivery.mta.stamps import stamp_read

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
SINCE = AT - timedelta(seconds=30)
MINE = "<01aa@seehof.example>"
ABSENT = Fate(FateKind.ABSENT)
# A line of the day before, so that the log reaches back.
OLD = "May  3 07:00:00 mta postfix/master[9]: daemon started -- version 3.7.11, configuration /etc/postfix"


def taken(queue_id: str) -> Fate:
    return Fate(FateKind.TAKEN, queue_id)


def line(at: datetime, tag: str, text: str) -> str:
    return f"{at:%b %d %H:%M:%S} mta postfix/{tag}: {text}"


def client(queue_id: str, *, at: datetime = AT, pid: int = 7) -> str:
    return line(at, f"smtpd[{pid}]", f"{queue_id}: client=app.example[192.0.2.7]")


def header(queue_id: str, message_id: str = MINE, *, at: datetime = AT) -> str:
    return line(at, "cleanup[8]", f"{queue_id}: message-id={message_id}")


def active(queue_id: str, *, at: datetime = AT) -> str:
    return line(at, "qmgr[9]", f"{queue_id}: from=<b+01@b.example>, size=292, nrcpt=1 (queue active)")


def gone(*, at: datetime = AT, pid: int = 7) -> str:
    return line(at, f"smtpd[{pid}]", "lost connection after DATA (1406 bytes) from app.example[192.0.2.7]")


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., Path]:
    """Writes a log that was last written a minute after AT."""

    def write(*lines: str, name: str = "mail.log", packed: bool = False, end: str = "\n") -> Path:
        path = tmp_path / name
        data = ("\n".join(lines) + end).encode() if lines else b""
        path.write_bytes(gzip.compress(data) if packed else data)
        written = (AT + timedelta(minutes=1)).timestamp()
        os.utime(path, (written, written))
        return path

    return write


def fate(
    path: Path, message_id: str = MINE, *, queue: Sequence[str] = ("true",), since: datetime = SINCE
) -> Fate:
    return mta_fates(
        log_path=str(path), queue_command=queue, message_ids=[message_id], since=since, zone=UTC
    )[message_id]


def listing(*entries: str) -> list[str]:
    """A command that answers as postqueue does."""
    return [sys.executable, "-c", f"print({chr(10).join(entries)!r})"]


def queued(queue_id: str, *, at: datetime = AT) -> str:
    return f'{{"queue_name": "incoming", "queue_id": "{queue_id}", "arrival_time": {int(at.timestamp())}}}'


def test_what_the_queue_manager_has_found_is_taken(log: Callable[..., Path]) -> None:
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), active("4F1A2"))) == taken("4F1A2")


def test_a_long_queue_id_and_a_bare_message_id_do_as_well(log: Callable[..., Path]) -> None:
    path = log(OLD, client("4gXyZw1kHbz9vN"), header("4gXyZw1kHbz9vN"), active("4gXyZw1kHbz9vN"))
    assert fate(path, "01aa@seehof.example") == taken("4gXyZw1kHbz9vN")


def test_what_was_tried_to_be_delivered_is_taken(log: Callable[..., Path]) -> None:
    tried = line(
        AT, "smtp[3]", "4F1A2: to=<g@e.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (no)"
    )
    assert fate(log(OLD, header("4F1A2"), tried)) == taken("4F1A2")


def test_a_letter_broken_off_after_its_header_is_absent(log: Callable[..., Path]) -> None:
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), gone())) == ABSENT


def test_a_letter_never_heard_of_is_absent(log: Callable[..., Path]) -> None:
    assert fate(log(OLD, header("4F1A2", "<other@seehof.example>"), active("4F1A2"))) == ABSENT


def test_a_letter_still_on_its_way_in_is_pending(log: Callable[..., Path]) -> None:
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"))) == Fate(FateKind.PENDING, "4F1A2")


def test_a_server_that_was_started_anew_finishes_no_old_transaction(log: Callable[..., Path]) -> None:
    started = line(AT, "master[2]", "daemon started -- version 3.7.11, configuration /etc/postfix")
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), started)) == ABSENT


def test_a_session_that_ended_unseen_holds_nothing_up_for_ever(log: Callable[..., Path]) -> None:
    later = AT + timedelta(hours=2)
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), active("9BBBB", at=later))) == ABSENT


def test_a_queue_id_used_again_speaks_for_the_new_letter(log: Callable[..., Path]) -> None:
    later = AT + timedelta(seconds=20)
    again = [client("4F1A2", at=later), header("4F1A2", "<other@x.example>", at=later)]
    path = log(OLD, client("4F1A2"), header("4F1A2"), gone(), *again, active("4F1A2", at=later))
    assert fate(path) == ABSENT
    assert fate(path, "<other@x.example>") == taken("4F1A2")


def test_a_second_try_that_was_taken_counts(log: Callable[..., Path]) -> None:
    path = log(OLD, client("4F1A2"), header("4F1A2"), gone(), client("5C"), header("5C00D"), active("5C00D"))
    assert fate(path) == taken("5C00D")


def test_what_waits_in_a_full_queue_is_taken(log: Callable[..., Path]) -> None:
    path = log(OLD, client("4F1A2"), header("4F1A2"))
    assert fate(path, queue=listing("{broken", queued("4F1A2"))) == taken("4F1A2")


def test_a_queue_file_made_later_is_another_letters(log: Callable[..., Path]) -> None:
    path = log(OLD, client("4F1A2"), header("4F1A2"), gone())
    assert fate(path, queue=listing(queued("4F1A2", at=AT + timedelta(minutes=5)))) == ABSENT


def test_without_a_queue_to_ask_a_known_header_stays_pending(log: Callable[..., Path]) -> None:
    path = log(OLD, client("4F1A2"), header("4F1A2"), gone())
    assert fate(path, queue=()) == Fate(FateKind.PENDING, "4F1A2")


@pytest.mark.parametrize(
    "stamp",
    [
        "May  4 09:30:00",
        "May  4 2026 09:30:00",
        "2026 May  4 09:30:00",
        "2026-05-04T09:30:00.123456+00:00",
        "2026-05-04T11:30:00.1+02:00",
        "2026-05-04T09:30:00Z",
        "2026-05-04 09:30:00,500",
    ],
)
def test_each_form_of_time_is_read(stamp: str) -> None:
    read = stamp_read(f"{stamp} mta x".encode(), written=AT + timedelta(days=1), zone=UTC)
    assert read is not None
    assert read.replace(microsecond=0) == AT


@pytest.mark.parametrize("head", ["", "mta postfix", "Feb 31 09:30:00 mta", "Foo  4 09:30:00 mta", "\0\0\0"])
def test_a_line_without_a_time_has_none(head: str) -> None:
    assert stamp_read(head.encode(), written=AT, zone=UTC) is None


def test_a_line_without_a_year_is_never_newer_than_its_file() -> None:
    new_year = datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
    assert stamp_read(b"Dec 31 23:59:00 mta x", written=new_year, zone=UTC) == datetime(
        2025, 12, 31, 23, 59, tzinfo=UTC
    )
    leap = stamp_read(b"Feb 29 12:00:00 mta x", written=new_year, zone=UTC)
    assert leap == datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_a_logs_own_time_zone_is_respected() -> None:
    vienna = timezone(timedelta(hours=2))
    assert stamp_read(b"May  4 11:30:00 mta x", written=AT, zone=vienna) == AT


def test_rotated_files_are_read_too(log: Callable[..., Path]) -> None:
    log(OLD, name="mail.log.2.gz", packed=True)
    early = AT - timedelta(seconds=20)
    log(line(early, "smtpd[7]", "disconnect from x"), client("4F1A2"), header("4F1A2"), name="mail.log.1")
    log("May  1 00:00:00 mta unrelated", name="mail.log.conf")
    assert fate(log(active("4F1A2"))) == taken("4F1A2")


def test_just_after_a_rotation_the_new_file_is_empty(log: Callable[..., Path]) -> None:
    log(OLD, client("4F1A2"), header("4F1A2"), active("4F1A2"), name="mail.log-20260504")
    assert fate(log()) == taken("4F1A2")


def test_a_line_half_written_is_not_believed(log: Callable[..., Path]) -> None:
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), gone(), active("4F1A2"), end="")) == ABSENT


def test_a_cut_line_and_a_block_of_zeros_hurt_nobody(log: Callable[..., Path]) -> None:
    cut = "May  4 09:30:00 mta postfix/smtp[3]: 99AA1: to=<g@e.example>, relay=none, de"
    path = log(OLD, cut, "\0" * 200_000, header("4F1A2"), "", "half a line]: 4F1A2", active("4F1A2"))
    assert fate(path) == taken("4F1A2")


def test_words_of_a_guest_are_no_words_of_the_server(log: Callable[..., Path]) -> None:
    forged = "4F1A2: warning: header Subject: postfix/qmgr[9]: 4F1A2: from=<>, size=1, nrcpt=1 (queue active)"
    assert fate(log(OLD, client("4F1A2"), header("4F1A2"), line(AT, "cleanup[8]", forged), gone())) == ABSENT


def test_only_the_end_of_a_long_log_is_read(log: Callable[..., Path]) -> None:
    """An earlier letter's lines stand far before `since`; that they are not found shows they were not read."""
    start = AT - timedelta(hours=10)
    early = [OLD, header("0EA12", "<early@x.example>", at=start), active("0EA12", at=start)]
    filler = [
        line(start + timedelta(seconds=n), "smtpd[7]", "connect from " + "x" * 80) for n in range(36_000)
    ]
    path = log(*early, *filler, client("4F1A2"), header("4F1A2"), active("4F1A2"))
    assert fate(path, "<early@x.example>") == ABSENT
    assert fate(path) == taken("4F1A2")
    assert fate(path, "<early@x.example>", since=start) == taken("0EA12")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([active("4F1A2")], "does not reach back"),
        ([], "holds no line"),
        (["nothing of a log"], "holds no line"),
        ([OLD, line(SINCE - timedelta(hours=1), "smtpd[7]", "disconnect from x")], "may be an old one"),
    ],
)
def test_a_log_that_cannot_tell_says_so(log: Callable[..., Path], lines: list[str], words: str) -> None:
    with pytest.raises(LogUnreadable, match=words):
        fate(log(*lines))


def test_a_log_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match="cannot be read"):
        fate(tmp_path / "mail.log")


@pytest.mark.parametrize("command", [["false"], ["/nowhere/postqueue"]])
def test_a_queue_that_cannot_be_listed_says_so(log: Callable[..., Path], command: list[str]) -> None:
    with pytest.raises(LogUnreadable, match="cannot be listed"):
        fate(log(OLD, header("4F1A2")), queue=command)
