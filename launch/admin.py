from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from launch.models import EvidenceRun, SignOff


@admin.register(EvidenceRun)
class EvidenceRunAdmin(ReadOnlyAdmin):
    list_display = ("finished_at", "kind", "requirements", "passed", "environment")
    list_filter = ("kind", "passed")


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("at", "requirement", "role", "person", "note")
