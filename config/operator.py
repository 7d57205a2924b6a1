from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from accounts.models import Organization
from accounts.services.organizations import operator_enter
from accounts.tenancy.admin import SESSION_KEY


class OperatorSite(admin.AdminSite):
    """Django's admin for the operator of an installation; guests and mail of one organisation at a time."""

    site_header = "Bellhop operator"
    site_title = "Bellhop"
    index_title = "Installation"

    def get_urls(self) -> list[Any]:
        choose = self.admin_view(self.choose_organization)
        return [path("organization/", choose, name="choose-organization"), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        chosen = request.session.get(SESSION_KEY)
        organization = Organization.objects.filter(pk=chosen).first() if chosen else None
        return {**super().each_context(request), "operator_organization": organization}

    def choose_organization(self, request: HttpRequest) -> HttpResponse:
        """Step into one organisation, or out of it; stepping in is written to its audit log."""
        if request.method == "POST":
            chosen = request.POST.get("organization")
            request.session.pop(SESSION_KEY, None)
            if chosen:
                organization = get_object_or_404(Organization, pk=chosen)
                operator_enter(operator=request.user, organization=organization, now=timezone.now())
                request.session[SESSION_KEY] = organization.pk
            return redirect("admin:index")
        organizations = Organization.objects.order_by("name")
        context = {
            **self.each_context(request),
            "title": "Choose an organisation",
            "organizations": organizations,
        }
        return render(request, "admin/choose_organization.html", context)
