from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import views

ORGANIZATION = "api/v1/orgs/<slug:org>/"

urlpatterns = [
    path("", RedirectView.as_view(url="/app/")),
    re_path(r"^app/", views.dashboard),
    path("health/live", views.live),
    path("health/ready", views.ready),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("analytics.api.urls")),
    path(ORGANIZATION, include("accounts.api.organization_urls")),
    path(ORGANIZATION, include("compliance.api.urls")),
    path(ORGANIZATION, include("contacts.api.urls")),
    path(ORGANIZATION, include("integrations_ota.api.urls")),
    path(ORGANIZATION, include("delivery.api.urls")),
    path(ORGANIZATION, include("campaigns.api.urls")),
    path(ORGANIZATION, include("analytics.api.organization_urls")),
    path("api/v1/openapi.yaml", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    path("", include("compliance.urls")),
    path("", include("delivery.urls")),
    path("", include("campaigns.urls")),
    path("", include("contacts.urls")),
    path("", include("integrations_ota.urls")),
]
