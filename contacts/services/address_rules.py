"""An organisation's own word on domains, and what it changes for the guests who are on file."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.identity.address import address_classify
from contacts.identity.domains import domain_normalise
from contacts.identity.names import surnames_make_shared
from contacts.models import AddressRule, Guest
from contacts.services.guest_pool import guests_lock
from contacts.services.person import overrides_load
from contacts.types import EmailKind

CHUNK = 1_000


def address_rule_set(
    *, domain: str, kind: str, note: str, actor: User | None, now: datetime, disposable: bool = False
) -> tuple[AddressRule, int]:
    """Say what addresses of a domain (and of what is below it) are; returns how many guests that changed.

    `disposable`: it lends mailboxes for minutes, whatever the public list says of it.
    It takes the place of what was said of the domain before. Setting the same again carries on where a
    call broke off. Must be called outside a transaction: guests are classified anew a thousand at a time.
    Raises InvalidInput.
    """
    name = domain_normalise(domain)
    if not name:
        text = f"'{domain}' is no domain. Give what stands behind the @, such as travel-agency.example."
        raise InvalidInput(text, fields={"domain": [text]})
    with transaction.atomic():
        facts = {"kind": kind, "disposable": disposable, "note": note}
        rule, _made = AddressRule.objects.update_or_create(domain=name, defaults=facts)
        audit_record(actor=actor, action="address_rule.set", target=rule, now=now, domain=name, **facts)
    return rule, _apply(name, now)


def address_rule_delete(*, rule_id: int, actor: User | None, now: datetime) -> int:
    """Take a rule back, so that the list that comes with Bellhop counts again; returns how many guests changed.

    Must be called outside a transaction. Raises NotFound.
    """
    with transaction.atomic():
        rule = AddressRule.objects.filter(pk=rule_id).first()
        if rule is None:
            raise NotFound("There is no such rule.")
        audit_record(actor=actor, action="address_rule.deleted", target=rule, now=now, domain=rule.domain)
        rule.delete()
    return _apply(rule.domain, now)


def _apply(domain: str, now: datetime) -> int:
    return sum(addresses_judge(ids=ids, now=now) for ids in _chunks(domain))


def _chunks(domain: str) -> Iterator[list[int]]:
    """The guests with an address at the domain or below it, by id."""
    last, at, below = 0, f"@{domain}", f".{domain}"
    while True:
        rows = Guest.objects.filter(Q(email__endswith=at) | Q(email__endswith=below), pk__gt=last)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return
        yield ids
        last = ids[-1]


@transaction.atomic
def addresses_judge(*, ids: Sequence[int], now: datetime) -> int:
    """Say anew what the addresses of these guests are; returns how many guests changed.

    By the organisation's rules, the list that comes with Bellhop, and how many surnames use an address.
    """
    guests_lock()
    overrides = overrides_load()
    guests = list(Guest.objects.filter(pk__in=ids).exclude(email=""))
    kinds = {guest.pk: address_classify(guest.email, overrides).kind for guest in guests}
    shared = _shared({bytes(guest.address_hash) for guest in guests if guest.address_hash})
    changed = []
    for guest in guests:
        kind = kinds[guest.pk]
        if kind is EmailKind.REAL and guest.address_hash and bytes(guest.address_hash) in shared:
            kind = EmailKind.AGENCY_SHARED
        if kind.value != guest.email_kind:
            guest.email_kind, guest.updated_at = kind.value, now
            changed.append(guest)
    Guest.objects.bulk_update(changed, ["email_kind", "updated_at"])
    return len(changed)


def _shared(hashes: set[bytes]) -> set[bytes]:
    """Addresses that so many surnames use that they are an agency's, whatever the domain is said to be."""
    names: dict[bytes, set[str]] = {}
    for key, surname in Guest.objects.filter(address_hash__in=hashes).values_list(
        "address_hash", "last_name"
    ):
        if key is not None:
            names.setdefault(bytes(key), set()).add(surname)
    return {key for key, surnames in names.items() if surnames_make_shared(surnames)}
