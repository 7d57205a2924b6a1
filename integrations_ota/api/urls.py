"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from integrations_ota.api import views

urlpatterns = [
    path("connections", views.ConnectionsView.as_view()),
    path("connections/<int:pk>", views.ConnectionView.as_view()),
    path("connections/<int:pk>/sync", views.ConnectionSyncView.as_view()),
    path("connections/<int:pk>/check", views.ConnectionCheckView.as_view()),
    path("connections/<int:pk>/issues", views.ConnectionIssuesView.as_view()),
]
