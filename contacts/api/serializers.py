"""Shapes of the API: guests, imports."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from compliance.selectors.texts import permission_text, reason_text, tracking_text
from compliance.types import Purpose, TrackingMode
from contacts.identity.disposable import is_disposable
from contacts.imports.rejections import NOTES, REASONS
from contacts.models import Guest, GuestMerge, Import, MergeSuggestion, Stay
from contacts.selectors.address_rules import disposable_rules
from contacts.selectors.guest import GuestDetail, PermissionDetail
from contacts.types import EmailKind


@extend_schema_serializer(component_name="Permission")
class PermissionBrief(serializers.Serializer[Any]):
    """May the guest get marketing, and if not why."""

    allowed = serializers.BooleanField()
    reason = serializers.CharField()
    text = serializers.CharField()


class GuestRow(serializers.ModelSerializer[Guest]):
    """A guest in a list. `permission` is the one for marketing."""

    email_kind = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in EmailKind], read_only=True
    )
    stays = serializers.IntegerField(source="stay_count", read_only=True)
    last_departure = serializers.DateField(read_only=True, allow_null=True)
    next_arrival = serializers.DateField(read_only=True, allow_null=True)
    is_disposable = serializers.SerializerMethodField(
        help_text="the address is at a domain that lends mailboxes for minutes"
    )
    permission = serializers.SerializerMethodField()

    class Meta:
        model = Guest
        fields = [
            "id",
            "first_name",
            "last_name",
            "email",
            "email_kind",
            "is_disposable",
            "country",
            "language",
            "stays",
            "last_departure",
            "next_arrival",
            "permission",
        ]
        read_only_fields = fields

    @cached_property
    def _disposable_rules(self) -> dict[str, bool]:
        """The group's own word, read once for all rows of an answer."""
        return disposable_rules()

    def get_is_disposable(self, guest: Guest) -> bool:
        """Judge the address by today's lists, so that no row is ever out of date."""
        return is_disposable(guest.email, self._disposable_rules)

    @extend_schema_field(PermissionBrief)
    def get_permission(self, guest: Guest) -> dict[str, Any]:
        """Translate the annotation into an answer."""
        reason = getattr(guest, "permission_reason", "")
        return {"allowed": reason == "", "reason": reason, "text": reason_text(reason)}


class HotelRef(serializers.Serializer[Any]):
    """A hotel by name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


@extend_schema_serializer(component_name="Stay")
class StayRow(serializers.ModelSerializer[Stay]):
    """A stay on a guest's page; `total_minor` in minor units of `currency`."""

    hotel = HotelRef(read_only=True)
    nights = serializers.IntegerField(read_only=True)

    class Meta:
        model = Stay
        fields = [
            "id",
            "hotel",
            "source_channel",
            "reservation_code",
            "status",
            "arrival",
            "departure",
            "nights",
            "room_name",
            "rate_plan",
            "adults",
            "children",
            "total_minor",
            "currency",
        ]
        read_only_fields = fields


@extend_schema_serializer(component_name="PermissionDetail")
class PermissionRow(serializers.Serializer[PermissionDetail]):
    """The answer for one purpose, with its evidence."""

    purpose = serializers.CharField(source="purpose.value")
    allowed = serializers.BooleanField(source="permission.allowed")
    basis = serializers.CharField(source="permission.basis")
    reason = serializers.CharField(source="permission.reason")
    text = serializers.SerializerMethodField()
    evidence = serializers.DictField()
    expires_at = serializers.DateTimeField(source="permission.expires_at", allow_null=True)

    def get_text(self, detail: PermissionDetail) -> str:
        """Return the sentence: the basis when allowed, the reason when not."""
        return permission_text(permission=detail.permission, purpose=detail.purpose)


class GuestSide(serializers.ModelSerializer[Guest]):
    """A guest beside another one, to be compared."""

    custom = serializers.DictField(read_only=True)
    provenance = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="as in a guest"
    )

    class Meta:
        model = Guest
        fields = [
            "id",
            "first_name",
            "last_name",
            "email",
            "email_kind",
            "phone",
            "birth_date",
            "country",
            "language",
            "tags",
            "custom",
            "provenance",
            "created_at",
        ]
        read_only_fields = fields


@extend_schema_serializer(component_name="MergePreview")
class MergePreviewShape(serializers.Serializer[Any]):
    """Two guests, the one that a merge would make of them, and how many stays it would have."""

    survivor = GuestSide()
    absorbed = GuestSide()
    merged = GuestSide()
    stays = serializers.IntegerField()


@extend_schema_serializer(component_name="MergeSuggestion")
class SuggestionRow(serializers.ModelSerializer[MergeSuggestion]):
    """Two guests who may be one, and why."""

    guest = GuestSide(read_only=True)
    other = GuestSide(read_only=True)

    class Meta:
        model = MergeSuggestion
        fields = ["id", "reason", "guest", "other", "created_at"]
        read_only_fields = fields


@extend_schema_serializer(component_name="GuestMerge")
class MergeRow(serializers.ModelSerializer[GuestMerge]):
    """A merge; ``kept`` names what could not go back when it was undone."""

    by = serializers.SerializerMethodField()
    kept = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = GuestMerge
        fields = [
            "id",
            "survivor_id",
            "absorbed_id",
            "absorbed_name",
            "reason",
            "by",
            "merged_at",
            "undone_at",
            "kept",
        ]
        read_only_fields = fields

    def get_by(self, merge: GuestMerge) -> str:
        """Return who merged them."""
        return merge.actor.email if merge.actor else ""


class TrackingRow(serializers.Serializer[dict[str, str]]):
    """How much is noted of what a guest does with letters, and why."""

    mode = serializers.ChoiceField(choices=[(mode.value, mode.value) for mode in TrackingMode])
    text = serializers.CharField()


@extend_schema_serializer(component_name="Guest")
class GuestPage(GuestRow):
    """A guest with stays, permissions and merges."""

    stays_list = StayRow(many=True, source="page.stays")
    permissions = PermissionRow(many=True, source="page.permissions")
    tracking = serializers.SerializerMethodField()
    suggestions = SuggestionRow(many=True, source="page.suggestions")
    merges = MergeRow(many=True, source="page.merges")
    provenance = serializers.DictField(
        child=serializers.CharField(), help_text="field to who said it: ota, pms, import, staff or guest"
    )
    custom = serializers.DictField()

    class Meta(GuestRow.Meta):
        fields = [
            *GuestRow.Meta.fields,
            "phone",
            "birth_date",
            "tags",
            "custom",
            "provenance",
            "created_at",
            "updated_at",
            "stays_list",
            "permissions",
            "tracking",
            "suggestions",
            "merges",
        ]
        read_only_fields = fields

    @extend_schema_field(TrackingRow)
    def get_tracking(self, guest: Guest) -> dict[str, str]:
        """Return how much is noted of what the guest does with letters, and why."""
        detail: GuestDetail = guest.page  # type: ignore[attr-defined]
        asked = next(each for each in detail.permissions if each.purpose is Purpose.OPEN_TRACKING)
        return {
            "mode": detail.tracking.value,
            "text": tracking_text(mode=detail.tracking, permission=asked.permission),
        }


class GuestWrite(serializers.Serializer[Guest]):
    """What staff change of a guest; an empty value clears a field."""

    updated_at = serializers.DateTimeField(help_text="as it was read, so that nobody's change is lost")
    for_guest = serializers.BooleanField(required=False, default=False, help_text="the guest asked for it")
    first_name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    last_name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32)
    language = serializers.CharField(required=False, allow_blank=True, max_length=16)
    country = serializers.CharField(required=False, allow_blank=True, max_length=2)
    birth_date = serializers.DateField(required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=100, allow_blank=True), required=False, max_length=100
    )
    custom = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=1000), required=False
    )


def guest_page(detail: GuestDetail) -> dict[str, Any]:
    """Return the body of a guest's page."""
    detail.guest.page = detail  # type: ignore[attr-defined]
    return dict(GuestPage(detail.guest).data)


@extend_schema_serializer(component_name="ImportReason")
class ReasonRow(serializers.Serializer[Any]):
    """Why rows were refused, or what was odd about them; how many, and the line of the first."""

    reason = serializers.CharField()
    text = serializers.CharField()
    rows = serializers.IntegerField()
    first_line = serializers.IntegerField()


def _told(tally: Mapping[str, list[int]], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = sorted(tally.items(), key=lambda item: (-item[1][0], item[1][1]))
    return [
        {"reason": name, "text": texts.get(name, name), "rows": count, "first_line": line}
        for name, (count, line) in rows
    ]


@extend_schema_serializer(component_name="Import")
class ImportRow(serializers.ModelSerializer[Import]):
    """One import with its counts: imported + updated + duplicate + rejected = total."""

    percent = serializers.IntegerField(read_only=True)
    mapping = serializers.DictField(child=serializers.CharField(), read_only=True)
    reasons = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    rejections_url = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = [
            "id",
            "file_name",
            "source",
            "basis",
            "state",
            "message",
            "dry_run",
            "mapping",
            "has_header",
            "size",
            "received",
            "bytes_done",
            "percent",
            "total",
            "imported",
            "updated",
            "duplicate",
            "rejected",
            "reasons",
            "notes",
            "suppressed",
            "consented",
            "unread_values",
            "removed",
            "restored",
            "kept",
            "created_at",
            "finished_at",
            "rejections_url",
        ]
        read_only_fields = fields

    @extend_schema_field(ReasonRow(many=True))
    def get_reasons(self, batch: Import) -> list[dict[str, Any]]:
        """Return why rows were refused, the most frequent reason first."""
        return _told(batch.reasons, REASONS)

    @extend_schema_field(ReasonRow(many=True))
    def get_notes(self, batch: Import) -> list[dict[str, Any]]:
        """Return what was odd about rows that were taken, the most frequent first."""
        return _told(batch.notes, NOTES)

    def get_rejections_url(self, batch: Import) -> str | None:
        """Return where the refused rows can be downloaded, None where there are none."""
        if batch.rejected == 0 or batch.dry_run:
            return None
        return reverse("import-rejections", kwargs={"org": self.context["org"], "id": batch.pk})


class GuestQuery(serializers.Serializer[Any]):
    """What a list of guests can be narrowed to."""

    search = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    hotel = serializers.IntegerField(required=False, allow_null=True, default=None)
    email_kind = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in EmailKind], required=False, allow_blank=True, default=""
    )
    permission = serializers.ChoiceField(
        choices=["allowed", "blocked"], required=False, allow_blank=True, default=""
    )
