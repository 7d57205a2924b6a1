"""What a person chooses in the preference centre: an act of their own, in the ledger and at once in force."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.tenancy import current_organization_id
from compliance.hashing import key_version
from compliance.models import ConsentEvent, ConsentStatus, ConsentText, MailPreference, Suppression
from compliance.scopes import ALL, PAUSE, hotel_scope, topic_scope
from compliance.selectors.preferences import preferences_of
from compliance.services.consent import consent_record, event_of
from compliance.services.leaving import marketing_leave
from compliance.services.lock import addresses_lock
from compliance.services.suppression import suppression_add, withdrawal_tell
from compliance.signals import language_chosen
from compliance.types import Basis, ConsentEntry, Preferences, Purpose, SuppressionReason

SOURCE = "preference_centre"
FREQUENCY = "frequency"


@transaction.atomic
def preferences_set(
    *,
    address_hash: bytes,
    wanted: Preferences,
    evidence: Mapping[str, object],
    now: datetime,
    tracking_text: ConsentText | None = None,
) -> Preferences:
    """Bring what an address left, and how often it is written to, to what the person wants.

    Idempotent; posts at the same moment wait for one another. Every change is one statement in the ledger.
    Leaving everything is not taken back here: see `preferences_undo`. `tracking_text` is the wording under which
    a yes or no to tracking was given. Returns what holds now.
    """
    wish = _wish_locked(address_hash, now)
    before = preferences_of(address_hash=address_hash, now=now)
    act = _Act(address_hash, evidence, now)
    if wanted.left_all and not before.left_all:
        act.leave_everything()
    act.scopes(_scopes(before), _scopes(wanted))
    if wanted.paused_until != before.paused_until:
        act.pause(wanted.paused_until)
    if wanted.frequency != before.frequency:
        act.record(FREQUENCY, granted=True, frequency=wanted.frequency.value)
    if wanted.tracking != before.tracking and (wanted.tracking is not None or before.tracking):
        act.tracking(granted=bool(wanted.tracking), text=tracking_text)
    if (wanted.frequency, wanted.language) != (before.frequency, before.language):
        wish.frequency, wish.language, wish.updated_at = wanted.frequency.value, wanted.language, now
        wish.save()
    if wanted.language and wanted.language != before.language:
        language_chosen.send(
            sender=MailPreference,
            organization_id=current_organization_id(),
            address_hash=address_hash,
            language=wanted.language,
            at=now,
        )
    return preferences_of(address_hash=address_hash, now=now)


@transaction.atomic
def preferences_undo(
    *,
    address_hash: bytes,
    before: Preferences,
    done_at: datetime,
    evidence: Mapping[str, object],
    now: datetime,
) -> Preferences:
    """Take back what was chosen at `done_at`: the caller holds the page that answered it.

    Having left everything comes back with the consent that stood before, but only if nothing else
    suppressed the address since.
    """
    _wish_locked(address_hash, now)
    current = preferences_of(address_hash=address_hash, now=now)
    if current.left_all and not before.left_all:
        left = Suppression.objects.select_for_update().get(address_hash=address_hash, scope=ALL)
        if (left.reason, left.source, left.at) == (SuppressionReason.UNSUBSCRIBED, SOURCE, done_at):
            left.delete()
            _Act(address_hash, evidence, now).come_back(done_at)
    return preferences_set(
        address_hash=address_hash, wanted=replace(before, left_all=False), evidence=evidence, now=now
    )


class _Act:
    """One post of the preference centre, written down."""

    def __init__(self, address_hash: bytes, evidence: Mapping[str, object], now: datetime) -> None:
        self.address_hash = address_hash
        self.evidence = evidence
        self.now = now

    def record(self, scope: str, *, granted: bool, until: datetime | None = None, **more: object) -> None:
        """Add a statement about a part of the mail to the ledger; consent to mail as such stays as it is."""
        entry = ConsentEntry(
            purpose=Purpose.MARKETING,
            granted=granted,
            basis=Basis.CONSENT,
            source=SOURCE,
            occurred_at=self.now,
            address_hash=self.address_hash,
            evidence={**self.evidence, "scope": scope, **more},
            expires_at=until,
        )
        event = event_of(entry, self.now)
        event.scope, event.applied = scope, True
        ConsentEvent.objects.bulk_create([event], ignore_conflicts=True)

    def scopes(self, before: set[str], wanted: set[str]) -> None:
        for scope in sorted(wanted - before):
            suppression_add(
                address_hash=self.address_hash, reason=SuppressionReason.UNSUBSCRIBED, now=self.now,
                scope=scope, source=SOURCE,
            )  # fmt: skip
            self.record(scope, granted=False)
        back = sorted(before - wanted)
        Suppression.objects.filter(address_hash=self.address_hash, scope__in=back).delete()
        for scope in back:
            self.record(scope, granted=True)

    def pause(self, until: datetime | None) -> None:
        Suppression.objects.filter(address_hash=self.address_hash, scope=PAUSE).delete()
        if until is not None:
            row = Suppression.objects.create(
                address_hash=self.address_hash, key_version=key_version(), scope=PAUSE, source=SOURCE,
                reason=SuppressionReason.UNSUBSCRIBED.value, at=self.now, until=until,
            )  # fmt: skip
            withdrawal_tell(row)
        self.record(PAUSE, granted=until is None, until=until)

    def tracking(self, *, granted: bool, text: ConsentText | None) -> None:
        """A purpose of its own, apart from the mail. Nobody can be made never asked again: that is a no."""
        consent_record(
            address_hash=self.address_hash, purpose=Purpose.OPEN_TRACKING, granted=granted, basis=Basis.CONSENT,
            source=SOURCE, evidence=self.evidence, occurred_at=self.now, now=self.now, text=text,
        )  # fmt: skip

    def leave_everything(self) -> None:
        left = marketing_leave(
            address_hash=self.address_hash, way=SOURCE, source=SOURCE, evidence=self.evidence, now=self.now
        )
        if not left:
            # Suppressed for a stronger reason already: the wish is still put on record.
            self._consent(granted=False, basis=Basis.CONSENT)

    def come_back(self, left_at: datetime) -> None:
        """Let the consent hold again that stood before; where none stood, let there be none again."""
        said = ConsentEvent.objects.filter(
            address_hash=self.address_hash, purpose=Purpose.MARKETING.value, scope=ALL, applied=True
        )
        stood = said.filter(recorded_at__lt=left_at).order_by("-pk").first()
        if stood is not None and stood.granted:
            self._consent(granted=True, basis=Basis(stood.basis), until=stood.expires_at, again=stood.pk)
        else:
            status = ConsentStatus.objects.filter(
                address_hash=self.address_hash, purpose=Purpose.MARKETING.value, granted=False
            )
            status.filter(event__source=SOURCE, at=left_at).delete()
            self.record(ALL, granted=True, undone=True)

    def _consent(
        self, *, granted: bool, basis: Basis, until: datetime | None = None, again: int | None = None
    ) -> None:
        consent_record(
            address_hash=self.address_hash, purpose=Purpose.MARKETING, granted=granted, basis=basis,
            source=SOURCE, evidence={**self.evidence, **({"again": again} if again else {})},
            occurred_at=self.now, now=self.now, expires_at=until,
        )  # fmt: skip


def _scopes(preferences: Preferences) -> set[str]:
    topics = {topic_scope(key) for key in preferences.topics_off}
    return topics | {hotel_scope(hotel_id) for hotel_id in preferences.hotels_off}


def _wish_locked(address_hash: bytes, now: datetime) -> MailPreference:
    """The address's row, made where there is none, and held until the commit: one post after the other."""
    addresses_lock(address_hash)
    defaults = {"key_version": key_version(), "updated_at": now}
    MailPreference.objects.get_or_create(address_hash=address_hash, defaults=defaults)
    return MailPreference.objects.select_for_update().get(address_hash=address_hash)
