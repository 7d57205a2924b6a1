"""A sign-up form at its own door: shown, posted, asked by mail, confirmed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from compliance.types import SuppressionReason
from contacts.models import CustomField, Guest, SignupForm, SignupRequest
from contacts.selectors.forms import form_counts
from contacts.tasks import forget_signups
from delivery.models import Message
from tests.contacts.signing import letters_leave, link_in, page_read, path_of, post, proof_sent
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.compliance import SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory
from tests.factories.forms import form_made

__all__ = ["journals", "sink"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Any:
    settings.BELLHOP_FORM_WORK = 20
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def form(hotel_a: Hotel) -> SignupForm:
    with tenant_scope(hotel_a.organization_id):
        return form_made(hotel=hotel_a)


def counts(form: SignupForm) -> dict[str, Any]:
    with tenant_scope(form.organization_id):
        return form_counts([form.pk])[form.pk]


def guests(form: SignupForm) -> list[tuple[str, str, str, str]]:
    with tenant_scope(form.organization_id):
        rows = Guest.objects.order_by("pk")
        return [(row.email, row.last_name, row.language, row.provenance.get("email", "")) for row in rows]


def suppress(form: SignupForm, reason: SuppressionReason) -> None:
    with tenant_scope(form.organization_id):
        SuppressionFactory(address_hash=hash_of(form.organization, "ada@example.com"), reason=reason.value)


def suppressions(form: SignupForm) -> list[str]:
    with tenant_scope(form.organization_id):
        return list(Suppression.objects.values_list("reason", flat=True))


def test_from_the_page_to_a_consent_with_its_evidence(visitor: Client, form: SignupForm, sink: Sink) -> None:
    path = path_of(form)
    answer = post(visitor, path + "?lang=de", last_name="Moser")
    assert (answer.status_code, answer["Location"]) == (303, f"{path}/thanks?lang=de")
    assert "Bitte sehen Sie in Ihr Postfach" in visitor.get(answer["Location"]).content.decode()
    assert guests(form) == []
    letters_leave(form)
    link = link_in(sink)
    assert "ada@example.com" in visitor.get(link).content.decode()
    assert (
        "Ihre Adresse ist bestätigt" in visitor.post(link, headers={"User-Agent": "Safari"}).content.decode()
    )
    assert guests(form) == [("ada@example.com", "Moser", "de", "guest")]
    with tenant_scope(form.organization_id):
        event = ConsentEvent.objects.select_related("text").get()
        assert (event.source, event.granted, event.applied) == ("double_opt_in", True, True)
        assert event.text is not None
        assert (event.text.language, event.text.text) == ("de", "Ja, senden Sie mir Neues und Angebote.")
        evidence = event.evidence
        assert evidence["form"] == "Newsletter"
        assert (evidence["requested_ip"], evidence["confirmed_ip"]) == ("203.0.113.7", "127.0.0.1")
        assert proof_sent(evidence, sink)
        assert (evidence["requested_user_agent"], evidence["confirmed_user_agent"]) == ("Firefox", "Safari")
        assert ConsentStatus.objects.get().granted
    assert {name: counts(form)[name] for name in ("shown", "posted", "sent", "confirmed", "pending")} == {
        "shown": 1, "posted": 1, "sent": 1, "confirmed": 1, "pending": 0
    }  # fmt: skip


def test_a_hundred_visits_of_a_mail_filter_confirm_nothing(
    visitor: Client, form: SignupForm, sink: Sink
) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    link = link_in(sink)
    assert {visitor.get(link).status_code for _ in range(100)} == {200}
    assert visitor.head(link).status_code == 200
    assert (guests(form), counts(form)["confirmed"], counts(form)["pending"]) == ([], 0, 1)


def test_a_link_works_once(visitor: Client, form: SignupForm, sink: Sink) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    link = link_in(sink)
    assert [visitor.post(link).status_code for _ in range(3)] == [200, 200, 200]
    assert (counts(form)["confirmed"], len(guests(form))) == (1, 1)
    with tenant_scope(form.organization_id):
        assert ConsentEvent.objects.count() == 1


def test_a_link_works_for_72_hours(visitor: Client, form: SignupForm, sink: Sink, at_noon: Any) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    at_noon.shift(timedelta(hours=72))
    assert visitor.post(link_in(sink)).status_code == 410
    assert guests(form) == []


def test_what_nobody_confirmed_is_deleted_with_its_address(
    visitor: Client, form: SignupForm, sink: Sink, at_noon: Any
) -> None:
    post(visitor, path_of(form), last_name="Moser")
    letters_leave(form)
    forget_signups()
    assert counts(form)["pending"] == 1
    at_noon.shift(timedelta(hours=72))
    forget_signups()
    with tenant_scope(form.organization_id):
        assert SignupRequest.objects.count() == 0
        assert list(Message.objects.values_list("address", "state")) == [("", "handed")]


def test_nothing_entered_can_be_read_in_the_database(visitor: Client, form: SignupForm, sink: Sink) -> None:
    post(visitor, path_of(form), last_name="Moser")
    letters_leave(form)
    token = link_in(sink).rpartition("/")[2]
    with tenant_scope(form.organization_id):
        row = SignupRequest.objects.values().get()
        stored = " ".join(str(value) for value in row.values())
    assert [word for word in ("ada@example.com", "Moser", "203.0.113.7", token) if word in stored] == []


def test_a_forged_or_broken_link_says_so(visitor: Client, form: SignupForm, sink: Sink) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    link = link_in(sink)
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert [visitor.post(path).status_code for path in (forged, link[:-5], "/f/c/x")] == [410, 410, 410]
    assert guests(form) == []


def test_a_link_confirms_no_other_wording(visitor: Client, form: SignupForm, sink: Sink) -> None:
    post(visitor, path_of(form) + "?lang=de")
    letters_leave(form)
    with tenant_scope(form.organization_id):
        other = form.words.get(language="en").consent_text
        SignupRequest.objects.update(text=other)
    assert visitor.post(link_in(sink)).status_code == 410
    assert guests(form) == []


def test_the_answer_is_the_same_whoever_owns_the_address(
    visitor: Client, form: SignupForm, sink: Sink
) -> None:
    with tenant_scope(form.organization_id):
        GuestFactory(email="known@example.com")
    suppress(form, SuppressionReason.COMPLAINT)
    answers = [
        post(visitor, path_of(form), email=email)
        for email in ("new@example.com", "known@example.com", "ada@example.com", "new@example.com")
    ]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    letters_leave(form)
    assert sink.addresses() == ["known@example.com", "new@example.com"]


def test_an_own_act_lifts_an_unsubscription(visitor: Client, form: SignupForm, sink: Sink) -> None:
    suppress(form, SuppressionReason.UNSUBSCRIBED)
    post(visitor, path_of(form))
    letters_leave(form)
    visitor.post(link_in(sink))
    assert suppressions(form) == []


def test_nothing_lifts_a_complaint(visitor: Client, form: SignupForm, sink: Sink) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    suppress(form, SuppressionReason.COMPLAINT)
    answer = visitor.post(link_in(sink))
    assert answer.status_code == 409
    assert "reported a mail from us as spam" in answer.content.decode()
    assert (suppressions(form), guests(form)) == (["complaint"], [])


def test_it_was_not_me(visitor: Client, form: SignupForm, sink: Sink, at_noon: Any) -> None:
    post(visitor, path_of(form))
    letters_leave(form)
    assert "deleted your address" in visitor.post(link_in(sink), {"answer": "not_me"}).content.decode()
    at_noon.shift(timedelta(days=100))
    post(visitor, path_of(form))
    letters_leave(form)
    assert (len(sink.received), guests(form), counts(form)["pending"]) == (1, [], 0)


def test_a_known_guest_is_found_and_their_own_word_stands(
    visitor: Client, form: SignupForm, sink: Sink
) -> None:
    with tenant_scope(form.organization_id):
        GuestFactory(
            email="ada@example.com", last_name="Moser", language="fr", provenance={"language": "pms"}
        )
    post(visitor, path_of(form) + "?lang=de", last_name="Moser")
    letters_leave(form)
    visitor.post(link_in(sink))
    assert [row[:3] for row in guests(form)] == [("ada@example.com", "Moser", "de")]


def test_fields_of_the_group_s_own_are_asked_and_kept_by_their_types(
    visitor: Client, hotel_a: Hotel, sink: Sink
) -> None:
    with tenant_scope(hotel_a.organization_id):
        for key, type_, choices in (("dogs", "number", []), ("pillow", "choice", ["soft", "firm"])):
            CustomField.objects.create(
                key=key, label=key.title(), type=type_, choices=choices, created_at=NOW
            )
        names = ("custom.dogs", "custom.pillow", "custom.wish")
        form = form_made(hotel=hotel_a, fields=[{"name": name, "required": False} for name in names])
    body = visitor.get(path_of(form)).content.decode()
    assert ('type="number"' in body, '<option value="firm">' in body, "Pillow" in body) == (True, True, True)
    wrong = post(visitor, path_of(form), **{"custom.pillow": "feathers"})
    assert (wrong.status_code, "Please choose from the list." in wrong.content.decode()) == (422, True)
    right = {"custom.dogs": "2", "custom.pillow": "firm", "custom.wish": "A quiet room"}
    assert post(visitor, path_of(form), **right).status_code == 303
    letters_leave(form)
    visitor.post(link_in(sink))
    with tenant_scope(form.organization_id):
        assert Guest.objects.get().custom == {"dogs": 2, "pillow": "firm", "wish": "A quiet room"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Please fill this in."),
        ({"email": "ada@"}, "not a complete e-mail address"),
        ({"email": "ada@example.com\nBcc: x@example.com"}, "not a complete e-mail address"),
        ({"email": "info@hotel.example"}, "looks like a shared mailbox"),
        ({"email": "ada.1@guest.booking.com"}, "lent by a booking site"),
        ({"email": "ada@mailinator.com"}, "lasts only for a short time"),
        ({"consent": ""}, "Please tick the box"),
        ({"last_name": "x" * 201}, "This is too long."),
    ],
)
def test_what_cannot_be_taken_is_refused_kindly(
    visitor: Client, form: SignupForm, sink: Sink, changes: dict[str, str], sentence: str
) -> None:
    answer = post(visitor, path_of(form), **changes)
    body = answer.content.decode()
    assert (answer.status_code, sentence in body, 'aria-invalid="true"' in body) == (422, True, True)
    assert counts(form)["sent"] == 0


def test_what_was_right_stays_entered(visitor: Client, form: SignupForm) -> None:
    body = post(visitor, path_of(form), email="ada@", last_name="<Moser>").content.decode()
    assert ('value="ada@"' in body, 'value="&lt;Moser&gt;"' in body, " checked" in body) == (True, True, True)


def test_a_program_that_fills_every_field_is_told_all_is_well(visitor: Client, form: SignupForm) -> None:
    assert post(visitor, path_of(form), website="https://spam.example").status_code == 303
    assert (counts(form)["sent"], counts(form)["refused"]) == (0, {"honeypot": 1})


def test_a_solution_counts_once_and_for_its_form_only(
    visitor: Client, form: SignupForm, hotel_a: Hotel
) -> None:
    with tenant_scope(form.organization_id):
        other = form_made(hotel=hotel_a, name="Spa")
    fields = page_read(visitor, path_of(form)) | {"consent": "yes", "ticket": ""}

    def send(path: str, email: str) -> int:
        return visitor.post(path, fields | {"email": email}).status_code

    assert send(path_of(other), "a@example.com") == 422
    assert [send(path_of(form), f"{name}@example.com") for name in "abc"] == [303, 422, 422]
    assert counts(form)["refused"] == {"proof": 2}


def test_a_solution_expires(visitor: Client, form: SignupForm, at_noon: Any) -> None:
    fields = page_read(visitor, path_of(form)) | {"consent": "yes", "email": "a@example.com"}
    at_noon.shift(timedelta(minutes=30))
    assert visitor.post(path_of(form), fields).status_code == 422


def test_without_scripts_it_takes_a_person_s_time_and_three_an_hour(
    visitor: Client, form: SignupForm, at_noon: Any
) -> None:
    def send(number: int, seconds: int) -> int:
        fields = page_read(visitor, path_of(form)) | {"altcha": "", "consent": "yes"}
        at_noon.shift(timedelta(seconds=seconds))
        return visitor.post(path_of(form), fields | {"email": f"guest{number}@example.com"}).status_code

    assert [send(0, 2), *(send(number, 10) for number in range(4))] == [422, 303, 303, 303, 429]


def test_a_bare_form_of_a_hotel_s_site_is_led_to_the_page(visitor: Client, form: SignupForm) -> None:
    answer = visitor.post(path_of(form), {"email": "ada@example.com"})
    assert (answer.status_code, 'value="ada@example.com"' in answer.content.decode()) == (422, True)


def test_a_network_has_its_limits_and_an_ipv6_network_is_one(visitor: Client, form: SignupForm) -> None:
    answers = [
        post(visitor, path_of(form), ip=f"2001:db8::{number:x}", email=f"g{number}@example.com").status_code
        for number in range(32)
    ]
    assert (answers.count(303), answers.count(429)) == (30, 2)
    assert post(visitor, path_of(form), ip="2001:db8:0:1::1", email="other@example.com").status_code == 303


def test_only_the_form_s_sites_may_frame_it_and_no_page_sets_a_cookie(
    visitor: Client, form: SignupForm, sink: Sink
) -> None:
    shown = visitor.get(path_of(form))
    policy = dict(part.split(" ", 1) for part in shown["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "'self' https://www.seehof.example"
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert "X-Frame-Options" not in shown
    post(visitor, path_of(form))
    letters_leave(form)
    asked = visitor.get(link_in(sink))
    assert "frame-ancestors 'none'" in asked["Content-Security-Policy"]
    assert asked["X-Frame-Options"] == "DENY"
    assert visitor.cookies.output() == ""


def test_json_is_readable_by_the_form_s_sites_alone(visitor: Client, form: SignupForm) -> None:
    def asked(origin: str) -> Any:
        return visitor.get(f"{path_of(form)}/challenge", headers={"Origin": origin})

    assert asked("https://www.seehof.example")["Access-Control-Allow-Origin"] == "https://www.seehof.example"
    assert "Access-Control-Allow-Origin" not in asked("https://www.seehof.example.evil.example")
    answer = visitor.post(
        path_of(form),
        {"email": "ada@"},
        headers={"Accept": "application/json", "Origin": "https://x.example"},
    )
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert "Access-Control-Allow-Origin" not in answer


def test_the_page_speaks_the_visitor_s_language(visitor: Client, form: SignupForm) -> None:
    def title(language: str) -> str:
        body = visitor.get(path_of(form), headers={"Accept-Language": language}).content.decode()
        return body.partition("<h1>")[2].partition("</h1>")[0]

    assert [title(tag) for tag in ("de-AT,de;q=0.9", "fr", "ja,de;q=0.5")] == [
        "Neues vom See", "News from the lake", "Neues vom See"
    ]  # fmt: skip


def test_a_form_that_is_off_or_unknown_is_closed(visitor: Client, form: SignupForm) -> None:
    path = path_of(form)
    with tenant_scope(form.organization_id):
        SignupForm.objects.update(active=False)
    assert [visitor.get(path).status_code, visitor.post(path).status_code] == [404, 404]
    assert visitor.get("/f/AAAAAAAAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_the_script_for_hotels_sites_is_served_by_ourselves(visitor: Client) -> None:
    script = visitor.get("/f/embed.js")
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "https://" not in script.content.decode()
