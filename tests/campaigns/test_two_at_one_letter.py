"""A campaign's letter of blocks, and two people at one letter: the later save is refused until it is meant."""

from typing import Any

import pytest

from accounts.models import Hotel

ORG = "/api/v1/orgs/alpenblick"
FOOTER = {"id": "end", "type": "footer"}


def letter(heading: str) -> dict[str, Any]:
    return {"version": 1, "blocks": [{"id": "a", "type": "text", "heading": heading}, FOOTER]}


@pytest.fixture
def campaign(client_of_a: Any, hotel_a: Hotel) -> dict[str, Any]:
    facts = {"name": "Winter", "hotel_id": hotel_a.pk, "document": letter("Snow")}
    made: dict[str, Any] = client_of_a.post(f"{ORG}/campaigns", facts, format="json").json()
    return made


@pytest.fixture
def template(client_of_a: Any, hotel_a: Hotel) -> dict[str, Any]:
    facts = {"name": "Winter", "document": letter("Snow")}
    made: dict[str, Any] = client_of_a.post(f"{ORG}/templates", facts, format="json").json()
    return made


def change(client: Any, path: str, facts: dict[str, Any], seen: str) -> Any:
    return client.patch(f"{ORG}/{path}", facts, format="json", headers={"If-Match": f'"{seen}"'})


@pytest.mark.django_db
def test_a_campaigns_blocks_are_written_in_its_brand_and_kept(
    client_of_a: Any, campaign: dict[str, Any]
) -> None:
    assert campaign["document"]["blocks"][0]["heading"] == "Snow"
    assert "Snow" in campaign["mjml"]
    changed = change(
        client_of_a,
        f"campaigns/{campaign['id']}",
        {"document": letter("Ice"), "mjml": "x"},
        campaign["updated_at"],
    )
    assert "Ice" in changed.json()["mjml"]
    assert changed.json()["document"]["blocks"][0]["heading"] == "Ice"


@pytest.mark.django_db
def test_a_broken_block_of_a_campaign_is_refused_at_its_field(
    client_of_a: Any, campaign: dict[str, Any]
) -> None:
    broken = {"blocks": [{"id": "a", "type": "button", "url": "javascript:alert(1)"}, FOOTER]}
    answer = client_of_a.patch(f"{ORG}/campaigns/{campaign['id']}", {"document": broken}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["document.blocks.0.url"])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["campaign", "template"])
def test_a_save_upon_an_older_state_is_refused_naming_who_was_first(
    client_of_a: Any, kind: str, request: pytest.FixtureRequest
) -> None:
    opened = request.getfixturevalue(kind)
    path = f"{kind}s/{opened['id']}"
    first = change(client_of_a, path, {"subject": "First"}, opened["updated_at"])
    assert first.status_code == 200
    late = change(client_of_a, path, {"subject": "Late"}, opened["updated_at"])
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert "@bellhop.example saved this" in late.json()["message"]
    assert client_of_a.get(f"{ORG}/{path}").json()["subject"] == "First"
    meant = client_of_a.patch(f"{ORG}/{path}", {"subject": "Late"}, format="json")
    assert meant.json()["subject"] == "Late"


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["yesterday", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"])
def test_a_state_that_is_no_time_is_refused(client_of_a: Any, campaign: dict[str, Any], named: str) -> None:
    assert change(client_of_a, f"campaigns/{campaign['id']}", {"subject": "x"}, named).status_code == 400
