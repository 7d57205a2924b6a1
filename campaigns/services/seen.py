"""Two people at one letter: a save names the state it was made upon, and one upon an older state is refused."""

from datetime import datetime

from accounts.models import AuditEvent
from campaigns.errors import ChangedMeanwhile
from campaigns.models import Campaign, Template


def unchanged_require(target: Campaign | Template, *, seen: datetime | None) -> None:
    """Raise ChangedMeanwhile, naming who it was, when `target` was saved after the state `seen` (None: any)."""
    if seen is None or seen == target.updated_at:
        return
    saved = AuditEvent.objects.filter(
        target_type=target._meta.label, target_id=target.pk, at=target.updated_at
    ).first()
    who = saved.actor_label if saved else "Somebody else"
    raise ChangedMeanwhile(
        f"{who} saved this {target._meta.verbose_name} after you opened it. Nothing was overwritten: "
        "look at the other version, or save yours over it."
    )
