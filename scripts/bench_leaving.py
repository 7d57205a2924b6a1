"""One-click unsubscribe (RFC 8058) at 200 requests a second, beside a running campaign.

The letters of an earlier mailing are left one by one, each by a POST as a mailbox provider makes it, to gunicorn
as the product runs it, while two workers send a campaign to the same guests to Postfix's smtp-sink. With every
tenth goes a look at `/health/live`, which asks nothing of the database: what the web server itself takes.
"""

import argparse
import json
import os
import statistics
import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_servers, stop_servers  # noqa: E402

if TYPE_CHECKING:
    from delivery.models import Mailing
    from scripts.leaving.load import Answer, Load

GUESTS, SECONDS, RATE, WARM_UP = 150_000, 20, 200, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guests", type=int, default=GUESTS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE)
    options = parser.parse_args()
    ensure_servers()
    try:
        figures = measure(options.guests, options.seconds, options.rate)
    finally:
        stop_servers()
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def measure(guests: int, seconds: int, rate: int) -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    from accounts.tenancy import tenant_scope
    from delivery.keys import message_token
    from delivery.models import Message
    from scripts.leaving.load import load
    from scripts.leaving.web import web_server
    from scripts.sending.postfix_tools import smtp_sink
    from scripts.sending.workers import PROCESSES, celery_workers
    from scripts.sending.world import analyze, group_make, guests_make, mailing_frozen

    group = group_make()
    with tenant_scope(group.pk):
        hotel = guests_make(guests)
        earlier = mailing_sent(mailing_frozen(hotel))
        campaign = mailing_frozen(hotel)
        analyze()
        # Whoever leaves is spread over the whole campaign: some have their letter, some wait for it.
        numbers = list(
            Message.objects.filter(mailing=earlier).order_by("address_hash").values_list("pk", flat=True)
        )
        clicks = [
            f"/u/{message_token(organization_id=group.pk, message_id=number)}"
            for number in numbers[: WARM_UP + seconds * rate]
        ]
        with smtp_sink() as smtp, web_server() as port:
            load(port=port, paths=clicks[:WARM_UP], rate=rate / 4)
            environment = {"BELLHOP_RELAY_URL": f"smtp://127.0.0.1:{smtp}", "BELLHOP_RELAY_SIGNS": "1"}
            with celery_workers(environment):
                for _ in range(PROCESSES):
                    campaign_wake(campaign)
                before = wait_for_first(campaign)
                done = load(port=port, paths=clicks[WARM_UP:], rate=rate)
                handed = handed_of(campaign)
        left_require(clicks)
    if handed >= guests - len(clicks):
        print("The campaign was over before the clicks: take more --guests.", file=sys.stderr)
    return summary(done, (handed - before) / done.seconds)


def mailing_sent(mailing: "Mailing") -> "Mailing":
    """Call the mailing's letters handed over, as if they had gone yesterday."""
    from django.utils import timezone

    from delivery.models import Message
    from delivery.services.finish import mailing_finish_if_done
    from delivery.types import MessageState

    now = timezone.now()
    letters = Message.objects.filter(mailing=mailing, month=mailing.month)
    letters.update(state=MessageState.HANDED, handed_at=now, due_at=None)
    mailing_finish_if_done(mailing_id=mailing.pk, now=now)
    return mailing


def campaign_wake(campaign: "Mailing") -> None:
    from delivery.tasks import send_mailing

    send_mailing.delay(organization_id=campaign.organization_id, mailing_id=campaign.pk)


def wait_for_first(campaign: "Mailing") -> int:
    import time

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if handed := handed_of(campaign):
            return handed
        time.sleep(0.05)
    raise SystemExit("The campaign did not start.")


def handed_of(campaign: "Mailing") -> int:
    from delivery.selectors.mailings import mailing_counts

    return mailing_counts([campaign.pk])[campaign.pk]["handed"]


def left_require(clicks: list[str]) -> None:
    """Fail unless every click took somebody out, once, with a proof."""
    from compliance.models import ConsentEvent, Suppression

    known = Suppression.objects.count(), ConsentEvent.objects.filter(granted=False).count()
    if known != (len(clicks), len(clicks)):
        raise SystemExit(f"{len(clicks)} clicks left (suppressions, proofs) {known}.")


def summary(done: "Load", letters_per_second: float) -> dict[str, float]:
    refused = sum(answer.status != HTTPStatus.OK for answer in (*done.clicks, *done.health))
    if refused:
        raise SystemExit(f"{refused} requests were not answered by 200.")
    clicks, health = milliseconds(done.clicks), milliseconds(done.health)
    median = statistics.median(clicks)
    figures = {
        "one_click_median_ms": median,
        "one_click_p95_ms": clicks[int(len(clicks) * 0.95)],
        "requests_per_second": len(clicks) / done.seconds,
        "health_median_ms": statistics.median(health),
        "ratio": median / statistics.median(health),
        "campaign_letters_per_second": letters_per_second,
    }
    print(
        f"one-click median {median:6.1f} ms   p95 {figures['one_click_p95_ms']:6.1f} ms   "
        f"{figures['requests_per_second']:4.0f}/s   /health/live {figures['health_median_ms']:5.1f} ms   "
        f"beside {letters_per_second:,.0f} letters/s"
    )
    return figures


def milliseconds(answers: "list[Answer]") -> list[float]:
    return sorted(answer.seconds * 1000 for answer in answers)


if __name__ == "__main__":
    main()
