"""Saved segments, and lists: the members of a segment as they were on one day."""

from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel
from contacts.models.guest import Guest


class Segment(TenantModel):
    """A question about guests, kept under a name. ``tree`` is a document of contacts.segments.parse."""

    name = models.CharField(max_length=200)
    description = models.CharField(max_length=1000, blank=True)
    tree = models.JSONField()
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="segment_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class GuestList(TenantModel):
    """Members that do not change when guests do. ``tree`` is the question they once answered."""

    name = models.CharField(max_length=200)
    segment = TenantForeignKey(
        Segment, null=True, blank=True, on_delete=models.SET_NULL, related_name="lists"
    )
    tree = models.JSONField()
    size = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="guest_list_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class GuestListMember(TenantModel):
    """One guest on one list."""

    guest_list = TenantForeignKey(GuestList, on_delete=models.CASCADE, related_name="members")
    guest = TenantForeignKey(Guest, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "guest_list", "guest"], name="guest_list_member_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_list_id}: {self.guest_id}"
