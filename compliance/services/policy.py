"""Privacy policies written and published."""

from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy.scope import required_organization_id
from compliance.models import PrivacyDraft, PrivacyPolicy


@transaction.atomic
def policy_write(*, texts: dict[str, str], actor: User | None, now: datetime) -> None:
    """Keep the draft, by language; guests see nothing of it."""
    PrivacyDraft.objects.update_or_create(defaults={"texts": texts, "updated_at": now})
    audit_record(
        actor=actor, action="privacy_policy.written", target=_organization(), now=now, languages=sorted(texts)
    )


@transaction.atomic
def policy_publish(*, actor: User | None, now: datetime) -> PrivacyPolicy:
    """Make the draft the next version, for good. Raises InvalidInput for an empty or unchanged draft."""
    organization = _organization()
    # Two at once: the second waits, and finds its text published.
    Organization.objects.select_for_update().get(pk=organization.pk)
    draft = PrivacyDraft.objects.first()
    texts = {language: text for language, text in (draft.texts if draft else {}).items() if text.strip()}
    newest = PrivacyPolicy.objects.order_by("-version").first()
    if not texts:
        raise InvalidInput("There is no text to publish. Write the policy in one language at least.")
    if newest is not None and newest.texts == texts:
        raise InvalidInput(f"This text is published already, as version {newest.version}.")
    policy = PrivacyPolicy.objects.create(
        version=newest.version + 1 if newest else 1, texts=texts,
        published_by=actor.email if actor else "system", published_at=now,
    )  # fmt: skip
    audit_record(
        actor=actor, action="privacy_policy.published", target=policy, now=now, version=policy.version
    )
    return policy


def _organization() -> Organization:
    return Organization.objects.get(pk=required_organization_id("PrivacyPolicy"))
