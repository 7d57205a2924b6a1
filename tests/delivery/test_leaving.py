"""S4: who wants to leave has left, at once and for good, however often and in whatever way it is said."""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, MailPreference, Suppression
from compliance.personal import Person
from compliance.services.erasure import person_erase
from contacts.models import Guest
from delivery.keys import message_token
from delivery.models import EngagementEvent, Message
from delivery.selectors.mailings import mailing_counts
from delivery.services.engagement import unsubscribe_record
from delivery.services.letters import MailingLetters
from delivery.services.mailing import mailing_freeze
from delivery.services.sending import mailing_send
from tests.delivery.sink import Sink
from tests.delivery.web import asked, web
from tests.factories.accounts import NOW, OrganizationFactory
from tests.factories.delivery import audience, mailing_made, mailing_started

__all__ = ["web"]
pytestmark = pytest.mark.django_db(transaction=True)

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content_Type": "multipart/form-data; boundary=x"}
# RFC 8058 3.2: the provider posts either encoding of the one pair.
BODIES = {
    "form": ("List-Unsubscribe=One-Click", FORM),
    "multipart": (
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        MULTIPART,
    ),
}
SCANNER = {"User_Agent": "Barracuda Sentinel (EE)"}


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> None:
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")


@pytest.fixture
def group() -> Organization:
    organization: Organization = OrganizationFactory()
    return organization


def letters(group: Organization, guests: int = 1, mailings: int = 1) -> list[Message]:
    """So many guests, and for each of them a letter of each mailing, all waiting."""
    with tenant_scope(group.pk):
        first = mailing_started(guests=guests)
        for _ in range(mailings - 1):
            mailing_freeze(mailing=mailing_made(hotel=first.hotel), recipients=audience(), now=NOW)
        return list(Message.objects.select_related("mailing__hotel", "mailing__content").order_by("pk"))


def token_of(letter: Message) -> str:
    return message_token(organization_id=letter.organization_id, message_id=letter.pk)


def at_once(times: int, act: Callable[[int], Any]) -> list[Any]:
    """`act(number)` so many times, begun at the same moment."""
    ready = threading.Barrier(times)

    def one(number: int) -> Any:
        try:
            ready.wait(60)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def stands(group: Organization) -> tuple[list[str], int, list[tuple[str, int]], list[tuple[str, str]]]:
    """Suppressions, withdrawals in the ledger, events that are people's, and each letter's state and reason."""
    with tenant_scope(group.pk):
        return (
            list(Suppression.objects.values_list("reason", flat=True)),
            ConsentEvent.objects.filter(granted=False).count(),
            list(EngagementEvent.objects.filter(machine=False).values_list("kind", "link_no")),
            list(Message.objects.order_by("pk").values_list("state", "reason")),
        )


def scanned(port: int, path: str, _number: int) -> int:
    return asked(port, "GET", path, **SCANNER)[0]


UNTOUCHED: Any = ([], 0, [], [("queued", "")])


def test_s4_a_hundred_one_click_posts_at_once_are_one_wish_with_one_proof(
    web: int, group: Organization
) -> None:
    [letter] = letters(group)
    kinds = list(BODIES.values())

    def post(number: int) -> Any:
        body, headers = kinds[number % 2]
        return asked(web, "POST", f"/u/{token_of(letter)}", body, Origin="https://mail.example", **headers)

    answers = at_once(100, post)
    assert {(status, "set-cookie" in told, "location" in told) for status, told, _ in answers} == {
        (200, False, False)
    }
    assert stands(group) == (
        ["unsubscribed"],
        1,
        [("unsubscribe", 0)],
        [("skipped", "suppressed_unsubscribed")],
    )
    with tenant_scope(group.pk):
        proof = ConsentEvent.objects.get(granted=False)
        assert proof.evidence == {"message": letter.pk, "mailing": letter.mailing_id, "way": "one_click"}
        assert ConsentStatus.objects.get().granted is False


@pytest.mark.parametrize("kind", BODIES)
def test_s4_each_encoding_alone_is_answered_without_cookie_redirect_or_log_in(
    web: int, group: Organization, kind: str
) -> None:
    [letter] = letters(group)
    body, headers = BODIES[kind]
    status, told, text = asked(web, "POST", f"/u/{token_of(letter)}", body, **headers)
    assert (status, text, "set-cookie" in told) == (200, "You are unsubscribed.\n", False)
    assert stands(group)[0] == ["unsubscribed"]


def test_s4_a_hundred_scanners_at_each_link_of_a_letter_change_nothing(web: int, group: Organization) -> None:
    [letter] = letters(group)
    with tenant_scope(group.pk):
        built = MailingLetters(letter.mailing).build(letter, now=NOW, track=True).as_bytes()
    wire = built.replace(b"=\r\n", b"").replace(b"=3D", b"=").replace(b"=2E", b".").decode()
    paths = sorted(set(re.findall(r"http://localhost:8000(/[umco]/[\w./-]+)", wire)))
    assert [path[:3] for path in paths] == ["/c/", "/c/", "/m/", "/o/", "/u/"]
    for path in paths:
        answers = at_once(100, partial(scanned, web, path))
        assert set(answers) == {302 if path.startswith("/c/") else 200}
    assert stands(group) == UNTOUCHED
    with tenant_scope(group.pk):
        assert (MailPreference.objects.count(), ConsentStatus.objects.get().granted) == (0, True)


def test_s4_forged_tokens_are_told_so_and_nothing_changes(web: int, group: Organization) -> None:
    [letter] = letters(group)
    token = token_of(letter)
    other = "A" if token[10] != "A" else "B"
    forged = [token[:10] + other + token[11:], token[:-1], token + "A", "A" * len(token), "x"]
    answers = at_once(len(forged), lambda number: asked(web, "POST", f"/u/{forged[number]}"))
    assert {(status, "This link is not complete" in text) for status, _told, text in answers} == {(404, True)}
    assert stands(group) == UNTOUCHED


def test_s4_a_deleted_guests_token_still_answers(web: int, group: Organization) -> None:
    [letter] = letters(group)
    with tenant_scope(group.pk):
        person_erase(person=Person(guest_ids=frozenset({letter.recipient_ref})), actor=None, now=NOW)
        assert Guest.objects.count() == 0
    body, headers = BODIES["form"]
    for method, path in (("GET", "/u/"), ("POST", "/u/"), ("GET", "/m/")):
        assert asked(web, method, path + token_of(letter), body, **headers)[0] == 200
    with tenant_scope(group.pk):
        assert Suppression.objects.get().reason == "unsubscribed"
        assert Message.objects.get().address == ""


def test_s4_two_letters_of_one_person_left_in_every_way_at_once_make_one_right_state(
    web: int, group: Organization
) -> None:
    first, second = letters(group, mailings=2)
    body, headers = BODIES["form"]

    def act(number: int) -> int:
        letter = (first, second)[number % 2]
        if number % 5 == 0:
            wish = f"act=save&frequency={('weekly', 'monthly')[number % 2]}&pause=30"
            return asked(web, "POST", f"/m/{token_of(letter)}", wish, **FORM)[0]
        if number == 33:
            with tenant_scope(group.pk):
                person_erase(person=Person(guest_ids=frozenset({first.recipient_ref})), actor=None, now=NOW)
            return 200
        return asked(web, "POST", f"/u/{token_of(letter)}", body, **headers)[0]

    assert at_once(60, act) == [200] * 60
    with tenant_scope(group.pk):
        assert Suppression.objects.filter(scope="all").count() == 1
        assert set(Message.objects.values_list("state", "address")) == {("skipped", "")}
        assert Guest.objects.count() == 0


class Slow:
    """A mail server that needs a twentieth of a second for each letter, and acts when the first one comes."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act: Callable[[], None] | None = act

    def __call__(self, _address: str) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()
        time.sleep(0.05)


def send(group: Organization, sink: Sink, act: Callable[[Message], None]) -> tuple[Message, dict[str, int]]:
    """Fifty letters claimed at once; as the first leaves, `act` on the last. Returns it and the states."""
    *_, last = letters(group, guests=50)

    def inside() -> None:
        try:
            with tenant_scope(group.pk):
                act(last)
        finally:
            connections.close_all()

    def aside() -> None:
        thread = threading.Thread(target=inside)
        thread.start()
        thread.join(30)

    sink.on_rcpt = Slow(aside)
    with tenant_scope(group.pk):
        mailing_send(mailing_id=last.mailing_id, worker="w1", clock=lambda: NOW)
        last.refresh_from_db()
        states = mailing_counts([last.mailing_id])[last.mailing_id]
    return last, {state: count for state, count in states.items() if count}


def test_s4_one_click_reaches_a_letter_that_a_worker_has_claimed_already(
    sink: Sink, group: Organization
) -> None:
    def leave(letter: Message) -> None:
        assert Message.objects.get(pk=letter.pk).state == "claimed"
        unsubscribe_record(message_id=letter.pk, now=NOW, source="one_click")

    last, states = send(group, sink, leave)
    assert states == {"handed": 49, "skipped": 1}
    assert (last.state, last.reason) == ("skipped", "suppressed_unsubscribed")
    assert (last.basis, last.evidence_id, last.merge, last.attempts) == ("", None, {}, 0)
    assert last.address not in sink.addresses()


def test_s4_an_erasure_during_a_send_leaves_the_person_in_no_letter_and_the_sum_right(
    sink: Sink, group: Organization
) -> None:
    def erase(letter: Message) -> None:
        person_erase(person=Person(guest_ids=frozenset({letter.recipient_ref})), actor=None, now=NOW)

    last, states = send(group, sink, erase)
    assert states == {"handed": 49, "skipped": 1}
    assert (last.state, last.address, last.merge) == ("skipped", "", {})
    assert len(sink.addresses()) == 49
    with tenant_scope(group.pk):
        assert Guest.objects.count() == 49
