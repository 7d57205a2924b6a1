"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from accounts.api import team

urlpatterns = [
    path("members", team.MembersView.as_view()),
    path("members/<int:pk>", team.MemberView.as_view()),
    path("members/<int:pk>/link", team.MemberLinkView.as_view()),
    path("audit", team.AuditView.as_view()),
    path("audit/export", team.AuditExportView.as_view()),
]
