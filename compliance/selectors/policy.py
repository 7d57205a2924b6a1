"""Reading privacy policies."""

from django.db.models import QuerySet

from accounts.errors import NotFound
from compliance.models import PrivacyDraft, PrivacyPolicy


def policy_versions() -> QuerySet[PrivacyPolicy]:
    """The published versions, newest first."""
    return PrivacyPolicy.objects.order_by("-version")


def policy_get(*, version: int | None = None) -> PrivacyPolicy:
    """One version, or the newest. Raises NotFound."""
    versions = policy_versions()
    found = (versions if version is None else versions.filter(version=version)).first()
    if found is None:
        raise NotFound("There is no such version of a privacy policy.")
    return found


def policy_draft() -> dict[str, str]:
    """The text that is being written, by language."""
    draft = PrivacyDraft.objects.first()
    return dict(draft.texts) if draft else {}
