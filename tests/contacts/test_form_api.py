"""Sign-up forms as the hotel's staff make them."""

from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentText
from contacts.forms.qr import qr_svg
from tests.factories.delivery import SendingDomainFactory
from tests.factories.forms import WORDS, form_made

pytestmark = pytest.mark.django_db
FORMS = "/api/v1/orgs/alpenblick/forms"


@pytest.fixture
def sending(group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        SendingDomainFactory()


def facts(hotel: Hotel, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Newsletter",
        "hotel_id": hotel.pk,
        "active": True,
        "fields": [{"name": "last_name", "required": True}, {"name": "custom.wishes"}],
        "words": {"de": WORDS["de"] | {"labels": {"wishes": "Wünsche"}}, "en": WORDS["en"]},
        "privacy_url": "https://www.seehof.example/privacy",
        "origins": ["https://WWW.seehof.example/"],
    } | changes


def test_a_form_is_made_and_read(client_of_a: Any, hotel_a: Hotel, sending: None) -> None:
    answer = client_of_a.post(FORMS, facts(hotel_a), format="json")
    assert answer.status_code == 201
    form = client_of_a.get(f"{FORMS}/{answer.json()['id']}").json()
    assert (form["name"], form["hotel"]["name"], form["languages"]) == (
        "Newsletter",
        "Seehof Bregenz",
        ["de", "en"],
    )
    assert form["fields"] == [
        {"name": "last_name", "required": True},
        {"name": "custom.wishes", "required": False},
    ]
    assert form["words"]["de"] == {
        "title": "Neues vom See", "intro": "", "button": "", "thanks": "", "labels": {"wishes": "Wünsche"},
        "consent": WORDS["de"]["consent"], "consent_version": 1,
    }  # fmt: skip
    assert form["origins"] == ["https://www.seehof.example"]
    assert form["counts"] == {
        "shown": 0, "posted": 0, "sent": 0, "confirmed": 0, "pending": 0, "refused": {}
    }  # fmt: skip
    assert form["public_url"] in form["snippets"]["iframe"]
    assert client_of_a.get(FORMS).json()["results"][0]["public_url"] == form["public_url"]


def test_a_new_wording_is_a_new_version_and_an_unchanged_one_is_not(
    client_of_a: Any, hotel_a: Hotel, sending: None
) -> None:
    form = client_of_a.post(FORMS, facts(hotel_a), format="json").json()
    other = client_of_a.post(
        FORMS,
        facts(hotel_a, name="Spa", words={"de": WORDS["de"] | {"consent": "Ja, zum Spa."}}),
        format="json",
    ).json()
    assert other["words"]["de"]["consent_version"] == 2
    again = client_of_a.patch(
        f"{FORMS}/{form['id']}", {"words": facts(hotel_a)["words"]}, format="json"
    ).json()
    assert again["words"]["de"]["consent_version"] == 1
    changed = client_of_a.patch(
        f"{FORMS}/{form['id']}", {"words": {"de": {"title": "Neu", "consent": "Ja, gern."}}}, format="json"
    ).json()
    assert (changed["languages"], changed["words"]["de"]["consent_version"]) == (["de"], 3)
    with tenant_scope(hotel_a.organization_id):
        texts = ConsentText.objects.filter(language="de").order_by("version").values_list("text", flat=True)
        assert list(texts) == [WORDS["de"]["consent"], "Ja, zum Spa.", "Ja, gern."]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fields": [{"name": "card_number"}]}, "fields"),
        ({"fields": [{"name": "custom.Wishes!"}]}, "fields"),
        ({"fields": [{"name": "country"}, {"name": "country"}]}, "fields"),
        ({"origins": ["https://*.seehof.example"]}, "origins"),
        ({"origins": ["http://www.seehof.example"]}, "origins"),
        ({"origins": ["https://www.seehof.example/news"]}, "origins"),
        ({"words": {"xx": {"title": "a", "consent": "b"}}}, "words"),
        ({"words": {}}, "words"),
        ({"privacy_url": ""}, "privacy_url"),
        ({"hotel_id": 1}, "hotel_id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client_of_a: Any, hotel_a: Hotel, hotel_b: Hotel, sending: None, change: dict[str, Any], field: str
) -> None:
    if "hotel_id" in change:
        change = {"hotel_id": hotel_b.pk}
    answer = client_of_a.post(FORMS, facts(hotel_a) | change, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_name_is_used_once_in_a_hotel(client_of_a: Any, hotel_a: Hotel, sending: None) -> None:
    client_of_a.post(FORMS, facts(hotel_a), format="json")
    assert client_of_a.post(FORMS, facts(hotel_a), format="json").json()["fields"].keys() == {"name"}


def test_a_form_that_could_send_no_letter_is_not_switched_on(client_of_a: Any, hotel_a: Hotel) -> None:
    answer = client_of_a.post(FORMS, facts(hotel_a), format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "domain_not_verified")
    assert client_of_a.post(FORMS, facts(hotel_a, active=False), format="json").status_code == 201


def test_an_active_form_is_switched_off_before_it_is_deleted(
    client_of_a: Any, hotel_a: Hotel, sending: None
) -> None:
    form = client_of_a.post(FORMS, facts(hotel_a), format="json").json()
    assert client_of_a.delete(f"{FORMS}/{form['id']}").status_code == 400
    client_of_a.patch(f"{FORMS}/{form['id']}", {"active": False}, format="json")
    assert client_of_a.delete(f"{FORMS}/{form['id']}").status_code == 204
    assert client_of_a.get(f"{FORMS}/{form['id']}").status_code == 404


def test_an_analyst_looks_and_changes_nothing(client_of_analyst: Any, hotel_a: Hotel) -> None:
    assert client_of_analyst.get(FORMS).status_code == 200
    assert client_of_analyst.post(FORMS, facts(hotel_a), format="json").status_code == 403


def test_the_qr_code_leads_to_the_forms_page(client_of_a: Any, hotel_a: Hotel, sending: None) -> None:
    form = client_of_a.post(FORMS, facts(hotel_a), format="json").json()
    answer = client_of_a.get(f"{FORMS}/{form['id']}/qr.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer.content.decode() == qr_svg(form["public_url"])


def test_words_to_begin_with_name_the_hotel(client_of_a: Any, hotel_a: Hotel) -> None:
    found = client_of_a.get(f"{FORMS}/suggestions?hotel={hotel_a.pk}").json()
    assert found["languages"] == ["en", "de", "fr", "it", "es"]
    assert [found["words"][language]["title"] for language in ("en", "de")] == [
        "News from Seehof Bregenz",
        "Neues von Seehof Bregenz",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(
    client_of_a: Any, hotel_a: Hotel, count: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(hotel_a.organization_id):
        for number in range(count):
            form_made(hotel=hotel_a, name=f"Form {number}")
    client_of_a.get(FORMS)
    with django_assert_num_queries(10):
        assert len(client_of_a.get(FORMS).json()["results"]) == count


def test_the_other_group_has_its_own(client_of_b: Any, group_b: Organization, hotel_a: Hotel) -> None:
    with tenant_scope(hotel_a.organization_id):
        form = form_made(hotel=hotel_a)
    address = f"/api/v1/orgs/{group_b.slug}/forms"
    assert client_of_b.get(address).json()["total"] == 0
    assert client_of_b.get(f"{address}/{form.pk}").status_code == 404
    assert client_of_b.get(f"{address}/{form.pk}/qr.svg").status_code == 404
