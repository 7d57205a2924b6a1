"""The doors a mail server knocks at: the pipe, LMTP, and the command that only reads."""

import asyncio
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import Suppression
from config.services.paths import ROOT
from delivery.keys import return_token
from delivery.management.lmtp import SIZE_LIMIT, serve
from delivery.models import InboundMail, Message, StrayMail
from delivery.types import MessageState
from tests.delivery.inbound.mails import block, dsn, mail
from tests.factories.accounts import NOW, OrganizationFactory
from tests.factories.delivery import mailing_started

NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
}
GONE = "550 5.1.1 User unknown"
BOUNCE_DOMAIN = "mail.seehof.example"


def manage(*arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run a command where there is no database."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        input=given,
        env={**os.environ, **NOWHERE},
        capture_output=True,
        timeout=60,
        check=False,
    )


def token_of(letter: Message) -> str:
    return return_token(organization_id=letter.organization_id, message_id=letter.pk)


def address_of(letter: Message) -> str:
    return f"bounce+{token_of(letter)}@{BOUNCE_DOMAIN}"


class RunningDoor:
    """The LMTP door in a thread of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    async def run(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        await serve(f"unix:{self.path}", stop=self.stop, ready=self.ready.set)

    def __enter__(self) -> Self:
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(30)

    def send(self, raw: bytes, *to: str) -> list[str]:
        """The answers to one mail, one for each recipient."""
        with Talk(self.path) as talk:
            return talk.send(raw, *to)


class Talk:
    """One LMTP connection."""

    def __init__(self, path: Path) -> None:
        self.client = smtplib.LMTP(str(path))
        self.client.ehlo_or_helo_if_needed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.quit()

    def send(self, raw: bytes, *to: str) -> list[str]:
        self.client.mail("<>")
        for address in to:
            self.client.rcpt(address)
        answers = [self.client.data(raw)]
        answers += [self.client.getreply() for _ in to[1:]]
        return [f"{code} {words.decode()}" for code, words in answers]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RunningDoor]:
    with RunningDoor(tmp_path / "lmtp") as running:
        yield running


def letters_of(organization: Organization, count: int) -> list[Message]:
    with tenant_scope(organization.pk):
        mailing_started(guests=count)
        Message.objects.update(state=MessageState.HANDED, handed_at=NOW, due_at=None)
        return list(Message.objects.order_by("id"))


@pytest.fixture
def letters(transactional_db: None) -> list[Message]:
    return letters_of(OrganizationFactory(), 3)


def rows(letters: list[Message], model: Any) -> int:
    with tenant_scope(letters[0].organization_id):
        return int(model.objects.count())


def test_files_are_judged_without_any_server(tmp_path: Path) -> None:
    (tmp_path / "gone.eml").write_bytes(dsn(block("guest@alpine.example", "5.1.1", GONE)))
    (tmp_path / "away.eml").write_bytes(
        mail("Back in May.", From="g@alpine.example", Subject="Automatic reply: x")
    )
    done = manage("bounce_classify", str(tmp_path / "gone.eml"), str(tmp_path / "away.eml"), "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "file": str(tmp_path / "gone.eml"),
            "records": [{"class": "hard", "recipient": "guest@alpine.example", "status": "5.1.1"}],
        },
        {
            "file": str(tmp_path / "away.eml"),
            "records": [{"class": "notbounce", "recipient": "", "status": ""}],
        },
    ]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = manage("bounce_classify", str(tmp_path / "none.eml"), "--json")
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (
        1,
        "CommandError: 1 of 1 files could not be read.",
    )


def test_the_pipe_asks_the_mail_server_to_try_again_while_the_database_is_away() -> None:
    done = manage("inbound_mail", "--to", "bounce+x@mail.seehof.example", given=b"Subject: x\n\ny")
    assert done.returncode == os.EX_TEMPFAIL


@pytest.mark.django_db(transaction=True)
def test_the_pipe_takes_a_mail(letters: list[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO, TextIOWrapper

    from django.core.management import call_command

    raw = dsn(block(letters[0].address, "5.1.1", GONE))
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
    call_command("inbound_mail", "--to", address_of(letters[0]))
    assert (rows(letters, InboundMail), rows(letters, Suppression)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_lmtp_answers_for_each_recipient(letters: list[Message], door: RunningDoor) -> None:
    raw = dsn(block(letters[0].address, "5.1.1", GONE))
    assert door.send(raw, address_of(letters[0]), "nobody@mail.seehof.example") == ["250 2.0.0 Kept"] * 2
    assert (rows(letters, InboundMail), rows(letters, Suppression)) == (1, 1)
    assert StrayMail.objects.filter(envelope_to="nobody@mail.seehof.example").exists()


@pytest.mark.django_db(transaction=True)
def test_lmtp_announces_its_size_and_says_when_a_mail_is_larger(door: RunningDoor) -> None:
    with Talk(door.path) as talk:
        assert talk.client.esmtp_features["size"] == str(SIZE_LIMIT)
        assert talk.client.mail("<>", [f"size={SIZE_LIMIT + 1}"])[0] == 552


@pytest.mark.django_db(transaction=True)
def test_lmtp_takes_lines_of_any_length(letters: list[Message], door: RunningDoor) -> None:
    raw = dsn(block(letters[0].address, "5.1.1", GONE), words="x" * 200_000)
    assert (door.send(raw, address_of(letters[0])), rows(letters, Suppression)) == (["250 2.0.0 Kept"], 1)


@pytest.mark.django_db(transaction=True)
def test_lmtp_asks_again_when_storing_fails(
    letters: list[Message], door: RunningDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise OSError

    monkeypatch.setattr("delivery.management.lmtp.inbound_receive", away)
    answers = door.send(b"Subject: x\r\n\r\ny\r\n", address_of(letters[0]), address_of(letters[1]))
    assert answers == ["451 4.3.0 Not stored now; please try again"] * 2


def test_lmtp_stops_cleanly_when_told(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "inbound_lmtp", "--listen", f"unix:{path}"],
        cwd=ROOT,
        env={**os.environ, **NOWHERE},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().decode() == f"Taking returning mail at unix:{path}\n"
        with Talk(path) as talk:
            assert talk.send(b"Subject: x\r\n\r\ny\r\n", "a@b.example") == [
                "451 4.3.0 Not stored now; please try again"
            ]
        process.send_signal(signal.SIGTERM)
        assert (process.wait(30), path.exists()) == (0, False)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_r17_a_storm_of_bounces_is_taken_whole_and_forged_ones_suppress_nobody(door: RunningDoor) -> None:
    """Fault R17, short form: 500 reports over four connections, of which 100 are forged and 100 come twice."""
    letters = letters_of(OrganizationFactory(), 300)
    real = [(dsn(block(each.address, "5.1.1", GONE)), address_of(each)) for each in letters]
    forged = [(raw, to.replace("@", "0@", 1)) for raw, to in real[:100]]
    loops = [
        (mail("loop", Subject="Automatic reply: x", From=each.address), address_of(each))
        for each in letters[:20]
    ]
    storm = real + forged + real[:100] + loops

    def pour(mails: list[tuple[bytes, str]]) -> list[str]:
        with Talk(door.path) as talk:
            return [talk.send(raw, to)[0] for raw, to in mails]

    with ThreadPoolExecutor(4) as pool:
        answers = [answer for some in pool.map(pour, [storm[n::4] for n in range(4)]) for answer in some]
    assert answers == ["250 2.0.0 Kept"] * len(storm)
    assert (rows(letters, Suppression), rows(letters, InboundMail)) == (300, 320)
    assert StrayMail.objects.filter(envelope_to__in=[to for _, to in forged]).count() == 100
    with tenant_scope(letters[0].organization_id):
        assert Message.objects.filter(state=MessageState.BOUNCED).count() == 300


def test_nobody_is_answered() -> None:
    """Neither the doors nor the services of returning mail can send any."""
    for name in ("services/inbound.py", "services/bounces.py", "management/lmtp.py"):
        text = (ROOT / "delivery" / name).read_text()
        assert "delivery.smtp" not in text
        assert "smtplib" not in text
