"""The main job, told step by step: reservations in, guests with a lawful basis, a campaign out, its numbers."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.tenancy import tenant_scope
from analytics.services.rollup import email_stats_roll_up
from campaigns.models import Campaign
from campaigns.services.audience import audience_answer
from campaigns.services.campaigns import campaign_create
from campaigns.services.sending import campaign_send
from campaigns.tasks import start_campaign
from campaigns.types import AudienceSpec, CampaignStatus
from compliance.selectors.texts import reason_text
from compliance.services.consent import consents_record
from compliance.types import Basis, ConsentEntry, Purpose
from config.demo.catcher import Catcher
from config.demo.children import Addresses
from config.demo.guests import act, agreeing, plan
from config.demo.officials import official_examples
from config.demo.progress import Narrator
from config.demo.world import World
from config.services import ServerFailed
from config.services.paths import ROOT
from contacts.models import Guest, Stay
from contacts.selectors.guests import kind_counts
from contacts.services.imports import contacts_import
from contacts.types import EmailKind
from delivery.selectors.mailings import engagement_counts, mailing_counts, mailing_excluded
from integrations_ota.models import Connection, Reservation
from integrations_ota.tasks import pull_connection

EXPORT = ROOT / "config" / "demo" / "data" / "newsletter-export.csv"
PATIENCE = 180.0


@dataclass(slots=True)
class Story:
    world: World
    addresses: Addresses
    narrator: Narrator

    def tell(self) -> dict[str, Any]:
        """Do the job and return its figures. Raises ServerFailed when a step does not come to its end."""
        organization_id = self.world.organization.pk
        catcher = Catcher(self.addresses.mail)
        before, began = catcher.count(), time.monotonic()
        with tenant_scope(organization_id):
            self.pull()
            self.bring_subscribers()
            campaign = self.send()
            result = self.follow(campaign, catcher, before)
            seconds = time.monotonic() - began
            self.read(campaign, catcher, before)
            engagement = engagement_counts([campaign.mailing_id or 0]).get(campaign.mailing_id or 0, {})
            email_stats_roll_up(now=timezone.now())
        result |= {
            "opened": engagement.get("open", 0),
            "clicked": engagement.get("click", 0),
            "unsubscribed": engagement.get("unsubscribe", 0),
            "seconds": round(seconds, 1),
        }
        return result

    def pull(self) -> None:
        say = self.narrator
        say.step("Pulling the reservations of three hotels from AlpineBits and Channex")
        began = timezone.now()
        for connection in self.world.connections:
            pull_connection.delay(organization_id=self.world.organization.pk, connection_id=connection.pk)
        goal = sandbox_truth(self.addresses.sandbox)["reservations"]

        def progress() -> tuple[int, int]:
            done = pulled_since(began)
            return (
                goal if done == len(self.world.connections) else min(Reservation.objects.count(), goal - 1)
            ), goal

        self.require(
            say.watch("reservations", progress, patience=PATIENCE), "The channels were not pulled in time"
        )
        say.fact(
            f"{Reservation.objects.count():,} reservations, {Stay.objects.count():,} stays, "
            f"{Guest.objects.count():,} guests; {kind_counts()['real']:,} with an address of their own"
        )
        if lines := official_examples():
            say.fact(f"Official AlpineBits examples, counted apart: {lines}")

    def bring_subscribers(self) -> None:
        self.narrator.step("Importing the newsletter list of the old e-mail service")
        outcome = contacts_import(
            file=EXPORT.read_bytes(), file_name=EXPORT.name, source="newsletter", basis="consent",
            actor=self.world.owner, now=timezone.now(),
        )  # fmt: skip
        self.narrator.fact(
            f"{outcome.total} rows: {outcome.imported} new, {outcome.updated} known, {outcome.duplicate} twice, "
            f"{outcome.rejected} rejected with a reason"
        )

    def send(self) -> Campaign:
        say, now = self.narrator, timezone.now()
        say.step("Writing to every guest who may be written to")
        count = audience_answer(spec=AudienceSpec(), now=now)
        say.fact(
            f"{count.audience:,} guests: {count.allowed:,} allowed, {sum(count.excluded.values()):,} not:"
        )
        for reason, guests in sorted(count.excluded.items(), key=lambda item: -item[1]):
            say.fact(f"  {guests:>6,}  {reason_text(reason)}")
        # A letter asks for nothing that may not be noted, so they are asked first.
        inboxes = Guest.objects.filter(email_kind=EmailKind.REAL).values_list("email", flat=True)
        agree_to_tracking(agreeing(inboxes), now=now)
        facts = {
            "name": f"Spring by the lake, {now:%d %B %H:%M:%S}",
            "hotel_id": self.world.hotels[0].pk,
            "template_id": self.world.template.pk,
            "audience": AudienceSpec().to_json(),
        }
        campaign = campaign_create(facts=facts, actor=self.world.owner, now=now)
        campaign = campaign_send(
            campaign_id=campaign.pk, at=None, acknowledged=count.allowed, key=f"demo-{campaign.pk}",
            actor=self.world.owner, now=timezone.now(),
        )  # fmt: skip
        start_campaign.delay(organization_id=self.world.organization.pk, campaign_id=campaign.pk)
        return campaign

    def follow(self, campaign: Campaign, catcher: Catcher, before: int) -> dict[str, Any]:
        def progress() -> tuple[int, int]:
            campaign.refresh_from_db()
            if campaign.status == CampaignStatus.FAILED:
                raise ServerFailed(campaign.failure)
            if campaign.mailing_id is None:
                return 0, 1
            counts = mailing_counts([campaign.mailing_id])[campaign.mailing_id]
            waiting = sum(counts.get(state, 0) for state in ("queued", "claimed", "deferred"))
            to_send = sum(counts.values()) - counts.get("skipped", 0)
            return to_send - waiting, to_send

        self.require(
            self.narrator.watch("mails sent", progress, patience=PATIENCE), "The campaign did not end"
        )
        mailing_id = campaign.mailing_id or 0
        counts = mailing_counts([mailing_id])[mailing_id]
        sent, excluded = counts.get("handed", 0), mailing_excluded(mailing_id)

        def inbox() -> tuple[int, int]:
            return catcher.count() - before, sent

        self.narrator.watch("in the inbox, says the mail catcher", inbox, patience=30)
        return {
            "reservations": Reservation.objects.count(),
            "stays": Stay.objects.count(),
            "guests": Guest.objects.count(),
            "audience": sum(counts.values()),
            "allowed": sum(counts.values()) - sum(excluded.values()),
            "excluded": excluded,
            "sent": sent,
            "in_inbox": catcher.count() - before,
        }

    def read(self, campaign: Campaign, catcher: Catcher, before: int) -> None:
        self.narrator.step("Guests read their mail: some open it, some click, one or two leave")
        mails = list(catcher.mails(skip=before))
        reading = plan(mails, catcher.one_click_address)
        act(reading)
        self.narrator.fact(
            f"{len(reading.opens):,} opened, {len(reading.clicks):,} clicked, {len(reading.leaves):,} unsubscribed "
            f"with one click (campaign '{campaign.name}')"
        )

    def require(self, reached: object, otherwise: str) -> None:
        if not reached:
            raise ServerFailed(f"{otherwise}; var/log says more.")


def agree_to_tracking(addresses: Iterable[str], *, now: datetime) -> None:
    """The guests say yes, as they would in the preference centre."""
    consents_record(
        entries=[
            ConsentEntry(
                purpose=Purpose.OPEN_TRACKING, granted=True, basis=Basis.CONSENT, source="preference_centre",
                evidence={"simulated": True}, occurred_at=now, address=address,
            )
            for address in sorted(addresses)
        ],
        now=now,
    )  # fmt: skip


def pulled_since(began: datetime) -> int:
    return Connection.objects.filter(last_success_at__gte=began).count()


def sandbox_truth(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/_control/truth", timeout=10) as answer:  # noqa: S310 - loopback
        truth: dict[str, Any] = json.load(answer)
    return truth


def holds(result: dict[str, Any]) -> list[str]:
    """What the figures must satisfy; the sentences of those that do not hold."""
    rules: dict[str, Callable[[], bool]] = {
        "every mail sent is in the inbox": lambda: result["sent"] == result["in_inbox"],
        "every allowed guest was sent to": lambda: result["sent"] == result["allowed"],
        "allowed and excluded add up to the audience": lambda: (
            result["allowed"] + sum(result["excluded"].values()) == result["audience"]
        ),
        "something was sent": lambda: result["sent"] > 0,
        "opens, clicks and leaving were counted": lambda: (
            min(result["opened"], result["clicked"], result["unsubscribed"]) > 0
        ),
    }
    return [sentence for sentence, rule in rules.items() if not rule()]
