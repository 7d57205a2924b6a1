"""GDPR 13, 14: a privacy policy for each group, in versions that nobody changes, read by anybody."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import PrivacyPolicy
from tests.factories.forms import form_made

POLICY = "/api/v1/orgs/alpenblick/privacy-policy"
TEXTS = {"en": "We keep <b>little</b>.\n\nAsk us.", "de": "Wir behalten wenig."}


def publish(client: Any, texts: dict[str, str] | None = None) -> Any:
    client.put(POLICY, {"texts": TEXTS if texts is None else texts}, format="json")
    return client.post(f"{POLICY}/publish")


def test_a_draft_is_seen_by_nobody_until_it_is_published(client_of_a: Any, visitor: Client) -> None:
    answer = client_of_a.put(POLICY, {"texts": TEXTS}, format="json").json()
    assert answer == {"draft": TEXTS, "versions": [], "url": "/privacy/alpenblick"}
    assert visitor.get("/privacy/alpenblick").status_code == 404
    assert client_of_a.post(f"{POLICY}/publish").status_code == 201
    page = visitor.get("/privacy/alpenblick")
    assert page.status_code == 200
    # A text is text: no markup of it reaches the page.
    assert b"We keep &lt;b&gt;little&lt;/b&gt;." in page.content


def test_each_version_stays_readable_and_the_newest_is_shown(client_of_a: Any, visitor: Client) -> None:
    publish(client_of_a)
    publish(client_of_a, {"en": "We keep less."})
    assert b"We keep less." in visitor.get("/privacy/alpenblick").content
    assert b"We keep &lt;b&gt;little" in visitor.get("/privacy/alpenblick/1").content
    assert visitor.get("/privacy/alpenblick/3").status_code == 404
    versions = client_of_a.get(POLICY).json()["versions"]
    assert [(row["version"], row["texts"]) for row in versions] == [(2, {"en": "We keep less."}), (1, TEXTS)]


def test_a_reader_gets_their_language_or_english(client_of_a: Any, visitor: Client) -> None:
    publish(client_of_a)
    german = visitor.get("/privacy/alpenblick", HTTP_ACCEPT_LANGUAGE="de-AT,en;q=0.5")
    assert b"Wir behalten wenig." in german.content
    assert b"We keep" in visitor.get("/privacy/alpenblick", HTTP_ACCEPT_LANGUAGE="fi").content
    assert b"Wir behalten wenig." in visitor.get("/privacy/alpenblick?lang=de").content
    # The way to another language is named as its speakers call it.
    assert 'lang="en">English</a>' in german.content.decode()


def test_an_empty_or_unchanged_draft_is_not_published(client_of_a: Any) -> None:
    assert client_of_a.post(f"{POLICY}/publish").status_code == 400
    assert publish(client_of_a, {"en": "  "}).status_code == 400
    assert publish(client_of_a).status_code == 201
    assert "as version 1" in publish(client_of_a).json()["message"]


def test_a_language_that_is_none_is_refused(client_of_a: Any) -> None:
    assert client_of_a.put(POLICY, {"texts": {"<b>": "x"}}, format="json").status_code == 400


def test_the_database_refuses_to_change_a_version(client_of_a: Any, group_a: Organization) -> None:
    publish(client_of_a)
    with tenant_scope(group_a.pk), transaction.atomic(), pytest.raises(DatabaseError):
        PrivacyPolicy.objects.update(texts={"en": "We keep all."})


def test_an_analyst_reads_and_does_not_write(client_of_analyst: Any) -> None:
    assert client_of_analyst.get(POLICY).status_code == 200
    assert client_of_analyst.put(POLICY, {"texts": TEXTS}, format="json").status_code == 403
    assert client_of_analyst.post(f"{POLICY}/publish").status_code == 403


def test_another_group_reaches_neither_draft_nor_publication(client_of_a: Any, client_of_b: Any) -> None:
    client_of_a.put(POLICY, {"texts": TEXTS}, format="json")
    assert client_of_b.get(POLICY).status_code == 404
    assert client_of_b.post(f"{POLICY}/publish").status_code == 404
    assert client_of_b.get("/api/v1/orgs/costa-verde/privacy-policy").json()["draft"] == {}


def test_a_form_links_to_the_published_policy_unless_it_names_another(
    client_of_a: Any, group_a: Organization, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://mail.bellhop.example"
    publish(client_of_a)
    with tenant_scope(group_a.pk):
        own = form_made(privacy_url="")
        other = form_made(name="Spa", hotel=own.hotel)
    assert own.privacy_url == "https://mail.bellhop.example/privacy/alpenblick"
    assert other.privacy_url == "https://www.seehof.example/privacy"
