"""What a visitor of a form's page does: reads it, proves work, posts, and follows the letter."""

import re
from base64 import b64encode
from email import message_from_bytes, policy
from hashlib import sha256
from html import unescape
from typing import Any

import orjson
from django.test import Client
from django.utils import timezone

from accounts.tenancy import tenant_scope
from contacts.models import SignupForm
from contacts.selectors.forms import form_token
from delivery.models import Mailing
from delivery.services.sending import mailing_send
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_TASK = re.compile(r'data-challenge="([^"]*)"')
_LINK = re.compile(r"https?://[^\s\"<>]+/f/c/([\w-]+)")


def proof_sent(evidence: dict[str, Any], sink: Sink) -> bool:
    """The evidence names the letter that went out last, by its Message-ID and the server's own name for it."""
    named = evidence["message_id"], evidence["queue_id"], evidence["sent_at"]
    return named == (sink.message_ids()[-1], f"Q{len(sink.received)}", NOW.isoformat())


def path_of(form: SignupForm) -> str:
    with tenant_scope(form.organization_id):
        return f"/f/{form_token(form)}"


def solve(task: dict[str, Any]) -> str:
    """The payload of an ALTCHA widget, found as it finds it."""
    number = next(
        n for n in range(task["maxnumber"] + 1)
        if sha256(f"{task['salt']}{n}".encode()).hexdigest() == task["challenge"]
    )  # fmt: skip
    names = ("algorithm", "challenge", "salt", "signature")
    return b64encode(orjson.dumps({name: task[name] for name in names} | {"number": number})).decode()


def page_read(client: Client, path: str, **headers: str) -> dict[str, str]:
    """The hidden fields of a fresh page, with its task solved."""
    body = client.get(path, headers=headers).content.decode()
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(body)}
    task = _TASK.search(body)
    assert task is not None
    return hidden | {"altcha": solve(orjson.loads(unescape(task[1])))}


def post(client: Client, path: str, *, ip: str = "203.0.113.7", **changes: str) -> Any:
    """Read the page, fill it in and send it."""
    fields = page_read(client, path) | {"email": "ada@example.com", "consent": "yes"} | changes
    return client.post(path, fields, REMOTE_ADDR=ip, headers={"User-Agent": "Firefox"})


def letters_leave(form: SignupForm) -> None:
    with tenant_scope(form.organization_id):
        for mailing_id in Mailing.objects.exclude(kind="").values_list("pk", flat=True):
            mailing_send(mailing_id=mailing_id, worker="w1", clock=timezone.now)


def link_in(sink: Sink, number: int = -1) -> str:
    """The path of a letter's link, from its text part."""
    letter = message_from_bytes(sink.received[number][1], policy=policy.default)
    text = next(letter.iter_parts()).get_content()
    found = _LINK.search(text)
    assert found is not None
    return f"/f/c/{found[1]}"
