"""DKIM keys changed without a letter that cannot be verified: publish, see it in DNS, sign, retire.

Each algorithm has two selectors, used in turn. The key that stops signing stays in DNS, since letters under
way carry its signature; a week later its private half is destroyed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.errors import NotFound
from accounts.models import User
from accounts.secrets import seal
from accounts.services.audit import audit_record
from delivery.dns.checks import record_check
from delivery.dns.records import KeyRecord, dkim_record
from delivery.dns.resolver import DnsResolver, Resolver
from delivery.errors import DkimRotationRefused
from delivery.models import DkimKey, SendingDomain
from delivery.services.domain_records import KEY_TYPES
from delivery.smtp import dkim, ed25519
from delivery.types import DkimAlgorithm, DkimKeyState

RETIRING_FOR = timedelta(days=7)
SELECTORS: dict[DkimAlgorithm, tuple[str, str]] = {
    DkimAlgorithm.RSA: ("bellhop1", "bellhop2"),
    DkimAlgorithm.ED25519: ("bellhop1e", "bellhop2e"),
}
_MAKERS: dict[DkimAlgorithm, tuple[Callable[[], str], Callable[[str], str]]] = {
    DkimAlgorithm.RSA: (dkim.key_generate, dkim.public_key_of),
    DkimAlgorithm.ED25519: (ed25519.key_generate, ed25519.public_key_of),
}
A, S = DkimAlgorithm, DkimKeyState


def dkim_key_create(
    *, domain: SendingDomain, selector: str, algorithm: DkimAlgorithm, state: DkimKeyState, now: datetime
) -> DkimKey:
    """Make a key; its private half is stored sealed."""
    generate, public_of = _MAKERS[algorithm]
    private = generate()
    return DkimKey.objects.create(
        domain=domain,
        selector=selector,
        algorithm=algorithm.value,
        private_key=seal(private),
        public_key=public_of(private),
        state=state.value,
        created_at=now,
        activated_at=now if state is S.ACTIVE else None,
    )


@transaction.atomic
def rotation_begin(
    *, domain_id: int, actor: User | None, now: datetime, algorithm: DkimAlgorithm = A.RSA
) -> DkimKey:
    """Make the next key on the free selector, to be published. Raises DkimRotationRefused."""
    row = SendingDomain.objects.select_for_update().get(pk=domain_id)
    taken = list(DkimKey.objects.filter(domain=row, algorithm=algorithm).exclude(state=S.RETIRED))
    waiting = next((key for key in taken if key.state == S.WAITING), None)
    if waiting is not None:
        raise DkimRotationRefused(
            f"The key {waiting.selector} is waiting to be published already. Publish it, then activate it."
        )
    selectors = {key.selector for key in taken}
    free = next((selector for selector in SELECTORS[algorithm] if selector not in selectors), None)
    if free is None:
        raise DkimRotationRefused(
            "The previous key is still being retired, since letters under way carry its signature. "
            f"Try again {RETIRING_FOR.days} days after the last change."
        )
    key = dkim_key_create(domain=row, selector=free, algorithm=algorithm, state=S.WAITING, now=now)
    audit_record(
        actor=actor, action="dkim_key.created", target=key, now=now, domain=row.domain, selector=free
    )
    return key


def rotation_activate(
    *, key_id: int, domain_id: int, actor: User | None, now: datetime, resolver: Resolver | None = None
) -> DkimKey:
    """Sign with a waiting key from now on, once DNS shows it; the key before it retires.

    Must be called outside a transaction. Raises NotFound, DkimRotationRefused.
    """
    key = DkimKey.objects.select_related("domain").filter(pk=key_id, domain_id=domain_id).first()
    if key is None:
        raise NotFound("There is no such key.")
    record = dkim_record(
        key.domain.domain, KeyRecord(key.selector, KEY_TYPES[key.algorithm], key.public_key, needed=True)
    )
    checked = record_check(record, resolver or DnsResolver(settings.BELLHOP_DNS_SERVER))
    if not checked.ok:
        raise DkimRotationRefused(f"DNS does not show the new key yet. {checked.advice}")
    return _swap(key, actor, now)


@transaction.atomic
def _swap(key: DkimKey, actor: User | None, now: datetime) -> DkimKey:
    row = SendingDomain.objects.select_for_update().get(pk=key.domain_id)
    key = DkimKey.objects.select_for_update().get(pk=key.pk)
    if key.state != S.WAITING:
        raise DkimRotationRefused(f"The key {key.selector} is {key.state}; only a waiting key is activated.")
    before = DkimKey.objects.filter(domain=row, algorithm=key.algorithm, state=S.ACTIVE)
    before.update(state=S.RETIRING, retired_at=now)
    key.state, key.activated_at = S.ACTIVE, now
    key.save(update_fields=["state", "activated_at"])
    audit_record(
        actor=actor,
        action="dkim_key.activated",
        target=key,
        now=now,
        domain=row.domain,
        selector=key.selector,
    )
    return key


@transaction.atomic
def dual_sign_set(*, domain_id: int, on: bool, actor: User | None, now: datetime) -> SendingDomain:
    """Sign each letter by Ed25519 too, or no more. Repeated, it changes nothing.

    The second signature starts once its key was published and activated.
    """
    row = SendingDomain.objects.select_for_update().get(pk=domain_id)
    if row.dual_sign == on:
        return row
    row.dual_sign = on
    row.save(update_fields=["dual_sign"])
    keys = DkimKey.objects.filter(domain=row, algorithm=A.ED25519)
    if not on:
        keys.filter(state=S.ACTIVE).update(state=S.RETIRING, retired_at=now)
        keys.filter(state=S.WAITING).update(state=S.RETIRED, retired_at=now, private_key="")
    elif not keys.filter(state__in=[S.ACTIVE, S.WAITING]).exists():
        rotation_begin(domain_id=row.pk, actor=actor, now=now, algorithm=A.ED25519)
    audit_record(actor=actor, action="sending_domain.dual_sign", target=row, now=now, on=on)
    return row


def keys_retire(*, now: datetime) -> int:
    """Destroy the private half of keys that signed nothing for a week; returns how many."""
    due = DkimKey.objects.filter(state=S.RETIRING, retired_at__lte=now - RETIRING_FOR)
    return due.update(state=S.RETIRED, private_key="")
