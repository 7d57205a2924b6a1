"""Addresses below /api/v1/orgs/{org}/."""

from django.urls import path

from contacts.api import forms, views

urlpatterns = [
    path("forms", forms.FormListView.as_view(), name="form-list"),
    path("forms/suggestions", forms.FormSuggestionsView.as_view(), name="form-suggestions"),
    path("forms/<int:form_id>", forms.FormDetailView.as_view(), name="form-detail"),
    path("guests", views.GuestListView.as_view(), name="guest-list"),
    path("guests/<int:id>", views.GuestDetailView.as_view(), name="guest-detail"),
    path("imports", views.ImportListView.as_view(), name="import-list"),
    path("imports/<int:id>", views.ImportDetailView.as_view(), name="import-detail"),
    path("imports/<int:id>/rejections", views.RejectionsView.as_view(), name="import-rejections"),
]
