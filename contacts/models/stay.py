"""Stays: what a reservation became."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from contacts.models.guest import EMAIL_KINDS, Guest
from contacts.types import BookingStatus

STATUSES = [(status.value, status.value) for status in BookingStatus]


class Stay(TenantModel):
    """One reservation at one hotel, in the newest version a channel reported.

    Days are hotel-local; arrival equals departure for a day use. ``channel_email`` is the alias
    an OTA lent for mails about this stay, good until the end of ``channel_email_valid_until``.
    ``email_kind`` is the kind of address that the reservation came with first, "" where it named no guest;
    what is known of the guest now stands with the guest.
    ``objection_offered``: whoever took the booking offered the guest to object to mail about similar
    offers (ePrivacy 13(2)); never assumed.
    ``erased_at``: its guest was erased, and no later message of the reservation brings the person back.
    ``rate_plan`` is the channel's code of the rate, several joined by " + " as rooms are.
    ``version_key`` orders the versions of one reservation (services/versions.py).
    """

    hotel = TenantForeignKey(Hotel, on_delete=models.PROTECT, related_name="+")
    guest = TenantForeignKey(Guest, null=True, blank=True, on_delete=models.SET_NULL, related_name="stays")
    source_channel = models.CharField(max_length=64)
    reservation_code = models.CharField(max_length=128)
    status = models.CharField(max_length=16, choices=STATUSES)
    arrival = models.DateField()
    departure = models.DateField()
    booked_at = models.DateTimeField(null=True, blank=True)
    room_name = models.CharField(max_length=200, blank=True)
    rate_plan = models.CharField(max_length=200, blank=True, default="", db_default="")
    adults = models.PositiveSmallIntegerField(default=0)
    children = models.PositiveSmallIntegerField(default=0)
    total_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    channel_email = models.CharField(max_length=254, blank=True)
    channel_email_valid_until = models.DateField(null=True, blank=True)
    email_kind = models.CharField(max_length=16, choices=EMAIL_KINDS, blank=True, default="", db_default="")
    objection_offered = models.BooleanField(default=False, db_default=False)
    version_key = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "hotel", "source_channel", "reservation_code"],
                name="stay_reservation_unique",
            ),
            models.CheckConstraint(
                condition=Q(departure__gte=F("arrival")), name="stay_departs_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(total_minor=None) | Q(currency__regex="^[A-Z]{3}$"),
                name="stay_total_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(channel_email="", channel_email_valid_until=None)
                | ~Q(channel_email="") & ~Q(channel_email_valid_until=None),
                name="stay_alias_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "guest", "departure"], name="stay_by_guest"),
            models.Index(fields=["organization", "hotel", "arrival"], name="stay_by_arrival"),
            models.Index(fields=["organization", "hotel", "departure"], name="stay_by_departure"),
            # What segments count among stays of some weeks, read from the index alone.
            models.Index(
                fields=["organization", "arrival"],
                include=["guest", "hotel", "source_channel", "status"],
                name="stay_for_segments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_channel} {self.reservation_code}"

    @property
    def nights(self) -> int:
        """Number of nights; 0 for a day use."""
        return (self.departure - self.arrival).days
