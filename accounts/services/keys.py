import hashlib
import hmac
import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import ApiKey, Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy import tenant_scope
from accounts.types import Role

MARK = "bh_"
PREFIX_LENGTH = 8


@transaction.atomic
def key_create(
    *, organization: Organization, name: str, role: Role, actor: User | None, now: datetime
) -> tuple[ApiKey, str]:
    """Make an API key. The second value is the key itself, shown once and kept nowhere."""
    prefix, secret = secrets.token_hex(PREFIX_LENGTH // 2), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        organization=organization, name=name, prefix=prefix, role=role, created_at=now,
        digest=hashlib.sha256(secret.encode()).digest(),
    )  # fmt: skip
    with tenant_scope(organization.pk):
        audit_record(actor=actor, action="key.created", target=key, now=now, name=name, role=role)
    return key, f"{MARK}{prefix}_{secret}"


def key_accept(*, presented: str, now: datetime) -> ApiKey | None:
    """The key that was presented, if it is known and has not expired; notes its use, once a minute at most."""
    prefix, _, secret = presented.removeprefix(MARK).partition("_")
    key = ApiKey.objects.select_related("organization").filter(prefix=prefix).first()
    digest = hashlib.sha256(secret.encode()).digest()
    if key is None or not hmac.compare_digest(bytes(key.digest), digest):
        return None
    if key.expires_at is not None and key.expires_at <= now:
        return None
    if key.last_used_at is None or (now - key.last_used_at).total_seconds() > 60:  # noqa: PLR2004 - a minute
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
