"""What people do to a campaign, by HTTP: send, pause, unsubscribe."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Hotel, Organization
from accounts.services.keys import key_create
from accounts.tenancy import tenant_scope
from accounts.types import Role
from campaigns.models import Campaign
from delivery.keys import message_token
from tests.factories.campaigns import CampaignFactory
from tests.faults.campaign import Run
from tests.faults.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True)
class Desk:
    """A person at the web address `web`, who may do everything in one organisation."""

    web: str
    organization: Organization
    hotel: Hotel
    key: str

    @classmethod
    def of(
        cls, web: str, organization: Organization, hotel: Hotel, *, now: datetime, name: str = "desk"
    ) -> "Desk":
        _key, secret = key_create(organization=organization, name=name, role=Role.OWNER, actor=None, now=now)
        return cls(web, organization, hotel, secret)

    def draft(self) -> int:
        with tenant_scope(self.organization.pk):
            campaign: Campaign = CampaignFactory(hotel=self.hotel)
        return campaign.pk

    def act(self, campaign: int, act: str, facts: dict[str, Any] | None = None, *, once: str = "") -> Answer:
        path = f"/api/v1/orgs/{self.organization.slug}/campaigns/{campaign}/{act}"
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if once:
            headers["Idempotency-Key"] = once
        return post(self.web + path, json.dumps(facts or {}).encode(), headers)

    def send(self, campaign: int, size: int, *, once: str = "") -> Answer:
        return self.act(campaign, "send", {"at": None, "acknowledged": size}, once=once)

    def run(self, campaign: int, size: int) -> Run:
        """The campaign's mailing, once a worker has started it."""
        found: list[int] = []

        def started() -> bool:
            with tenant_scope(self.organization.pk):
                mailing_id = Campaign.objects.get(pk=campaign).mailing_id
            found[:] = [mailing_id] if mailing_id else []
            return bool(found)

        wait_until(started, "the campaign to start", seconds=120)
        return Run(self.organization, self.hotel, found[0], size)


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
            return Answer(answer.status, read(answer.read()))
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, read(refused.read()))


def read(body: bytes) -> Any:
    return json.loads(body) if body.startswith((b"{", b"[")) else body


def unsubscribe(web: str, run: Run, message_id: int) -> Answer:
    """One click, as RFC 8058 has a mailbox provider do it."""
    token = message_token(organization_id=run.organization.pk, message_id=message_id)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return post(f"{web}/u/{token}", b"List-Unsubscribe=One-Click", form)


def at_once(times: int, act: Any) -> list[Answer]:
    """`act(number)` so many times at the same moment."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))
