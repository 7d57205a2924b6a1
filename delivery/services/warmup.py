"""Warm-up of domains: begun and ended by a person. What a day allows is enforced by `pace_take`."""

from datetime import date, datetime

from django.db import transaction

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from delivery.models import DomainWarmUp
from delivery.pace.warmup import PLANS
from delivery.services.limits import limits_forget


def warm_up_plan_check(plan: str) -> None:
    """Raise InvalidInput unless there is such a plan."""
    if plan not in PLANS:
        known = ", ".join(sorted(PLANS))
        raise InvalidInput(
            f"There is no warm-up plan {plan}.", fields={"warm_up_plan": [f"Choose one of: {known}."]}
        )


@transaction.atomic
def domain_warm_up_start(
    *, domain: str, plan: str, started_on: date, actor: User | None, now: datetime
) -> DomainWarmUp:
    """Let a domain begin slowly, or begin anew. Raises InvalidInput."""
    warm_up_plan_check(plan)
    row, _ = DomainWarmUp.objects.update_or_create(
        domain=domain.lower(), defaults={"plan": plan, "started_on": started_on}
    )
    audit_record(
        actor=actor, action="domain_warm_up.started", target=row, now=now, domain=row.domain, plan=plan,
        started_on=started_on.isoformat(),
    )  # fmt: skip
    limits_forget()
    return row


@transaction.atomic
def domain_warm_up_end(*, warm_up_id: int, actor: User | None, now: datetime) -> None:
    """Send without the plan from now on. Raises NotFound."""
    row = DomainWarmUp.objects.select_for_update().filter(pk=warm_up_id).first()
    if row is None:
        raise NotFound("There is no such warm-up.")
    audit_record(actor=actor, action="domain_warm_up.ended", target=row, now=now, domain=row.domain)
    row.delete()
    limits_forget()
