"""The links of a letter, as guests, mailbox providers and scanners use them (S4, A18, A21)."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, Suppression
from delivery.keys import message_token
from delivery.models import EngagementEvent, Message
from tests.factories.delivery import mailing_started, tracked

pytestmark = pytest.mark.django_db
BROWSER: Any = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile"}


@pytest.fixture
def letter(group_a: Organization) -> Message:
    with tenant_scope(group_a.pk):
        mailing_started(guests=1)
        tracked("guest0@example.com")
        return Message.objects.get()


@pytest.fixture
def token(letter: Message) -> str:
    return message_token(organization_id=letter.organization_id, message_id=letter.pk)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def events(letter: Message) -> list[tuple[str, int, int, bool]]:
    with tenant_scope(letter.organization_id):
        rows = EngagementEvent.objects.order_by("kind", "link_no")
        return list(rows.values_list("kind", "link_no", "count", "machine"))


def suppressed(letter: Message) -> int:
    with tenant_scope(letter.organization_id):
        return Suppression.objects.count()


def test_looking_at_the_page_a_hundred_times_changes_nothing(
    strict: Client, letter: Message, token: str
) -> None:
    for _ in range(50):
        assert strict.get(f"/u/{token}").status_code == 200
        assert strict.head(f"/u/{token}").status_code == 200
    assert suppressed(letter) == 0
    assert events(letter) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", "broken"),
        ("text/plain", ""),
    ],
)
def test_one_post_unsubscribes_at_once(
    strict: Client, letter: Message, token: str, content_type: str, body: str
) -> None:
    answer = strict.post(
        f"/u/{token}", data=body, content_type=content_type, HTTP_ORIGIN="https://mail.example"
    )
    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert suppressed(letter) == 1
    assert events(letter) == [("unsubscribe", 0, 1, False)]
    with tenant_scope(letter.organization_id):
        letter.refresh_from_db()
        assert (letter.state, letter.reason) == ("skipped", "suppressed_unsubscribed")


def test_a_repeated_post_is_answered_and_recorded_once(strict: Client, letter: Message, token: str) -> None:
    for _ in range(20):
        assert strict.post(f"/u/{token}").status_code == 200
    assert suppressed(letter) == 1
    with tenant_scope(letter.organization_id):
        assert ConsentEvent.objects.filter(granted=False).count() == 1


def test_a_deleted_letters_token_is_still_answered(strict: Client, letter: Message, token: str) -> None:
    with tenant_scope(letter.organization_id):
        Message.objects.all().delete()
    assert strict.get(f"/u/{token}").status_code == 200
    assert strict.post(f"/u/{token}").status_code == 200
    assert strict.get(f"/o/{token}.gif").status_code == 200
    assert strict.get(f"/c/{token}/0").status_code == 404


def test_the_page_has_one_button_no_script_and_a_strict_policy(strict: Client, token: str) -> None:
    answer = strict.get(f"/u/{token}")
    page = answer.content.decode()
    assert page.count("<button") == 1
    assert "<script" not in page
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert f'nonce="{policy.split("nonce-")[1].split(chr(39))[0]}"' in page
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/u/{}", "/o/{}.gif", "/c/{}/0"])
def test_a_forged_token_is_a_clear_404(strict: Client, letter: Message, token: str, path: str) -> None:
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token + "A", "A" * 36):
        answer = strict.get(path.format(forged))
        assert answer.status_code == 404
        assert "This link is not complete" in answer.content.decode()
    assert strict.post("/u/" + "A" * 36).status_code == 404
    assert suppressed(letter) == 0
    assert events(letter) == []


def test_an_open_is_counted_and_a_head_is_not(strict: Client, letter: Message, token: str) -> None:
    strict.head(f"/o/{token}.gif", **BROWSER)
    assert events(letter) == []
    for _ in range(3):
        answer = strict.get(f"/o/{token}.gif", **BROWSER)
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/gif", "no-store")
    assert events(letter) == [("open", 0, 3, False)]


def test_a_scanners_open_is_a_machines_until_a_person_opens(
    strict: Client, letter: Message, token: str
) -> None:
    strict.get(f"/o/{token}.gif", HTTP_USER_AGENT="Barracuda Sentinel")
    assert events(letter) == [("open", 0, 1, True)]
    strict.get(f"/o/{token}.gif", **BROWSER)
    assert events(letter) == [("open", 0, 2, False)]


def test_a_click_leads_only_to_what_the_author_stored(strict: Client, letter: Message, token: str) -> None:
    answer: Any = strict.get(f"/c/{token}/0?url=https://evil.example", **BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, "https://seehof.example/spring?for=Guest%200")
    assert strict.get(f"/c/{token}/1", **BROWSER)["Location"] == "https://seehof.example/book"
    for path in (
        f"/c/{token}/2",
        f"/c/{token}/99999999999",
        f"/c/{token}/-1",
        f"/c/{token}/https://evil.example",
    ):
        assert strict.get(path).status_code == 404
    assert [event[:3] for event in events(letter)] == [("click", 0, 1), ("click", 1, 1)]


def test_a_head_on_a_click_leads_on_and_counts_nothing(strict: Client, letter: Message, token: str) -> None:
    assert strict.head(f"/c/{token}/0").status_code == 302
    assert events(letter) == []


def test_a_test_letters_link_says_so(strict: Client) -> None:
    assert "This was a test mail" in strict.post("/u/test").content.decode()


def test_another_groups_organisation_number_with_our_letter_finds_nothing(
    strict: Client, letter: Message, group_b: Organization
) -> None:
    foreign = message_token(organization_id=group_b.pk, message_id=letter.pk)
    assert strict.post(f"/u/{foreign}").status_code == 200
    assert suppressed(letter) == 0
