"""Relays made, changed, taken away and tried. Names are looked up before a transaction begins."""

from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.secrets import seal
from accounts.services.audit import audit_record
from delivery.models import Relay
from delivery.selectors.relays import relay_get
from delivery.services.limits import limits_forget
from delivery.services.routing import relay_address
from delivery.services.warmup import warm_up_plan_check
from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.hello import relay_hello
from delivery.smtp.hosts import HostRefused, mail_host_require
from delivery.types import RelaySecurity

# A person waits for the answer.
_HELLO_TIMEOUT = 10.0
# A password must not be carried to another server, or over an open line, by changing one of these.
_BOUND_TO_PASSWORD = ("host", "port", "username", "security")


@dataclass(frozen=True, slots=True)
class RelayTrial:
    """How a greeting went; `message` is a sentence for whoever asked."""

    works: bool
    message: str
    offers: tuple[str, ...] = ()


def relay_create(*, actor: User | None, now: datetime, password: str = "", **facts: Any) -> Relay:
    """Add a relay. `facts` are the model's fields. Raises InvalidInput for a host that must not be called."""
    relay = Relay(**facts, created_at=now, password=seal(password) if password else "")
    _check(relay)
    with transaction.atomic():
        relay.save()
        _audit("relay.created", relay, actor, now, sorted(facts))
    limits_forget()
    return relay


def relay_update(
    *, relay_id: int, actor: User | None, now: datetime, password: str | None = None, **facts: Any
) -> Relay:
    """Change a relay; a password of None stays as it is. A change lets it be tried again at once.

    Raises NotFound, InvalidInput.
    """
    before = relay_get(relay_id=relay_id)
    moved = any(name in facts and facts[name] != getattr(before, name) for name in _BOUND_TO_PASSWORD)
    if before.password and moved and password is None:
        raise InvalidInput(
            "The relay's address or way of logging in changes, so its password has to be entered again.",
            fields={"password": ["Enter the password for the new settings."]},
        )
    _check(_changed(before, facts, password))
    with transaction.atomic():
        relay = _changed(Relay.objects.select_for_update().get(pk=relay_id), facts, password)
        relay.failures, relay.down_until, relay.last_error = 0, None, ""
        relay.save()
        changed = sorted(facts) + (["password"] if password is not None else [])
        _audit("relay.changed", relay, actor, now, changed)
    limits_forget()
    return relay


@transaction.atomic
def relay_delete(*, relay_id: int, actor: User | None, now: datetime) -> None:
    """Take a relay away; what waits goes by the next one. Raises NotFound."""
    relay = relay_get(relay_id=relay_id)
    _audit("relay.deleted", relay, actor, now, [])
    relay.delete()
    limits_forget()


@transaction.atomic
def relay_assign(
    *, relay_id: int, source_address: str, log_path: str, actor: User | None, now: datetime
) -> Relay:
    """Give a relay one of this machine's addresses to call from, and the log of a Postfix on this machine.

    For the operator only: both name things that belong to no organisation. Raises NotFound, InvalidInput.
    """
    if source_address:
        try:
            ip_address(source_address)
        except ValueError as error:
            raise InvalidInput(f"{source_address} is not an IP address.") from error
    relay = relay_get(relay_id=relay_id)
    relay.source_address, relay.log_path = source_address, log_path
    relay.save(update_fields=["source_address", "log_path"])
    _audit("relay.assigned", relay, actor, now, ["log_path", "source_address"])
    limits_forget()
    return relay


def relay_try(*, relay_id: int, actor: User | None, now: datetime) -> RelayTrial:
    """Open a connection, greet, log in, and leave; a relay that answers is no longer down. Raises NotFound.

    Must be called outside a transaction.
    """
    relay = relay_get(relay_id=relay_id)
    trial = _greet(relay)
    with transaction.atomic():
        row = Relay.objects.filter(pk=relay.pk)
        if trial.works:
            row.update(failures=0, down_until=None, last_error="")
        else:
            row.update(last_error=trial.message[:300])
        _audit("relay.tried", relay, actor, now, [])
    return trial


def _greet(relay: Relay) -> RelayTrial:
    try:
        _require_allowed(relay)
        offers = relay_hello(replace(relay_address(relay), timeout=_HELLO_TIMEOUT))
    except (HostRefused, RelayUnavailable) as failed:
        return RelayTrial(works=False, message=failed.reason)
    except ValueError:
        lost = "The stored password cannot be opened any more. Enter it again."
        return RelayTrial(works=False, message=lost)
    return RelayTrial(True, "The relay answers and would take letters.", offers)


def _changed(relay: Relay, facts: dict[str, Any], password: str | None) -> Relay:
    for name, value in facts.items():
        setattr(relay, name, value)
    if password is not None:
        relay.password = seal(password) if password else ""
    return relay


def _check(relay: Relay) -> None:
    if Relay.objects.filter(name=relay.name).exclude(pk=relay.pk).exists():
        raise InvalidInput(
            f"There is a relay named {relay.name} already.", fields={"name": ["Choose another name."]}
        )
    if relay.warm_up_plan:
        warm_up_plan_check(relay.warm_up_plan)
    if relay.username and relay.security == RelaySecurity.NONE and not _private_allowed():
        raise InvalidInput(
            "Without TLS the relay's password would travel in the open.",
            fields={"security": ["Choose STARTTLS or TLS."]},
        )
    try:
        _require_allowed(relay)
    except HostRefused as refused:
        raise InvalidInput(refused.reason, fields={"host": [refused.reason]}) from refused


def _require_allowed(relay: Relay) -> None:
    mail_host_require(host=relay.host, port=relay.port, allow_private=_private_allowed())


def _private_allowed() -> bool:
    return bool(settings.BELLHOP_ALLOW_PRIVATE_RELAYS)


def _audit(action: str, relay: Relay, actor: User | None, now: datetime, changed: list[str]) -> None:
    """Names of what changed, never a password."""
    where = f"{relay.host}:{relay.port}"
    audit_record(
        actor=actor, action=action, target=relay, now=now, name=relay.name, host=where, changed=changed
    )
