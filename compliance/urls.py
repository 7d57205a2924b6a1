"""Public addresses of the room. None of them knows who is logged in."""

from django.urls import path

from compliance.public import policy

urlpatterns = [
    path("privacy/<slug:slug>", policy.privacy, name="privacy"),
    path("privacy/<slug:slug>/<int:version>", policy.privacy, name="privacy-version"),
]
