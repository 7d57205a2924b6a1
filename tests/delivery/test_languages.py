"""Guests' pages speak English, German, French, Italian and Spanish, by gettext, without gettext installed."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.keys import message_token
from delivery.models import Message
from tests.factories.delivery import mailing_started

WORDS = {
    "en": ("You are unsubscribed", "What you get from us", "This link is not complete"),
    "de": ("Sie sind abgemeldet", "Was Sie von uns bekommen", "Dieser Link ist nicht vollständig"),
    "fr": ("Vous êtes désabonné", "Ce que vous recevez de nous", "Lien inconnu"),
    "it": ("La cancellazione è avvenuta", "Che cosa riceve da noi", "Questo link non è completo"),
    "es": ("Se ha dado de baja", "Lo que recibe de nosotros", "Este enlace no está completo"),
}


@pytest.fixture
def token(group_a: Organization) -> str:
    with tenant_scope(group_a.pk):
        mailing_started(guests=1)
        letter = Message.objects.get()
        Message.objects.update(language="")
    return message_token(organization_id=group_a.pk, message_id=letter.pk)


def spoken(answer: Any, language: str) -> bool:
    page = answer.content.decode()
    return f'<html lang="{language}">' in page and answer["Content-Language"] == language


def test_each_sentence_is_translated_and_each_mo_is_its_po() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.django_db
@pytest.mark.parametrize("language", WORDS)
def test_every_page_speaks_the_readers_language(visitor: Client, token: str, language: str) -> None:
    left, choose, unknown = WORDS[language]
    asks: Any = {"HTTP_ACCEPT_LANGUAGE": f"{language}-XX,{language};q=0.9,pt;q=0.5"}
    for answer, words in (
        (visitor.get(f"/m/{token}", **asks), choose),
        (visitor.post(f"/u/{token}", HTTP_ACCEPT="text/html", **asks), left),
        (visitor.get("/u/x", **asks), unknown),
        (visitor.get(f"/u/x?lang={language}"), unknown),
    ):
        assert words in answer.content.decode()
        assert spoken(answer, language)


@pytest.mark.django_db
def test_the_guests_own_language_outweighs_the_browsers_and_a_click_both(visitor: Client, token: str) -> None:
    with tenant_scope(int(Organization.objects.get().pk)):
        Message.objects.update(language="fr-CH")
    italian: Any = {"HTTP_ACCEPT_LANGUAGE": "it"}
    assert spoken(visitor.get(f"/u/{token}", **italian), "fr")
    assert spoken(visitor.get(f"/u/{token}?lang=es", **italian), "es")
    assert spoken(visitor.get(f"/u/{token}?lang=xx", **italian), "fr")
    assert (
        '<a href="?lang=de" lang="de" hreflang="de">Deutsch</a>'
        in visitor.get(f"/u/{token}").content.decode()
    )


@pytest.mark.django_db
def test_a_language_we_do_not_have_is_answered_in_english(visitor: Client) -> None:
    assert spoken(visitor.get("/u/x", HTTP_ACCEPT_LANGUAGE="pt-BR"), "en")
